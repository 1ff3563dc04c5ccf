/** What commands print. */
@NullMarked
package dev.ptarmigan.report;

import org.jspecify.annotations.NullMarked;

/** Whole trees of tables, visited in address order and printed. */
@NullMarked
package dev.ptarmigan.listing;

import org.jspecify.annotations.NullMarked;

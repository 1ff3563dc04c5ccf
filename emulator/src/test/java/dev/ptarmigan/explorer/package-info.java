/** Tests of the explorer. */
@NullMarked
package dev.ptarmigan.explorer;

import org.jspecify.annotations.NullMarked;

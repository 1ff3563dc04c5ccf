/** Kernel code that maps, splits and changes live mappings. */
@NullMarked
package dev.ptarmigan.kernel;

import org.jspecify.annotations.NullMarked;

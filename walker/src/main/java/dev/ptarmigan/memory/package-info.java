/** A 52-bit physical address space of which some segments exist. */
@NullMarked
package dev.ptarmigan.memory;

import org.jspecify.annotations.NullMarked;

/** From registers and an address to an output address or a fault. */
@NullMarked
package dev.ptarmigan.walker;

import org.jspecify.annotations.NullMarked;

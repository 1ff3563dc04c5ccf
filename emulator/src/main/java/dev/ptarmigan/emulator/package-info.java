/** The machine whose translation caches and update rules are modelled. */
@NullMarked
package dev.ptarmigan.emulator;

import org.jspecify.annotations.NullMarked;

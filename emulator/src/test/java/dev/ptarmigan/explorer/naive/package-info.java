/**
 * A second explorer, written from the description of the adversarial model alone: plain sets and records, every interleaving, no
 * reductions. It shares no code with the one under test and reads the JSON form itself.
 */
@NullMarked
package dev.ptarmigan.explorer.naive;

import org.jspecify.annotations.NullMarked;

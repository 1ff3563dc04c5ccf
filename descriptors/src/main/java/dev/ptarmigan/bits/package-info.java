/** Named runs of bits in a word, and the words as people write them. */
@NullMarked
package dev.ptarmigan.bits;

import org.jspecify.annotations.NullMarked;

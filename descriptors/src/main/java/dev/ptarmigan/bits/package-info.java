/**
 * Names for runs of bits, and words to find them in.
 *
 * <p>The whole project says a bit position once, in a {@link dev.ptarmigan.bits.BitField}; shifts and masks are derived.
 * A field knows nothing of what it means: that is the business of {@code dev.ptarmigan.descriptors} and
 * {@code dev.ptarmigan.registers}.
 *
 * <pre>
 *    63                                52 51                         12 11 10 9   8 7   6 5      2  1  0
 *   +------------------------------------+-----------------------------+--+--+-----+-----+-------+--+--+
 *   |                                    |            OA               |nG|AF| SH  | AP  |       | T| V|
 *   +------------------------------------+-----------------------------+--+--+-----+-----+-------+--+--+
 *                                              BitField.bits("SH", 9, 8) ____/
 * </pre>
 *
 * <p>{@link dev.ptarmigan.bits.Word128} is a pair of words for VMSAv9-128; {@link dev.ptarmigan.bits.Hex} reads and
 * writes numbers the way users of page tables do.
 */
@NullMarked
package dev.ptarmigan.bits;

import org.jspecify.annotations.NullMarked;

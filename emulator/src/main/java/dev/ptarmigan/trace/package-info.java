/**
 * What happened, as data: the events that kernel code causes at its machine, and the text they are exchanged in.
 *
 * <pre>
 *    kernel code ---> Port ---> RecordingPort ---> EventLog ---> Event, one at a time
 *                                                     |
 *                                              EventText, events v1 &lt;---> recordings of real kernels
 * </pre>
 *
 * <h2>Events</h2>
 *
 * <p>An {@link dev.ptarmigan.trace.Event} is a store to a table (address, word before, word after), a
 * {@linkplain dev.ptarmigan.trace.Barrier barrier}, or a TLB invalidation (operation and operand): these have numbers and are what a
 * machine can be recorded doing. Around them stand the things that explain an order: a lock taken or given back, a page
 * taken for a table or refused, a table freed, a warning, a note. The order of one PE's events is its program order; the order
 * between PEs is the order in which they were written down, which says nothing about when another PE sees a store.
 *
 * <p>Loads are not events: kernel code is a function of them, so they can be had by running it again.
 *
 * <h2>In memory</h2>
 *
 * <p>An {@link dev.ptarmigan.trace.EventLog} keeps events as four words each, with no object per event, and hands out
 * {@link dev.ptarmigan.trace.Event} objects on demand. Loops over large logs use its accessors by index. One thread at a time.
 *
 * <h2>As text</h2>
 *
 * <p>{@link dev.ptarmigan.trace.EventText} writes and reads <em>events v1</em>, the line format in which real kernels were recorded:
 *
 * <pre>
 *    # events v1
 *    0 cpu=1 store pa=0x10195f000 old=0x0000000000000000 new=0x00f8000080000705
 *    1 cpu=1 dsb ishst
 *    2 cpu=1 tlbi vaale1is x=0xff00005abcd
 *    3 cpu=1 isb
 *    # cpu=1 end of the operation
 * </pre>
 *
 * <p>Numbers rise but need not be dense; {@code x} is 0 for operations without an operand; {@code pc=SYMBOL} may end a line. What has
 * no number of its own is a comment, {@code # cpu=1 lock pgtable_split_lock}, and is passed over when read, except for the line that
 * says where an operation ended. DMBs are written, though recordings have none. A line that is none of these is refused with file and
 * line ({@link dev.ptarmigan.trace.EventFormatException}).
 *
 * <p>This package knows nothing of descriptors: it holds addresses and words. What they mean is decided where they are shown.
 */
@NullMarked
package dev.ptarmigan.trace;

import org.jspecify.annotations.NullMarked;

/**
 * What happened, as data: the events that kernel code causes at its machine, and the text they are exchanged in.
 *
 * <p>An {@link dev.ptarmigan.trace.Event} is a store to a table, a barrier, a TLB invalidation, or one of the things around
 * them that explain an order (a lock, a page taken for a table, a warning). An {@link dev.ptarmigan.trace.EventLog} keeps many
 * of them in a few words each; {@link dev.ptarmigan.trace.EventText} writes and reads <em>events v1</em>, the line format in
 * which real kernels were recorded.
 *
 * <p>This package knows nothing of descriptors: it holds addresses and words. What they mean is decided where they are shown.
 */
@NullMarked
package dev.ptarmigan.trace;

import org.jspecify.annotations.NullMarked;

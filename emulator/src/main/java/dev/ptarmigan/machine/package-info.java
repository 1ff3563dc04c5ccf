/**
 * What a machine offers to kernel code: the {@link dev.ptarmigan.machine.Port}.
 *
 * <h2>The door</h2>
 *
 * <p>Every algorithm of {@code dev.ptarmigan.kernel} is written against a port and nothing else: loads and stores of table words,
 * compare-and-set, barriers, TLB invalidations by operation and operand, pages for tables, locks, warnings. It is a deterministic
 * function of what it loads, allocates and locks through it: no clock, no random number, no thread of its own. So the same code
 * runs unchanged
 *
 * <ul>
 *   <li>on plain memory ({@link dev.ptarmigan.machine.PlainPort}): stores are there at once, barriers and invalidations do
 *       nothing, locks are real, and several threads can run, each with a port of its own, over the same words;
 *   <li>on a machine that writes down each step ({@link dev.ptarmigan.machine.RecordingPort}, into a
 *       {@link dev.ptarmigan.trace.EventLog});
 *   <li>through decorators that change one thing ({@link dev.ptarmigan.machine.ForwardingPort}): lose a barrier, take no
 *       lock, call somebody before each event;
 *   <li>on machines that model what other processors see, which need nothing but another port.
 * </ul>
 *
 * <p>One port is one processing element. Its calls are that PE's program order. Two PEs that share a port, or two threads that
 * share a {@code PlainPort}, are a mistake.
 *
 * <h2>Pages for tables</h2>
 *
 * <p>They come from a {@link dev.ptarmigan.machine.FrameAllocator}, which is told what the table is for, so that a replay can hand
 * out the very page that a recording names. {@link dev.ptarmigan.machine.FramePool} takes them from a range of physical
 * memory, zeroed as {@code init_on_alloc} kernels do, keeps account of what is taken, and can be told to run out
 * ({@code limit}), which is how failed allocations are tested at every point.
 *
 * <h2>Locks</h2>
 *
 * <p>A {@link dev.ptarmigan.machine.KernelLock} has Linux's name and belongs to the kernel; the port takes it. What is under a lock
 * and what is not is part of what a strategy is, so it can be seen in the events and taken away by a decorator.
 */
@NullMarked
package dev.ptarmigan.machine;

import org.jspecify.annotations.NullMarked;

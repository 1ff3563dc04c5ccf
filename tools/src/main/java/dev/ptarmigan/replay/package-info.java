/**
 * Kernel code on captured kernels, compared with what the real kernel did; and on kernels built to compare strategies.
 *
 * <pre>
 *    capture: before.ptw, registers, info.txt          ops.txt                     events.txt, after.ptw
 *        |                                                |                              |
 *    CapturedKernel: options, areas, memory          Operations &lt;--- RecordedCalls ---- Recorded
 *        |                                                |                              |
 *        +-----------------> OperationRun, by Replay &lt;----+                              |
 *                                 |                                                      |
 *                            EventLog, memory ----> EventComparison, WordComparison &lt;----+
 *                                 |
 *                            Account: the same in words
 * </pre>
 *
 * <h2>Taking a kernel over</h2>
 *
 * <p>{@link dev.ptarmigan.replay.CapturedKernel} makes a {@code Kernel} of a capture. Its options are what Linux decides on a CPU
 * with these registers and this command line; where the kernel itself said (capabilities, nG mappings, KFENCE), that wins. Vm areas
 * come from the {@code alloc} lines of {@code ops.txt}, or are read off the tables: from the first page of a run to its guard page;
 * what is mapped by large leaves may be huge, device memory is ioremap's, the kernel's image is its own. Backing pages are what the
 * tables map.
 *
 * <h2>Running</h2>
 *
 * <p>{@link dev.ptarmigan.replay.Replay} makes the calls of {@link dev.ptarmigan.replay.Operations} with a strategy, and a seeded
 * bug if one is wanted. New tables go where the recording had them, by level and address
 * ({@link dev.ptarmigan.replay.TablePages}). A recording of a module load tells no calls:
 * {@link dev.ptarmigan.replay.RecordedCalls} reads them off its stores, as little as possible, and everything below a call is
 * generated.
 *
 * <h2>Comparing</h2>
 *
 * <p>Words must be equal but for what others wrote meanwhile: stores of other CPUs that were recorded, and, where nothing was
 * recorded, pages of vmalloc space that became none. Events must be equal in order but for the list in
 * {@link dev.ptarmigan.replay.EventComparison}, which is all the normalisation there is. Results must be equal.
 *
 * <h2>Strategies in the long run</h2>
 *
 * <p>{@link dev.ptarmigan.replay.RandomChanges} boots a kernel for each strategy and changes the same random pages with each;
 * {@code LinearMapSurvey} counts what became of the linear map.
 *
 * <p>Whatever is wrong with a capture is a {@link dev.ptarmigan.replay.ReplayException} that names file and line.
 */
@NullMarked
package dev.ptarmigan.replay;

import org.jspecify.annotations.NullMarked;

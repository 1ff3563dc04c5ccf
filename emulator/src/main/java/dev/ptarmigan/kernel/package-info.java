/**
 * Kernel code that maps, splits and changes live mappings, at the level of Linux 7.2, and its rivals.
 *
 * <h2>State</h2>
 *
 * <p>A {@link dev.ptarmigan.kernel.Kernel} is what tasks share: {@linkplain dev.ptarmigan.kernel.KernelOptions options},
 * {@linkplain dev.ptarmigan.kernel.KernelTables geometry}, {@linkplain dev.ptarmigan.kernel.KernelLayout layout}, vm areas, locks.
 * The tables themselves are words of a machine's memory. A {@link dev.ptarmigan.kernel.KernelTask} runs on one PE; the
 * primitives that store descriptors, each with its barriers, are its methods.
 *
 * <h2>Changing permissions</h2>
 *
 * <p>{@link dev.ptarmigan.kernel.SetMemory} is the public interface with its checks, the linear alias and the results. Its
 * subclasses are the strategies, found by name in {@link dev.ptarmigan.kernel.Strategies}. They share the walk of
 * {@code mm/pagewalk.c}, the change of a leaf, and the splitting of leaves, which takes as a parameter how a leaf is replaced: in
 * place, or by break-before-make.
 *
 * <h2>Beyond Linux</h2>
 *
 * <p>{@link dev.ptarmigan.kernel.Collapse} folds split tables back. {@link dev.ptarmigan.kernel.Flaw} lists steps that a task can
 * get wrong on purpose.
 *
 * <h2>Exactness</h2>
 *
 * <p>Names, order of stores and barriers, return values and warnings are the kernel's, its mistakes included: none descriptors
 * get bits, part of a Contiguous group can be changed, errors leave what was done. Nothing here repairs them.
 */
@NullMarked
package dev.ptarmigan.kernel;

import org.jspecify.annotations.NullMarked;

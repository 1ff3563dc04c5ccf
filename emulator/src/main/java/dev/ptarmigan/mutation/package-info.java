/**
 * Seeded bugs: changes to what a strategy does at its machine, to see whether a checker notices.
 *
 * <p>A {@link dev.ptarmigan.mutation.Mutation} is named by a text. Most are decorators of the
 * {@linkplain dev.ptarmigan.machine.Port port}: they lose, swap or weaken events on their way to the machine, whatever strategy
 * caused them. What cannot be done to events alone (splitting at the wrong edge) is a
 * {@linkplain dev.ptarmigan.kernel.Flaw flaw} of the task. Nothing is random: the same text on the same call gives the same
 * events.
 *
 * <pre>
 *    task with flaws ---> mutant port ---> mutant port ---> the machine's port
 *                         one for each part of a text joined by +
 * </pre>
 *
 * <p>{@link dev.ptarmigan.mutation.Mutations#all} lists the bugs that have names, each with the number of the specification's list of
 * mutants (M1 to M18) that it stands for; {@code drop:}, {@code swap:} and {@code lose-bit:} make any number of others.
 */
@NullMarked
package dev.ptarmigan.mutation;

import org.jspecify.annotations.NullMarked;

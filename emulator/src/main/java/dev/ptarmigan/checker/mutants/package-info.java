/**
 * How good the checker is: runs of strategies on a small kernel, every change of one step of their events, and whether the
 * checker sees it.
 *
 * <p>{@link dev.ptarmigan.checker.mutants.Subject} is a strategy with what is asked of it,
 * {@link dev.ptarmigan.checker.mutants.EventMutants} makes the changed sequences, and
 * {@link dev.ptarmigan.checker.mutants.MutationScore} holds what came of each. Mutants that the checker lets pass keep their
 * events, for the explorer to prove them equivalent.
 */
@NullMarked
package dev.ptarmigan.checker.mutants;

import org.jspecify.annotations.NullMarked;

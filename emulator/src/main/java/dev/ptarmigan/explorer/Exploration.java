package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an exploration found.
 *
 * @param scenario what was explored
 * @param states how many states were found
 * @param transitions how many transitions were taken
 * @param exhausted whether these are all states; if not, the memory bound was reached
 * @param nanos how long it took
 * @param stateBytes bytes of a state
 * @param bytes bytes that all states took, with what finds them again
 * @param stories the shortest way to each violation, by invariant
 * @param kernelWork what running kernel code took
 */
public record Exploration(
        Scenario scenario,
        int states,
        long transitions,
        boolean exhausted,
        long nanos,
        int stateBytes,
        long bytes,
        Map<Invariant, Story> stories,
        KernelWork kernelWork) {

    /** Fixes the map. */
    public Exploration {
        stories = new EnumMap<>(stories);
    }

    /** The invariants that do not hold, in order. */
    public List<Invariant> violations() {
        return new ArrayList<>(stories.keySet());
    }

    /** {@code pass}, {@code fail}, or {@code not-exhausted} if nothing was found within the bound. */
    public String verdict() {
        return !stories.isEmpty() ? "fail" : exhausted ? "pass" : "not-exhausted";
    }

    /** Whether it is as the scenario says; true where it says nothing. */
    public boolean isAsExpected() {
        Scenario.Expectation expected = scenario.expected();
        return expected == null || exhausted && expected.violations().equals(violations());
    }

    /** {@code I4 I6}, or {@code -}. */
    public String violationText() {
        return stories.isEmpty()
                ? "-"
                : String.join(" ", violations().stream().map(Invariant::name).toList());
    }
}

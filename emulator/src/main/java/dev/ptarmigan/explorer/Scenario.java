package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small machine, its tables and what its PEs do.
 *
 * @param id its name
 * @param title what it is about
 * @param hardware what the machine promises
 * @param initial descriptors at the start; slots without one are invalid
 * @param programs the operations of each PE that does anything, by PE
 * @param live pages that may be accessed at the start; null for those that are mapped then
 * @param invariants what is checked
 * @param expected what is known about it, or null
 * @param same pairs of pages with equal contents
 */
public record Scenario(
        String id,
        String title,
        Hardware hardware,
        Map<Location, SlotValue> initial,
        List<Program> programs,
        @Nullable List<Integer> live,
        Set<Invariant> invariants,
        @Nullable Expectation expected,
        Set<List<Integer>> same) {

    /** Fixes the collections. */
    public Scenario {
        initial = Map.copyOf(initial);
        programs = List.copyOf(programs);
        live = live == null ? null : List.copyOf(live);
        invariants = Set.copyOf(invariants);
        same = Set.copyOf(same);
    }

    /**
     * What is known.
     *
     * @param violations the invariants that do not hold, in order; none if the scenario passes
     * @param why the reason in words
     */
    public record Expectation(List<Invariant> violations, String why) {
        /** Fixes the list. */
        public Expectation {
            violations = List.copyOf(violations);
        }
    }

    /** One operation less, for mutants. */
    Scenario without(int pe, int operation) {
        List<Program> changed = new ArrayList<>(programs);
        changed.set(pe, ((OperationList) programs.get(pe)).without(operation));
        return new Scenario(id, title, hardware, initial, changed, live, invariants, null, same);
    }

    Scenario withEts(Ets ets) {
        return new Scenario(id, title, hardware.withEts(ets), initial, programs, live, invariants, expected, same);
    }
}

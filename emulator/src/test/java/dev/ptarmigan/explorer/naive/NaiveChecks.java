package dev.ptarmigan.explorer.naive;

import dev.ptarmigan.explorer.naive.NaivePairs.PairClass;
import dev.ptarmigan.explorer.naive.NaiveState.Pe;
import dev.ptarmigan.explorer.naive.NaiveState.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The invariants that speak of one state. */
final class NaiveChecks {
    private final NaiveScenario scenario;

    NaiveChecks(NaiveScenario scenario) {
        this.scenario = scenario;
    }

    Set<String> broken(NaiveState state) {
        Set<String> broken = new TreeSet<>(state.brokenByStep);
        for (int number = 0; number < scenario.pes(); number++) {
            Pe pe = state.pes.get(number);
            faults(state, number, pe, broken);
            for (int context : pe.contexts) {
                outcomes(state, pe, context, broken);
            }
            pairs(state, number, pe, broken);
            freed(state, pe, broken);
        }
        for (Descriptor value : state.memory.values()) {
            if (value.isTable() && state.freedTables.contains(value.table())) {
                broken.add("I7");
            }
        }
        return broken;
    }

    static boolean mayFaultByNt(NaiveScenario scenario, Pe pe, int number, int page) {
        return scenario.levels.get(number).bbml() == 1
                && pe.used().stream()
                        .anyMatch(entry -> entry.translates()
                                && entry.nT()
                                && entry.covers(page)
                                && pe.contexts.stream().anyMatch(entry::serves));
    }

    private void faults(NaiveState state, int number, Pe pe, Set<String> broken) {
        for (int page : state.live) {
            if (!pe.contexts.isEmpty() && (pe.faults.contains(page) || mayFaultByNt(scenario, pe, number, page))) {
                broken.add("I1");
            }
        }
    }

    // ---- I2 to I5

    private void outcomes(NaiveState state, Pe pe, int context, Set<String> broken) {
        for (Entry entry : pe.used()) {
            if (!entry.translates() || !entry.serves(context)) {
                continue;
            }
            for (int page = entry.first(); page < entry.first() + entry.pages(); page++) {
                if (!isAllowed(state, page, entry.paOf(page), Want::pa)) {
                    broken.add("I2");
                }
                permissions(state, page, entry.perm(), broken);
                if (!isAllowed(state, page, entry.type(), Want::type)) {
                    broken.add("I5");
                }
            }
        }
    }

    /** Whether a value is the old one or that of an operation that runs; where nothing was known before, everything is allowed. */
    private static boolean isAllowed(
            NaiveState state, int page, Object value, Function<Want, ? extends @Nullable Object> part) {
        List<Object> wanted = new ArrayList<>();
        Want old = state.old.get(page);
        if (old == null || part.apply(old) == null) {
            return true;
        }
        wanted.add(part.apply(old));
        for (Map<Integer, Want> source : state.running.values()) {
            Want want = source.get(page);
            Object known = want == null ? null : part.apply(want);
            if (known != null) {
                wanted.add(known);
            }
        }
        return wanted.contains(value);
    }

    /** While operations run, what they found and what they set (I3); after a return what was set, and what others set (I4). */
    private static void permissions(NaiveState state, int page, String perm, Set<String> broken) {
        boolean completed = state.completed.contains(page);
        if (completed && !isAllowed(state, page, perm, Want::perm)) {
            broken.add("I4");
        }
        if (!completed || isRunning(state, page)) {
            boolean found = state.found.values().stream()
                    .map(pages -> pages.getOrDefault(page, ""))
                    .anyMatch(one -> one.equals(perm) || one.equals("anything"));
            if (!found && !isAllowed(state, page, perm, Want::perm)) {
                broken.add("I3");
            }
        }
    }

    private static boolean isRunning(NaiveState state, int page) {
        return state.running.values().stream().anyMatch(goal -> goal.containsKey(page));
    }

    // ---- I6, I8 and the unions of I3

    private void pairs(NaiveState state, int number, Pe pe, Set<String> broken) {
        for (Entry a : pe.tlb) {
            for (Entry b : pe.tlb) {
                boolean together = a.global() || b.global() || a.asid() == b.asid();
                if (a.equals(b) || !together) {
                    continue;
                }
                if (NaivePairs.isTableAndBlock(a, b)) {
                    Entry block = a.kind() == Entry.Kind.TABLE ? b : a;
                    pair(PairClass.SIZE, block, block, number, broken);
                } else if (a.kind() == b.kind() && a.kind() != Entry.Kind.TABLE) {
                    for (int page = a.first(); page < a.first() + a.pages(); page++) {
                        if (b.covers(page)) {
                            PairClass pair = NaivePairs.classify(a, b, page, scenario);
                            pair(pair, a, b, number, broken);
                            mixed(state, pe, number, pair, a, b, page, broken);
                        }
                    }
                }
            }
        }
    }

    private void mixed(
            NaiveState state, Pe pe, int number, PairClass pair, Entry a, Entry b, int page, Set<String> broken) {
        String union = Descriptor.union(a.perm(), b.perm());
        if (a.translates()
                && NaivePairs.mayMixPermissions(pair, a, b, scenario, scenario.levels.get(number))
                && pe.contexts.stream().anyMatch(context -> a.serves(context) && b.serves(context))) {
            permissions(state, page, union, broken);
        }
    }

    private void pair(PairClass pair, Entry a, Entry b, int number, Set<String> broken) {
        NaiveScenario.Level level = scenario.levels.get(number);
        if (NaivePairs.isViolation(pair, a, b, level)) {
            broken.add("I8");
        }
        if (NaivePairs.mayAbort(pair, level)) {
            broken.add("I6");
        }
    }

    // ---- I7

    private static void freed(NaiveState state, Pe pe, Set<String> broken) {
        for (Entry entry : pe.used()) {
            if (entry.kind() == Entry.Kind.TABLE && state.freedTables.contains(entry.table())) {
                broken.add("I7");
            }
            if (state.freedPages.stream().anyMatch(entry::leadsTo)) {
                broken.add("I7");
            }
        }
    }
}

package dev.ptarmigan.explorer.naive;

import dev.ptarmigan.explorer.naive.NaiveScenario.Op;
import dev.ptarmigan.explorer.naive.NaiveState.Pe;
import dev.ptarmigan.explorer.naive.NaiveState.Want;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/** Looks at every state, breadth first. */
public final class NaiveExplorer {
    /**
     * What was found.
     *
     * @param violations invariants that do not hold, in order of their numbers
     * @param states how many states there are
     * @param exhausted whether the bound was not reached
     */
    public record Result(List<String> violations, int states, int transitions, boolean exhausted) {
        /** {@code pass} or {@code fail}. */
        public String verdict() {
            return violations.isEmpty() ? "pass" : "fail";
        }
    }

    private final NaiveScenario scenario;
    private final NaiveSteps steps;
    private final NaiveChecks checks;
    private final NaiveWalks walks;

    private NaiveExplorer(NaiveScenario scenario) {
        this.scenario = scenario;
        Set<Integer> mentioned = mentionedPages();
        walks = new NaiveWalks(scenario, mentioned);
        steps = new NaiveSteps(scenario, walks);
        checks = new NaiveChecks(scenario);
    }

    /** Explores a line of JSON. */
    public static Result explore(Map<String, Object> json, int mostStates) {
        return new NaiveExplorer(new NaiveScenario(json)).explore(mostStates);
    }

    private Set<Integer> mentionedPages() {
        Set<Integer> pages = new TreeSet<>(scenario.live);
        for (List<Op> program : scenario.programs) {
            for (Op op : program) {
                if (op.name().equals("ACC")) {
                    pages.add(op.number("page", 0));
                } else if (op.name().equals("LIVE")) {
                    pages.addAll(op.numbers("pages"));
                }
            }
        }
        return pages;
    }

    private NaiveState start() {
        NaiveState state = new NaiveState();
        for (int number = 0; number < scenario.pes(); number++) {
            Pe pe = new Pe();
            pe.asid = scenario.asid;
            pe.contexts.add(scenario.asid);
            state.pes.add(pe);
        }
        state.memory.putAll(scenario.init);
        mapped(state);
        state.live.addAll(scenario.liveGiven ? scenario.live : state.old.keySet());
        walks.close(state);
        return state;
    }

    /** What a walk gives for each page before anything happens. */
    private void mapped(NaiveState state) {
        scenario.init.forEach((slot, value) -> {
            int index = NaiveScenario.index(slot);
            if (scenario.stage2 && slot.startsWith("S2.")) {
                was(state, value, index, 1);
            } else if (!scenario.stage2 && slot.startsWith("L2.")) {
                was(state, value, index * scenario.fanOut, scenario.fanOut);
                if (value.isTable()) {
                    for (int i = 0; i < scenario.fanOut; i++) {
                        Descriptor leaf = scenario.init.getOrDefault(value.table() + "." + i, Descriptor.INVALID);
                        was(state, leaf, index * scenario.fanOut + i, 1);
                    }
                }
            }
        });
    }

    private static void was(NaiveState state, Descriptor leaf, int first, int pages) {
        if (leaf.isLeaf() && leaf.accessed()) {
            int group = leaf.cont() ? NaiveWalks.GROUP * pages : 1;
            int pa = leaf.cont() ? leaf.pa() / group * group + first % group : leaf.pa();
            for (int i = 0; i < pages; i++) {
                state.old.put(first + i, new Want(pa + i, leaf.perm(), leaf.type()));
            }
        }
    }

    private Result explore(int mostStates) {
        Set<String> broken = new HashSet<>();
        Set<List<Object>> known = new HashSet<>();
        Queue<NaiveState> waiting = new ArrayDeque<>();
        NaiveState start = start();
        known.add(start.key());
        waiting.add(start);
        broken.addAll(checks.broken(start));
        int transitions = 0;
        while (!waiting.isEmpty() && known.size() <= mostStates) {
            NaiveState state = waiting.remove();
            List<NaiveSteps.Step> next = steps.from(state);
            transitions += next.size();
            if (next.isEmpty() && !ended(state)) {
                broken.add("I10");
            }
            for (NaiveSteps.Step step : next) {
                broken.addAll(checks.broken(step.next()));
                if (known.add(step.next().key())) {
                    waiting.add(step.next());
                }
            }
        }
        broken.retainAll(scenario.invariants);
        Set<String> ordered = new LinkedHashSet<>();
        for (int i = 1; i <= 12; i++) {
            if (broken.contains("I" + i)) {
                ordered.add("I" + i);
            }
        }
        return new Result(List.copyOf(ordered), known.size(), transitions, waiting.isEmpty());
    }

    private boolean ended(NaiveState state) {
        for (int number = 0; number < scenario.pes(); number++) {
            if (state.pes.get(number).at < scenario.programs.get(number).size()) {
                return false;
            }
        }
        return true;
    }
}

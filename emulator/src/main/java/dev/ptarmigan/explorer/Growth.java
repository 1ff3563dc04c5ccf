package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far the trees of programs are known: after which histories of loads which values were seen. An exploration that loads a
 * value which the tree does not have yet asks for it here, and is made again with a larger tree; the one that asks for nothing
 * is the verdict.
 */
final class Growth {
    private static final int MOST_ROUNDS = 10_000;

    private final List<Program> programs = new ArrayList<>();
    private final List<Map<List<SlotValue>, Set<SlotValue>>> seen = new ArrayList<>();
    private int rounds;

    Growth(Scenario scenario) {
        for (Program program : scenario.programs()) {
            programs.add(program.remembering());
            seen.add(new HashMap<>());
        }
    }

    /** What a PE does. */
    Program program(int pe) {
        return pe < programs.size() ? programs.get(pe) : new OperationList(List.of());
    }

    /** The values that the load after a history is known to give, in the order in which they were seen. */
    Set<SlotValue> values(int pe, List<SlotValue> history) {
        Set<SlotValue> values = new LinkedHashSet<>(seen.get(pe).getOrDefault(history, Set.of()));
        SlotValue guess = programs.get(pe).guess(history);
        if (guess != null) {
            values.add(guess);
        }
        return values;
    }

    /** Takes up what an exploration has asked for; whether that is anything. */
    boolean gather(Model model) {
        rounds++;
        boolean grown = false;
        for (int n = 0; n < model.programs.size(); n++) {
            Node node = model.programs.node(n);
            for (long wanted = node.wanted(); wanted != 0; wanted &= wanted - 1) {
                SlotValue value = model.words.value(node.location, Long.numberOfTrailingZeros(wanted));
                for (List<SlotValue> history : node.histories) {
                    seen.get(node.pe)
                            .computeIfAbsent(history, any -> new LinkedHashSet<>())
                            .add(value);
                }
                grown = true;
            }
        }
        if (rounds > MOST_ROUNDS) {
            throw new ScenarioException("programs still load new values after " + MOST_ROUNDS + " explorations");
        }
        return grown;
    }

    /** How many explorations were made. */
    int rounds() {
        return rounds;
    }

    /** How often kernel code was run from its start. */
    int runs() {
        return programs.stream().mapToInt(Program::runs).sum();
    }
}

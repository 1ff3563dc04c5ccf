package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts a way through the states into words. */
final class StoryTeller {
    private final Model model;
    private final StateLayout layout;
    private final Machine machine;
    private final Reason reason;

    StoryTeller(Model model, StateLayout layout, Machine machine, Checks checks) {
        this.model = model;
        this.layout = layout;
        this.machine = machine;
        this.reason = new Reason(model, layout, checks);
    }

    Story tell(Invariant invariant, long[] start, List<Integer> moves) {
        List<Story.Step> steps = new ArrayList<>();
        long[] state = start;
        for (int move : moves) {
            steps.add(step(state, move));
            state = after(state, move);
        }
        return new Story(model.scenario, invariant, steps, reason.of(invariant, state, steps));
    }

    private long[] after(long[] state, int move) {
        long[] result = new long[state.length];
        boolean[] found = new boolean[1];
        machine.successors(state, (candidate, after, broken) -> {
            if (candidate == move) {
                System.arraycopy(after, 0, result, 0, result.length);
                found[0] = true;
            }
        });
        if (!found[0]) {
            throw new IllegalStateException("move=" + Integer.toHexString(move) + " is not possible");
        }
        return result;
    }

    private String text(long[] state, int pe, Node node) {
        String text = String.valueOf(node.operation);
        return node.operation instanceof Operation.Load
                ? text + " = " + model.words.value(node.location, machine.loaded(state, pe))
                : text;
    }

    private Story.Step step(long[] state, int move) {
        int pe = Move.pe(move);
        Node node = model.nodes[(int) state[layout.pe(pe).node()]];
        return switch (Move.kind(move)) {
            case Move.STEP -> new Story.Step(pe, true, text(state, pe, node), node.operation);
            case Move.DRAIN ->
                new Story.Step(
                        pe,
                        false,
                        "store " + model.words.location(node.stores[Move.number(move)].location()) + " becomes visible",
                        null);
            case Move.EFFECT -> {
                String name = node.invalidations[Move.number(move)].operation.name();
                String from = Move.at(move) == pe ? "" : " from PE" + pe;
                yield new Story.Step(
                        Move.at(move), false, name.toLowerCase(Locale.ROOT) + from + " takes effect", null);
            }
            case Move.DIRTY ->
                new Story.Step(-1, false, "hardware updates " + model.words.location(Move.number(move)), null);
            default -> throw new IllegalArgumentException("move=" + move);
        };
    }
}

package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts a way through the states into words. */
final class StoryTeller {
    private final Model model;
    private final StateLayout layout;
    private final Machine machine;
    private final Replay replay;
    private final Reason reason;

    /** A teller; its machine must leave out no interleaving. */
    StoryTeller(Model model, StateLayout layout, Machine machine, Checks checks) {
        this.model = model;
        this.layout = layout;
        this.machine = machine;
        this.replay = new Replay(machine, checks, layout.size());
        this.reason = new Reason(model, layout, checks);
    }

    Story tell(Invariant invariant, long[] start, List<Integer> shortest) {
        List<Integer> moves = StoryMinimiser.minimise(replay, invariant, start, model.hardware.pes(), shortest);
        List<Story.Step> steps = new ArrayList<>();
        List<long[]> states = new ArrayList<>(List.of(start));
        for (int move : moves) {
            long[] state = states.get(states.size() - 1);
            steps.add(step(state, move));
            long[] next = new long[state.length];
            if (replay.take(state, move, next) < 0) {
                throw new IllegalStateException("move=" + Integer.toHexString(move) + " is not possible");
            }
            states.add(next);
        }
        Reason.Finding finding = reason.of(invariant, states.get(moves.size()), moves.isEmpty());
        if (invariant == Invariant.I1
                && !steps.isEmpty()
                && steps.get(steps.size() - 1).operation() instanceof Operation.Access access) {
            String text = "PE" + steps.get(steps.size() - 1).pe() + "'s access to page " + access.page() + " may fault";
            finding = new Reason.Finding(text, -1, List.of(), -1);
        }
        Account account = new Account(model, layout, states, moves);
        account.explain(invariant, finding);
        return new Story(model.scenario, invariant, steps, finding.text(), account.notes(), account.sentences());
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
            case Move.STEP -> {
                Location slot = node.operation instanceof Operation.Store store
                        ? store.slot()
                        : node.operation instanceof Operation.Load load ? load.slot() : null;
                yield new Story.Step(pe, true, text(state, pe, node), node.operation, slot);
            }
            case Move.DRAIN -> {
                Location slot = model.words.location(node.stores[Move.number(move)].location());
                yield new Story.Step(pe, false, "store " + slot + " becomes visible", null, slot);
            }
            case Move.EFFECT -> {
                String name = node.invalidations[Move.number(move)].operation.name();
                String from = Move.at(move) == pe ? "" : " from PE" + pe;
                yield new Story.Step(
                        Move.at(move), false, name.toLowerCase(Locale.ROOT) + from + " takes effect", null, null);
            }
            case Move.DIRTY -> {
                Location slot = model.words.location(Move.number(move));
                yield new Story.Step(-1, false, "hardware updates " + slot, null, slot);
            }
            default -> throw new IllegalArgumentException("move=" + move);
        };
    }
}

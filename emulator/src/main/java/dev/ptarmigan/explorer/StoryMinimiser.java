package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Makes a story smaller and quieter: moves that it does without are left out, and what one PE does stays together as far as the
 * machine allows. After each change the same invariant must break, and not before the end; {@link Replay} decides.
 */
final class StoryMinimiser {
    /** Longer stories are not put in order: that takes the square of their length in replays. */
    private static final int MOST_MOVES = 150;

    private static final int OTHER_PE = 4;
    private static final int OTHER_KIND = 1;

    private final Replay replay;
    private final Invariant invariant;
    private final long[] start;
    private final int pes;
    private List<Integer> moves;

    private StoryMinimiser(Replay replay, Invariant invariant, long[] start, int pes, List<Integer> moves) {
        this.replay = replay;
        this.invariant = invariant;
        this.start = start;
        this.pes = pes;
        this.moves = new ArrayList<>(moves);
    }

    /** The smaller story. */
    static List<Integer> minimise(Replay replay, Invariant invariant, long[] start, int pes, List<Integer> moves) {
        StoryMinimiser one = new StoryMinimiser(replay, invariant, start, pes, moves);
        one.leaveOut();
        if (one.moves.size() <= MOST_MOVES) {
            one.putTogether();
            one.leaveOut();
        }
        return one.moves;
    }

    private void leaveOut() {
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int pe = 0; pe < pes; pe++) {
                for (int from = 0; from < moves.size(); from++) {
                    int first = from;
                    int of = pe;
                    smaller |= without(i -> i >= first && Move.pe(moves.get(i)) == of);
                }
            }
            for (int i = moves.size() - 1; i >= 0; i--) {
                int one = i;
                smaller |= i < moves.size() && without(index -> index == one);
            }
        }
    }

    private boolean without(IntPredicate left) {
        List<Integer> fewer = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            if (!left.test(i)) {
                fewer.add(moves.get(i));
            }
        }
        if (fewer.size() == moves.size()) {
            return false;
        }
        int end = replay.breaksAt(invariant, start, fewer);
        if (end < 0) {
            return false;
        }
        moves = new ArrayList<>(fewer.subList(0, end));
        return true;
    }

    private void putTogether() {
        boolean better = true;
        while (better) {
            better = false;
            for (int from = 0; from < moves.size(); from++) {
                for (int to = 0; to < moves.size(); to++) {
                    better |= from != to && moved(from, to);
                }
            }
        }
    }

    private boolean moved(int from, int to) {
        List<Integer> other = new ArrayList<>(moves);
        other.add(to, other.remove(from));
        if (cost(other) >= cost(moves) || replay.breaksAt(invariant, start, other) != moves.size()) {
            return false;
        }
        moves = other;
        return true;
    }

    private static int cost(List<Integer> moves) {
        int cost = 0;
        for (int i = 1; i < moves.size(); i++) {
            int a = moves.get(i - 1);
            int b = moves.get(i);
            cost += column(a) == column(b) ? 0 : OTHER_PE;
            cost += Move.kind(a) == Move.kind(b) ? 0 : OTHER_KIND;
            boolean backwards = Move.kind(a) == Move.DRAIN
                    && Move.kind(b) == Move.DRAIN
                    && Move.pe(a) == Move.pe(b)
                    && Move.number(a) > Move.number(b);
            cost += backwards ? OTHER_KIND : 0;
        }
        return cost;
    }

    private static int column(int move) {
        return Move.kind(move) == Move.EFFECT ? Move.at(move) : Move.pe(move);
    }
}

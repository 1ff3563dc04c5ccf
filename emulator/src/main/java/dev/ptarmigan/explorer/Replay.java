package dev.ptarmigan.explorer;

import java.util.List;

/** Takes moves one by one, on a machine that allows every one that is possible at all. */
final class Replay implements Machine.Successors {
    private final Machine machine;
    private final Checks checks;
    private int wanted;
    private long[] into;
    private int broken;

    Replay(Machine machine, Checks checks, int words) {
        this.machine = machine;
        this.checks = checks;
        into = new long[words];
    }

    @Override
    public void accept(int move, long[] state, int brokenByMove) {
        if (move == wanted) {
            System.arraycopy(state, 0, into, 0, state.length);
            broken = brokenByMove;
        }
    }

    /** Takes a move; returns the invariants that it broke itself, or −1 if it is not possible. */
    int take(long[] state, int move, long[] result) {
        wanted = move;
        into = result;
        broken = -1;
        machine.successors(state, this);
        return broken;
    }

    /** After how many of some moves an invariant does not hold for the first time; −1 if never, or if one is not possible. */
    int breaksAt(Invariant invariant, long[] start, List<Integer> moves) {
        boolean atEnd = invariant == Invariant.I9 || invariant == Invariant.I10;
        int bit = 1 << invariant.ordinal();
        if (!atEnd && (checks.broken(start) & bit) != 0) {
            return 0;
        }
        long[] state = start.clone();
        long[] next = new long[state.length];
        for (int i = 0; i < moves.size(); i++) {
            int itself = take(state, moves.get(i), next);
            if (itself < 0) {
                return -1;
            }
            if (!atEnd && ((itself | checks.broken(next)) & bit) != 0) {
                return i + 1;
            }
            long[] swap = state;
            state = next;
            next = swap;
        }
        wanted = -1;
        boolean last = atEnd && machine.successors(state, this) == 0 && (checks.brokenAtEnd(state) & bit) != 0;
        return last ? moves.size() : -1;
    }
}

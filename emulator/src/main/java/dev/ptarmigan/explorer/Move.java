package dev.ptarmigan.explorer;

/** A transition of the machine, packed into an int. */
final class Move {
    /** A PE takes its next step. */
    static final int STEP = 0;
    /** A store of a PE becomes visible to all. */
    static final int DRAIN = 1;
    /** An invalidation of a PE takes effect at a PE. */
    static final int EFFECT = 2;
    /** Hardware makes a descriptor dirty. */
    static final int DIRTY = 3;

    private static final int PE_BITS = 4;
    private static final int NUMBER_BITS = 16;

    private Move() {}

    static int of(int kind, int pe, int at, int number) {
        return kind << 2 * PE_BITS + NUMBER_BITS | pe << PE_BITS + NUMBER_BITS | at << NUMBER_BITS | number;
    }

    static int kind(int move) {
        return move >>> 2 * PE_BITS + NUMBER_BITS;
    }

    /** The PE that moves, or that issued the invalidation. */
    static int pe(int move) {
        return move >>> PE_BITS + NUMBER_BITS & (1 << PE_BITS) - 1;
    }

    /** Where an invalidation takes effect. */
    static int at(int move) {
        return move >>> NUMBER_BITS & (1 << PE_BITS) - 1;
    }

    /** Which store, invalidation or location. */
    static int number(int move) {
        return move & (1 << NUMBER_BITS) - 1;
    }
}

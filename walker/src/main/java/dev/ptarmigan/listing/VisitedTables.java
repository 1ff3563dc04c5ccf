package dev.ptarmigan.listing;

import java.util.Arrays;

/** The tables met so far with the level of the first meeting: an open hash of longs, because there can be millions. */
final class VisitedTables {
    /** {@link #add} answers this for a table that was not there. */
    static final int NEW = Integer.MIN_VALUE;

    private static final int LEVEL_BITS = 4;
    private static final int LEVEL_OFFSET = 4;
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    /** {@code address << LEVEL_BITS | level + LEVEL_OFFSET}, never 0; a table's address has at most 56 bits. */
    private long[] keys = new long[1 << 10];

    private int size;

    /** Adds a table unless it is there; the level it was met at first, or {@link #NEW}. */
    int add(long address, int level) {
        int slot = slot(keys, address);
        if (keys[slot] != 0) {
            return (int) (keys[slot] & (1 << LEVEL_BITS) - 1) - LEVEL_OFFSET;
        }
        keys[slot] = address << LEVEL_BITS | level + LEVEL_OFFSET;
        if (++size > keys.length / 2) {
            grow();
        }
        return NEW;
    }

    private static int slot(long[] keys, long address) {
        int mask = keys.length - 1;
        int slot = (int) (address * SPREAD >>> 33) & mask;
        while (keys[slot] != 0 && keys[slot] >>> LEVEL_BITS != address) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] larger = new long[keys.length * 2];
        for (long key : keys) {
            if (key != 0) {
                larger[slot(larger, key >>> LEVEL_BITS)] = key;
            }
        }
        keys = larger;
    }

    /** How many tables. */
    int size() {
        return size;
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(keys, 0);
        size = 0;
    }
}

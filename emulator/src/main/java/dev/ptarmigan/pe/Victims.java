package dev.ptarmigan.pe;

import java.util.Arrays;

/** Chooses what makes room in a set. */
final class Victims {
    private final Replacement replacement;
    private final int ways;
    private final long[] used;
    private final int[] usedInSet;
    private final int[] setOf;
    private long clock;
    private long random;

    Victims(Replacement replacement, int sets, int ways, long seed) {
        this.replacement = replacement;
        this.ways = ways;
        used = new long[sets * ways];
        usedInSet = new int[sets];
        setOf = new int[sets * ways];
        for (int i = 0; i < setOf.length; i++) {
            setOf[i] = i / ways;
        }
        random = seed * 0x9E37_79B9_7F4A_7C15L | 1;
    }

    /** An entry was used. */
    void touch(int i) {
        if (replacement == Replacement.LRU) {
            used[i] = ++clock;
        } else if (replacement == Replacement.PLRU && used[i] == 0) {
            markUsed(i);
        }
    }

    private void markUsed(int i) {
        int set = setOf[i];
        if (usedInSet[set] == ways - 1 && ways > 1) {
            Arrays.fill(used, set * ways, (set + 1) * ways, 0);
            usedInSet[set] = 0;
        }
        used[i] = 1;
        usedInSet[set]++;
    }

    /** The place in a full set to use again. */
    int choose(int set) {
        int first = set * ways;
        if (replacement == Replacement.RANDOM) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            return first + (int) Long.remainderUnsigned(random, ways);
        }
        int least = first;
        for (int i = first + 1; i < first + ways; i++) {
            if (used[i] < used[least]) {
                least = i;
            }
        }
        return least;
    }
}

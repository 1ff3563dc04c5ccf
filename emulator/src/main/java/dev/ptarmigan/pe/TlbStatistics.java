package dev.ptarmigan.pe;

import dev.ptarmigan.tlb.PairClass;

/**
 * What a TLB has done since the statistics were cleared. Counters are public for whoever reports them; only the TLB changes
 * them. Hits of the arrays are counted with their entries: {@link Tlb#hits}.
 */
public final class TlbStatistics {
    private static final int LEVEL_OFFSET = 2;
    private static final int LEVELS = 6;

    /** Fetches that the first level missed. */
    public long l1iMisses;
    /** Data accesses that the first level missed. */
    public long l1dMisses;
    /** Accesses that the second level missed, or all misses of the first where there is none. */
    public long l2Misses;
    /** Walks of stage 1 tables. */
    public long walks;
    /** Walks that started below the root because a table was known. */
    public long walkCacheHits;
    /** Look-ups of stage 2 leaves, for tables and for outputs. */
    public long stage2Lookups;
    /** Those that were found. */
    public long stage2Hits;
    /** Accesses that ended in a fault. */
    public long faults;
    /** Entries filled, of all arrays. */
    public long fills;
    /** Valid entries thrown out for others. */
    public long evictions;
    /** Fills of a part of a block only. */
    public long splinters;
    /** Fills that serve a whole Contiguous group. */
    public long contiguousFills;
    /** Fills that serve several equal neighbours without the Contiguous bit. */
    public long coalescedFills;
    /** Invalidations carried out here, own and others'. */
    public long invalidations;
    /** Of those, the ones another PE had issued. */
    public long broadcastsReceived;
    /** Entries that had to go. */
    public long entriesMatched;
    /** Entries that went: more than matched if the PE over-invalidates. */
    public long entriesRemoved;
    /** TLB conflict aborts. */
    public long conflictAborts;
    /** Hits whose result differs from a fresh walk; counted only while the machine is told to compare. */
    public long staleHits;
    /** Entries copied from another PE by CnP. */
    public long sharedFills;

    private final long[] reads = new long[2 * LEVELS];
    private final long[] cachedWalks = new long[LEVELS];
    private final long[] pairs = new long[PairClass.values().length];

    TlbStatistics() {}

    /** Descriptors read from memory, both stages. */
    public long descriptorReads() {
        long sum = 0;
        for (long count : reads) {
            sum += count;
        }
        return sum;
    }

    /** Descriptors of a level (−2 to 3) read from memory. */
    public long descriptorReads(int level, boolean stage2) {
        return reads[(stage2 ? LEVELS : 0) + level + LEVEL_OFFSET];
    }

    void read(int level, boolean stage2) {
        reads[(stage2 ? LEVELS : 0) + level + LEVEL_OFFSET]++;
    }

    /** Walks that started behind a known table descriptor of a level. */
    public long walksFrom(int level) {
        return cachedWalks[level + LEVEL_OFFSET];
    }

    void walkFrom(int level) {
        walkCacheHits++;
        cachedWalks[level + LEVEL_OFFSET]++;
    }

    /** How often a new entry met another for the same address that was so different from it. */
    public long pairs(PairClass kind) {
        return pairs[kind.ordinal()];
    }

    void pair(PairClass kind) {
        pairs[kind.ordinal()]++;
    }
}

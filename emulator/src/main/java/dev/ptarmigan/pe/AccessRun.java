package dev.ptarmigan.pe;

/** Runs a stream of accesses on one PE, and tells what it cost. */
public final class AccessRun {
    private AccessRun() {}

    /**
     * What a run cost. Hits of the first level are accesses less its misses.
     *
     * @param accesses how many were made
     * @param firstLevelMisses that the first level had no entry for
     * @param walks that no level had an entry for: TLB misses that cost a walk
     * @param descriptorReads descriptors read from memory by those
     * @param walkCacheHits walks that started below the root
     * @param faults accesses that ended in a fault
     * @param reachBytes addresses that the entries translate in the end
     * @param entries valid leaf and table entries of the largest array in the end
     */
    public record Cost(
            long accesses,
            long firstLevelMisses,
            long walks,
            long descriptorReads,
            long walkCacheHits,
            long faults,
            long reachBytes,
            int entries) {
        /** A count, for a million accesses. */
        public long perMillion(long count) {
            return Math.round(count * 1e6 / accesses);
        }
    }

    /** Makes accesses that are not counted, so that the TLB is as full as it will be. */
    public static void warm(ProcessingElement element, AccessStream stream, long count) {
        step(element, stream, count);
    }

    /** Makes accesses and counts. */
    public static Cost measure(ProcessingElement element, AccessStream stream, long count) {
        Tlb tlb = element.tlb();
        tlb.clearStatistics();
        long faults = step(element, stream, count);
        TlbStatistics statistics = tlb.statistics();
        String largest = tlb.arrayNames().contains("L2") ? "L2" : "L1D";
        return new Cost(
                count,
                statistics.l1dMisses + statistics.l1iMisses,
                statistics.walks,
                statistics.descriptorReads(),
                statistics.walkCacheHits,
                faults,
                tlb.reachBytes(),
                tlb.entries(largest));
    }

    private static long step(ProcessingElement element, AccessStream stream, long count) {
        long faults = 0;
        int process = element.dataAccess(0);
        for (long i = 0; i < count; i++) {
            long va = stream.next();
            if (element.translate(va, stream.kind() | process) == ProcessingElement.FAULT) {
                faults++;
            }
        }
        return faults;
    }
}

package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.Invalidation;
import java.util.List;

/**
 * What an invalidation removes, worked out once for all entries a scenario can have.
 *
 * <p>{@code hits}: the entries, as a set
 * <p>{@code physicalHits}: what it removes of the {@link PhysicalWalkCache}
 * <p>{@code invalidations}: the instructions it stands for: more than one where a range has a length that no operand can say
 * <p>{@code pages}: the pages whose translations it names; all, where it names none
 * <p>{@code removesConflicts}: whether it is sure to remove all of several entries for one address
 */
final class TlbiEffect {
    private final long[] hits;
    private final long[] physicalHits;
    private final List<Invalidation> invalidations;
    private final long pages;
    private final boolean removesConflicts;
    private final boolean broadcast;
    /** Whether DSBs for loads and stores wait for it, by domain. */
    private final boolean[] completed = new boolean[Barrier.Domain.values().length];

    TlbiEffect(
            long[] hits, long[] physicalHits, List<Invalidation> invalidations, long pages, boolean removesConflicts) {
        this.hits = hits;
        this.physicalHits = physicalHits;
        this.invalidations = invalidations;
        this.pages = pages;
        this.removesConflicts = removesConflicts;
        broadcast = invalidations.get(0).recipients().isBroadcast();
        for (Barrier.Domain domain : Barrier.Domain.values()) {
            Barrier barrier = new Barrier(Barrier.Type.DSB, domain, Barrier.Accesses.ALL);
            dev.ptarmigan.trace.Barrier same = dev.ptarmigan.trace.Barrier.named(barrier.text());
            completed[domain.ordinal()] = same != null && invalidations.get(0).completedBy(same);
        }
    }

    long[] hits() {
        return hits;
    }

    /** Elements of the {@link PhysicalWalkCache}. */
    long[] physicalHits() {
        return physicalHits;
    }

    List<Invalidation> invalidations() {
        return invalidations;
    }

    long pages() {
        return pages;
    }

    boolean removesConflicts() {
        return removesConflicts;
    }

    boolean isBroadcast() {
        return broadcast;
    }

    /** Whether a barrier waits until it has taken effect everywhere. */
    boolean completedBy(Barrier barrier) {
        return barrier.completesInvalidations() && completed[barrier.domain().ordinal()];
    }
}

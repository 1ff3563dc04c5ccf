package dev.ptarmigan.tlb;

import dev.ptarmigan.trace.Barrier;

/** The PEs that carry an operation out. */
public enum TlbiDomain {
    /** The PE that executes it. */
    LOCAL("this PE"),
    /** All PEs of its Inner Shareable domain. */
    INNER_SHAREABLE("all PEs of the Inner Shareable domain"),
    /** All PEs of its Outer Shareable domain. */
    OUTER_SHAREABLE("all PEs of the Outer Shareable domain");

    private final String text;

    TlbiDomain(String text) {
        this.text = text;
    }

    /** Whether other PEs take part. */
    public boolean isBroadcast() {
        return this != LOCAL;
    }

    /**
     * Whether a barrier of the PE that executed the operation waits until it has finished at all PEs: a DSB for loads and stores
     * whose domain is at least as wide (R_PSMWS). A DSB for stores or for loads alone, and a DMB, wait for no TLBI.
     */
    public boolean completedBy(Barrier barrier) {
        return switch (barrier) {
            case DSB_NSH -> this == LOCAL;
            case DSB_ISH -> this != OUTER_SHAREABLE;
            case DSB_OSH, DSB_SY -> true;
            case DSB_NSHST, DSB_ISHST, DSB_ISHLD, DSB_OSHST, DSB_ST, DSB_LD -> false;
            case DMB_ISH, DMB_ISHST, DMB_ISHLD, DMB_SY, ISB -> false;
        };
    }

    /** The narrowest barrier that waits for it. */
    public Barrier completion() {
        return switch (this) {
            case LOCAL -> Barrier.DSB_NSH;
            case INNER_SHAREABLE -> Barrier.DSB_ISH;
            case OUTER_SHAREABLE -> Barrier.DSB_OSH;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}

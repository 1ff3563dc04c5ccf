package dev.ptarmigan.checker;

/** What the checker looks for. The invariants I1 to I8 are those the explorer has too. */
public enum Rule {
    /** Two entries for an address that must never meet can (output address, memory type, size, nG). */
    BREAK_BEFORE_MAKE("break-before-make", "I8", "R_WHZWS, D8.17.1"),
    /** Two sizes of one translation can meet on a PE that may raise a TLB conflict abort. */
    TLB_CONFLICT("tlb-conflict", "I6", "R_FCPSG, I_HYQMB"),
    /** An access may fault on a size change made with nT. */
    NT_FAULT("nt-fault", "I1", "R_MRRPW"),
    /** The operation returned and a PE may still use the old translation. */
    STALE_TRANSLATION("stale-translation", "I4", "R_STPSQ, R_PSMWS"),
    /** The operation returned before its stores are visible to table walks. */
    STORE_NOT_VISIBLE("store-not-visible", "I4", "R_SPVBD"),
    /** The operation returned without a context synchronisation event after the last DSB. */
    NOT_SYNCHRONISED("not-synchronised", "I4", "R_BLDZX"),
    /** A table is reachable before its entries are visible to table walks. */
    TABLE_BEFORE_ENTRIES("table-before-entries", "I1", "R_TGRMW"),
    /** An address that stays valid is invalid for a while, or for good. */
    LIVE_FAULT("live-fault", "I1", "D8.2"),
    /** An address is translated to another place. */
    MOVED("moved", "I2", "D8.2"),
    /** Permissions are neither those before nor those asked for. */
    PERMISSIONS("permissions", "I3", "D8.4"),
    /** Memory type or shareability changed. */
    MEMORY_TYPE("memory-type", "I5", "D8.6"),
    /** The operation returned and the range is not what was asked for. */
    NOT_DONE("not-done", "I4", "D8.4"),
    /** Members of a Contiguous group contradict each other. */
    CONTIGUOUS("contiguous", "I8", "R_QTRPM, R_JQQTC"),
    /** A table page was given back that tables still link to. */
    FREED_REACHABLE("freed-reachable", "I7", "D8.2"),
    /** A table page was given back that a walk cache may still hold. */
    FREED_CACHED("freed-cached", "I7", "R_SQBCS"),
    /** A table page was written for another use that a walk cache may still hold. */
    REUSED_CACHED("reused-cached", "I7", "R_SQBCS"),
    /** A table page was written after it was given back. */
    WRITTEN_AFTER_FREE("written-after-free", "I7", "D8.2"),
    /** The shape of a live table was changed without the lock that guards it. */
    UNLOCKED("unlocked", "R1", "the caller's protocol"),
    /** Two PEs changed one word in operations that run at the same time, with no lock in common. */
    RACE("race", "I11", "the caller's protocol"),
    /** An ASID or VMID is used for other tables while a TLB may hold entries of the former ones. */
    TAG_REUSED("tag-reused", "I7", "D8.16"),
    /** An access had a result that no entry explains. */
    ACCESS("access", "I4", "D8.16"),
    /** A TLB was filled with something that the walk before it did not find. */
    FILL_UNEXPLAINED("fill-unexplained", "I4", "D8.2"),
    /** A word was not what the trace had left there. */
    UNSEEN_CHANGE("unseen-change", "I11", "I_GXGZY");

    private final String word;
    private final String invariant;
    private final String source;

    Rule(String word, String invariant, String source) {
        this.word = word;
        this.invariant = invariant;
        this.source = source;
    }

    /** The rule's name in texts: {@code break-before-make}. */
    public String word() {
        return word;
    }

    /** The invariant it belongs to: {@code I8}. */
    public String invariant() {
        return invariant;
    }

    /** Where the architecture, or whose protocol, says so. */
    public String source() {
        return source;
    }

    @Override
    public String toString() {
        return word;
    }
}

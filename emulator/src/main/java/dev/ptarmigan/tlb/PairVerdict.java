package dev.ptarmigan.tlb;

/** What an access may meet where a PE holds two entries for its address. */
public enum PairVerdict {
    /** Nothing that could be seen. */
    HARMLESS,
    /** The result of either entry; another access may have the other's. */
    EITHER,
    /** Either entry's result, or one with permissions of both ({@code permAmalgam}). */
    EITHER_OR_MIXED_PERMISSIONS,
    /** Either entry's result, or a TLB conflict abort. */
    EITHER_OR_ABORT,
    /** Either entry's result, one with permissions of both ({@code permAmalgam}), or a TLB conflict abort. */
    MIXED_PERMISSIONS_OR_ABORT,
    /** Either entry's result, a Translation fault (nT), or a TLB conflict abort. */
    EITHER_OR_FAULT_OR_ABORT,
    /**
     * Break-before-make was needed: either result, any mixture of the two, a fault, a TLB conflict abort, loss of coherency; on
     * every part, also one that never aborts for a change of size.
     */
    VIOLATION;

    /** Whether the tables' owner broke the rule of break-before-make. */
    public boolean isViolation() {
        return this == VIOLATION;
    }

    /** Whether a TLB conflict abort is allowed. */
    public boolean mayAbort() {
        return this == EITHER_OR_ABORT
                || this == MIXED_PERMISSIONS_OR_ABORT
                || this == EITHER_OR_FAULT_OR_ABORT
                || this == VIOLATION;
    }

    /** Whether a Translation fault is allowed though both entries translate. */
    public boolean mayFault() {
        return this == EITHER_OR_FAULT_OR_ABORT || this == VIOLATION;
    }

    /** Whether an access may be allowed what neither entry allows, as write by one and execute by the other. */
    public boolean mayMixPermissions() {
        return this == EITHER_OR_MIXED_PERMISSIONS || this == MIXED_PERMISSIONS_OR_ABORT || this == VIOLATION;
    }

    /** Whether output address and attributes may be a mixture of the two. */
    public boolean mayAmalgamate() {
        return this == VIOLATION;
    }
}

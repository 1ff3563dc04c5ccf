package dev.ptarmigan.tlb;

/** What is wrong with an operand whatever it is meant for. */
public enum OperandProblem {
    /** Bits that should be zero are not. */
    RES0_SET(false),
    /** The level of a hint does not exist for its granule: it counts as no hint. */
    RESERVED_LEVEL(false),
    /** TG = 0b00: nothing is guaranteed to go. */
    RESERVED_GRANULE(true),
    /** SIZE is reserved: nothing is guaranteed to go. */
    RESERVED_SIZE(true),
    /** The first address is not a multiple of the size that TTL says: which range is meant is UNPREDICTABLE. */
    UNALIGNED_BASE(true),
    /** The range reaches beyond the address range that it starts in: it ends there. */
    WRAPS(false);

    private final boolean nothingGuaranteed;

    OperandProblem(boolean nothingGuaranteed) {
        this.nothingGuaranteed = nothingGuaranteed;
    }

    /** Whether the architecture asks no entry to be invalidated. */
    public boolean isNothingGuaranteed() {
        return nothingGuaranteed;
    }
}

package dev.ptarmigan.faults;

/** The kinds of fault a memory access can end in, as fault status codes tell them apart (Arm ARM D8.16, ESR_ELx.DFSC). */
public enum FaultType {
    /** An input or output address, or a table base, is larger than the configured size. */
    ADDRESS_SIZE("Address size fault", true),
    /** No valid descriptor translates the address, or the address is outside the configured range. */
    TRANSLATION("Translation fault", true),
    /** The access flag of the leaf descriptor is clear and hardware does not set it. */
    ACCESS_FLAG("Access flag fault", true),
    /** The permissions do not allow the access. */
    PERMISSION("Permission fault", true),
    /** The memory system refused the access itself. */
    EXTERNAL("synchronous External abort", false),
    /** The memory system refused to read or update a descriptor. */
    EXTERNAL_ON_WALK("synchronous External abort on a table walk or hardware update", true),
    /** The memory system found an uncorrected parity or ECC error on the access itself. */
    PARITY("synchronous parity or ECC error", false),
    /** The memory system found an uncorrected parity or ECC error on a descriptor. */
    PARITY_ON_WALK("synchronous parity or ECC error on a table walk or hardware update", true),
    /** The allocation tag differs from the address's logical tag. */
    TAG_CHECK("synchronous Tag Check fault", false),
    /** The address is not aligned as the access or the memory type asks. */
    ALIGNMENT("Alignment fault", false),
    /** A debug exception, reported so to AArch32. */
    DEBUG("Debug exception", false),
    /** The granule protection table refuses a descriptor's address (FEAT_RME). */
    GRANULE_PROTECTION_ON_WALK("Granule Protection Fault on a table walk or hardware update", true),
    /** The granule protection table refuses the output address (FEAT_RME). */
    GRANULE_PROTECTION("Granule Protection Fault", false),
    /** A TLB holds more than one entry for the address. */
    TLB_CONFLICT("TLB conflict abort", false),
    /** A descriptor that hardware should update is in memory without atomic updates. */
    UNSUPPORTED_ATOMIC_UPDATE("Unsupported atomic hardware update fault", false),
    /** IMPLEMENTATION DEFINED fault of lockdown. */
    LOCKDOWN("IMPLEMENTATION DEFINED fault (Lockdown)", false),
    /** An exclusive or atomic access to memory that does not support it. */
    UNSUPPORTED_EXCLUSIVE("IMPLEMENTATION DEFINED fault (Unsupported Exclusive or Atomic access)", false);

    private final String text;
    private final boolean hasLevel;

    FaultType(String text, boolean hasLevel) {
        this.text = text;
        this.hasLevel = hasLevel;
    }

    /** The manual's words: {@code Translation fault}. */
    public String text() {
        return text;
    }

    /** Whether the status code tells the level of the descriptor. */
    public boolean hasLevel() {
        return hasLevel;
    }
}

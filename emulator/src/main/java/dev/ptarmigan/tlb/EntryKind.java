package dev.ptarmigan.tlb;

/** What a cached entry was made from, and so what it is used for (Arm ARM D8.16). */
public enum EntryKind {
    /** A stage 1 table descriptor: where the next table is, for the span of its slot (an entry of a walk cache). */
    TABLE,
    /** A stage 1 block or page. With stage 2 on it gives an intermediate address. */
    LEAF,
    /** A stage 2 table descriptor, for the span of its slot in intermediate addresses. */
    STAGE2_TABLE,
    /** A stage 2 block or page alone: an intermediate address to a physical one. */
    STAGE2_LEAF,
    /** Stage 1 and stage 2 leaves in one: a virtual address to a physical one. Its tags are those of stage 1. */
    COMBINED,
    /** A table descriptor of granule protection (FEAT_RME), for a span of physical addresses; it has no other tags. */
    GPT_TABLE,
    /** Granule protection information of a block or granule (FEAT_RME); it has no other tags than physical addresses. */
    GPT_LEAF;

    /** Whether the entry holds a table's address and not the end of a walk. */
    public boolean isTable() {
        return this == TABLE || this == STAGE2_TABLE || this == GPT_TABLE;
    }

    /** Whether the entry is found by an intermediate physical address. */
    public boolean isStage2() {
        return this == STAGE2_TABLE || this == STAGE2_LEAF;
    }

    /** Whether the entry is granule protection information, found by a physical address. */
    public boolean isGranuleProtection() {
        return this == GPT_TABLE || this == GPT_LEAF;
    }

    /** Whether the entry is found by a virtual address. */
    public boolean isByVa() {
        return this == TABLE || this == LEAF || this == COMBINED;
    }
}

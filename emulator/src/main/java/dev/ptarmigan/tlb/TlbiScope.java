package dev.ptarmigan.tlb;

import java.util.EnumSet;
import java.util.Set;

/** Which kinds of entries an operation acts on, before operand and level are looked at. */
public enum TlbiScope {
    /** Entries found by virtual addresses: stage 1, tables included, and combined ones. */
    STAGE1(EntryKind.TABLE, EntryKind.LEAF, EntryKind.COMBINED),
    /** Entries of stage 2 alone: combined ones stay. */
    STAGE2(EntryKind.STAGE2_TABLE, EntryKind.STAGE2_LEAF),
    /** Both stages and what combines them. */
    BOTH_STAGES(EntryKind.TABLE, EntryKind.LEAF, EntryKind.COMBINED, EntryKind.STAGE2_TABLE, EntryKind.STAGE2_LEAF),
    /** That stage 2 lets memory be written (FEAT_TLBIW): the translation itself may stay, and the next write reads it anew. */
    STAGE2_WRITES(EntryKind.STAGE2_LEAF, EntryKind.COMBINED),
    /** Granule protection. */
    GRANULE_PROTECTION(EntryKind.GPT_TABLE, EntryKind.GPT_LEAF);

    private final int kinds;
    private final int leaves;

    TlbiScope(EntryKind... kinds) {
        int all = 0;
        int ends = 0;
        for (EntryKind kind : kinds) {
            all |= 1 << kind.ordinal();
            ends |= kind.isTable() ? 0 : 1 << kind.ordinal();
        }
        this.kinds = all;
        this.leaves = ends;
    }

    /** Whether entries of a kind are in scope; those of tables are not if only the last level is meant. */
    boolean has(EntryKind kind, boolean lastLevel) {
        return ((lastLevel ? leaves : kinds) >>> kind.ordinal() & 1) != 0;
    }

    /** The kinds in scope. */
    public Set<EntryKind> kinds(boolean lastLevel) {
        Set<EntryKind> set = EnumSet.noneOf(EntryKind.class);
        for (EntryKind kind : EntryKind.values()) {
            if (has(kind, lastLevel)) {
                set.add(kind);
            }
        }
        return set;
    }
}

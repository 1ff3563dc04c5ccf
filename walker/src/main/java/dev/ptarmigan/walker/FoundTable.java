package dev.ptarmigan.walker;

/**
 * A table descriptor that a walk has passed, as a {@link WalkCache} keeps it: where it was read, and all that a walk needs to
 * go on in the table it points to. The object is used again for the next one, so whoever keeps it copies it.
 */
public final class FoundTable {
    /** Address of the descriptor, as its stage uses it. */
    public long slot;

    /** Where it was read, after stage 2 if that is on. */
    public long physicalSlot;

    /** The descriptor (low 64 bits). */
    public long word;

    /** Its high 64 bits. */
    public long wordHigh;

    /** Level of the descriptor. */
    public int level;

    /** Binary logarithm of the bytes its slot spans. */
    public int shift;

    /** Address of the next table, as the stage uses it. */
    public long table;

    /** Level of that table's descriptors. */
    public int nextLevel;

    /** Binary logarithm of the bytes one slot of that table spans. */
    public int nextShift;

    /** Which bits of the input address, shifted right by {@link #nextShift}, are the index into it. */
    public long nextIndexMask;

    /** The attributes of all tables up to here, ORed. */
    public long attributes;

    /** Whether the Contiguous bit has no function in that table (FEAT_D128). */
    public boolean contiguousOff;

    /** Whether all translations so far were Assured (FEAT_THE). */
    public boolean assured;
}

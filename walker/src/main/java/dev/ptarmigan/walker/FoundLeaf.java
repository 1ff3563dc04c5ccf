package dev.ptarmigan.walker;

import dev.ptarmigan.bits.BitField;

/**
 * A block or page descriptor that a walk ended at, as a TLB keeps it: enough to answer every later access through it by the
 * rules of the walker. The object is used again for the next one, so whoever keeps it copies it.
 */
public final class FoundLeaf {
    /** Whether the last walk ended at a leaf that may be cached: valid, AF set, output address in range. */
    public boolean valid;

    /** Address of the descriptor, as its stage uses it. */
    public long slot;

    /** Where it was read, after stage 2 if that is on. */
    public long physicalSlot;

    /** The descriptor (low 64 bits), after hardware updates. */
    public long word;

    /** Its high 64 bits. */
    public long wordHigh;

    /** Its level. */
    public int level;

    /** Binary logarithm of the bytes it maps by itself. */
    public int shift;

    /** The attributes of all tables above, ORed. */
    public long attributes;

    /** Whether the Contiguous bit has no function here (FEAT_D128). */
    public boolean contiguousOff;

    /** Whether the way here was Assured (FEAT_THE). */
    public boolean assured;

    void set(
            long newSlot,
            long newPhysicalSlot,
            long newWord,
            long newWordHigh,
            int newLevel,
            int newShift,
            long newAttributes,
            boolean newContiguousOff,
            boolean newAssured) {
        slot = newSlot;
        physicalSlot = newPhysicalSlot;
        word = newWord;
        wordHigh = newWordHigh;
        level = newLevel;
        shift = newShift;
        attributes = newAttributes;
        contiguousOff = newContiguousOff;
        assured = newAssured;
        valid = (newWord & DescriptorBits.AF) != 0;
    }

    /** The Contiguous bit, where it has a function. */
    public boolean isContiguous(WalkParameters p) {
        return !contiguousOff && p.contiguousShift(level) > 0 && LeafRules.isContiguous(p, word, wordHigh);
    }

    /** nT of a block (FEAT_BBM level 1). */
    public boolean isNotTranslated(WalkParameters p) {
        return p.blockAllowed(level) && (word & (p.wide ? DescriptorBits.NT_128 : DescriptorBits.NT)) != 0;
    }

    /**
     * Whether a stage 1 leaf serves every ASID: nG is 0, and no table above is Non-secure in Secure state, which makes it
     * non-global (Arm ARM D8.16). TCR2_ELx.FNGx is the caller's.
     */
    public boolean isGlobal(TranslationContext context, WalkParameters p) {
        boolean fromSecure = context.security != SecurityState.SECURE || Stage1Rules.fromSecure(p, attributes);
        return (word & DescriptorBits.NG) == 0 && fromSecure;
    }

    /** Shareability as written: 0 Non-shareable, 2 Outer, 3 Inner Shareable; with FEAT_LPA2 that of the control register. */
    public int shareability(WalkParameters p) {
        BitField field = DescriptorBits.SH;
        return p.shareabilityFromControl ? p.shareability : (int) field.of(word);
    }
}

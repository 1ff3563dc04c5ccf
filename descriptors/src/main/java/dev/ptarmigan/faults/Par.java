package dev.ptarmigan.faults;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import org.jspecify.annotations.Nullable;

/**
 * PAR_EL1, the answer of an address translation instruction: {@link #F} says whether it is an address with attributes or
 * a fault, {@link #D128} whether it has the 128-bit form, in which the address lies in the upper half.
 *
 * @param word all bits; the 64-bit form is the low half
 */
public record Par(Word128 word) {
    // spotless:off
    public static final BitField F            = bit("F", 0);

    public static final BitField SH           = bits("SH", 8, 7);
    public static final BitField NS           = bit("NS", 9);
    public static final BitField IMPDEF       = bit("IMPDEF", 10);
    public static final BitField NSE          = bit("NSE", 11);
    public static final BitField PA           = bits("PA", 55, 12);
    public static final BitField ATTR         = bits("ATTR", 63, 56);

    public static final BitField FST          = bits("FST", 6, 1);
    public static final BitField PTW          = bit("PTW", 8);
    public static final BitField S            = bit("S", 9);
    public static final BitField ASSURED_ONLY = bit("AssuredOnly", 12);
    public static final BitField TOP_LEVEL    = bit("TopLevel", 13);
    public static final BitField OVERLAY      = bit("Overlay", 14);
    public static final BitField DIRTY_BIT    = bit("DirtyBit", 15);
    public static final BitField FAULT_IMPDEF = bits("IMPDEF", 63, 48);

    // The 128-bit form.
    public static final BitField D128         = bit("D128", 64);
    public static final BitField PA_D128      = bits("PA", 119, 76);
    // spotless:on

    /** Bit 11 of a fault, and of a success without FEAT_RME, is RES1. */
    private static final BitField RES1 = NSE;

    private static final int PAGE_SHIFT = 12;

    /** The 64-bit form of a value. */
    public static Par of(long low) {
        return new Par(Word128.of(low));
    }

    /**
     * A translated address, without FEAT_RME (bit 11 is 1).
     *
     * @param pa output address; bits 11:0 are dropped
     * @param attributes memory attributes as a MAIR byte
     * @param shareability 0b00 Non-shareable, 0b10 Outer, 0b11 Inner Shareable
     * @param nonSecure NS
     */
    public static Par success(long pa, int attributes, int shareability, boolean nonSecure) {
        return of(0).with(PA, pa >>> PAGE_SHIFT)
                .with(ATTR, attributes)
                .with(SH, shareability)
                .with(NS, nonSecure ? 1 : 0)
                .with(RES1, 1);
    }

    /**
     * A fault with bits 63:12 zero; add what is known with {@link #with}.
     *
     * @param stage2 S: the fault is of stage 2
     * @param onStage1Walk PTW: stage 2 faulted on a stage 1 table walk
     */
    public static Par fault(FaultStatus status, boolean stage2, boolean onStage1Walk) {
        return of(0).with(F, 1)
                .with(FST, status.code())
                .with(S, stage2 ? 1 : 0)
                .with(PTW, onStage1Walk ? 1 : 0)
                .with(RES1, 1);
    }

    /** The same answer in the 128-bit form; a form that is already wide stays. */
    public Par widened() {
        if (isWide()) {
            return this;
        }
        Par wide = with(D128, 1);
        return isFault() ? wide : wide.with(PA, 0).with(PA_D128, PA.of(word));
    }

    /** The answer with one field replaced. */
    public Par with(BitField field, long value) {
        return new Par(field.in(word, value));
    }

    /** Whether the translation failed. */
    public boolean isFault() {
        return F.of(word) != 0;
    }

    /** Whether it has the 128-bit form. */
    public boolean isWide() {
        return D128.of(word) != 0;
    }

    /**
     * The output address, bits 11:0 zero.
     *
     * @throws IllegalStateException if it is a fault
     */
    public long pa() {
        if (isFault()) {
            throw new IllegalStateException("a fault has no address: par=" + word);
        }
        return (isWide() ? PA_D128 : PA).of(word) << PAGE_SHIFT;
    }

    /** ATTR, the memory attributes as a MAIR byte; of a success. */
    public int attributes() {
        return (int) ATTR.of(word);
    }

    /** SH; of a success. */
    public int shareability() {
        return (int) SH.of(word);
    }

    /**
     * What FST says; null for a reserved code.
     *
     * @throws IllegalStateException if it is no fault
     */
    public @Nullable FaultStatus status() {
        if (!isFault()) {
            throw new IllegalStateException("not a fault: par=" + word);
        }
        return FaultStatus.decode((int) FST.of(word));
    }

    /** Whether the fault is of stage 2. */
    public boolean isStage2() {
        return S.of(word) != 0;
    }

    /** Whether stage 2 faulted on a stage 1 table walk. */
    public boolean onStage1Walk() {
        return PTW.of(word) != 0;
    }

    @Override
    public String toString() {
        return word.toString();
    }
}

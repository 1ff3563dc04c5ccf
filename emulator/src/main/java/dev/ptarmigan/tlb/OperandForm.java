package dev.ptarmigan.tlb;

import dev.ptarmigan.bits.BitField;
import java.util.List;

/** What the register (the two registers of TLBIP) of an operation holds (Arm ARM C5.5). */
public enum OperandForm {
    /** Nothing: the register is not used. */
    NONE(List.of(), List.of()),
    /** A virtual address with a level hint. */
    VA(List.of(TlbiFields.TTL, TlbiFields.VA), List.of(TlbiFields.PAIR_VA, TlbiFields.TTL)),
    /** A range of virtual addresses. */
    VA_RANGE(
            List.of(TlbiFields.TG, TlbiFields.SCALE, TlbiFields.NUM, TlbiFields.RANGE_TTL, TlbiFields.RANGE_BASE),
            List.of(TlbiFields.PAIR_BASE, TlbiFields.TG, TlbiFields.SCALE, TlbiFields.NUM, TlbiFields.RANGE_TTL)),
    /** An ASID alone. */
    ASID(List.of(), List.of()),
    /** An intermediate physical address with a level hint. */
    IPA(
            List.of(TlbiFields.NS, TlbiFields.TTL, TlbiFields.IPA),
            List.of(TlbiFields.PAIR_IPA, TlbiFields.NS, TlbiFields.TTL)),
    /** A range of intermediate physical addresses. */
    IPA_RANGE(
            List.of(
                    TlbiFields.NS,
                    TlbiFields.TG,
                    TlbiFields.SCALE,
                    TlbiFields.NUM,
                    TlbiFields.RANGE_TTL,
                    TlbiFields.RANGE_BASE),
            List.of(
                    TlbiFields.PAIR_BASE,
                    TlbiFields.NS,
                    TlbiFields.TG,
                    TlbiFields.SCALE,
                    TlbiFields.NUM,
                    TlbiFields.RANGE_TTL)),
    /** A range of physical addresses, by its size. */
    PA_RANGE(List.of(TlbiFields.SIZE, TlbiFields.PA), List.of());

    private final List<BitField> single;
    private final List<BitField> pair;

    OperandForm(List<BitField> single, List<BitField> pair) {
        this.single = single;
        this.pair = pair;
    }

    /** The fields besides an ASID, from the top. */
    List<BitField> fields(boolean ofPair) {
        return ofPair ? pair : single;
    }

    /** Whether it is one address, of whatever entry holds it. */
    public boolean isSingle() {
        return this == VA || this == IPA;
    }

    /** Whether it is BaseADDR with SCALE and NUM. */
    public boolean isRange() {
        return this == VA_RANGE || this == IPA_RANGE;
    }

    /** Whether it holds intermediate physical addresses. */
    public boolean isIpa() {
        return this == IPA || this == IPA_RANGE;
    }

    /** Whether it holds virtual addresses. */
    public boolean isVa() {
        return this == VA || this == VA_RANGE;
    }
}

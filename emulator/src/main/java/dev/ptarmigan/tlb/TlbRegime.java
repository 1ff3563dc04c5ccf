package dev.ptarmigan.tlb;

import dev.ptarmigan.descriptors.TranslationStage;

/** The translation regime that an entry is tagged with, and that an operation acts on. */
public enum TlbRegime {
    /** EL1&amp;0, stage 2 included. */
    EL10("EL1&0"),
    /** EL2&amp;0: EL2 with HCR_EL2.E2H = 1. */
    EL20("EL2&0"),
    /** EL2 with HCR_EL2.E2H = 0. */
    EL2("EL2"),
    /** EL3. */
    EL3("EL3"),
    /** No regime: granule protection, which all share. */
    PHYSICAL("granule protection");

    private final String text;

    TlbRegime(String text) {
        this.text = text;
    }

    /** The regime that a stage of translation belongs to. */
    public static TlbRegime of(TranslationStage stage) {
        return switch (stage) {
            case EL10, STAGE2 -> EL10;
            case EL20 -> EL20;
            case EL2 -> EL2;
            case EL3 -> EL3;
        };
    }

    /** Whether entries are tagged with an ASID: the regimes with two VA ranges. */
    public boolean hasAsid() {
        return this == EL10 || this == EL20;
    }

    /** Whether entries are tagged with a VMID. */
    public boolean hasVmid() {
        return this == EL10;
    }

    @Override
    public String toString() {
        return text;
    }
}

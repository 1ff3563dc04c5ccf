package dev.ptarmigan.tlb;

/** What a PE promises about tables changed without break-before-make: ID_AA64MMFR2_EL1.BBM, and one thing it cannot say. */
public enum BbmLevel {
    /** FEAT_BBM is not implemented: every change of size needs break-before-make. */
    LEVEL0,
    /** A block whose nT bit is set may change size, and the Contiguous bit may change; accesses may fault or abort. */
    LEVEL1,
    /** The size may change: an access has the old or the new translation, or a TLB conflict abort. */
    LEVEL2,
    /**
     * Level 2, and the part is known never to raise a TLB conflict abort for a change of size. No ID register says so: Linux
     * goes by a list of MIDR_EL1 values.
     */
    NO_ABORT
}

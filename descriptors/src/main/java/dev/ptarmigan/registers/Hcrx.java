package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;

import dev.ptarmigan.bits.BitField;

/**
 * Extended hypervisor configuration, HCRX_EL2.
 *
 * @param word the register's 64 bits
 */
public record Hcrx(long word) {
    // spotless:off
    public static final BitField ENAS0     = bit("EnAS0", 0);
    public static final BitField ENALS     = bit("EnALS", 1);
    public static final BitField ENASR     = bit("EnASR", 2);
    public static final BitField FNXS      = bit("FnXS", 3);
    public static final BitField FGTNXS    = bit("FGTnXS", 4);
    public static final BitField SMPME     = bit("SMPME", 5);
    public static final BitField TALLINT   = bit("TALLINT", 6);
    public static final BitField VINMI     = bit("VINMI", 7);
    public static final BitField VFNMI     = bit("VFNMI", 8);
    public static final BitField CMOW      = bit("CMOW", 9);
    public static final BitField MCE2      = bit("MCE2", 10);
    public static final BitField MSCEN     = bit("MSCEn", 11);
    public static final BitField TCR2EN    = bit("TCR2En", 14);
    public static final BitField SCTLR2EN  = bit("SCTLR2En", 15);
    public static final BitField PTTWI     = bit("PTTWI", 16);
    public static final BitField D128EN    = bit("D128En", 17);
    public static final BitField ENSNERR   = bit("EnSNERR", 18);
    public static final BitField TMEA      = bit("TMEA", 19);
    public static final BitField ENSDERR   = bit("EnSDERR", 20);
    public static final BitField ENIDCP128 = bit("EnIDCP128", 21);
    public static final BitField GCSEN     = bit("GCSEn", 22);
    public static final BitField ENFPM     = bit("EnFPM", 23);
    public static final BitField PACMEN    = bit("PACMEn", 24);
    // spotless:on

    /** TCR2En: TCR2_EL1 has its effect; otherwise it counts as zero. */
    public boolean tcr2Enabled() {
        return TCR2EN.isSet(word);
    }

    /** SCTLR2En: SCTLR2_EL1 has its effect; otherwise it counts as zero. */
    public boolean sctlr2Enabled() {
        return SCTLR2EN.isSet(word);
    }

    /** D128En: EL1 may use the 128-bit forms of system registers. */
    public boolean d128Enabled() {
        return D128EN.isSet(word);
    }
}

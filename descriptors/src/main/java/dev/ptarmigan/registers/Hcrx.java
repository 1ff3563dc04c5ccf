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

    private static final String TRAPPED = "trapped to EL2";
    private static final String NOT_TRAPPED = "not trapped";

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

    /** The table of HCRX_EL2. */
    static RegisterLayout layout() {
        return RegisterLayout.of(Register.HCRX_EL2)
                .field(ENAS0, "ST64BV0 at EL1 and EL0", TRAPPED, NOT_TRAPPED)
                .field(ENALS, "LD64B and ST64B at EL1 and EL0", TRAPPED, NOT_TRAPPED)
                .field(ENASR, "ST64BV at EL1 and EL0", TRAPPED, NOT_TRAPPED)
                .field(
                        FNXS,
                        "TLB maintenance and DSB at EL1 without the nXS qualifier",
                        "as written",
                        "act as with nXS")
                .field(FGTNXS, "Fine-grained traps of TLB maintenance", "also trap nXS forms", "do not trap nXS forms")
                .field(SMPME, "Streaming mode priorities are mapped by SMPRIMAP_EL2", "no", "yes")
                .field(TALLINT, "EL1 writes of ALLINT", NOT_TRAPPED, TRAPPED)
                .field(VINMI, "Virtual IRQ of HCR_EL2.VI", "has no superpriority", "has superpriority")
                .field(VFNMI, "Virtual FIQ of HCR_EL2.VF", "has no superpriority", "has superpriority")
                .field(CMOW, "Cache maintenance by address at EL1 and EL0 needs stage 2 write permission", "no", "yes")
                .field(MCE2, "Memory copy and set exceptions of EL1", "go to EL1", "go to EL2")
                .field(MSCEN, "Memory copy and set instructions at EL1 and EL0", "undefined", "enabled")
                .field(TCR2EN, "TCR2_EL1", "trapped and treated as 0", "in use")
                .field(SCTLR2EN, "SCTLR2_EL1", "trapped and treated as 0", "in use")
                .field(
                        PTTWI,
                        "Writes of RCWS instructions at EL1 and EL0",
                        "are coherent",
                        "may have the Reduced Coherence property")
                .field(D128EN, "128-bit forms of EL1 registers", TRAPPED, NOT_TRAPPED)
                .field(
                        ENSNERR,
                        "External aborts on Normal reads at EL1 and EL0",
                        "as SCTLR2_EL1.EnANERR says",
                        "synchronous")
                .field(TMEA, "Masked External aborts of EL1 and EL0", "stay masked", "taken to EL2")
                .field(
                        ENSDERR,
                        "External aborts on Device reads at EL1 and EL0",
                        "as SCTLR2_EL1.EnADERR says",
                        "synchronous")
                .field(ENIDCP128, "128-bit IMPLEMENTATION DEFINED registers at EL1 and EL0", TRAPPED, NOT_TRAPPED)
                .field(GCSEN, "Guarded control stacks at EL1 and EL0", "trapped and off", "allowed")
                .field(ENFPM, "Accesses to FPMR at EL1 and EL0", TRAPPED, NOT_TRAPPED)
                .field(PACMEN, "PACM instruction at EL1 and EL0", "off", "on")
                .build();
    }
}

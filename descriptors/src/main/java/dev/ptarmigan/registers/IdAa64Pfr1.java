package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64PFR1_EL1: BTI, MTE, GCS, THE. Values without a name are reserved. */
public final class IdAa64Pfr1 {
    // spotless:off
    public static final BitField BT        = bits("BT", 3, 0);
    public static final BitField SSBS      = bits("SSBS", 7, 4);
    public static final BitField MTE       = bits("MTE", 11, 8);
    public static final BitField RAS_FRAC  = bits("RAS_frac", 15, 12);
    public static final BitField MPAM_FRAC = bits("MPAM_frac", 19, 16);
    public static final BitField SME       = bits("SME", 27, 24);
    public static final BitField RNDR_TRAP = bits("RNDR_trap", 31, 28);
    public static final BitField CSV2_FRAC = bits("CSV2_frac", 35, 32);
    public static final BitField NMI       = bits("NMI", 39, 36);
    public static final BitField MTE_FRAC  = bits("MTE_frac", 43, 40);
    public static final BitField GCS       = bits("GCS", 47, 44);
    public static final BitField THE       = bits("THE", 51, 48);
    public static final BitField MTEX      = bits("MTEX", 55, 52);
    public static final BitField DF2       = bits("DF2", 59, 56);
    public static final BitField PFAR      = bits("PFAR", 63, 60);
    // spotless:on

    private IdAa64Pfr1() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64PFR1_EL1)
                .field(BT, "Branch target identification", "not implemented", "FEAT_BTI")
                .field(SSBS, "Speculative store bypass control", "not implemented", "FEAT_SSBS", "FEAT_SSBS2")
                .field(
                        MTE,
                        "Memory tagging",
                        "not implemented",
                        "FEAT_MTE, instructions only",
                        "FEAT_MTE2",
                        "FEAT_MTE3")
                .field(RAS_FRAC, "Minor version of error reporting", "as ID_AA64PFR0_EL1.RAS says", "FEAT_RASv1p1")
                .field(MPAM_FRAC, "Minor version of memory partitioning", "0", "1")
                .field(SME, "Scalable matrices", "not implemented", "FEAT_SME", "FEAT_SME2")
                .field(RNDR_TRAP, "Trapping of RNDR to EL3", "not implemented", "FEAT_RNG_TRAP")
                .field(
                        CSV2_FRAC,
                        "Minor version of branch prediction isolation",
                        "none",
                        "FEAT_CSV2_1p1",
                        "FEAT_CSV2_1p2")
                .field(NMI, "Non-maskable interrupts", "not implemented", "FEAT_NMI")
                .field(
                        MTE_FRAC,
                        "Asynchronous tag check faults",
                        NamedValues.of(new String[] {"implemented"}, "0xf=not implemented"))
                .field(GCS, "Guarded control stacks", "not implemented", "FEAT_GCS")
                .field(THE, "Translation hardening", "not implemented", "FEAT_THE")
                .field(
                        MTEX,
                        "Extensions of memory tagging",
                        "not implemented",
                        "FEAT_MTE_NO_ADDRESS_TAGS and FEAT_MTE_CANONICAL_TAGS")
                .field(DF2, "Double fault extension 2", "not implemented", "FEAT_DoubleFault2")
                .field(PFAR, "Physical fault address registers", "not implemented", "FEAT_PFAR")
                .build();
    }
}

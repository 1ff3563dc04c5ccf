package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64MMFR3_EL1: indirect permissions, overlays, 128-bit descriptors. Values without a name are reserved. */
public final class IdAa64Mmfr3 {
    // spotless:off
    public static final BitField TCRX       = bits("TCRX", 3, 0);
    public static final BitField SCTLRX     = bits("SCTLRX", 7, 4);
    public static final BitField S1PIE      = bits("S1PIE", 11, 8);
    public static final BitField S2PIE      = bits("S2PIE", 15, 12);
    public static final BitField S1POE      = bits("S1POE", 19, 16);
    public static final BitField S2POE      = bits("S2POE", 23, 20);
    public static final BitField AIE        = bits("AIE", 27, 24);
    public static final BitField MEC        = bits("MEC", 31, 28);
    public static final BitField D128       = bits("D128", 35, 32);
    public static final BitField D128_2     = bits("D128_2", 39, 36);
    public static final BitField SNERR      = bits("SNERR", 43, 40);
    public static final BitField ANERR      = bits("ANERR", 47, 44);
    public static final BitField SDERR      = bits("SDERR", 55, 52);
    public static final BitField ADERR      = bits("ADERR", 59, 56);
    public static final BitField SPEC_FPACC = bits("Spec_FPACC", 63, 60);
    // spotless:on

    private IdAa64Mmfr3() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64MMFR3_EL1)
                .field(TCRX, "TCR2_EL1 and TCR2_EL2", "not implemented", "FEAT_TCR2")
                .field(SCTLRX, "SCTLR2_EL1, SCTLR2_EL2 and SCTLR2_EL3", "not implemented", "FEAT_SCTLR2")
                .field(S1PIE, "Stage 1 permission indirection", "not implemented", "FEAT_S1PIE")
                .field(S2PIE, "Stage 2 permission indirection", "not implemented", "FEAT_S2PIE")
                .field(S1POE, "Stage 1 permission overlay", "not implemented", "FEAT_S1POE")
                .field(S2POE, "Stage 2 permission overlay", "not implemented", "FEAT_S2POE")
                .field(AIE, "Sixteen memory attributes", "not implemented", "FEAT_AIE")
                .field(MEC, "Memory encryption contexts", "not implemented", "FEAT_MEC")
                .field(D128, "128-bit descriptors at stage 1", "not implemented", "FEAT_D128")
                .field(D128_2, "128-bit descriptors at stage 2", "not implemented", "FEAT_D128")
                .number(SNERR, "Synchronous errors on Normal reads")
                .number(ANERR, "Asynchronous errors on Normal reads")
                .number(SDERR, "Synchronous errors on Device reads")
                .number(ADERR, "Asynchronous errors on Device reads")
                .field(
                        SPEC_FPACC,
                        "Speculative use of pointers that failed authentication",
                        "not stated",
                        "never, FEAT_FPACC_SPEC")
                .build();
    }
}

package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64ISAR1_EL1: pointer authentication, XS, LS64. Values without a name are reserved. */
public final class IdAa64Isar1 {
    // spotless:off
    public static final BitField DPB     = bits("DPB", 3, 0);
    public static final BitField APA     = bits("APA", 7, 4);
    public static final BitField API     = bits("API", 11, 8);
    public static final BitField JSCVT   = bits("JSCVT", 15, 12);
    public static final BitField FCMA    = bits("FCMA", 19, 16);
    public static final BitField LRCPC   = bits("LRCPC", 23, 20);
    public static final BitField GPA     = bits("GPA", 27, 24);
    public static final BitField GPI     = bits("GPI", 31, 28);
    public static final BitField FRINTTS = bits("FRINTTS", 35, 32);
    public static final BitField SB      = bits("SB", 39, 36);
    public static final BitField SPECRES = bits("SPECRES", 43, 40);
    public static final BitField BF16    = bits("BF16", 47, 44);
    public static final BitField DGH     = bits("DGH", 51, 48);
    public static final BitField I8MM    = bits("I8MM", 55, 52);
    public static final BitField XS      = bits("XS", 59, 56);
    public static final BitField LS64    = bits("LS64", 63, 60);
    // spotless:on

    private IdAa64Isar1() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64ISAR1_EL1)
                .field(DPB, "Data cache clean to the point of persistence", "not implemented", "FEAT_DPB", "FEAT_DPB2")
                .field(
                        APA,
                        "Address authentication, QARMA5",
                        "not implemented",
                        "FEAT_PAuth",
                        "FEAT_EPAC",
                        "FEAT_PAuth2",
                        "FEAT_FPAC",
                        "FEAT_FPACCOMBINE",
                        "FEAT_PAuth_LR")
                .field(
                        API,
                        "Address authentication, IMPLEMENTATION DEFINED algorithm",
                        "not implemented",
                        "FEAT_PAuth",
                        "FEAT_EPAC",
                        "FEAT_PAuth2",
                        "FEAT_FPAC",
                        "FEAT_FPACCOMBINE",
                        "FEAT_PAuth_LR")
                .field(JSCVT, "JavaScript conversion", "not implemented", "FEAT_JSCVT")
                .field(FCMA, "Complex numbers", "not implemented", "FEAT_FCMA")
                .field(
                        LRCPC,
                        "Weaker release consistency",
                        "not implemented",
                        "FEAT_LRCPC",
                        "FEAT_LRCPC2",
                        "FEAT_LRCPC3")
                .field(GPA, "Generic authentication, QARMA5", "not implemented", "implemented")
                .field(
                        GPI,
                        "Generic authentication, IMPLEMENTATION DEFINED algorithm",
                        "not implemented",
                        "implemented")
                .field(FRINTTS, "Rounding to 32 and 64 bits", "not implemented", "FEAT_FRINTTS")
                .field(SB, "Speculation barrier", "not implemented", "FEAT_SB")
                .field(SPECRES, "Prediction invalidation", "not implemented", "FEAT_SPECRES", "FEAT_SPECRES2")
                .field(BF16, "BFloat16", "not implemented", "FEAT_BF16", "FEAT_EBF16")
                .field(DGH, "Data gathering hint", "not implemented", "FEAT_DGH")
                .field(I8MM, "Int8 matrix multiplication", "not implemented", "FEAT_I8MM")
                .field(XS, "XS attribute and nXS instructions", "not implemented", "FEAT_XS")
                .field(
                        LS64,
                        "64-byte loads and stores",
                        "not implemented",
                        "FEAT_LS64",
                        "FEAT_LS64_V",
                        "FEAT_LS64_ACCDATA",
                        "FEAT_LS64WB")
                .build();
    }
}

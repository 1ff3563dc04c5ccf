package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64ISAR2_EL1: 128-bit system registers, MOPS, AT S1E1A. Values without a name are reserved. */
public final class IdAa64Isar2 {
    // spotless:off
    public static final BitField WFXT         = bits("WFxT", 3, 0);
    public static final BitField RPRES        = bits("RPRES", 7, 4);
    public static final BitField GPA3         = bits("GPA3", 11, 8);
    public static final BitField APA3         = bits("APA3", 15, 12);
    public static final BitField MOPS         = bits("MOPS", 19, 16);
    public static final BitField BC           = bits("BC", 23, 20);
    public static final BitField PAC_FRAC     = bits("PAC_frac", 27, 24);
    public static final BitField CLRBHB       = bits("CLRBHB", 31, 28);
    public static final BitField SYSREG_128   = bits("SYSREG_128", 35, 32);
    public static final BitField SYSINSTR_128 = bits("SYSINSTR_128", 39, 36);
    public static final BitField PRFMSLC      = bits("PRFMSLC", 43, 40);
    public static final BitField PCDPHINT     = bits("PCDPHINT", 47, 44);
    public static final BitField RPRFM        = bits("RPRFM", 51, 48);
    public static final BitField CSSC         = bits("CSSC", 55, 52);
    public static final BitField LUT          = bits("LUT", 59, 56);
    public static final BitField ATS1A        = bits("ATS1A", 63, 60);
    // spotless:on

    private IdAa64Isar2() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64ISAR2_EL1)
                .field(WFXT, "WFE and WFI with timeout", "not implemented", NamedValues.RESERVED, "FEAT_WFxT")
                .field(RPRES, "Reciprocal estimates of 12 bits", "not implemented", "FEAT_RPRES")
                .field(GPA3, "Generic authentication, QARMA3", "not implemented", "FEAT_PACQARMA3")
                .field(
                        APA3,
                        "Address authentication, QARMA3",
                        "not implemented",
                        "FEAT_PAuth",
                        "FEAT_EPAC",
                        "FEAT_PAuth2",
                        "FEAT_FPAC",
                        "FEAT_FPACCOMBINE",
                        "FEAT_PAuth_LR")
                .field(MOPS, "Memory copy and set", "not implemented", "FEAT_MOPS")
                .field(BC, "Conditional branch with hint", "not implemented", "FEAT_HBC")
                .field(PAC_FRAC, "Authentication uses TBI and TBID in all cases", "no", "FEAT_CONSTPACFIELD")
                .field(CLRBHB, "Clear branch history", "not implemented", "FEAT_CLRBHB")
                .field(SYSREG_128, "128-bit system registers", "not implemented", "FEAT_SYSREG128")
                .field(SYSINSTR_128, "128-bit system instructions", "not implemented", "FEAT_SYSINSTR128")
                .field(PRFMSLC, "Prefetch to the system level cache", "not implemented", "FEAT_PRFMSLC")
                .field(PCDPHINT, "Producer-consumer data placement hints", "not implemented", "FEAT_PCDPHINT")
                .field(RPRFM, "Range prefetch", "not implemented", "FEAT_RPRFM")
                .field(CSSC, "Common short sequence compression", "not implemented", "FEAT_CSSC", "FEAT_CMPBR")
                .field(LUT, "Lookup tables", "not implemented", "FEAT_LUT")
                .field(ATS1A, "Address translation without a permission check", "not implemented", "FEAT_ATS1A")
                .build();
    }
}

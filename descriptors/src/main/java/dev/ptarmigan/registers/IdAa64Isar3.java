package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64ISAR3_EL1: TLBIW, LSUI. Values without a name are reserved. */
public final class IdAa64Isar3 {
    // spotless:off
    public static final BitField CPA      = bits("CPA", 3, 0);
    public static final BitField FAMINMAX = bits("FAMINMAX", 7, 4);
    public static final BitField TLBIW    = bits("TLBIW", 11, 8);
    public static final BitField PACM     = bits("PACM", 15, 12);
    public static final BitField LSFE     = bits("LSFE", 19, 16);
    public static final BitField OCCMO    = bits("OCCMO", 23, 20);
    public static final BitField LSUI     = bits("LSUI", 27, 24);
    public static final BitField FPRCVT   = bits("FPRCVT", 31, 28);
    // spotless:on

    private IdAa64Isar3() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64ISAR3_EL1)
                .field(CPA, "Checked pointer arithmetic", "not implemented", "FEAT_CPA", "FEAT_CPA2")
                .field(FAMINMAX, "Absolute maximum and minimum", "not implemented", "FEAT_FAMINMAX")
                .field(TLBIW, "TLB maintenance of writable entries", "not implemented", "FEAT_TLBIW")
                .field(
                        PACM,
                        "Pointer authentication instruction modifier",
                        "not implemented",
                        "PACM is a hint",
                        "FEAT_PAuth_LR")
                .field(LSFE, "Atomic floating-point", "not implemented", "FEAT_LSFE")
                .field(OCCMO, "Cache maintenance to the outer cache level", "not implemented", "FEAT_OCCMO")
                .field(LSUI, "Unprivileged atomics", "not implemented", "FEAT_LSUI")
                .field(FPRCVT, "Conversions between register kinds", "not implemented", "FEAT_FPRCVT")
                .build();
    }
}

package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64PFR2_EL1: MTE permissions, FPMR. Values without a name are reserved. */
public final class IdAa64Pfr2 {
    // spotless:off
    public static final BitField MTEPERM      = bits("MTEPERM", 3, 0);
    public static final BitField MTESTOREONLY = bits("MTESTOREONLY", 7, 4);
    public static final BitField MTEFAR       = bits("MTEFAR", 11, 8);
    public static final BitField GCIE         = bits("GCIE", 15, 12);
    public static final BitField UINJ         = bits("UINJ", 19, 16);
    public static final BitField FPMR         = bits("FPMR", 35, 32);
    // spotless:on

    private IdAa64Pfr2() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64PFR2_EL1)
                .field(MTEPERM, "Allocation tag access permission", "not implemented", "FEAT_MTE_PERM")
                .field(MTESTOREONLY, "Tag checks of stores only", "not implemented", "FEAT_MTE_STORE_ONLY")
                .field(
                        MTEFAR,
                        "All address bits in FAR after a tag check fault",
                        "not implemented",
                        "FEAT_MTE_TAGGED_FAR")
                .field(GCIE, "GICv5 processor interface", "not implemented", "FEAT_GCIE")
                .field(UINJ, "Injection of undefined exceptions", "not implemented", "FEAT_UINJ")
                .field(FPMR, "Floating-point mode register", "not implemented", "FEAT_FPMR")
                .build();
    }
}

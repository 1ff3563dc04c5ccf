package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64MMFR4_EL1: ASID2, hardware dirty state tracking, E2H behaviour. Values without a name are reserved. */
public final class IdAa64Mmfr4 {
    // spotless:off
    public static final BitField POPS    = bits("PoPS", 3, 0);
    public static final BitField EIESB   = bits("EIESB", 7, 4);
    public static final BitField ASID2   = bits("ASID2", 11, 8);
    public static final BitField HACDBS  = bits("HACDBS", 15, 12);
    public static final BitField FGWTE3  = bits("FGWTE3", 19, 16);
    public static final BitField NV_FRAC = bits("NV_frac", 23, 20);
    public static final BitField E2H0    = bits("E2H0", 27, 24);
    public static final BitField E3DSE   = bits("E3DSE", 39, 36);
    public static final BitField SRMASK  = bits("SRMASK", 47, 44);
    // spotless:on

    private IdAa64Mmfr4() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64MMFR4_EL1)
                .field(POPS, "Point of physical storage", "not implemented", "FEAT_PoPS")
                .number(EIESB, "Early implicit error synchronization")
                .field(ASID2, "ASIDs from both table base registers at once", "not implemented", "FEAT_ASID2")
                .field(HACDBS, "Hardware accelerator for cleaning dirty state", "not implemented", "FEAT_HACDBS")
                .field(FGWTE3, "Fine-grained write traps of EL3", "not implemented", "FEAT_FGWTE3")
                .field(
                        NV_FRAC,
                        "Which parts of FEAT_NV2 exist",
                        "as ID_AA64MMFR2_EL1.NV says",
                        "FEAT_NV2 with NV2=1 only")
                .field(
                        E2H0,
                        "HCR_EL2.E2H",
                        NamedValues.of(new String[] {"can be 0"}, "0xe=RES1, HCR_EL2.NV1 RES0", "0xf=RES1"))
                .field(E3DSE, "Delegated SError", "not implemented", "FEAT_E3DSE")
                .field(SRMASK, "System register masks", "not implemented", "FEAT_SRMASK")
                .build();
    }
}

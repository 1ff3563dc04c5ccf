package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64PFR0_EL1: exception levels, SVE, RME, Secure EL2. Values without a name are reserved. */
public final class IdAa64Pfr0 {
    // spotless:off
    public static final BitField EL0     = bits("EL0", 3, 0);
    public static final BitField EL1     = bits("EL1", 7, 4);
    public static final BitField EL2     = bits("EL2", 11, 8);
    public static final BitField EL3     = bits("EL3", 15, 12);
    public static final BitField FP      = bits("FP", 19, 16);
    public static final BitField ADVSIMD = bits("AdvSIMD", 23, 20);
    public static final BitField GIC     = bits("GIC", 27, 24);
    public static final BitField RAS     = bits("RAS", 31, 28);
    public static final BitField SVE     = bits("SVE", 35, 32);
    public static final BitField SEL2    = bits("SEL2", 39, 36);
    public static final BitField MPAM    = bits("MPAM", 43, 40);
    public static final BitField AMU     = bits("AMU", 47, 44);
    public static final BitField DIT     = bits("DIT", 51, 48);
    public static final BitField RME     = bits("RME", 55, 52);
    public static final BitField CSV2    = bits("CSV2", 59, 56);
    public static final BitField CSV3    = bits("CSV3", 63, 60);
    // spotless:on

    private IdAa64Pfr0() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64PFR0_EL1)
                .field(EL0, "Execution states of EL0", NamedValues.RESERVED, "AArch64", "AArch64 and AArch32")
                .field(EL1, "Execution states of EL1", NamedValues.RESERVED, "AArch64", "AArch64 and AArch32")
                .field(EL2, "Execution states of EL2", "not implemented", "AArch64", "AArch64 and AArch32")
                .field(EL3, "Execution states of EL3", "not implemented", "AArch64", "AArch64 and AArch32")
                .field(
                        FP,
                        "Floating-point",
                        NamedValues.of(
                                new String[] {"implemented", "with half precision, FEAT_FP16"}, "0xf=not implemented"))
                .field(
                        ADVSIMD,
                        "Advanced SIMD",
                        NamedValues.of(
                                new String[] {"implemented", "with half precision, FEAT_FP16"}, "0xf=not implemented"))
                .field(
                        GIC,
                        "System register interface of the interrupt controller",
                        "not implemented",
                        "GICv3 or GICv4.0",
                        NamedValues.RESERVED,
                        "GICv4.1")
                .field(RAS, "Error record and reporting", "not implemented", "FEAT_RAS", "FEAT_RASv1p1", "FEAT_RASv2")
                .field(SVE, "Scalable vectors", "not implemented", "FEAT_SVE")
                .field(SEL2, "Secure EL2", "not implemented", "FEAT_SEL2")
                .field(MPAM, "Major version of memory partitioning", "version 0", "version 1")
                .field(AMU, "Activity monitors", "not implemented", "FEAT_AMUv1", "FEAT_AMUv1p1")
                .field(DIT, "Data independent timing", "not implemented", "FEAT_DIT")
                .field(RME, "Realm management", "not implemented", "FEAT_RME", "FEAT_RME_GPC2", "FEAT_RME_GPC3")
                .field(CSV2, "Isolation of branch predictions", "not stated", "FEAT_CSV2", "FEAT_CSV2_2", "FEAT_CSV2_3")
                .field(CSV3, "No forwarding of data that a speculative load may not read", "not stated", "FEAT_CSV3")
                .build();
    }
}

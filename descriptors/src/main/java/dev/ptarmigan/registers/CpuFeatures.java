package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;

/**
 * What a processor implements, read from its ID registers. A question whose register is absent is answered by a {@link
 * MissingRegisterException}: nothing is guessed.
 *
 * <p>Fields of ID registers count upwards: a value above those known here has the features of the known ones. The fields
 * whose 0b1111 says "not implemented" are read as signed.
 */
public final class CpuFeatures {
    private static final int NOT_IMPLEMENTED = 15;

    private final RegisterFile registers;

    private CpuFeatures(RegisterFile registers) {
        this.registers = registers;
    }

    /** The features that the ID registers in {@code registers} tell; a copy is taken. */
    public static CpuFeatures of(RegisterFile registers) {
        return new CpuFeatures(registers.copy());
    }

    /** Whether this ID register is known. */
    public boolean knows(Register idRegister) {
        return registers.has(idRegister);
    }

    // Addresses.

    /** Physical address bits, 32 to 56; 0 for a reserved value of PARange. */
    public int physicalAddressBits() {
        return OutputSize.bits(mmfr0(IdAa64Mmfr0.PARANGE, "the physical address size"));
    }

    /** Virtual address bits of a range at most: 48, 52 (FEAT_LVA, with the 64KB granule; FEAT_LPA2 gives 52 with the others), 56. */
    public int virtualAddressBits() {
        return switch (mmfr2(IdAa64Mmfr2.VARANGE, "the virtual address size")) {
            case 0 -> 48;
            case 1 -> 52;
            default -> 56;
        };
    }

    /** FEAT_LPA: 52-bit physical addresses with the 64KB granule. */
    public boolean hasLpa() {
        return physicalAddressBits() >= 52;
    }

    /** FEAT_LVA: 52-bit virtual addresses with the 64KB granule. */
    public boolean hasLva() {
        return virtualAddressBits() >= 52;
    }

    /** FEAT_LVA3: 56-bit virtual addresses with 128-bit descriptors. */
    public boolean hasLva3() {
        return virtualAddressBits() >= 56;
    }

    /** FEAT_TTST: TxSZ up to 48, 47 with the 64KB granule; 39 without it. */
    public boolean hasSmallTables() {
        return mmfr2(IdAa64Mmfr2.ST, "the smallest table") >= 1;
    }

    // Granules.

    /**
     * Whether a granule is implemented at a stage.
     *
     * @param granuleShift 12, 14 or 16
     */
    public boolean hasGranule(int granuleShift, boolean stage2) {
        String why = "the granules";
        return switch (granuleShift) {
            case 12 ->
                stage2
                        ? stage2Granule(IdAa64Mmfr0.TGRAN4_2, hasGranule(12, false))
                        : mmfr0(IdAa64Mmfr0.TGRAN4, why) != NOT_IMPLEMENTED;
            case 14 ->
                stage2
                        ? stage2Granule(IdAa64Mmfr0.TGRAN16_2, hasGranule(14, false))
                        : mmfr0(IdAa64Mmfr0.TGRAN16, why) != 0;
            case 16 ->
                stage2
                        ? stage2Granule(IdAa64Mmfr0.TGRAN64_2, hasGranule(16, false))
                        : mmfr0(IdAa64Mmfr0.TGRAN64, why) != NOT_IMPLEMENTED;
            default -> throw new IllegalArgumentException("no granule: granuleShift=" + granuleShift);
        };
    }

    /**
     * FEAT_LPA2 for a granule at a stage: whether TCR.DS or VTCR_EL2.DS has an effect. Never with the 64KB granule.
     *
     * @param granuleShift 12, 14 or 16
     */
    public boolean hasLpa2(int granuleShift, boolean stage2) {
        String why = "52-bit addresses with small granules";
        return switch (granuleShift) {
            case 12 ->
                stage2 ? stage2Lpa2(IdAa64Mmfr0.TGRAN4_2, hasLpa2(12, false)) : mmfr0(IdAa64Mmfr0.TGRAN4, why) == 1;
            case 14 ->
                stage2 ? stage2Lpa2(IdAa64Mmfr0.TGRAN16_2, hasLpa2(14, false)) : mmfr0(IdAa64Mmfr0.TGRAN16, why) == 2;
            case 16 -> false;
            default -> throw new IllegalArgumentException("no granule: granuleShift=" + granuleShift);
        };
    }

    /** Stage 2 fields: 0 as stage 1, 1 not implemented, 2 implemented, 3 with 52-bit addresses. */
    private boolean stage2Granule(BitField field, boolean asStage1) {
        int value = mmfr0(field, "the granules of stage 2");
        return value == 0 ? asStage1 : value >= 2;
    }

    private boolean stage2Lpa2(BitField field, boolean asStage1) {
        int value = mmfr0(field, "52-bit addresses with small granules at stage 2");
        return value == 0 ? asStage1 : value == 3;
    }

    // Identifiers.

    /** ASID bits, 8 or 16. */
    public int asidBits() {
        return mmfr0(IdAa64Mmfr0.ASIDBITS, "the ASID size") >= 2 ? 16 : 8;
    }

    /** VMID bits, 8 or 16. */
    public int vmidBits() {
        return mmfr1(IdAa64Mmfr1.VMIDBITS, "the VMID size") >= 2 ? 16 : 8;
    }

    /** FEAT_ASID2: TCR2.A2. */
    public boolean hasAsid2() {
        return field(Register.ID_AA64MMFR4_EL1, IdAa64Mmfr4.ASID2, "the use of two ASIDs") >= 1;
    }

    // Hardware updates.

    /** HAFDBS: 0 none, 1 access flag, 2 dirty state, 3 access flag of table descriptors, 4 dirty state tracking. */
    public int hafdbs() {
        return mmfr1(IdAa64Mmfr1.HAFDBS, "hardware updates of descriptors");
    }

    /** Whether TCR.HA has an effect. */
    public boolean hasHardwareAccessFlag() {
        return hafdbs() >= 1;
    }

    /** Whether TCR.HD has an effect. */
    public boolean hasHardwareDirtyState() {
        return hafdbs() >= 2;
    }

    /** FEAT_HAFT: the access flag of table descriptors. */
    public boolean hasHaft() {
        return hafdbs() >= 3;
    }

    /** Level of FEAT_BBM, 0 to 2. */
    public int bbmLevel() {
        return mmfr2(IdAa64Mmfr2.BBM, "the break-before-make level");
    }

    // Permissions and attributes.

    /** 0 no PAN, 1 FEAT_PAN, 2 FEAT_PAN2, 3 FEAT_PAN3 (SCTLR.EPAN). */
    public int panLevel() {
        return mmfr1(IdAa64Mmfr1.PAN, "PAN");
    }

    /** FEAT_UAO. */
    public boolean hasUao() {
        return mmfr2(IdAa64Mmfr2.UAO, "UAO") >= 1;
    }

    /** FEAT_XNX: stage 2 XN has two bits. */
    public boolean hasXnx() {
        return mmfr1(IdAa64Mmfr1.XNX, "stage 2 execute permissions") >= 1;
    }

    /** FEAT_S2FWB. */
    public boolean hasForcedWriteBack() {
        return mmfr2(IdAa64Mmfr2.FWB, "stage 2 attributes") >= 1;
    }

    /** FEAT_E0PD. */
    public boolean hasE0pd() {
        return mmfr2(IdAa64Mmfr2.E0PD, "E0PD") >= 1;
    }

    /** 0 none, 1 FEAT_HPDS, 2 FEAT_HPDS2. */
    public int hpdsLevel() {
        return mmfr1(IdAa64Mmfr1.HPDS, "disabling of hierarchical permissions");
    }

    /** FEAT_S1PIE. */
    public boolean hasS1pie() {
        return mmfr3(IdAa64Mmfr3.S1PIE, "stage 1 permission indirection") >= 1;
    }

    /** FEAT_S2PIE. */
    public boolean hasS2pie() {
        return mmfr3(IdAa64Mmfr3.S2PIE, "stage 2 permission indirection") >= 1;
    }

    /** FEAT_S1POE. */
    public boolean hasS1poe() {
        return mmfr3(IdAa64Mmfr3.S1POE, "stage 1 permission overlays") >= 1;
    }

    /** FEAT_S2POE. */
    public boolean hasS2poe() {
        return mmfr3(IdAa64Mmfr3.S2POE, "stage 2 permission overlays") >= 1;
    }

    /** FEAT_AIE. */
    public boolean hasAie() {
        return mmfr3(IdAa64Mmfr3.AIE, "the attribute index") >= 1;
    }

    /** FEAT_D128 at stage 1. */
    public boolean hasD128() {
        return mmfr3(IdAa64Mmfr3.D128, "the descriptor size") >= 1;
    }

    /** FEAT_D128 at stage 2. */
    public boolean hasStage2D128() {
        return mmfr3(IdAa64Mmfr3.D128_2, "the stage 2 descriptor size") >= 1;
    }

    /** FEAT_TCR2: TCR2_ELx exist. */
    public boolean hasTcr2() {
        return mmfr3(IdAa64Mmfr3.TCRX, "TCR2_ELx") >= 1;
    }

    /** FEAT_SCTLR2: SCTLR2_ELx exist. */
    public boolean hasSctlr2() {
        return mmfr3(IdAa64Mmfr3.SCTLRX, "SCTLR2_ELx") >= 1;
    }

    /** FEAT_MEC. */
    public boolean hasMec() {
        return mmfr3(IdAa64Mmfr3.MEC, "memory encryption contexts") >= 1;
    }

    /** FEAT_XS. */
    public boolean hasXs() {
        return field(Register.ID_AA64ISAR1_EL1, IdAa64Isar1.XS, "the XS attribute") >= 1;
    }

    // Other architecture that descriptors or maintenance depend on.

    /** 0 none, 1 instructions only, 2 FEAT_MTE2, 3 FEAT_MTE3. */
    public int mteLevel() {
        return field(Register.ID_AA64PFR1_EL1, IdAa64Pfr1.MTE, "memory tagging");
    }

    /** FEAT_MTE_PERM: stage 2 NoTagAccess. */
    public boolean hasMtePermissions() {
        return field(Register.ID_AA64PFR2_EL1, IdAa64Pfr2.MTEPERM, "tag access permissions") >= 1;
    }

    /** FEAT_BTI. */
    public boolean hasBti() {
        return field(Register.ID_AA64PFR1_EL1, IdAa64Pfr1.BT, "branch target identification") >= 1;
    }

    /** FEAT_GCS. */
    public boolean hasGcs() {
        return field(Register.ID_AA64PFR1_EL1, IdAa64Pfr1.GCS, "guarded control stacks") >= 1;
    }

    /** FEAT_THE. */
    public boolean hasThe() {
        return field(Register.ID_AA64PFR1_EL1, IdAa64Pfr1.THE, "translation hardening") >= 1;
    }

    /** 0 none, 1 FEAT_NV, 2 FEAT_NV2. */
    public int nestedVirtualization() {
        return mmfr2(IdAa64Mmfr2.NV, "nested virtualization");
    }

    /** FEAT_VHE: HCR_EL2.E2H. */
    public boolean hasVhe() {
        return mmfr1(IdAa64Mmfr1.VH, "virtualization host extensions") >= 1;
    }

    /** Whether HCR_EL2.E2H cannot be 0. */
    public boolean isE2hFixed() {
        return field(Register.ID_AA64MMFR4_EL1, IdAa64Mmfr4.E2H0, "HCR_EL2.E2H") >= 14;
    }

    /** FEAT_TTCNP: TTBR.CnP. */
    public boolean hasCommonNotPrivate() {
        return mmfr2(IdAa64Mmfr2.CNP, "Common not Private") >= 1;
    }

    /** FEAT_TTL: the level hint of TLBI by address. */
    public boolean hasLevelHint() {
        return mmfr2(IdAa64Mmfr2.TTL, "the level hint of TLBI") >= 1;
    }

    /** FEAT_TLBIOS: Outer Shareable TLBI. */
    public boolean hasOuterShareableTlbi() {
        return field(Register.ID_AA64ISAR0_EL1, IdAa64Isar0.TLB, "TLBI instructions") >= 1;
    }

    /** FEAT_TLBIRANGE: TLBI by range. */
    public boolean hasRangeTlbi() {
        return field(Register.ID_AA64ISAR0_EL1, IdAa64Isar0.TLB, "TLBI instructions") >= 2;
    }

    /** FEAT_ATS1A: AT S1E1A and the like. */
    public boolean hasAts1a() {
        return field(Register.ID_AA64ISAR2_EL1, IdAa64Isar2.ATS1A, "AT instructions") >= 1;
    }

    /** Whether EL2 is implemented. */
    public boolean hasEl2() {
        return field(Register.ID_AA64PFR0_EL1, IdAa64Pfr0.EL2, "the exception levels") >= 1;
    }

    /** Whether EL3 is implemented. */
    public boolean hasEl3() {
        return field(Register.ID_AA64PFR0_EL1, IdAa64Pfr0.EL3, "the exception levels") >= 1;
    }

    /** FEAT_SEL2. */
    public boolean hasSecureEl2() {
        return field(Register.ID_AA64PFR0_EL1, IdAa64Pfr0.SEL2, "Secure EL2") >= 1;
    }

    /** FEAT_RME. */
    public boolean hasRme() {
        return field(Register.ID_AA64PFR0_EL1, IdAa64Pfr0.RME, "realm management") >= 1;
    }

    private int mmfr0(BitField field, String why) {
        return field(Register.ID_AA64MMFR0_EL1, field, why);
    }

    private int mmfr1(BitField field, String why) {
        return field(Register.ID_AA64MMFR1_EL1, field, why);
    }

    private int mmfr2(BitField field, String why) {
        return field(Register.ID_AA64MMFR2_EL1, field, why);
    }

    private int mmfr3(BitField field, String why) {
        return field(Register.ID_AA64MMFR3_EL1, field, why);
    }

    private int field(Register register, BitField field, String why) {
        return (int) field.of(registers.require(register, why));
    }
}

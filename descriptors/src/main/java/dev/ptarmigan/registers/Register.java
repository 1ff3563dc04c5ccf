package dev.ptarmigan.registers;

import org.jspecify.annotations.Nullable;

/**
 * The AArch64 system registers that take part in address translation, its control and its reports, with the encoding
 * MRS and MSR use (Arm ARM D23).
 *
 * <p>A dump carries many more; {@link RegisterCatalogue} knows their names. What the bits of these mean is in
 * {@code RegisterLayout}.
 */
public enum Register {
    // Translation control.
    /** Controls stage 1 of the EL1&amp;0 regime: sizes, granules and output address size of both ranges. */
    TCR_EL1(
            3,
            0,
            2,
            0,
            2,
            "Controls stage 1 of the EL1&0 regime: sizes, granules and output address size of both ranges"),
    /** Controls stage 1 of the EL2 regime (HCR_EL2.E2H=0) or of EL2&amp;0 (E2H=1, fields as TCR_EL1). */
    TCR_EL2(3, 4, 2, 0, 2, "Controls stage 1 of the EL2 regime (HCR_EL2.E2H=0) or of EL2&0 (E2H=1, fields as TCR_EL1)"),
    /** Controls stage 1 of the EL3 regime. */
    TCR_EL3(3, 6, 2, 0, 2, "Controls stage 1 of the EL3 regime"),
    /** Extended control of stage 1 of EL1&amp;0: indirect permissions, overlays, 128-bit descriptors. */
    TCR2_EL1(
            3, 0, 2, 0, 3, "Extended control of stage 1 of EL1&0: indirect permissions, overlays, 128-bit descriptors"),
    /** Extended control of stage 1 of EL2 or EL2&amp;0. */
    TCR2_EL2(3, 4, 2, 0, 3, "Extended control of stage 1 of EL2 or EL2&0"),
    /** Controls stage 2 of the EL1&amp;0 regime. */
    VTCR_EL2(3, 4, 2, 1, 2, "Controls stage 2 of the EL1&0 regime"),
    /** Controls stage 2 of Secure EL1&amp;0 for the Secure intermediate physical address space. */
    VSTCR_EL2(3, 4, 2, 6, 2, "Controls stage 2 of Secure EL1&0 for the Secure intermediate physical address space"),
    // Translation table bases.
    /** Table base of the lower range of EL1&amp;0, with an ASID. */
    TTBR0_EL1(3, 0, 2, 0, 0, true, "Table base of the lower range of EL1&0, with an ASID"),
    /** Table base of the upper range of EL1&amp;0, with an ASID. */
    TTBR1_EL1(3, 0, 2, 0, 1, true, "Table base of the upper range of EL1&0, with an ASID"),
    /** Table base of EL2, or of the lower range of EL2&amp;0. */
    TTBR0_EL2(3, 4, 2, 0, 0, true, "Table base of EL2, or of the lower range of EL2&0"),
    /** Table base of the upper range of EL2&amp;0. */
    TTBR1_EL2(3, 4, 2, 0, 1, true, "Table base of the upper range of EL2&0"),
    /** Table base of EL3. */
    TTBR0_EL3(3, 6, 2, 0, 0, "Table base of EL3"),
    /** Table base of stage 2, with the VMID. */
    VTTBR_EL2(3, 4, 2, 1, 0, true, "Table base of stage 2, with the VMID"),
    /** Table base of stage 2 for the Secure intermediate physical address space. */
    VSTTBR_EL2(3, 4, 2, 6, 0, "Table base of stage 2 for the Secure intermediate physical address space"),
    // Memory attributes.
    /** Memory attributes for AttrIndx 0 to 7 at EL1. */
    MAIR_EL1(3, 0, 10, 2, 0, "Memory attributes for AttrIndx 0 to 7 at EL1"),
    /** Memory attributes for AttrIndx 0 to 7 at EL2. */
    MAIR_EL2(3, 4, 10, 2, 0, "Memory attributes for AttrIndx 0 to 7 at EL2"),
    /** Memory attributes for AttrIndx 0 to 7 at EL3. */
    MAIR_EL3(3, 6, 10, 2, 0, "Memory attributes for AttrIndx 0 to 7 at EL3"),
    /** Memory attributes for AttrIndx 8 to 15 at EL1 (FEAT_AIE). */
    MAIR2_EL1(3, 0, 10, 2, 1, "Memory attributes for AttrIndx 8 to 15 at EL1 (FEAT_AIE)"),
    /** Memory attributes for AttrIndx 8 to 15 at EL2 (FEAT_AIE). */
    MAIR2_EL2(3, 4, 10, 1, 1, "Memory attributes for AttrIndx 8 to 15 at EL2 (FEAT_AIE)"),
    /** Memory attributes for AttrIndx 8 to 15 at EL3 (FEAT_AIE). */
    MAIR2_EL3(3, 6, 10, 1, 1, "Memory attributes for AttrIndx 8 to 15 at EL3 (FEAT_AIE)"),
    /** IMPLEMENTATION DEFINED memory attributes beside MAIR_EL1. */
    AMAIR_EL1(3, 0, 10, 3, 0, "IMPLEMENTATION DEFINED memory attributes beside MAIR_EL1"),
    /** IMPLEMENTATION DEFINED memory attributes beside MAIR_EL2. */
    AMAIR_EL2(3, 4, 10, 3, 0, "IMPLEMENTATION DEFINED memory attributes beside MAIR_EL2"),
    /** IMPLEMENTATION DEFINED memory attributes beside MAIR_EL3. */
    AMAIR_EL3(3, 6, 10, 3, 0, "IMPLEMENTATION DEFINED memory attributes beside MAIR_EL3"),
    /** IMPLEMENTATION DEFINED memory attributes beside MAIR2_EL1 (FEAT_AIE). */
    AMAIR2_EL1(3, 0, 10, 3, 1, "IMPLEMENTATION DEFINED memory attributes beside MAIR2_EL1 (FEAT_AIE)"),
    /** IMPLEMENTATION DEFINED memory attributes beside MAIR2_EL2 (FEAT_AIE). */
    AMAIR2_EL2(3, 4, 10, 3, 1, "IMPLEMENTATION DEFINED memory attributes beside MAIR2_EL2 (FEAT_AIE)"),
    /** IMPLEMENTATION DEFINED memory attributes beside MAIR2_EL3 (FEAT_AIE). */
    AMAIR2_EL3(3, 6, 10, 3, 1, "IMPLEMENTATION DEFINED memory attributes beside MAIR2_EL3 (FEAT_AIE)"),
    // System control.
    /** System control of EL1 and EL0: MMU enable, caches, WXN, PAN behaviour. */
    SCTLR_EL1(3, 0, 1, 0, 0, "System control of EL1 and EL0: MMU enable, caches, WXN, PAN behaviour"),
    /** System control of EL2, and of EL0 when EL2&amp;0 is in use. */
    SCTLR_EL2(3, 4, 1, 0, 0, "System control of EL2, and of EL0 when EL2&0 is in use"),
    /** System control of EL3. */
    SCTLR_EL3(3, 6, 1, 0, 0, "System control of EL3"),
    /** Extended system control of EL1 and EL0 (FEAT_SCTLR2). */
    SCTLR2_EL1(3, 0, 1, 0, 3, "Extended system control of EL1 and EL0 (FEAT_SCTLR2)"),
    /** Extended system control of EL2 (FEAT_SCTLR2). */
    SCTLR2_EL2(3, 4, 1, 0, 3, "Extended system control of EL2 (FEAT_SCTLR2)"),
    /** Extended system control of EL3 (FEAT_SCTLR2). */
    SCTLR2_EL3(3, 6, 1, 0, 3, "Extended system control of EL3 (FEAT_SCTLR2)"),
    /** Hypervisor configuration: stage 2 enable, VHE, traps, nested virtualization. */
    HCR_EL2(3, 4, 1, 1, 0, "Hypervisor configuration: stage 2 enable, VHE, traps, nested virtualization"),
    /** Extended hypervisor configuration: whether EL1 may use TCR2, SCTLR2, D128, GCS. */
    HCRX_EL2(3, 4, 1, 2, 2, "Extended hypervisor configuration: whether EL1 may use TCR2, SCTLR2, D128, GCS"),
    /** Security configuration: security state of the lower levels, feature enables. */
    SCR_EL3(3, 6, 1, 1, 0, "Security configuration: security state of the lower levels, feature enables"),
    // Indirect permissions and overlays.
    /** Privileged permissions by PIIndex in EL1&amp;0 (FEAT_S1PIE). */
    PIR_EL1(3, 0, 10, 2, 3, "Privileged permissions by PIIndex in EL1&0 (FEAT_S1PIE)"),
    /** Permissions by PIIndex in EL2, privileged ones in EL2&amp;0 (FEAT_S1PIE). */
    PIR_EL2(3, 4, 10, 2, 3, "Permissions by PIIndex in EL2, privileged ones in EL2&0 (FEAT_S1PIE)"),
    /** Permissions by PIIndex in EL3 (FEAT_S1PIE). */
    PIR_EL3(3, 6, 10, 2, 3, "Permissions by PIIndex in EL3 (FEAT_S1PIE)"),
    /** Unprivileged permissions by PIIndex in EL1&amp;0 (FEAT_S1PIE). */
    PIRE0_EL1(3, 0, 10, 2, 2, "Unprivileged permissions by PIIndex in EL1&0 (FEAT_S1PIE)"),
    /** Unprivileged permissions by PIIndex in EL2&amp;0 (FEAT_S1PIE). */
    PIRE0_EL2(3, 4, 10, 2, 2, "Unprivileged permissions by PIIndex in EL2&0 (FEAT_S1PIE)"),
    /** Permission overlay of unprivileged accesses by POIndex (FEAT_S1POE). */
    POR_EL0(3, 3, 10, 2, 4, "Permission overlay of unprivileged accesses by POIndex (FEAT_S1POE)"),
    /** Permission overlay of privileged accesses in EL1&amp;0 by POIndex (FEAT_S1POE). */
    POR_EL1(3, 0, 10, 2, 4, "Permission overlay of privileged accesses in EL1&0 by POIndex (FEAT_S1POE)"),
    /** Permission overlay of privileged accesses in EL2 and EL2&amp;0 by POIndex (FEAT_S1POE). */
    POR_EL2(3, 4, 10, 2, 4, "Permission overlay of privileged accesses in EL2 and EL2&0 by POIndex (FEAT_S1POE)"),
    /** Permission overlay of EL3 by POIndex (FEAT_S1POE). */
    POR_EL3(3, 6, 10, 2, 4, "Permission overlay of EL3 by POIndex (FEAT_S1POE)"),
    /** Stage 2 permissions by S2PIIndex (FEAT_S2PIE). */
    S2PIR_EL2(3, 4, 10, 2, 5, "Stage 2 permissions by S2PIIndex (FEAT_S2PIE)"),
    /** Stage 2 permission overlay by S2POIndex (FEAT_S2POE). */
    S2POR_EL1(3, 0, 10, 2, 5, "Stage 2 permission overlay by S2POIndex (FEAT_S2POE)"),
    // Reports.
    /** Result of the last address translation (AT) instruction. */
    PAR_EL1(3, 0, 7, 4, 0, true, "Result of the last address translation (AT) instruction"),
    /** Syndrome of the last exception taken to EL1. */
    ESR_EL1(3, 0, 5, 2, 0, "Syndrome of the last exception taken to EL1"),
    /** Syndrome of the last exception taken to EL2. */
    ESR_EL2(3, 4, 5, 2, 0, "Syndrome of the last exception taken to EL2"),
    /** Syndrome of the last exception taken to EL3. */
    ESR_EL3(3, 6, 5, 2, 0, "Syndrome of the last exception taken to EL3"),
    /** Faulting virtual address of the last exception taken to EL1. */
    FAR_EL1(3, 0, 6, 0, 0, "Faulting virtual address of the last exception taken to EL1"),
    /** Faulting virtual address of the last exception taken to EL2. */
    FAR_EL2(3, 4, 6, 0, 0, "Faulting virtual address of the last exception taken to EL2"),
    /** Faulting virtual address of the last exception taken to EL3. */
    FAR_EL3(3, 6, 6, 0, 0, "Faulting virtual address of the last exception taken to EL3"),
    /** Faulting intermediate physical address of the last stage 2 fault. */
    HPFAR_EL2(3, 4, 6, 0, 4, "Faulting intermediate physical address of the last stage 2 fault"),
    // Identification.
    /** Which processor this is: implementer, part, variant, revision. */
    MIDR_EL1(3, 0, 0, 0, 0, "Which processor this is: implementer, part, variant, revision"),
    /** Which processor of the system this is, by affinity levels. */
    MPIDR_EL1(3, 0, 0, 0, 5, "Which processor of the system this is, by affinity levels"),
    /** Memory model features 0: address size, granules, ASID size. */
    ID_AA64MMFR0_EL1(3, 0, 0, 7, 0, "Memory model features 0: address size, granules, ASID size"),
    /** Memory model features 1: hardware management of AF and dirty state, VMID size, PAN, XNX. */
    ID_AA64MMFR1_EL1(
            3, 0, 0, 7, 1, "Memory model features 1: hardware management of AF and dirty state, VMID size, PAN, XNX"),
    /** Memory model features 2: large addresses, small tables, break-before-make level, E0PD. */
    ID_AA64MMFR2_EL1(
            3, 0, 0, 7, 2, "Memory model features 2: large addresses, small tables, break-before-make level, E0PD"),
    /** Memory model features 3: indirect permissions, overlays, 128-bit descriptors. */
    ID_AA64MMFR3_EL1(3, 0, 0, 7, 3, "Memory model features 3: indirect permissions, overlays, 128-bit descriptors"),
    /** Memory model features 4: ASID2, hardware dirty state tracking, E2H behaviour. */
    ID_AA64MMFR4_EL1(3, 0, 0, 7, 4, "Memory model features 4: ASID2, hardware dirty state tracking, E2H behaviour"),
    /** Processor features 0: exception levels, SVE, RME, Secure EL2. */
    ID_AA64PFR0_EL1(3, 0, 0, 4, 0, "Processor features 0: exception levels, SVE, RME, Secure EL2"),
    /** Processor features 1: BTI, MTE, GCS, THE. */
    ID_AA64PFR1_EL1(3, 0, 0, 4, 1, "Processor features 1: BTI, MTE, GCS, THE"),
    /** Processor features 2: MTE permissions, FPMR. */
    ID_AA64PFR2_EL1(3, 0, 0, 4, 2, "Processor features 2: MTE permissions, FPMR"),
    /** Instruction set features 0: atomics, TLB range and outer shareable instructions. */
    ID_AA64ISAR0_EL1(3, 0, 0, 6, 0, "Instruction set features 0: atomics, TLB range and outer shareable instructions"),
    /** Instruction set features 1: pointer authentication, XS, LS64. */
    ID_AA64ISAR1_EL1(3, 0, 0, 6, 1, "Instruction set features 1: pointer authentication, XS, LS64"),
    /** Instruction set features 2: 128-bit system registers, MOPS, AT S1E1A. */
    ID_AA64ISAR2_EL1(3, 0, 0, 6, 2, "Instruction set features 2: 128-bit system registers, MOPS, AT S1E1A"),
    /** Instruction set features 3: TLBIW, LSUI. */
    ID_AA64ISAR3_EL1(3, 0, 0, 6, 3, "Instruction set features 3: TLBIW, LSUI"),
    // Context.
    /** Context identifier of EL1, for trace and debug; Linux keeps the ASID or process number here. */
    CONTEXTIDR_EL1(
            3,
            0,
            13,
            0,
            1,
            "Context identifier of EL1, for trace and debug; Linux keeps the ASID or process number here"),
    /** Context identifier of EL2. */
    CONTEXTIDR_EL2(3, 4, 13, 0, 1, "Context identifier of EL2"),
    /** Base of the exception vectors of EL1. */
    VBAR_EL1(3, 0, 12, 0, 0, "Base of the exception vectors of EL1"),
    /** Base of the exception vectors of EL2. */
    VBAR_EL2(3, 4, 12, 0, 0, "Base of the exception vectors of EL2"),
    /** Base of the exception vectors of EL3. */
    VBAR_EL3(3, 6, 12, 0, 0, "Base of the exception vectors of EL3"),
    /** Thread pointer of EL0. */
    TPIDR_EL0(3, 3, 13, 0, 2, "Thread pointer of EL0"),
    /** Thread word that EL0 can only read. */
    TPIDRRO_EL0(3, 3, 13, 0, 3, "Thread word that EL0 can only read"),
    /** Second thread word of EL0 (FEAT_SME). */
    TPIDR2_EL0(3, 3, 13, 0, 5, "Second thread word of EL0 (FEAT_SME)"),
    /** Thread word of EL1; Linux keeps the per-CPU offset here. */
    TPIDR_EL1(3, 0, 13, 0, 4, "Thread word of EL1; Linux keeps the per-CPU offset here"),
    /** Thread word of EL2. */
    TPIDR_EL2(3, 4, 13, 0, 2, "Thread word of EL2"),
    /** Thread word of EL3. */
    TPIDR_EL3(3, 6, 13, 0, 2, "Thread word of EL3"),
    /** Stack pointer of EL0; Linux keeps the current task here while in the kernel. */
    SP_EL0(3, 0, 4, 1, 0, "Stack pointer of EL0; Linux keeps the current task here while in the kernel"),
    /** Stack pointer of EL1. */
    SP_EL1(3, 4, 4, 1, 0, "Stack pointer of EL1"),
    /** Stack pointer of EL2. */
    SP_EL2(3, 6, 4, 1, 0, "Stack pointer of EL2"),
    /** PSTATE saved by the last exception taken to EL1. */
    SPSR_EL1(3, 0, 4, 0, 0, "PSTATE saved by the last exception taken to EL1"),
    /** PSTATE saved by the last exception taken to EL2. */
    SPSR_EL2(3, 4, 4, 0, 0, "PSTATE saved by the last exception taken to EL2"),
    /** PSTATE saved by the last exception taken to EL3. */
    SPSR_EL3(3, 6, 4, 0, 0, "PSTATE saved by the last exception taken to EL3"),
    /** Return address of the last exception taken to EL1. */
    ELR_EL1(3, 0, 4, 0, 1, "Return address of the last exception taken to EL1"),
    /** Return address of the last exception taken to EL2. */
    ELR_EL2(3, 4, 4, 0, 1, "Return address of the last exception taken to EL2"),
    /** Return address of the last exception taken to EL3. */
    ELR_EL3(3, 6, 4, 0, 1, "Return address of the last exception taken to EL3"),
    /** Current exception level. */
    CurrentEL(3, 0, 4, 2, 2, "Current exception level"),
    /** Process state in the layout of SPSR_EL1: exception level, PAN, UAO; dumps call it cpsr. */
    PSTATE("Process state in the layout of SPSR_EL1: exception level, PAN, UAO; dumps call it cpsr");

    private static final Register[] ALL = values();
    private static final int NO_ENCODING = -1;

    private final String purpose;
    private final int encoding;
    private final boolean wide;

    Register(String purpose) {
        this.purpose = purpose;
        this.encoding = NO_ENCODING;
        this.wide = false;
    }

    Register(int op0, int op1, int crn, int crm, int op2, String purpose) {
        this(op0, op1, crn, crm, op2, false, purpose);
    }

    Register(int op0, int op1, int crn, int crm, int op2, boolean wide, String purpose) {
        this.purpose = purpose;
        this.encoding = op0 << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
        this.wide = wide;
    }

    /**
     * The register with this name, letter case aside; {@code cpsr}, as debuggers call it, is {@link #PSTATE}. Null when
     * it is not one of these.
     */
    public static @Nullable Register named(String name) {
        for (Register register : ALL) {
            if (register.name().equalsIgnoreCase(name)) {
                return register;
            }
        }
        return name.equalsIgnoreCase("cpsr") ? PSTATE : null;
    }

    /** Whether the register grows to 128 bits with FEAT_D128. */
    public boolean isWide() {
        return wide;
    }

    /** What the register is for, in one line without a full stop. */
    public String purpose() {
        return purpose;
    }

    /** Whether MRS and MSR name it; false only for {@link #PSTATE}. */
    public boolean hasEncoding() {
        return encoding != NO_ENCODING;
    }

    /** The encoding as assemblers write it for unknown registers, {@code S3_0_C2_C0_2}; empty without one. */
    public String genericName() {
        if (encoding == NO_ENCODING) {
            return "";
        }
        return "S" + (encoding >>> 14) + "_" + (encoding >>> 11 & 7) + "_C" + (encoding >>> 7 & 15) + "_C"
                + (encoding >>> 3 & 15) + "_" + (encoding & 7);
    }

    /** {@code op0:op1:CRn:CRm:op2} as one 16-bit number, as in bits 20:5 of MRS and MSR; -1 without an encoding. */
    public int encoding() {
        return encoding;
    }
}

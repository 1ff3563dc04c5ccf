package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all registers, made on first use. Most registers have one; those whose fields depend on another register
 * or on their own value have several.
 */
public final class RegisterLayouts {
    private static final @Nullable List<RegisterLayout>[] CACHE = newCache();

    private RegisterLayouts() {}

    /**
     * The table of a register with only one.
     *
     * @throws IllegalArgumentException if it has several
     */
    public static RegisterLayout of(Register register) {
        List<RegisterLayout> variants = variants(register);
        if (variants.size() != 1) {
            throw new IllegalArgumentException("has several layouts: register=" + register);
        }
        return variants.get(0);
    }

    /** All tables of a register, at least one. */
    public static List<RegisterLayout> variants(Register register) {
        List<RegisterLayout> cached = CACHE[register.ordinal()];
        if (cached == null) {
            cached = make(register);
            CACHE[register.ordinal()] = cached;
        }
        return cached;
    }

    private static List<RegisterLayout> make(Register register) {
        return switch (register) {
            case TCR_EL1 -> List.of(Tcr.layout(register, ""));
            case TCR_EL2 -> List.of(TcrOneRange.layoutEl2(), Tcr.layout(register, "HCR_EL2.E2H=1"));
            case TCR_EL3 -> List.of(TcrOneRange.layoutEl3());
            case TCR2_EL1 -> List.of(Tcr2.layoutEl1());
            case TCR2_EL2 -> List.of(Tcr2.layoutEl2(false), Tcr2.layoutEl2(true));
            case VTCR_EL2 -> List.of(Vtcr.layout());
            case VSTCR_EL2 -> List.of(Vtcr.secureLayout());
            case TTBR0_EL1, TTBR1_EL1, TTBR0_EL2, TTBR1_EL2 -> tableBase(register, Ttbr.ASID);
            case VTTBR_EL2 -> tableBase(register, Ttbr.VMID);
            case TTBR0_EL3, VSTTBR_EL2 -> tableBase(register, null);
            case MAIR_EL1, MAIR_EL2, MAIR_EL3 -> List.of(Mair.layout(register, 0));
            case MAIR2_EL1, MAIR2_EL2, MAIR2_EL3 -> List.of(Mair.layout(register, 8));
            case AMAIR_EL1, AMAIR_EL2, AMAIR_EL3, AMAIR2_EL1, AMAIR2_EL2, AMAIR2_EL3 ->
                List.of(ContextLayouts.implementationDefined(register));
            case SCTLR_EL1 -> List.of(Sctlr.layoutEl1());
            case SCTLR_EL2 -> List.of(Sctlr.layoutEl2(false), Sctlr.layoutEl2(true));
            case SCTLR_EL3 -> List.of(Sctlr.layoutEl3());
            case SCTLR2_EL1, SCTLR2_EL2, SCTLR2_EL3 -> List.of(Sctlr2.layout(register));
            case HCR_EL2 -> List.of(Hcr.layout());
            case HCRX_EL2 -> List.of(Hcrx.layout());
            case SCR_EL3 -> List.of(Scr.layout());
            case PIR_EL1, PIR_EL2, PIR_EL3, PIRE0_EL1, PIRE0_EL2 ->
                List.of(Pir.layout(register, "PIIndex", ValueFormat.INDIRECT_PERMISSION));
            case POR_EL0, POR_EL1, POR_EL2, POR_EL3 ->
                List.of(Pir.layout(register, "POIndex", ValueFormat.OVERLAY_PERMISSION));
            case S2PIR_EL2 -> List.of(Pir.layout(register, "S2PIIndex", ValueFormat.STAGE_2_PERMISSION));
            case S2POR_EL1 -> List.of(Pir.layout(register, "S2POIndex", ValueFormat.STAGE_2_PERMISSION));
            case PAR_EL1 ->
                List.of(
                        FaultLayouts.parSuccess(false),
                        FaultLayouts.parFault(false),
                        FaultLayouts.parSuccess(true),
                        FaultLayouts.parFault(true));
            case ESR_EL1, ESR_EL2, ESR_EL3 -> syndrome(register);
            case FAR_EL1, FAR_EL2, FAR_EL3 -> List.of(ContextLayouts.address(register, "Faulting virtual address"));
            case HPFAR_EL2 -> List.of(FaultLayouts.hpfar());
            case ELR_EL1, ELR_EL2, ELR_EL3 -> List.of(ContextLayouts.address(register, "Return address"));
            case SPSR_EL1, SPSR_EL2, SPSR_EL3, PSTATE -> List.of(Pstate.layout(register));
            case CONTEXTIDR_EL1, CONTEXTIDR_EL2 -> List.of(ContextLayouts.contextId(register));
            case VBAR_EL1, VBAR_EL2, VBAR_EL3 -> List.of(ContextLayouts.vectorBase(register));
            case TPIDR_EL0, TPIDRRO_EL0, TPIDR2_EL0, TPIDR_EL1, TPIDR_EL2, TPIDR_EL3 ->
                List.of(ContextLayouts.word(register, "Software's own word"));
            case SP_EL0, SP_EL1, SP_EL2 -> List.of(ContextLayouts.address(register, "Stack pointer"));
            case CurrentEL -> List.of(ContextLayouts.currentEl());
            default -> List.of(identification(register));
        };
    }

    private static RegisterLayout identification(Register register) {
        return switch (register) {
            case MIDR_EL1 -> Midr.layout();
            case MPIDR_EL1 -> ContextLayouts.mpidr();
            case ID_AA64MMFR0_EL1 -> IdAa64Mmfr0.layout();
            case ID_AA64MMFR1_EL1 -> IdAa64Mmfr1.layout();
            case ID_AA64MMFR2_EL1 -> IdAa64Mmfr2.layout();
            case ID_AA64MMFR3_EL1 -> IdAa64Mmfr3.layout();
            case ID_AA64MMFR4_EL1 -> IdAa64Mmfr4.layout();
            case ID_AA64PFR0_EL1 -> IdAa64Pfr0.layout();
            case ID_AA64PFR1_EL1 -> IdAa64Pfr1.layout();
            case ID_AA64PFR2_EL1 -> IdAa64Pfr2.layout();
            case ID_AA64ISAR0_EL1 -> IdAa64Isar0.layout();
            case ID_AA64ISAR1_EL1 -> IdAa64Isar1.layout();
            case ID_AA64ISAR2_EL1 -> IdAa64Isar2.layout();
            case ID_AA64ISAR3_EL1 -> IdAa64Isar3.layout();
            default -> throw new IllegalStateException("no table: register=" + register);
        };
    }

    private static List<RegisterLayout> tableBase(Register register, @Nullable BitField tag) {
        return List.of(Ttbr.layout(register, tag), Ttbr.largeLayout(register, tag), Ttbr.d128Layout(register, tag));
    }

    private static List<RegisterLayout> syndrome(Register register) {
        List<RegisterLayout> layouts = new ArrayList<>(List.of(
                FaultLayouts.esrOther(register),
                FaultLayouts.esrDataAbort(register, false),
                FaultLayouts.esrDataAbort(register, true),
                FaultLayouts.esrInstructionAbort(register)));
        if (register == Register.ESR_EL3) {
            layouts.add(FaultLayouts.esrGranuleProtection(register));
        }
        return List.copyOf(layouts);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable List<RegisterLayout>[] newCache() {
        return new List[Register.values().length];
    }
}

package dev.ptarmigan.descriptors;

import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.TcrOneRange;
import dev.ptarmigan.registers.Vtcr;
import org.jspecify.annotations.Nullable;

/** Which registers the meaning of a stage's descriptors depends on, and what they say where it matters for one word. */
enum StageRegisters {
    EL10(
            Register.MAIR_EL1,
            Register.MAIR2_EL1,
            Register.TCR_EL1,
            Register.TCR2_EL1,
            Register.SCTLR_EL1,
            Register.PIR_EL1,
            Register.PIRE0_EL1,
            Register.POR_EL1),
    EL20(
            Register.MAIR_EL2,
            Register.MAIR2_EL2,
            Register.TCR_EL2,
            Register.TCR2_EL2,
            Register.SCTLR_EL2,
            Register.PIR_EL2,
            Register.PIRE0_EL2,
            Register.POR_EL2),
    EL2(
            Register.MAIR_EL2,
            Register.MAIR2_EL2,
            Register.TCR_EL2,
            Register.TCR2_EL2,
            Register.SCTLR_EL2,
            Register.PIR_EL2,
            null,
            Register.POR_EL2),
    EL3(
            Register.MAIR_EL3,
            Register.MAIR2_EL3,
            Register.TCR_EL3,
            Register.TCR_EL3,
            Register.SCTLR_EL3,
            Register.PIR_EL3,
            null,
            Register.POR_EL3),
    /** There are no memory attribute registers at stage 2; MAIR, TCR2 and SCTLR are those of the stage 1 below. */
    STAGE2(
            Register.MAIR_EL1,
            Register.MAIR2_EL1,
            Register.VTCR_EL2,
            Register.VTCR_EL2,
            Register.SCTLR_EL1,
            Register.S2PIR_EL2,
            null,
            Register.S2POR_EL1);

    private final Register mair;
    private final Register mair2;
    private final Register tcr;
    private final Register tcr2;
    private final Register sctlr;
    private final Register pir;
    private final @Nullable Register pire0;
    private final Register por;

    StageRegisters(
            Register mair,
            Register mair2,
            Register tcr,
            Register tcr2,
            Register sctlr,
            Register pir,
            @Nullable Register pire0,
            Register por) {
        this.mair = mair;
        this.mair2 = mair2;
        this.tcr = tcr;
        this.tcr2 = tcr2;
        this.sctlr = sctlr;
        this.pir = pir;
        this.pire0 = pire0;
        this.por = por;
    }

    static StageRegisters of(TranslationStage stage) {
        return switch (stage) {
            case EL10 -> EL10;
            case EL20 -> EL20;
            case EL2 -> EL2;
            case EL3 -> EL3;
            case STAGE2 -> STAGE2;
        };
    }

    /** The register of the memory type that AttrIndx selects. */
    Register mair(int index) {
        return index < 8 ? mair : mair2;
    }

    /** TCR_ELx, VTCR_EL2 for stage 2. */
    Register tcr() {
        return tcr;
    }

    /** Where POE and E0POE are. */
    Register tcr2() {
        return tcr2;
    }

    Register sctlr() {
        return sctlr;
    }

    /** Base permissions of the privileged level, or of stage 2. */
    Register pir() {
        return pir;
    }

    /** Base permissions of EL0, or null where the regime has none. */
    @Nullable
    Register pire0() {
        return pire0;
    }

    /** Overlay of the privileged level, or of stage 2. */
    Register por() {
        return por;
    }

    /** Whether hardware manages the dirty state (HA and HD are 1), or null if the register is not known. */
    @Nullable
    Boolean hardwareDirtyState(RegisterFile registers) {
        if (!registers.has(tcr)) {
            return null;
        }
        long word = registers.require(tcr, "HD");
        return switch (this) {
            case EL10, EL20 -> new Tcr(word).hardwareAccessFlag() && new Tcr(word).hardwareDirtyState();
            case EL2, EL3 -> new TcrOneRange(word).hardwareAccessFlag() && new TcrOneRange(word).hardwareDirtyState();
            case STAGE2 -> new Vtcr(word).hardwareAccessFlag() && new Vtcr(word).hardwareDirtyState();
        };
    }

    /** Whether hardware sets the Access flag (HA is 1), or null if the register is not known. */
    @Nullable
    Boolean hardwareAccessFlag(RegisterFile registers) {
        if (!registers.has(tcr)) {
            return null;
        }
        long word = registers.require(tcr, "HA");
        return switch (this) {
            case EL10, EL20 -> new Tcr(word).hardwareAccessFlag();
            case EL2, EL3 -> new TcrOneRange(word).hardwareAccessFlag();
            case STAGE2 -> new Vtcr(word).hardwareAccessFlag();
        };
    }

    /** The shareability that replaces SH when DS is 1; −1 if the register is not known or its two ranges differ. */
    int shareability(RegisterFile registers) {
        if (!registers.has(tcr)) {
            return -1;
        }
        long word = registers.require(tcr, "SH0");
        return switch (this) {
            case EL10, EL20 -> {
                int lower = new Tcr(word).shareability(false);
                yield lower == new Tcr(word).shareability(true) ? lower : -1;
            }
            case EL2, EL3 -> new TcrOneRange(word).shareability();
            case STAGE2 -> new Vtcr(word).shareability();
        };
    }
}

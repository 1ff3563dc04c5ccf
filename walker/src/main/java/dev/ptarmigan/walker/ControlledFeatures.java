package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;

/**
 * Which extensions the PE has, as far as a translation context must know.
 *
 * <p>Sizes and granules must be known: the ID register that tells them is required. An extension that a control bit turns on
 * is different: the bit is RES0 without the extension, so a set bit is believed unless the ID register is known and denies it.
 */
final class ControlledFeatures {
    private final CpuFeatures cpu;

    ControlledFeatures(RegisterFile registers) {
        cpu = CpuFeatures.of(registers);
    }

    int outputBits() {
        return cpu.physicalAddressBits();
    }

    boolean has(Granule granule, boolean stage2) {
        return cpu.hasGranule(granule.pageShift(), stage2);
    }

    boolean lpa2(Granule granule, boolean stage2) {
        return cpu.hasLpa2(granule.pageShift(), stage2);
    }

    boolean lva() {
        return cpu.hasLva();
    }

    boolean lva3() {
        return cpu.hasLva3();
    }

    boolean smallTables() {
        return cpu.hasSmallTables();
    }

    boolean mayHaveAccessFlag() {
        return !cpu.knows(Register.ID_AA64MMFR1_EL1) || cpu.hasHardwareAccessFlag();
    }

    boolean mayHaveDirtyState() {
        return !cpu.knows(Register.ID_AA64MMFR1_EL1) || cpu.hasHardwareDirtyState();
    }

    boolean mayHaveTableAccessFlag() {
        return !cpu.knows(Register.ID_AA64MMFR1_EL1) || cpu.hasHaft();
    }

    boolean mayHaveHpd() {
        return !cpu.knows(Register.ID_AA64MMFR1_EL1) || cpu.hpdsLevel() >= 1;
    }

    boolean mayHaveEpan() {
        return !cpu.knows(Register.ID_AA64MMFR1_EL1) || cpu.panLevel() >= 3;
    }

    boolean mayHaveXnx() {
        return !cpu.knows(Register.ID_AA64MMFR1_EL1) || cpu.hasXnx();
    }

    boolean mayHaveFwb() {
        return !cpu.knows(Register.ID_AA64MMFR2_EL1) || cpu.hasForcedWriteBack();
    }

    boolean mayHaveE0pd() {
        return !cpu.knows(Register.ID_AA64MMFR2_EL1) || cpu.hasE0pd();
    }

    boolean mayHaveS1Pie() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasS1pie();
    }

    boolean mayHaveS2Pie() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasS2pie();
    }

    boolean mayHaveS1Poe() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasS1poe();
    }

    boolean mayHaveS2Poe() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasS2poe();
    }

    boolean mayHaveAie() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasAie();
    }

    boolean mayHaveD128() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasD128();
    }

    boolean mayHaveStage2D128() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasStage2D128();
    }

    /** Whether it is known which exception levels there are. */
    boolean knowsLevels() {
        return cpu.knows(Register.ID_AA64PFR0_EL1);
    }

    /** FEAT_THE for 64-bit descriptors, where TCR2_ELx.PnCH turns it on. */
    boolean mayHaveThe() {
        return !cpu.knows(Register.ID_AA64PFR1_EL1) || cpu.hasThe();
    }

    /** FEAT_THE for 128-bit descriptors, which nothing turns on. */
    boolean hasThe() {
        return cpu.knows(Register.ID_AA64PFR1_EL1) && cpu.hasThe();
    }

    boolean mayHaveMec() {
        return !cpu.knows(Register.ID_AA64MMFR3_EL1) || cpu.hasMec();
    }

    boolean mayHaveXs() {
        return !cpu.knows(Register.ID_AA64ISAR1_EL1) || cpu.hasXs();
    }

    boolean hasMtePermissions() {
        return cpu.knows(Register.ID_AA64PFR2_EL1) && cpu.hasMtePermissions();
    }

    /** FEAT_SEL2: Secure EL2, and with RME whether there is a Secure state at all; taken as existing if nothing tells. */
    boolean hasSecureEl2() {
        return !cpu.knows(Register.ID_AA64PFR0_EL1) || cpu.hasSecureEl2();
    }

    /** Whether EL2 exists; taken as existing if nothing tells. */
    boolean hasEl2() {
        return !cpu.knows(Register.ID_AA64PFR0_EL1) || cpu.hasEl2();
    }

    /** Whether EL3 exists; taken as existing if nothing tells. */
    boolean hasEl3() {
        return !cpu.knows(Register.ID_AA64PFR0_EL1) || cpu.hasEl3();
    }

    boolean hasRme() {
        return cpu.knows(Register.ID_AA64PFR0_EL1) && cpu.hasRme();
    }
}

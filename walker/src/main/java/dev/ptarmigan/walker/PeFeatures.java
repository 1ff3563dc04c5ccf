package dev.ptarmigan.walker;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.registers.OutputSize;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;

/** temporary: what the ID registers say */
final class PeFeatures {
    private final RegisterFile r;

    PeFeatures(RegisterFile r) {
        this.r = r;
    }

    private int field(Register id, int low, String why) {
        return (int) BitField.bits(id + " field", low + 3, low).of(r.require(id, why));
    }

    int outputBits() {
        return OutputSize.bits(field(Register.ID_AA64MMFR0_EL1, 0, "the size of physical addresses (PARange)"));
    }

    boolean has(Granule g) {
        String why = "which granules exist";
        return switch (g) {
            case K4 -> field(Register.ID_AA64MMFR0_EL1, 28, why) != 15;
            case K16 -> field(Register.ID_AA64MMFR0_EL1, 20, why) != 0;
            case K64 -> field(Register.ID_AA64MMFR0_EL1, 24, why) != 15;
        };
    }

    boolean lpa2(Granule g, boolean stage2) {
        String why = "whether TCR.DS has an effect (FEAT_LPA2)";
        return switch (g) {
            case K64 -> false;
            case K4 -> {
                int two = field(Register.ID_AA64MMFR0_EL1, 40, why);
                yield stage2 && two != 0 ? two == 3 : field(Register.ID_AA64MMFR0_EL1, 28, why) == 1;
            }
            case K16 -> {
                int two = field(Register.ID_AA64MMFR0_EL1, 32, why);
                yield stage2 && two != 0 ? two == 3 : field(Register.ID_AA64MMFR0_EL1, 20, why) == 2;
            }
        };
    }

    boolean lva() {
        return field(Register.ID_AA64MMFR2_EL1, 16, "the smallest TxSZ of the 64K granule (VARange)") >= 1;
    }

    boolean lva3() {
        return field(Register.ID_AA64MMFR2_EL1, 16, "the smallest TxSZ with 128-bit descriptors (VARange)") >= 2;
    }

    boolean smallTables() {
        return field(Register.ID_AA64MMFR2_EL1, 28, "the largest TxSZ (ST, FEAT_TTST)") >= 1;
    }

    /** True if the ID register is known and says no. */
    private boolean denied(Register id, int low, int atLeast) {
        return r.has(id) && field(id, low, "") < atLeast;
    }

    boolean mayHaveAccessFlag() {
        return !denied(Register.ID_AA64MMFR1_EL1, 0, 1);
    }

    boolean mayHaveDirtyState() {
        return !denied(Register.ID_AA64MMFR1_EL1, 0, 2);
    }

    boolean mayHaveTableAccessFlag() {
        return !denied(Register.ID_AA64MMFR1_EL1, 0, 3);
    }

    boolean mayHaveHpd() {
        return !denied(Register.ID_AA64MMFR1_EL1, 12, 1);
    }

    boolean mayHaveEpan() {
        return !denied(Register.ID_AA64MMFR1_EL1, 20, 3);
    }

    boolean mayHaveXnx() {
        return !denied(Register.ID_AA64MMFR1_EL1, 28, 1);
    }

    boolean mayHaveFwb() {
        return !denied(Register.ID_AA64MMFR2_EL1, 40, 1);
    }

    boolean mayHaveE0pd() {
        return !denied(Register.ID_AA64MMFR2_EL1, 60, 1);
    }

    boolean mayHaveS1Pie() {
        return !denied(Register.ID_AA64MMFR3_EL1, 8, 1);
    }

    boolean mayHaveS2Pie() {
        return !denied(Register.ID_AA64MMFR3_EL1, 12, 1);
    }

    boolean mayHaveS1Poe() {
        return !denied(Register.ID_AA64MMFR3_EL1, 16, 1);
    }

    boolean mayHaveS2Poe() {
        return !denied(Register.ID_AA64MMFR3_EL1, 20, 1);
    }

    boolean mayHaveAie() {
        return !denied(Register.ID_AA64MMFR3_EL1, 24, 1);
    }

    boolean mayHaveD128() {
        return !denied(Register.ID_AA64MMFR3_EL1, 32, 1);
    }

    boolean hasEl2() {
        return !r.has(Register.ID_AA64PFR0_EL1) || field(Register.ID_AA64PFR0_EL1, 8, "") != 0;
    }

    boolean hasEl3() {
        return !r.has(Register.ID_AA64PFR0_EL1) || field(Register.ID_AA64PFR0_EL1, 12, "") != 0;
    }

    boolean hasRme() {
        return r.has(Register.ID_AA64PFR0_EL1) && field(Register.ID_AA64PFR0_EL1, 52, "") != 0;
    }
}

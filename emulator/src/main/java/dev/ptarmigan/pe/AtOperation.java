package dev.ptarmigan.pe;

import dev.ptarmigan.walker.Access;
import java.util.Locale;

/** The address translation instructions. */
public enum AtOperation {
    /** Stage 1 of EL1&amp;0, read by EL1. */
    S1E1R(Access.READ | Access.STAGE1_ONLY, 1),
    /** Stage 1 of EL1&amp;0, write by EL1. */
    S1E1W(Access.WRITE | Access.STAGE1_ONLY, 1),
    /** {@link #S1E1R} that looks at PSTATE.PAN. */
    S1E1RP(Access.READ | Access.STAGE1_ONLY, 1),
    /** {@link #S1E1W} that looks at PSTATE.PAN. */
    S1E1WP(Access.WRITE | Access.STAGE1_ONLY, 1),
    /** Stage 1 of EL1&amp;0 without a permission check. */
    S1E1A(Access.STAGE1_ONLY, 1),
    /** Stage 1 of EL1&amp;0, read by EL0. */
    S1E0R(Access.READ | Access.STAGE1_ONLY | Access.UNPRIVILEGED, 1),
    /** Stage 1 of EL1&amp;0, write by EL0. */
    S1E0W(Access.WRITE | Access.STAGE1_ONLY | Access.UNPRIVILEGED, 1),
    /** Both stages, read by EL1. */
    S12E1R(Access.READ, 1),
    /** Both stages, write by EL1. */
    S12E1W(Access.WRITE, 1),
    /** Both stages, read by EL0. */
    S12E0R(Access.READ | Access.UNPRIVILEGED, 1),
    /** Both stages, write by EL0. */
    S12E0W(Access.WRITE | Access.UNPRIVILEGED, 1),
    /** EL2, read. */
    S1E2R(Access.READ | Access.STAGE1_ONLY, 2),
    /** EL2, write. */
    S1E2W(Access.WRITE | Access.STAGE1_ONLY, 2),
    /** EL2 without a permission check. */
    S1E2A(Access.STAGE1_ONLY, 2),
    /** EL3, read. */
    S1E3R(Access.READ | Access.STAGE1_ONLY, 3),
    /** EL3, write. */
    S1E3W(Access.WRITE | Access.STAGE1_ONLY, 3);

    private final int access;
    private final int regimeLevel;

    AtOperation(int access, int regimeLevel) {
        this.access = access | Access.AT;
        this.regimeLevel = regimeLevel;
    }

    /** The access that the walker is asked for. */
    int access(boolean pan) {
        boolean looks = this == S1E1RP || this == S1E1WP;
        return pan && looks ? access | Access.PAN : access;
    }

    /** The exception level whose regime is meant; 1 is EL1&amp;0, or EL2&amp;0 with HCR_EL2.{E2H, TGE} = {1, 1}. */
    int regimeLevel() {
        return regimeLevel;
    }

    /** The operation of a name such as {@code s1e1r}, in any case. */
    public static AtOperation named(String name) {
        for (AtOperation operation : values()) {
            if (operation.name().equals(name.toUpperCase(Locale.ROOT))) {
                return operation;
            }
        }
        throw new IllegalArgumentException("operation=" + name);
    }
}

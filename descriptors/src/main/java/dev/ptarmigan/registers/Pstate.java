package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * Process state as SPSR_ELx holds it for AArch64 and as debuggers show it under the name cpsr.
 *
 * @param word the 64 bits
 */
public record Pstate(long word) {
    // spotless:off
    public static final BitField SP      = bit("SP", 0);
    public static final BitField EL      = bits("EL", 3, 2);
    public static final BitField NRW     = bit("nRW", 4);
    public static final BitField F       = bit("F", 6);
    public static final BitField I       = bit("I", 7);
    public static final BitField A       = bit("A", 8);
    public static final BitField D       = bit("D", 9);
    public static final BitField BTYPE   = bits("BTYPE", 11, 10);
    public static final BitField SSBS    = bit("SSBS", 12);
    public static final BitField ALLINT  = bit("ALLINT", 13);
    public static final BitField IL      = bit("IL", 20);
    public static final BitField SS      = bit("SS", 21);
    public static final BitField PAN     = bit("PAN", 22);
    public static final BitField UAO     = bit("UAO", 23);
    public static final BitField DIT     = bit("DIT", 24);
    public static final BitField TCO     = bit("TCO", 25);
    public static final BitField V       = bit("V", 28);
    public static final BitField C       = bit("C", 29);
    public static final BitField Z       = bit("Z", 30);
    public static final BitField N       = bit("N", 31);
    public static final BitField PM      = bit("PM", 32);
    public static final BitField PPEND   = bit("PPEND", 33);
    public static final BitField EXLOCK  = bit("EXLOCK", 34);
    public static final BitField PACM    = bit("PACM", 35);
    // spotless:on

    /** Exception level, 0 to 3; of AArch64 state. */
    public int exceptionLevel() {
        return (int) EL.of(word);
    }

    /** Whether the state is AArch32, in which this class does not know the fields. */
    public boolean isAarch32() {
        return NRW.isSet(word);
    }

    /** PAN: privileged data accesses to what EL0 may access fault. */
    public boolean pan() {
        return PAN.isSet(word);
    }

    /** UAO: unprivileged loads and stores act as privileged ones. */
    public boolean uao() {
        return UAO.isSet(word);
    }

    /** TCO: tag checks are off. */
    public boolean tagCheckOverride() {
        return TCO.isSet(word);
    }

    static RegisterLayout layout(Register register) {
        RegisterLayout.Builder layout = RegisterLayout.of(register);
        flags(layout);
        return layout.field(SP, "Stack pointer", "SP_EL0", "SP of the level")
                .field(EL, "Exception level", "EL0", "EL1", "EL2", "EL3")
                .field(NRW, "Execution state", "AArch64", "AArch32; the other fields are then different")
                .field(
                        BTYPE,
                        "Kind of the last indirect branch",
                        "none",
                        "by x16 or x17 (BR)",
                        "call (BLR)",
                        "jump (BR)")
                .field(PAN, "Privileged data accesses to what EL0 may access", "allowed", "Permission faults")
                .field(UAO, "Unprivileged loads and stores", "checked as EL0", "checked as the current level")
                .field(TCO, "Tag checks", "as configured", "off")
                .build();
    }

    private static void flags(RegisterLayout.Builder layout) {
        layout.field(F, "FIQ mask", "open", "masked")
                .field(I, "IRQ mask", "open", "masked")
                .field(A, "SError mask", "open", "masked")
                .field(D, "Debug exception mask", "open", "masked")
                .field(SSBS, "Speculative store bypass", "not allowed", "allowed")
                .field(ALLINT, "Mask of all interrupts", "open", "masked")
                .field(IL, "Illegal execution state", "no", "yes")
                .field(SS, "Software step", "no", "yes")
                .field(DIT, "Data independent timing", "off", "on")
                .field(V, "Overflow", "no", "yes")
                .field(C, "Carry", "no", "yes")
                .field(Z, "Zero", "no", "yes")
                .field(N, "Negative", "no", "yes")
                .field(PM, "PMU exception mask", "open", "masked")
                .field(PPEND, "PMU exception", "not pending", "pending")
                .field(EXLOCK, "Exception return state", "not locked", "locked")
                .field(PACM, "Pointer authentication modifier", "no", "yes");
    }
}

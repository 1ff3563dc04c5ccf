package dev.ptarmigan.cli;

import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Pstate;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Sctlr;

/**
 * PSTATE.PAN as far as a capture tells.
 *
 * @param value the bit
 * @param remark where it comes from
 */
record CapturedPan(boolean value, String remark) {
    /** PAN in the kernel, which runs at exception level {@code own}. */
    static CapturedPan of(int own, RegisterFile registers) {
        if (!registers.has(Register.PSTATE)) {
            return new CapturedPan(false, "PSTATE is not known: PAN is taken as 0");
        }
        Pstate state = new Pstate(registers.orElse(Register.PSTATE, 0));
        if (state.exceptionLevel() == own && !state.isAarch32()) {
            return new CapturedPan(state.pan(), "PSTATE.PAN=" + (state.pan() ? 1 : 0) + " as captured");
        }
        return onEntry(state, own, registers);
    }

    /** The processor was stopped elsewhere: what PAN is after an exception to the kernel. */
    private static CapturedPan onEntry(Pstate state, int own, RegisterFile registers) {
        String stopped = "the processor was stopped at EL" + state.exceptionLevel();
        CpuFeatures cpu = CpuFeatures.of(registers);
        Register control = own == 2 ? Register.SCTLR_EL2 : Register.SCTLR_EL1;
        if (!cpu.knows(Register.ID_AA64MMFR1_EL1) || !registers.has(control)) {
            return new CapturedPan(false, stopped + ": PAN is taken as 0");
        }
        if (cpu.panLevel() == 0) {
            return new CapturedPan(false, stopped + " and has no PAN");
        }
        boolean kept = new Sctlr(registers.orElse(control, 0)).panKeptOnException();
        return new CapturedPan(
                !kept,
                stopped + ": PAN is taken as " + (kept ? 0 : 1) + ", because " + control + ".SPAN=" + (kept ? 1 : 0));
    }
}

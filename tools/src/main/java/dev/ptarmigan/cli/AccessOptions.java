package dev.ptarmigan.cli;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Pstate;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.walker.Access;
import java.util.ArrayList;
import java.util.List;

/** Who accesses what, and how: {@code --el}, {@code --access}, {@code --pan}. */
final class AccessOptions {
    private static final String EL = "--el";
    private static final String ACCESS = "--access";
    static final String PAN = "--pan";

    private final RegisterFile registers;
    private final List<String> remarks = new ArrayList<>();
    private final int exceptionLevel;
    private final String letter;
    private final boolean pan;

    static Options add(Options options) {
        return options.value(
                        EL, "N", "exception level of the access: 0, or the kernel's own, 1 or with VHE 2 (default)")
                .value(ACCESS, "KIND", "r (default), w or x: read, write or instruction fetch")
                .value(PAN, "0|1", "PSTATE.PAN; by default as captured");
    }

    AccessOptions(Given given, TranslationStage regime, RegisterFile registers) {
        this.registers = registers;
        int own = regime == TranslationStage.EL20 ? 2 : 1;
        String level = given.value(EL);
        if (level != null && !level.equals("0") && !level.equals(Integer.toString(own))) {
            boolean exists = level.equals("1") || level.equals("2");
            throw new CliException(EL + " " + level + (exists ? ": the kernel of this capture runs at EL" + own : "")
                    + ", expected 0 or " + own);
        }
        exceptionLevel = level == null ? own : Integer.parseInt(level);
        String kind = given.value(ACCESS);
        letter = kind == null ? "r" : kind;
        if (!List.of("r", "w", "x").contains(letter)) {
            throw new CliException(ACCESS + " " + letter + ", expected r, w or x");
        }
        String wanted = given.value(PAN);
        if (wanted != null && !wanted.equals("0") && !wanted.equals("1")) {
            throw new CliException(PAN + " " + wanted + ", expected 0 or 1");
        }
        if (wanted != null && exceptionLevel == 0) {
            throw new CliException(PAN + " and --el 0 contradict each other: PAN is for privileged accesses");
        }
        if (wanted != null && letter.equals("x")) {
            throw new CliException(PAN + " and --access x contradict each other: PAN is for data accesses");
        }
        pan = panMatters() && (wanted == null ? captured(own) : wanted.equals("1"));
    }

    private boolean captured(int own) {
        if (!registers.has(Register.PSTATE)) {
            remarks.add("PSTATE is not known: PAN is taken as 0");
            return false;
        }
        Pstate state = new Pstate(registers.orElse(Register.PSTATE, 0));
        if (state.exceptionLevel() == own && !state.isAarch32()) {
            remarks.add("PSTATE.PAN=" + (state.pan() ? 1 : 0) + " as captured");
            return state.pan();
        }
        return onEntry(state, own);
    }

    /** The processor was stopped elsewhere: what PAN is after an exception to the kernel. */
    private boolean onEntry(Pstate state, int own) {
        String stopped = "the processor was stopped at EL" + state.exceptionLevel();
        CpuFeatures cpu = CpuFeatures.of(registers);
        Register control = own == 2 ? Register.SCTLR_EL2 : Register.SCTLR_EL1;
        if (!cpu.knows(Register.ID_AA64MMFR1_EL1) || !registers.has(control)) {
            remarks.add(stopped + ": PAN is taken as 0");
            return false;
        }
        if (cpu.panLevel() == 0) {
            remarks.add(stopped + " and has no PAN");
            return false;
        }
        boolean kept = new Sctlr(registers.orElse(control, 0)).panKeptOnException();
        remarks.add(
                stopped + ": PAN is taken as " + (kept ? 0 : 1) + ", because " + control + ".SPAN=" + (kept ? 1 : 0));
        return !kept;
    }

    /** PAN is for privileged accesses to data. */
    private boolean panMatters() {
        return exceptionLevel > 0 && !letter.equals("x");
    }

    /** What was assumed for want of an option. */
    List<String> remarks() {
        return remarks;
    }

    int exceptionLevel() {
        return exceptionLevel;
    }

    /** {@code r}, {@code w} or {@code x}. */
    String letter() {
        return letter;
    }

    boolean pan() {
        return pan;
    }

    /** A combination of the constants of {@link Access}. */
    int access() {
        int kind = switch (letter) {
            case "w" -> Access.WRITE;
            case "x" -> Access.EXECUTE;
            default -> Access.READ;
        };
        if (exceptionLevel == 0) {
            kind |= Access.UNPRIVILEGED;
        }
        return pan ? kind | Access.PAN : kind;
    }

    /** {@code read at EL1 with PAN=1}. */
    String text() {
        String what = switch (letter) {
            case "w" -> "write";
            case "x" -> "instruction fetch";
            default -> "read";
        };
        return what + " at EL" + exceptionLevel + (panMatters() ? " with PAN=" + (pan ? 1 : 0) : "");
    }
}

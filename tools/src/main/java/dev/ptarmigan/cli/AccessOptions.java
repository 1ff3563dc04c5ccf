package dev.ptarmigan.cli;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.Access;
import java.util.ArrayList;
import java.util.List;

/** Who accesses what, and how: {@code --el}, {@code --access}, {@code --pan}, {@code --unaligned}. */
final class AccessOptions {
    private static final String EL = "--el";
    static final String ACCESS = "--access";
    static final String PAN = "--pan";
    private static final String UNALIGNED = "--unaligned";

    private final List<String> remarks = new ArrayList<>();
    private final TranslationStage regime;
    private final int exceptionLevel;
    private final AccessKind kind;
    private final boolean pan;
    private final boolean unaligned;

    static Options add(Options options) {
        return options.value(
                        EL, "N", "exception level of the access: 0, or the kernel's own, 1 or with VHE 2 (default)")
                .value(
                        ACCESS,
                        "KIND",
                        "r (default), w or x: read, write or instruction fetch; rw: both, as atomics do; at-r, at-w, at-a:"
                                + " AT for reads, for writes, without permission check; ldtr, sttr: unprivileged load and"
                                + " store; dc: cache clean by address; gcs-r, gcs-w: guarded control stack")
                .value(PAN, "0|1", "PSTATE.PAN; by default as captured, and 0 for AT (1 is AT S1E1RP, S1E1WP)")
                .flag(UNALIGNED, "the address is not aligned to the size of the access");
    }

    AccessOptions(Given given, TranslationStage regime, boolean fromCapture, RegisterFile registers) {
        this.regime = regime;
        int own = ownLevel(regime);
        exceptionLevel = level(given, regime, fromCapture);
        String typed = given.value(ACCESS);
        AccessKind named = typed == null ? AccessKind.READ : AccessKind.of(typed);
        if (named == null) {
            throw new CliException(ACCESS + " " + typed + ", expected " + AccessKind.words());
        }
        kind = named;
        unaligned = given.has(UNALIGNED);
        if (exceptionLevel == 0 && kind == AccessKind.AT_ANY) {
            throw new CliException(ACCESS + " at-a and --el 0 contradict each other: there is no AT S1E0A");
        }
        if (unaligned && (kind.isTranslation() || kind == AccessKind.CACHE)) {
            throw new CliException(
                    UNALIGNED + " and " + ACCESS + " " + kind.typed() + " contradict each other: it has no size");
        }
        String wanted = given.value(PAN);
        if (wanted != null) {
            refusePan(wanted);
        }
        pan = kind.isTranslation()
                ? "1".equals(wanted)
                : panMatters() && (wanted == null ? captured(own, registers) : wanted.equals("1"));
    }

    /** The exception level of a regime's privileged accesses. */
    static int ownLevel(TranslationStage regime) {
        return switch (regime) {
            case EL10, STAGE2 -> 1;
            case EL20, EL2 -> 2;
            case EL3 -> 3;
        };
    }

    private static int level(Given given, TranslationStage regime, boolean fromCapture) {
        int own = ownLevel(regime);
        String level = given.value(EL);
        if (level == null || level.equals(Integer.toString(own))) {
            return own;
        }
        if (level.equals("0") && regime.twoPrivileges()) {
            return 0;
        }
        boolean other = fromCapture && (level.equals("1") || level.equals("2"));
        throw new CliException(EL + " " + level + (other ? ": the kernel of this capture runs at EL" + own : "")
                + ", expected " + (regime.twoPrivileges() ? "0 or " : "") + own);
    }

    private void refusePan(String wanted) {
        if (!wanted.equals("0") && !wanted.equals("1")) {
            throw new CliException(PAN + " " + wanted + ", expected 0 or 1");
        }
        if (exceptionLevel == 0) {
            throw new CliException(PAN + " and --el 0 contradict each other: PAN is for privileged accesses");
        }
        if (kind == AccessKind.FETCH) {
            throw new CliException(PAN + " and --access x contradict each other: PAN is for data accesses");
        }
        if (!kind.looksAtPan() && kind != AccessKind.AT_READ && kind != AccessKind.AT_WRITE) {
            throw new CliException(PAN + " and " + ACCESS + " " + kind.typed()
                    + " contradict each other: the instruction does not look at PAN");
        }
        if (!regime.twoPrivileges()) {
            throw new CliException(PAN + ": regime " + regime.token() + " has no unprivileged accesses, so no PAN");
        }
    }

    private boolean captured(int own, RegisterFile registers) {
        CapturedPan captured = CapturedPan.of(own, registers);
        remarks.add(captured.remark());
        return captured.value();
    }

    /** PAN is for privileged accesses to data. */
    private boolean panMatters() {
        return exceptionLevel > 0 && kind.looksAtPan() && regime.twoPrivileges();
    }

    /** What was assumed for want of an option. */
    List<String> remarks() {
        return remarks;
    }

    int exceptionLevel() {
        return exceptionLevel;
    }

    /** What kind of access. */
    AccessKind kind() {
        return kind;
    }

    boolean pan() {
        return pan;
    }

    /** A combination of the constants of {@link Access}. */
    int access() {
        return kind.access(exceptionLevel == 0, regime.twoPrivileges())
                | (pan ? Access.PAN : 0)
                | (unaligned ? Access.UNALIGNED : 0);
    }

    /** {@code read at EL1 with PAN=1}. */
    String text() {
        String what = (unaligned ? "unaligned " : "") + kind.text();
        return what + " at EL" + exceptionLevel + (panMatters() || pan ? " with PAN=" + (pan ? 1 : 0) : "");
    }
}

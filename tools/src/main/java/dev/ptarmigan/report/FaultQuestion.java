package dev.ptarmigan.report;

import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.Hpfar;
import dev.ptarmigan.walker.Access;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault that was reported, and what kinds of access may have made it: a syndrome does not tell PSTATE.PAN, nor whether an
 * instruction was an unprivileged load or store, nor which of two lower levels a fault to EL2 came from.
 *
 * @param esr ESR_ELx, of a Data or Instruction Abort
 * @param far FAR_ELx
 * @param hpfar HPFAR_EL2, or null if the fault was not taken to EL2 for stage 2
 * @param ownLevel the exception level of the regime, 1 to 3
 * @param twoPrivileges whether the regime is used by EL0 too
 * @param pan PSTATE.PAN if it is known
 * @param likelyPan PSTATE.PAN to try first
 */
public record FaultQuestion(
        Esr esr,
        long far,
        @Nullable Hpfar hpfar,
        int ownLevel,
        boolean twoPrivileges,
        @Nullable Boolean pan,
        boolean likelyPan) {
    /**
     * One kind of access.
     *
     * @param access see {@link Access}
     * @param exceptionLevel where the instruction was executed
     * @param text what must be true of the instruction or PSTATE beyond what the syndrome says; empty if nothing
     */
    record Candidate(int access, int exceptionLevel, String text) {}

    /** What the syndrome says went wrong. */
    FaultStatus status() {
        FaultStatus status = esr.status();
        if (status == null) {
            throw new IllegalArgumentException("reserved fault status code: esr=" + esr);
        }
        return status;
    }

    /** Whether stage 2 must have raised it. */
    boolean isStage2() {
        return hpfar != null || esr.onStage1Walk();
    }

    /** The kinds of access to try, the likeliest first. */
    List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        for (Candidate kind : kinds()) {
            boolean lower = Syndrome.isLower(esr);
            if (lower && twoPrivileges) {
                found.add(new Candidate(kind.access | Access.UNPRIVILEGED, 0, kind.text));
            }
            // A fault of stage 2 goes to EL2, for which EL1 is a lower level.
            if (!lower || ownLevel == 1) {
                privileged(kind, found);
            }
        }
        return found;
    }

    private List<Candidate> kinds() {
        long word = esr.word();
        boolean unaligned = status().type() == dev.ptarmigan.faults.FaultType.ALIGNMENT;
        int aligned = unaligned ? Access.UNALIGNED : 0;
        if (esr.isInstructionAbort()) {
            return List.of(new Candidate(Access.EXECUTE | aligned, 0, ""));
        }
        if (Esr.CM.isSet(word)) {
            return List.of(
                    new Candidate(Access.CACHE, 0, "if it is cache maintenance that needs no permission"),
                    new Candidate(Access.CACHE | Access.READ, 0, "if it is cache maintenance that needs to read"),
                    new Candidate(Access.CACHE | Access.WRITE, 0, "if it is cache maintenance that needs to write"),
                    new Candidate(Access.AT | Access.READ, 0, "if it is an AT instruction for reads"),
                    new Candidate(Access.AT | Access.WRITE, 0, "if it is an AT instruction for writes"));
        }
        int kind = (esr.isWrite() ? Access.WRITE : Access.READ) | (Esr.GCS.isSet(word) ? Access.GCS : 0) | aligned;
        return List.of(
                new Candidate(kind, 0, ""),
                new Candidate(
                        kind | Access.READ | Access.WRITE, 0, "if the instruction reads and writes, as atomics do"));
    }

    private void privileged(Candidate kind, List<Candidate> found) {
        boolean data = (kind.access & (Access.EXECUTE | Access.CACHE | Access.AT)) == 0;
        boolean panMatters = data && twoPrivileges;
        if (!panMatters) {
            found.add(new Candidate(kind.access, ownLevel, kind.text));
            return;
        }
        boolean first = pan == null ? likelyPan : pan;
        found.add(new Candidate(withPan(kind.access, first), ownLevel, kind.text));
        if (pan == null) {
            found.add(new Candidate(
                    withPan(kind.access, !first),
                    ownLevel,
                    and(kind.text, "if PSTATE.PAN was " + (first ? 0 : 1) + ", not " + (first ? 1 : 0))));
        }
        if ((kind.access & Access.GCS) == 0) {
            found.add(new Candidate(
                    kind.access | Access.UNPRIVILEGED,
                    ownLevel,
                    and(
                            kind.text,
                            "if it is an unprivileged load or store (LDTR, STTR), as Linux copies user memory")));
        }
    }

    private static int withPan(int access, boolean pan) {
        return pan ? access | Access.PAN : access;
    }

    private static String and(String one, String other) {
        return one.isEmpty() ? other : one + ", and " + other;
    }
}

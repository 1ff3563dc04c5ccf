package dev.ptarmigan.report;

import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.ExceptionClass;
import dev.ptarmigan.faults.FaultStatus;

/** An exception syndrome as a sentence. */
public final class Syndrome {
    private static final int DOUBLEWORD = 3;

    private Syndrome() {}

    /** {@code write from a lower Exception level: Permission fault, level 3}; of other exceptions the class alone. */
    public static String text(Esr esr) {
        if (!esr.isDataAbort() && !esr.isInstructionAbort()) {
            String known = ExceptionClass.text(esr.ec());
            return known.isEmpty() ? "reserved exception class" : known;
        }
        StringBuilder text = new StringBuilder(access(esr));
        text.append(isLower(esr) ? " from a lower Exception level: " : " from the same Exception level: ");
        FaultStatus status = esr.status();
        text.append(status == null ? "reserved fault status code" : status.text());
        if (esr.onStage1Walk()) {
            text.append(", of stage 2 on the read of a stage 1 descriptor");
        }
        if (Esr.OVERLAY.isSet(esr.word())) {
            text.append(", by the permission overlay");
        }
        if (Esr.DIRTY_BIT.isSet(esr.word())) {
            text.append(", because the page is clean");
        }
        return text.toString();
    }

    /** Whether an abort was taken from a lower exception level. */
    public static boolean isLower(Esr esr) {
        return esr.ec() == ExceptionClass.DATA_ABORT_LOWER || esr.ec() == ExceptionClass.INSTRUCTION_ABORT_LOWER;
    }

    /** What an abort says about the access: {@code read}, {@code 4-byte write}, {@code instruction fetch} ... */
    public static String access(Esr esr) {
        if (esr.isInstructionAbort()) {
            return "instruction fetch";
        }
        long word = esr.word();
        if (Esr.CM.isSet(word)) {
            return "cache maintenance or AT instruction";
        }
        String kind = (Esr.GCS.isSet(word) ? "guarded control stack " : "") + (esr.isWrite() ? "write" : "read");
        if (!Esr.ISV.isSet(word)) {
            return kind;
        }
        int size = (int) Esr.SAS.of(word);
        String register = (Esr.SF.isSet(word) || size == DOUBLEWORD ? "x" : "w") + Esr.SRT.of(word);
        return (1 << size) + "-byte " + kind + (esr.isWrite() ? " of " : " into ") + register;
    }
}

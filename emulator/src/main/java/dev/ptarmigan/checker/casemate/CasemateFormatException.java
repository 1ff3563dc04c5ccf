package dev.ptarmigan.checker.casemate;

/** A text that is no trace of casemate; the message has file and line. */
public final class CasemateFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CasemateFormatException(String source, int line, String what) {
        super(source + ":" + line + ": " + what);
    }
}

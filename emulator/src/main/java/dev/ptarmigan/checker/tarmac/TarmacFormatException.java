package dev.ptarmigan.checker.tarmac;

/** A line that cannot be read; the message has file and line. */
public final class TarmacFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TarmacFormatException(String source, int line, String what) {
        super(source + ":" + line + ": " + what);
    }
}

package dev.ptarmigan.pe;

/** A text of accesses cannot be read; the message says where and what was expected. */
public final class AccessTraceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AccessTraceException(String source, int line, String what) {
        super(source + ":" + line + ": " + what);
    }
}

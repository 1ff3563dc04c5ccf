package dev.ptarmigan.trace;

/** A text of events that cannot be read; the message says where and what was expected. */
public final class EventFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventFormatException(String source, int line, String what) {
        super(source + ":" + line + ": " + what);
    }
}

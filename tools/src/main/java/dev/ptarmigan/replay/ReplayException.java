package dev.ptarmigan.replay;

/** A capture that cannot be replayed; the message says what is missing or malformed, and where. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception whose message is shown to the user as it is. */
    public ReplayException(String message) {
        super(message);
    }
}

package dev.ptarmigan.pe;

/** Events do not fit the machine that they are replayed on; the message says which and why. */
public final class EventReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventReplayException(String message) {
        super(message);
    }
}

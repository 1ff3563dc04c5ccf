package dev.ptarmigan.checker;

/** A trace that cannot be checked; the message says where and what was expected. */
public final class CheckerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int event;

    /** About the whole. */
    public CheckerException(String message) {
        this(-1, message);
    }

    /** About an event, by its index. */
    public CheckerException(int event, String message) {
        super(message);
        this.event = event;
    }

    /** Index of the event, or −1. */
    public int event() {
        return event;
    }
}

package dev.ptarmigan.kernel;

/** A name that means nothing here: of a strategy, of a switch, of a seeded bug. The message tells what there is. */
public final class UnknownNameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception whose message stands alone. */
    public UnknownNameException(String message) {
        super(message);
    }
}

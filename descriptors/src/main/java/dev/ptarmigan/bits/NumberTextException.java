package dev.ptarmigan.bits;

/** A text that should have been a number is not one. The message stands alone: what, where in the text, expected what. */
public final class NumberTextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** An exception whose message is shown to the user as it is. */
    public NumberTextException(String message) {
        super(message);
    }
}

package dev.ptarmigan.descriptors;

/** A descriptor cannot be encoded as it was asked for. The message stands alone: what, where, and what would make it possible. */
public final class EncodingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** An exception whose message is shown to the user as it is. */
    public EncodingException(String message) {
        super(message);
    }
}

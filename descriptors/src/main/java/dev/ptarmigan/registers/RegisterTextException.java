package dev.ptarmigan.registers;

/** A file or text of register values cannot be read. The message stands alone: {@code file:line: what is wrong}. */
public final class RegisterTextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception whose message is shown to the user as it is. */
    public RegisterTextException(String message) {
        super(message);
    }
}

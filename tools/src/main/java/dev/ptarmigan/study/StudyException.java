package dev.ptarmigan.study;

/** A study cannot be made as asked; the message stands alone. */
public final class StudyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what is wrong and what was expected. */
    public StudyException(String message) {
        super(message);
    }
}

package dev.ptarmigan.explorer;

/** A scenario or litmus test cannot be used. The message stands alone: where (file:line), what, what was expected. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that stands alone. */
    public ScenarioException(String message) {
        super(message);
    }

    /** With a place in a file. */
    public ScenarioException(String source, int line, String message) {
        super(source + ":" + line + ": " + message);
    }
}

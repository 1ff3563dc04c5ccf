package dev.ptarmigan.report;

/** Terminal colours, or none. */
public enum Paint {
    /** Text as it is. */
    PLAIN,
    /** Text with ANSI escape sequences. */
    COLOURED;

    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RESET = "\u001b[0m";

    /** A heading. */
    public String heading(String text) {
        return wrap(BOLD, text);
    }

    /** What is less important than the rest. */
    public String aside(String text) {
        return wrap(DIM, text);
    }

    /** A fault or a violation. */
    public String bad(String text) {
        return wrap(RED, text);
    }

    /** An answer without a fault. */
    public String good(String text) {
        return wrap(GREEN, text);
    }

    /** What deserves a second look. */
    public String doubtful(String text) {
        return wrap(YELLOW, text);
    }

    private String wrap(String start, String text) {
        return this == PLAIN || text.isEmpty() ? text : start + text + RESET;
    }
}

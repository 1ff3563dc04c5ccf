package dev.ptarmigan.cli;

/** The command line cannot be carried out. The message stands alone: what, where, what was expected. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CliException(String message) {
        super(message);
    }
}

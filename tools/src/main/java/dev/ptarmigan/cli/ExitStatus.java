package dev.ptarmigan.cli;

/** What the process tells its caller. */
final class ExitStatus {
    /** Nothing is wrong. */
    static final int OK = 0;
    /** The command did its work and found a fault or a violation. */
    static final int FOUND = 1;
    /** The command line or a file could not be used; one line on stderr says why. */
    static final int UNUSABLE = 2;
    /** A defect of ptarmigan itself. */
    static final int DEFECT = 3;

    private ExitStatus() {}
}

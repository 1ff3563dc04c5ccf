package dev.ptarmigan.cli;

/** One command: what it accepts, and what it does. It writes to the console it is given and never ends the process. */
interface Command {
    /** The table of options and operands, from which both parsing and help come. */
    Options options();

    /**
     * Does the work.
     *
     * @return one of {@link ExitStatus}
     */
    int run(Given given, Console console);
}

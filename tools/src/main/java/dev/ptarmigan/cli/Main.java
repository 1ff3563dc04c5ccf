package dev.ptarmigan.cli;

/** The entry point of the command {@code ptarmigan}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its {@link ExitStatus}. */
    public static void main(String[] arguments) {
        System.exit(new Program(Console.ofProcess()).run(arguments));
    }
}

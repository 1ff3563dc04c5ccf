package dev.ptarmigan.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes.
 *
 * @param in standard input
 * @param out standard output, buffered; a failure to write is a {@link StandardOutput.Failure}
 * @param err standard error
 * @param terminal whether {@code out} is a terminal
 * @param colourless whether the user has asked programs for no colour (NO_COLOR is set and not empty)
 */
record Console(InputStream in, PrintStream out, PrintStream err, boolean terminal, boolean colourless) {
    /** The launcher says so, which costs less than asking from here; see tools/ptarmigan. */
    private static final String TERMINAL = "ptarmigan.terminal";

    /** The console of this process. */
    static Console ofProcess() {
        String noColour = System.getenv("NO_COLOR");
        return new Console(
                System.in,
                StandardOutput.over(new FileOutputStream(FileDescriptor.out)),
                System.err,
                Boolean.getBoolean(TERMINAL),
                noColour != null && !noColour.isEmpty());
    }

    /** The same console with another output, which is no terminal. */
    Console writingTo(PrintStream other) {
        return new Console(in, other, err, false, colourless);
    }

    /** Standard input as text. */
    java.io.BufferedReader reader() {
        return new java.io.BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
    }
}

package dev.ptarmigan.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** One command line, run in this process with streams of its own. */
final class Invocation {
    /** What came of it. */
    record Outcome(int status, String out, String err) {}

    private String input = "";
    private boolean terminal;
    private boolean colourless;

    static Outcome run(String... arguments) {
        return new Invocation().with(arguments);
    }

    /** Splits at spaces; enough for arguments without any. */
    static Outcome line(String arguments) {
        return run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }

    Invocation input(String text) {
        input = text;
        return this;
    }

    Invocation onTerminal() {
        terminal = true;
        return this;
    }

    Invocation colourless() {
        colourless = true;
        return this;
    }

    Outcome with(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                StandardOutput.over(out),
                errors,
                terminal,
                colourless);
        int status = new Program(console).run(arguments);
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}

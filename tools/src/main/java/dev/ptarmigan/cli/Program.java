package dev.ptarmigan.cli;

import dev.ptarmigan.report.Paint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the command, runs it, and turns every failure into one line and an {@link ExitStatus}. */
final class Program {
    private static final String PREFIX = "ptarmigan: ";

    private final Console console;

    Program(Console console) {
        this.console = console;
    }

    /** Runs one command line. */
    int run(String... arguments) {
        boolean debug = List.of(arguments).contains(Options.DEBUG);
        try {
            int status = dispatch(arguments);
            console.out().flush();
            return status;
        } catch (StandardOutput.Failure e) {
            return e.isBrokenPipe() ? ExitStatus.OK : complain(e, debug);
        } catch (IOException | RuntimeException | Error e) {
            flushWhatThereIs();
            return complain(e, debug);
        }
    }

    private int dispatch(String... arguments) throws IOException {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("-")) {
                if (argument.equals("help")) {
                    return help(i + 1 < arguments.length ? arguments[i + 1] : null);
                }
                rest.addAll(List.of(arguments).subList(i + 1, arguments.length));
                return command(name(argument), rest.toArray(new String[0]));
            }
            switch (argument) {
                case "-h", Options.HELP -> {
                    return help(null);
                }
                case "-V", "--version" -> {
                    console.out().print("ptarmigan " + version() + "\n");
                    return ExitStatus.OK;
                }
                default -> rest.add(argument);
            }
        }
        throw new CliException(
                "no command is given, expected one of " + CommandName.words() + "; see ptarmigan --help");
    }

    private static CommandName name(String typed) {
        CommandName name = CommandName.of(typed);
        if (name == null) {
            throw new CliException("unknown command " + typed + ", expected one of " + CommandName.words());
        }
        return name;
    }

    /** The version that the build wrote into the jar's manifest. */
    private static String version() {
        String version = Program.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    private int help(@Nullable String command) {
        if (command != null) {
            console.out().print(name(command).create().options().help(false));
            return ExitStatus.OK;
        }
        StringBuilder text = new StringBuilder();
        text.append("Usage: ptarmigan COMMAND [OPTION]... [OPERAND]...\n");
        text.append("arm64 translation tables: decode, walk and list them.\n\nCommands:\n");
        int width = 0;
        for (CommandName name : CommandName.values()) {
            width = Math.max(width, name.word().length());
        }
        for (CommandName name : CommandName.values()) {
            text.append("  ").append(name.word());
            text.append(" ".repeat(width + 2 - name.word().length())).append(name.summary());
            text.append('\n');
        }
        text.append(
                "\nptarmigan COMMAND --help explains a command, with examples; ptarmigan --version tells the version.\n");
        text.append(
                "\nExit status: 0 nothing wrong, 1 a fault or violation was found, 2 the command line or a file cannot\n");
        text.append("be used, 3 a defect of ptarmigan.\n");
        console.out().print(text);
        return ExitStatus.OK;
    }

    private int command(CommandName name, String... arguments) throws IOException {
        Command command = name.create();
        Options options = command.options();
        Given given = options.parse(arguments);
        if (given.has(Options.HELP)) {
            console.out().print(options.help(colour(given, console)));
            return ExitStatus.OK;
        }
        String file = given.value(Options.OUTPUT);
        if (file == null) {
            colour(given, console);
            return command.run(given, console);
        }
        try (OutputFile output = new OutputFile("-o", file)) {
            Console toFile = console.writingTo(output.stream());
            colour(given, toFile);
            int status = command.run(given, toFile);
            output.finish();
            return status;
        }
    }

    /** Whether to colour; refuses what contradicts. */
    private static boolean colour(Given given, Console console) {
        String when = given.value(Options.COLOR);
        if (when != null && !List.of("auto", "always", "never").contains(when)) {
            throw new CliException("--color " + when + ", expected auto, always or never");
        }
        boolean always = "always".equals(when);
        if (always && given.has(Options.JSON)) {
            throw new CliException("--json and --color always contradict each other: JSON has no colours");
        }
        return always || (!"never".equals(when) && console.terminal() && !console.colourless());
    }

    /** The colours a command writes in. */
    static Paint paint(Given given, Console console) {
        return colour(given, console) ? Paint.COLOURED : Paint.PLAIN;
    }

    /** What was written before a failure is still worth having, on a terminal and in a pipe. */
    private void flushWhatThereIs() {
        try {
            console.out().flush();
        } catch (RuntimeException e) {
            // The first failure is the one to report.
        }
    }

    private int complain(Throwable failure, boolean debug) {
        if (debug) {
            failure.printStackTrace(console.err());
        }
        String message = UserError.message(failure);
        if (message != null) {
            console.err().print(PREFIX + message + "\n");
            return ExitStatus.UNUSABLE;
        }
        String what = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        console.err().print(PREFIX + "defect: " + what + (debug ? "" : " (--debug shows where)") + "\n");
        return ExitStatus.DEFECT;
    }
}

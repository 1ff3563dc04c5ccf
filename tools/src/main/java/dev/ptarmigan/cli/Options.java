package dev.ptarmigan.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a command accepts. The table is made by hand rather than from annotations, which a short run would spend a third of
 * its time reading. Values stay text; the command turns them into what it needs, with messages that fit.
 */
final class Options {
    /** Options every command has. */
    static final String HELP = "--help";

    static final String DEBUG = "--debug";
    static final String COLOR = "--color";
    static final String OUTPUT = "--output";
    static final String JSON = "--json";

    private static final int HELP_COLUMNS = 100;
    private static final String INDENT = "  ";

    private final CommandName name;
    private final CommandSpec spec;
    private final List<String> footer = new ArrayList<>();
    private String synopsis = "";

    Options(CommandName name) {
        this.name = name;
        this.spec = CommandSpec.create().name("ptarmigan " + name.word());
        spec.parser()
                .expandAtFiles(false)
                .posixClusteredShortOptionsAllowed(false)
                .abbreviatedOptionsAllowed(false);
    }

    /** What is not an option; {@code synopsis} is what follows the options: {@code "CAPTURE VA..."}. */
    Options operands(String operandSynopsis, String description) {
        synopsis = operandSynopsis;
        if (!operandSynopsis.isEmpty()) {
            spec.addPositional(PositionalParamSpec.builder()
                    .index("0..*")
                    .arity("0..*")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .paramLabel(operandSynopsis)
                    .hideParamSyntax(true)
                    .description(escaped(description))
                    .build());
        }
        return this;
    }

    /** An option that is given or not. */
    Options flag(String option, String description) {
        spec.addOption(OptionSpec.builder(option)
                .type(boolean.class)
                .arity("0")
                .description(escaped(description))
                .build());
        return this;
    }

    /** Flags that are explained with another option. */
    Options hidden(String... options) {
        for (String option : options) {
            spec.addOption(OptionSpec.builder(option)
                    .type(boolean.class)
                    .arity("0")
                    .hidden(true)
                    .build());
        }
        return this;
    }

    /** An option with a value that is explained elsewhere in the help. */
    Options hiddenValue(String option) {
        spec.addOption(OptionSpec.builder(option)
                .type(String.class)
                .arity("1")
                .paramLabel("VALUE")
                .hidden(true)
                .build());
        return this;
    }

    /** An option with a value. */
    Options value(String option, String label, String description) {
        return value(new String[] {option}, label, description);
    }

    private Options value(String[] names, String label, String description) {
        spec.addOption(OptionSpec.builder(names)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(escaped(description))
                .build());
        return this;
    }

    /** An option with a value that may be given several times. */
    Options values(String option, String label, String description) {
        spec.addOption(OptionSpec.builder(option)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(escaped(description))
                .build());
        return this;
    }

    /** A paragraph of the help. */
    Options text(String heading, String... lines) {
        footer.add("");
        footer.add(heading + ":");
        for (String line : lines) {
            wrap(line);
        }
        return this;
    }

    private void wrap(String paragraph) {
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : paragraph.split(" ")) {
            if (line.length() > INDENT.length() && line.length() + 1 + word.length() > HELP_COLUMNS) {
                footer.add(line.toString());
                line.setLength(INDENT.length());
            }
            line.append(line.length() > INDENT.length() ? " " : "").append(word);
        }
        footer.add(line.toString());
    }

    /** An example: a command line and what it is for. Give examples last. */
    Options example(String arguments, String purpose) {
        if (!footer.contains("Examples:")) {
            footer.add("");
            footer.add("Examples:");
        }
        footer.add(INDENT + purpose);
        footer.add(INDENT + INDENT + "ptarmigan " + name.word() + (arguments.isEmpty() ? "" : " " + arguments));
        return this;
    }

    private void addCommon() {
        if (spec.findOption(HELP) != null) {
            return;
        }
        flag(JSON, "write JSON, for scripts");
        value(new String[] {"-o", OUTPUT}, "FILE", "write to FILE, which appears whole or not at all");
        value(COLOR, "WHEN", "auto, always or never; auto is a terminal without NO_COLOR");
        flag(DEBUG, "show where in the program an error comes from");
        spec.addOption(OptionSpec.builder("-h", HELP)
                .type(boolean.class)
                .arity("0")
                .usageHelp(true)
                .description("show this help")
                .build());
    }

    /**
     * Reads a command line.
     *
     * @throws CliException if it does not fit
     */
    Given parse(String... arguments) {
        addCommon();
        try {
            return new Given(new CommandLine(spec).parseArgs(arguments));
        } catch (ParameterException e) {
            throw new CliException(message(e) + "; see ptarmigan " + name.word() + " --help");
        }
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            List<String> near = unmatched.isUnknownOption() ? unmatched.getSuggestions() : List.of();
            return (unmatched.isUnknownOption() ? "unknown option " : "unexpected ")
                    + first
                    + (near.isEmpty() ? "" : ", the nearest is " + near.get(0));
        }
        if (e instanceof OverwrittenOptionException twice) {
            return "option " + label(twice.getOverwritten()) + " is given twice";
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            ArgSpec arg = missing.getMissing().get(0);
            return "option " + label(arg) + " needs a value, " + arg.paramLabel();
        }
        String message = String.valueOf(e.getMessage());
        return Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    private static String label(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    /** The command's help. */
    String help(boolean colour) {
        addCommon();
        UsageMessageSpec usage = spec.usageMessage();
        usage.width(HELP_COLUMNS);
        usage.sortOptions(false);
        usage.description(escaped(name.summary()));
        usage.customSynopsis("ptarmigan " + name.word() + " [OPTION]..." + (synopsis.isEmpty() ? "" : " " + synopsis));
        usage.optionListHeading("%nOptions:%n");
        usage.parameterListHeading("%n");
        List<String> lines = new ArrayList<>();
        for (String line : footer) {
            lines.add(escaped(line));
        }
        lines.add("");
        lines.add(
                "Exit status: 0 nothing wrong, 1 a fault or violation was found, 2 the command line or a file cannot");
        lines.add("be used, 3 a defect of ptarmigan.");
        usage.footer(lines.toArray(new String[0]));
        return new CommandLine(spec).getUsageMessage(colour ? Ansi.ON : Ansi.OFF);
    }

    /** picocli formats descriptions with String.format. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}

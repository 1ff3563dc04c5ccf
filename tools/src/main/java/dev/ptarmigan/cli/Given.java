package dev.ptarmigan.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What the user has given: options by their long names, and operands. */
final class Given {
    private final ParseResult parsed;

    Given(ParseResult parsed) {
        this.parsed = parsed;
    }

    /** Whether the option was given. */
    boolean has(String option) {
        return parsed.hasMatchedOption(option);
    }

    /** The option's value as it was typed, or null. */
    @Nullable
    String value(String option) {
        List<String> values = values(option);
        return values.isEmpty() ? null : values.get(0);
    }

    /** All values of an option that may be given several times. */
    List<String> values(String option) {
        OptionSpec spec = parsed.matchedOption(option);
        return spec == null ? List.of() : spec.originalStringValues();
    }

    /** The long names of the options that were given. */
    List<String> options() {
        return parsed.matchedOptions().stream().map(OptionSpec::longestName).toList();
    }

    /** What is not an option, in order. */
    List<String> operands() {
        return parsed.hasMatchedPositional(0) ? parsed.matchedPositional(0).originalStringValues() : List.of();
    }

    /** Refuses two options that cannot stand together. */
    void refuseBoth(String one, String other, String why) {
        if (has(one) && has(other)) {
            throw new CliException(one + " and " + other + " contradict each other: " + why);
        }
    }
}

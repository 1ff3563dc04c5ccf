package dev.ptarmigan.cli;

import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The operand CAPTURE and the options that go with it. */
final class CaptureOptions {
    static final String ROOT = "--root";
    private static final String MOMENT = "--moment";
    static final String CPU = "--cpu";
    private static final String HELP =
            "CAPTURE is a directory, a dump (.ptw or .ptw.gz) or the name of a shipped capture";

    private CaptureOptions() {}

    /** Adds the options to a command's; {@code rest} is what follows CAPTURE. */
    static Options add(Options options, String rest) {
        return addMoment(options.operands("CAPTURE" + rest, HELP))
                .value(ROOT, "NAME", "root of the tables: swapper_pg_dir, user_pgd, ttbr0.cpu1, ... of the capture");
    }

    static Options addMoment(Options options) {
        return options.value(MOMENT, "WHEN", "before or after, for captures around an operation");
    }

    /** The capture that is named by the first operand. */
    static CaptureSource source(Given given, CommandName command) {
        if (given.operands().isEmpty()) {
            throw new CliException(command.word() + " needs a capture; see ptarmigan " + command.word() + " --help");
        }
        return CaptureSource.load(given.operands().get(0), moment(given));
    }

    static @Nullable Moment moment(Given given) {
        String text = given.value(MOMENT);
        if (text == null) {
            return null;
        }
        for (Moment moment : Moment.values()) {
            if (moment.toString().equals(text)) {
                return moment;
            }
        }
        throw new CliException("--moment " + text + ", expected before or after");
    }

    /** The processor whose registers are used. */
    static int processor(Given given, CaptureSource source) {
        String text = given.value(CPU);
        if (text == null) {
            return 0;
        }
        SortedSet<Integer> known = source.capture().processors();
        for (int number : known) {
            if (text.equals(Integer.toString(number))) {
                return number;
            }
        }
        throw new CliException("--cpu " + text + ": " + source.name() + " has registers of "
                + known.toString().replaceAll("[\\[\\]]", ""));
    }

    /**
     * An address: a number, or a symbol of the capture with or without an offset, {@code _text+0x1000}.
     *
     * @throws CliException if it is neither
     */
    static long address(String text, CaptureSource source) {
        return address(text, source.capture());
    }

    /** The same, of a capture. */
    static long address(String text, Capture capture) {
        if (WordText.looksLikeNumber(text)) {
            return WordText.address(text);
        }
        int plus = Math.max(text.indexOf('+'), text.indexOf('-'));
        String name = plus < 0 ? text : text.substring(0, plus);
        Map<String, Long> symbols = capture.symbols();
        Long base = symbols.get(name);
        if (base == null) {
            throw new CliException(
                    text + " is neither an address (0x...) nor a symbol of " + capture.name() + near(name, symbols));
        }
        if (plus < 0) {
            return base;
        }
        long offset = WordText.address(text.substring(plus + 1));
        return text.charAt(plus) == '+' ? base + offset : base - offset;
    }

    private static String near(String name, Map<String, Long> symbols) {
        if (symbols.isEmpty()) {
            return ", which has none";
        }
        StringBuilder text = new StringBuilder();
        for (String other : new TreeMap<>(symbols).keySet()) {
            boolean alike = !name.isEmpty() && (other.contains(name) || name.contains(other));
            if (alike && text.length() < 100) {
                text.append(text.length() == 0 ? "; it has " : ", ").append(other);
            }
        }
        return text.toString();
    }
}

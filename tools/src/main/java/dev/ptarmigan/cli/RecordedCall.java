package dev.ptarmigan.cli;

import dev.ptarmigan.explorer.RecordedKernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan explore --strategy}: one call of a strategy, recorded to be explored. */
final class RecordedCall {
    static final String OPERATION = "--op";
    static final String PAGES = "--pages";
    static final String AT = "--at";
    static final String ETS = "--ets";
    static final String NOT_GLOBAL = "--not-global";
    private static final Pattern PLACE = Pattern.compile("(pages|block-2m|block-1g)(?:\\+(\\d{1,6}))?");
    private static final List<String> OPTIONS =
            List.of(OPERATION, PAGES, AT, ETS, NOT_GLOBAL, OperationOptions.BUG, OperationOptions.BBML);

    private RecordedCall() {}

    /** The recording that is asked for, or null. */
    static RecordedKernel.@Nullable Recording of(Given given) {
        String strategy = given.value(OperationOptions.STRATEGY);
        if (strategy == null) {
            for (String option : OPTIONS) {
                if (given.has(option)) {
                    throw new CliException(option + " goes with --strategy");
                }
            }
            return null;
        }
        if (!given.operands().isEmpty()) {
            throw new CliException(
                    "--strategy takes the place of scenarios; leave out " + String.join(" ", given.operands()));
        }
        String operation = given.value(OPERATION);
        if (operation == null || !List.of(RecordedKernel.OPERATIONS.split(", ")).contains(operation)) {
            throw new CliException("--strategy needs --op, one of " + RecordedKernel.OPERATIONS
                    + (operation == null ? "" : ", not " + operation));
        }
        String at = given.value(AT) == null ? "block-2m+5" : String.valueOf(given.value(AT));
        Matcher place = PLACE.matcher(at);
        if (!place.matches()) {
            throw new CliException(AT + " " + at + ", expected pages, block-2m or block-1g, and +PAGE");
        }
        return new RecordedKernel(
                        strategy,
                        operation,
                        pages(given),
                        RecordedKernel.Place.valueOf(
                                place.group(1).toUpperCase(Locale.ROOT).replace('-', '_')),
                        place.group(2) == null ? 0 : Integer.parseInt(place.group(2)),
                        given.has(NOT_GLOBAL),
                        OperationOptions.bug(given))
                .record(hardware(given));
    }

    private static int pages(Given given) {
        String text = given.value(PAGES);
        if (text == null) {
            return 1;
        }
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw new CliException(PAGES + " " + text + ", expected a number from 1 to 999999");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> hardware(Given given) {
        Map<String, String> options = new LinkedHashMap<>();
        String level = given.value(OperationOptions.BBML);
        if (level == null || level.equals("noabort")) {
            options.put("bbml", "2");
            options.put("noabort", "true");
        } else if (level.matches("[012]")) {
            options.put("bbml", level);
        } else {
            throw new CliException("--bbml " + level + ", expected 0, 1, 2 or noabort");
        }
        String ets = given.value(ETS);
        if (ets != null) {
            options.put("ets", ets);
        }
        return options;
    }
}

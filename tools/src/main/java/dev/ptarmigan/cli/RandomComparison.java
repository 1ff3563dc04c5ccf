package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.replay.RandomChanges;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code compare-strategies --linear-map SIZE --random N OP}: what strategies come to after many changes of single pages. */
final class RandomComparison {
    private static final String LINEAR_MAP = "--linear-map";
    private static final String RANDOM = "--random";
    private static final String SEED = "--seed";
    private static final String GRANULE = "--granule";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KMGT])");
    private static final String UNITS = "KMGT";
    private static final int DEFAULT_CHANGES = 1000;

    private RandomComparison() {}

    static void addOptions(Options options) {
        options.value(LINEAR_MAP, "SIZE", "without a capture: on the linear map of a kernel built for it, 1G to 1T")
                .value(RANDOM, "N", "change N different pages of it, drawn at random; 1000 without it")
                .value(SEED, "N", "draw these pages; 1 without it")
                .value(GRANULE, "SIZE", "page size of the kernel that is built: 4K, 16K or 64K");
    }

    static boolean isWanted(Given given) {
        if (given.has(LINEAR_MAP)) {
            for (String option : List.of(OperationOptions.ALLOC, OperationOptions.PAGES, OperationOptions.BUG)) {
                given.refuseBoth(LINEAR_MAP, option, option + " is for a capture");
            }
            return true;
        }
        for (String option : List.of(RANDOM, SEED, GRANULE)) {
            if (given.has(option)) {
                throw new CliException(option + " needs " + LINEAR_MAP + ", the size of the linear map to build");
            }
        }
        return false;
    }

    static int run(Given given, Console console) {
        RandomChanges plan = plan(given);
        List<RandomChanges.Outcome> outcomes = new ArrayList<>();
        for (String name : CompareStrategiesCommand.strategies(given)) {
            outcomes.add(plan.run(name, Strategies.named(name)));
        }
        if (given.has(Options.JSON)) {
            json(console, plan, outcomes);
        } else {
            text(console, plan, outcomes);
        }
        return ExitStatus.OK;
    }

    private static RandomChanges plan(Given given) {
        List<String> operands = given.operands();
        if (operands.size() != 1) {
            throw new CliException(
                    "with " + LINEAR_MAP + " compare-strategies takes an operation alone, ro or invalid, not "
                            + operands.size() + " operands");
        }
        String operation = operands.get(0);
        if (!operation.equals("ro") && !operation.equals("invalid")) {
            throw new CliException(
                    "unknown operation " + operation + ", with " + LINEAR_MAP + " expected ro or invalid");
        }
        Granule granule = granule(given);
        long bytes = size(String.valueOf(given.value(LINEAR_MAP)));
        long changes = number(given, RANDOM, DEFAULT_CHANGES);
        long most = bytes / granule.pageBytes() / 2;
        if (changes < 1 || changes > most) {
            throw new CliException(RANDOM + " " + given.value(RANDOM) + ", expected 1 to " + most
                    + ", half of the pages of the linear map");
        }
        KernelOptions options = OperationOptions.options(given, KernelOptions.modern());
        boolean invalidate = operation.equals("invalid");
        return new RandomChanges(granule, bytes, (int) changes, number(given, SEED, 1), invalidate, options);
    }

    private static Granule granule(Given given) {
        String text = given.value(GRANULE);
        Granule granule = text == null ? Granule.K4 : Granule.named(text);
        if (granule == null) {
            throw new CliException(GRANULE + " " + text + ", expected 4K, 16K or 64K");
        }
        return granule;
    }

    private static long number(Given given, String option, long otherwise) {
        String text = given.value(option);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new CliException(option + " " + text + ", expected a number");
        }
    }

    private static long size(String text) {
        Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        long bytes = 0;
        if (matcher.matches()) {
            int shift = 10 * (UNITS.indexOf(matcher.group(2)) + 1);
            long count = Long.parseLong(matcher.group(1));
            bytes = count <= Long.MAX_VALUE >> shift ? count << shift : -1;
        }
        // A multiple of the largest section of memory Linux knows.
        if (bytes < RandomChanges.LEAST_BYTES || bytes > RandomChanges.MOST_BYTES || bytes % (512L << 20) != 0) {
            throw new CliException(LINEAR_MAP + " " + text + ", expected 1G to 1T in steps of 512M");
        }
        return bytes;
    }

    private static void text(Console console, RandomChanges plan, List<RandomChanges.Outcome> outcomes) {
        StringBuilder out = new StringBuilder();
        out.append(plan.changes())
                .append(plan.invalidate() ? " single pages made invalid" : " single pages made read-only")
                .append(", seed ")
                .append(plan.seed())
                .append(", on ")
                .append(plan.description())
                .append('\n');
        RandomChanges.Outcome any = outcomes.get(0);
        out.append("before: ")
                .append(any.before().tables())
                .append(" tables, ")
                .append(any.before().leaves())
                .append(" leaves, ")
                .append(any.before().tlbEntries())
                .append(" TLB entries map all of it, ")
                .append(reach(any.before().reachBytes()))
                .append(" each\n\n");
        Table table = new Table(
                1,
                "strategy",
                "refused",
                "stores",
                "barriers",
                "TLBIs",
                "tables",
                "leaves",
                "TLB entries",
                "reach",
                "largest left",
                "windows");
        for (RandomChanges.Outcome outcome : outcomes) {
            table.row(
                    outcome.strategy(),
                    Integer.toString(outcome.refused()),
                    Long.toString(outcome.stores()),
                    Long.toString(outcome.barriers()),
                    Long.toString(outcome.tlbis()),
                    "+" + (outcome.after().tables() - outcome.before().tables()),
                    Long.toString(outcome.after().leaves()),
                    Long.toString(outcome.after().tlbEntries()),
                    reach(outcome.after().reachBytes()),
                    Hex.size(outcome.largestLeaf()),
                    Long.toString(outcome.windows()));
        }
        out.append(table).append("""

                TLB entries: how many it takes to map the whole linear map, a complete Contiguous group being one; reach: what
                one of them maps on average; windows: how often a live entry was invalid for a while, so that an access would
                have faulted
                """);
        console.out().print(out);
    }

    private static String reach(long bytes) {
        return Hex.size(bytes & -1024);
    }

    private static void json(Console console, RandomChanges plan, List<RandomChanges.Outcome> outcomes) {
        try (Json json = new Json(console.out())) {
            json.object()
                    .text("granule", plan.granule().toString())
                    .number("linearMapBytes", plan.linearBytes())
                    .number("changes", plan.changes())
                    .number("seed", plan.seed())
                    .text("operation", plan.invalidate() ? "invalid" : "ro")
                    .array("strategies");
            for (RandomChanges.Outcome outcome : outcomes) {
                json.object()
                        .text("strategy", outcome.strategy())
                        .number("refused", outcome.refused())
                        .number("stores", outcome.stores())
                        .number("barriers", outcome.barriers())
                        .number("tlbis", outcome.tlbis())
                        .number("tablePagesTaken", outcome.tablesTaken())
                        .number("faultWindows", outcome.windows())
                        .number("largestLeafBytes", outcome.largestLeaf());
                RunJson.extent(json, "before", outcome.before());
                RunJson.extent(json, "after", outcome.after());
                json.endObject();
            }
            json.endArray().endObject();
        }
    }
}

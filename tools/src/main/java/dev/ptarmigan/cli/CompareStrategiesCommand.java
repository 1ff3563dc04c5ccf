package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.Strategy;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.replay.Operations;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.report.Table;
import dev.ptarmigan.trace.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ptarmigan compare-strategies CAPTURE OP VA PAGES}: one call by every strategy, side by side. With {@code --linear-map}
 * many calls on a kernel built for it, see {@link RandomComparison}.
 */
final class CompareStrategiesCommand implements Command {
    @Override
    public Options options() {
        Options options = new Options(CommandName.COMPARE_STRATEGIES)
                .operands(
                        "[CAPTURE] OP [VA PAGES]",
                        "OP is one of " + SetMemoryCommand.OPERATIONS + "; with --linear-map OP alone, ro or invalid")
                .values(
                        OperationOptions.STRATEGY,
                        "NAME",
                        "compare this one; may be given several times, without it all are compared");
        SetMemoryCommand.addMasks(options);
        RandomComparison.addOptions(options);
        OperationOptions.addKernel(options, false);
        for (Strategy strategy : Strategies.all()) {
            List<String> lines = new ArrayList<>();
            lines.add(strategy.description() + ". From: " + strategy.source() + ".");
            for (Map.Entry<String, String> entry : strategy.switches().entrySet()) {
                lines.add(strategy.name() + ":" + entry.getKey() + "  " + entry.getValue());
            }
            options.text("Strategy " + strategy.name(), lines.toArray(new String[0]));
        }
        return options.example(
                        "setmem-01-lm-1page-mid1g-invalid invalid 0xffff00005abcd000 1",
                        "one page in the middle of a 1G block")
                .example(
                        "--linear-map 4G --random 1000 --seed 1 ro",
                        "1,000 random pages of a 4 GiB linear map become read-only, one after the other");
    }

    /** Names of the strategies to compare. */
    static List<String> strategies(Given given) {
        List<String> chosen = given.values(OperationOptions.STRATEGY);
        return chosen.isEmpty() ? Strategies.all().stream().map(Strategy::name).toList() : chosen;
    }

    private record Row(String strategy, int result, OperationRun run) {}

    @Override
    public int run(Given given, Console console) {
        if (RandomComparison.isWanted(given)) {
            return RandomComparison.run(given, console);
        }
        List<String> operands = given.operands();
        if (operands.size() != 4) {
            throw new CliException(
                    "compare-strategies takes a capture, an operation, an address and a number of pages; "
                            + "see ptarmigan compare-strategies --help");
        }
        SetMemoryCommand.checkOperation(operands.get(1));
        Capture capture = OperationOptions.capture(operands.get(0));
        long va = CaptureOptions.address(operands.get(2), capture);
        Operations operations = SetMemoryCommand.call(given, operands.get(1), va, operands.get(3));
        Mutation bug = OperationOptions.bug(given);
        List<Row> rows = new ArrayList<>();
        for (String strategy : strategies(given)) {
            try (CapturedKernel captured = OperationOptions.kernel(given, capture)) {
                SetMemoryCommand.checkAddress(operands.get(1), operands.get(2), va, captured);
                OperationRun run = OperationRun.of(
                        captured,
                        Strategies.named(strategy),
                        bug,
                        operations,
                        OperationOptions.pages(given, captured, operations),
                        0,
                        "compare-strategies");
                rows.add(new Row(strategy, run.results().get(0), run));
            }
        }
        if (given.has(Options.JSON)) {
            json(console, rows);
        } else {
            text(console, rows);
        }
        return ExitStatus.OK;
    }

    private static void text(Console console, List<Row> rows) {
        Table table = new Table(
                2, "strategy", "result", "stores", "barriers", "TLBIs", "tables", "leaves", "largest left", "windows");
        for (Row row : rows) {
            OperationRun run = row.run();
            table.row(
                    row.strategy(),
                    Errno.text(row.result()),
                    Integer.toString(run.log().count(EventKind.STORE)),
                    Integer.toString(run.log().count(EventKind.BARRIER)),
                    Integer.toString(run.log().count(EventKind.TLBI)),
                    "+" + (run.after().tables() - run.before().tables()),
                    "+" + (run.after().leaves() - run.before().leaves()),
                    Hex.size(run.largestLeaf()),
                    Integer.toString(run.faultWindows()));
        }
        console.out().print(table + """

                        largest left: the largest leaf in the gigabyte around VA afterwards; windows: how often a live entry
                        was invalid for a while, so that an access would have faulted
                        """);
    }

    private static void json(Console console, List<Row> rows) {
        try (Json json = new Json(console.out())) {
            json.object().array("strategies");
            for (Row row : rows) {
                json.object().text("strategy", row.strategy()).number("result", row.result());
                RunJson.counts(json, row.run());
                json.endObject();
            }
            json.endArray().endObject();
        }
    }
}

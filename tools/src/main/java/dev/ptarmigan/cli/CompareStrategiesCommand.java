package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.Strategy;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.replay.Operations;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.trace.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ptarmigan compare-strategies CAPTURE OP VA PAGES}: one call by every strategy, side by side. */
final class CompareStrategiesCommand implements Command {
    @Override
    public Options options() {
        Options options = new Options(CommandName.COMPARE_STRATEGIES)
                .operands("CAPTURE OP VA PAGES", "OP is one of " + SetMemoryCommand.OPERATIONS);
        OperationOptions.addKernel(options);
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
                "one page in the middle of a 1G block");
    }

    private record Row(String strategy, int result, OperationRun run) {}

    @Override
    public int run(Given given, Console console) {
        List<String> operands = given.operands();
        if (operands.size() != 4) {
            throw new CliException(
                    "compare-strategies takes a capture, an operation, an address and a number of pages; "
                            + "see ptarmigan compare-strategies --help");
        }
        if (!List.of(SetMemoryCommand.OPERATIONS.split(" ")).contains(operands.get(1))) {
            throw new CliException(
                    "unknown operation " + operands.get(1) + ", expected one of " + SetMemoryCommand.OPERATIONS);
        }
        Capture capture = OperationOptions.capture(operands.get(0));
        long va = CaptureOptions.address(operands.get(2), capture);
        long pages = Hex.parse(operands.get(3), "a number of pages");
        if (pages < 0 || pages > Integer.MAX_VALUE) {
            throw new CliException(operands.get(3) + " pages are more than a call can take");
        }
        Operations operations = Operations.ofCall(operands.get(1), va, (int) pages, 0, 0);
        List<Row> rows = new ArrayList<>();
        for (Strategy strategy : Strategies.all()) {
            try (CapturedKernel captured = OperationOptions.kernel(given, capture)) {
                OperationRun run = OperationRun.of(
                        captured,
                        strategy.make(),
                        operations,
                        OperationOptions.pages(given, captured, operations),
                        0,
                        "compare-strategies");
                rows.add(new Row(strategy.name(), run.results().get(0), run));
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
        StringBuilder out = new StringBuilder();
        row(out, "strategy", "result", "stores", "barriers", "TLBIs", "tables", "leaves", "largest left", "windows");
        for (Row row : rows) {
            OperationRun run = row.run();
            row(
                    out,
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
        out.append(
                        "\nlargest left: the largest leaf in the gigabyte around VA afterwards; windows: how often a live entry\n")
                .append("was invalid for a while, so that an access would have faulted\n");
        console.out().print(out);
    }

    private static void row(StringBuilder out, String... cells) {
        int[] widths = {10, 13, 7, 9, 6, 7, 8, 13, 7};
        for (int i = 0; i < cells.length; i++) {
            String pad = " ".repeat(Math.max(1, widths[i] - cells[i].length()));
            if (i < 2) {
                out.append(cells[i]).append(pad);
            } else {
                out.append(pad).append(cells[i]);
            }
        }
        out.append('\n');
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

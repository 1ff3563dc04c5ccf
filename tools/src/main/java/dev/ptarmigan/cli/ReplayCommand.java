package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.replay.Operations;
import dev.ptarmigan.replay.Recorded;
import dev.ptarmigan.replay.TablePages;
import dev.ptarmigan.report.Json;
import java.util.List;
import java.util.Optional;

/** {@code ptarmigan replay CAPTURE}: runs what a capture says was run, and compares with what the real kernel did. */
final class ReplayCommand implements Command {
    private static final int MOST_SHOWN = 20;
    private static final String OPS = "ops.txt";

    @Override
    public Options options() {
        Options options = new Options(CommandName.REPLAY)
                .operands("CAPTURE", "a directory with before.ptw.gz and ops.txt, or the name of a shipped capture")
                .value(OperationOptions.STRATEGY, "NAME", "run another strategy than Linux's own");
        OperationOptions.addKernel(options, true);
        OperationOptions.addFiles(options)
                .text(
                        "Comparison",
                        "Where the capture holds what the real kernel did (after.ptw.gz, events.txt, ret= in ops.txt), words,",
                        "events and results are compared and each difference is shown. The exit status is 1 if any differs.",
                        "Taken away from a recording: events of other CPUs and after the operation's end; an interrupt (a run",
                        "of DSBs and ISBs that starts with dsb sy) between two neighbouring stores or TLBIs; one lazy purge of",
                        "vmalloc space; pages of vmalloc space that another task, or vfree of its page list, unmapped.",
                        "Where ops.txt tells no call (the load of a module), the calls are read off events.txt: which pages vmalloc",
                        "maps, which text is patched, whose permissions change, what is freed. All that happens under them is",
                        "generated and compared; taken away besides: barriers and TLBIs by ASID between two calls.");
        return OperationOptions.addBugs(options)
                .example("trace-01-x4-1page-mid1g-invalid", "a shipped capture, compared event by event")
                .example("setmem-13-lm-cross1g-ro --events -", "its events");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.operands().size() != 1) {
            throw new CliException("replay takes one capture; see ptarmigan replay --help");
        }
        String operand = given.operands().get(0);
        Capture before = OperationOptions.capture(operand);
        if (!before.moment().equals(Optional.of(Moment.BEFORE))) {
            throw new CliException(
                    operand + ": is no capture of an operation, expected before.ptw.gz and " + OPS + " in a directory");
        }
        String text = before.text(OPS)
                .orElseThrow(() -> new CliException(operand + ": has no ops.txt, which tells what to run"));
        Operations told = Operations.parse(text, operand + "/" + OPS);
        Recorded recorded = Recorded.of(before, operand);
        SetMemory strategy = OperationOptions.strategy(given);
        Mutation bug = OperationOptions.bug(given);
        try (CapturedKernel captured = OperationOptions.kernel(given, before)) {
            Operations operations = recorded.complete(told, captured);
            TablePages pages = OperationOptions.pages(given, captured, operations);
            OperationRun run =
                    OperationRun.of(captured, strategy, bug, operations, pages, recorded.cpu(), operand + "/" + OPS);
            Recorded.Comparison comparison = recorded.compare(captured, operations, run);
            String events = OperationOptions.write(given, captured, run);
            if (given.has(Options.JSON)) {
                json(console, captured, operations, run, comparison);
            } else if (events != null) {
                console.out().print(events);
            } else {
                text(console, captured, operations, run, comparison);
            }
            return comparison.agrees() ? ExitStatus.OK : ExitStatus.FOUND;
        }
    }

    private static void text(
            Console console,
            CapturedKernel captured,
            Operations operations,
            OperationRun run,
            Recorded.Comparison comparison) {
        StringBuilder out = new StringBuilder();
        out.append(captured.capture().name()).append('\n');
        if (operations.calls().get(0).line() == 0) {
            out.append("  the calls were read off events.txt, for ops.txt tells none\n");
        }
        for (int i = 0; i < operations.calls().size(); i++) {
            Operations.Call call = operations.calls().get(i);
            out.append("  ")
                    .append(call.operation())
                    .append(' ')
                    .append(Hex.word(call.va()))
                    .append(' ')
                    .append(call.pages())
                    .append(call.pages() == 1 ? " page" : " pages")
                    .append(": returned ")
                    .append(Errno.text(run.results().get(i)));
            if (call.result() != null) {
                out.append(", recorded ").append(Errno.text(call.result()));
            }
            out.append('\n');
        }
        out.append("  words    ").append(comparison.wordsText()).append('\n');
        List<String> differences = comparison.wordDifferences();
        for (int i = 0; i < Math.min(MOST_SHOWN, differences.size()); i++) {
            out.append("    ").append(differences.get(i)).append('\n');
        }
        if (differences.size() > MOST_SHOWN) {
            out.append("    and ").append(differences.size() - MOST_SHOWN).append(" more\n");
        }
        out.append("  events   ").append(comparison.eventsText()).append('\n');
        out.append(comparison.agrees() ? "agrees with the real kernel\n" : "differs from the real kernel\n");
        console.out().print(out);
    }

    private static void json(
            Console console,
            CapturedKernel captured,
            Operations operations,
            OperationRun run,
            Recorded.Comparison comparison) {
        try (Json json = new Json(console.out())) {
            json.object().text("capture", captured.capture().name()).array("calls");
            for (int i = 0; i < operations.calls().size(); i++) {
                Operations.Call call = operations.calls().get(i);
                json.object()
                        .text("operation", call.operation())
                        .text("va", Hex.word(call.va()))
                        .number("pages", call.pages())
                        .number("result", run.results().get(i));
                if (call.result() != null) {
                    json.number("recordedResult", call.result());
                }
                json.endObject();
            }
            json.endArray();
            RunJson.counts(json, run);
            json.text("words", comparison.wordsText())
                    .texts("wordDifferences", comparison.wordDifferences())
                    .text("events", comparison.eventsText())
                    .flag("agrees", comparison.agrees())
                    .endObject();
        }
    }
}

package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.replay.Account;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.replay.Operations;
import dev.ptarmigan.replay.TablePages;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.trace.EventKind;
import java.util.List;

/** {@code ptarmigan set-memory OP VA PAGES --dump CAPTURE}: one call on a captured kernel, told store by store. */
final class SetMemoryCommand implements Command {
    private static final String DUMP = "--dump";
    private static final String SET = "--set";
    private static final String CLEAR = "--clear";
    static final String OPERATIONS =
            "ro rw nx x rox valid invalid dm_invalid dm_default dm_valid dm_notvalid change update";

    @Override
    public Options options() {
        Options options = new Options(CommandName.SET_MEMORY)
                .operands("OP VA PAGES", "OP is one of " + OPERATIONS + "; VA an address or symbol; PAGES a number")
                .value(DUMP, "CAPTURE", "the kernel to run on: a directory, a dump or the name of a shipped capture")
                .value(OperationOptions.STRATEGY, "NAME", "how ranges are changed; see compare-strategies --help")
                .value(SET, "MASK", "bits to set, for change and update")
                .value(CLEAR, "MASK", "bits to clear, for change and update");
        OperationOptions.addKernel(options);
        return OperationOptions.addFiles(options)
                .text(
                        "Operations",
                        "ro rw nx x rox are set_memory_*; valid and invalid are set_memory_valid; dm_* are set_direct_map_*;",
                        "change is __change_memory_common with your masks, update the same without its flush.")
                .example(
                        "ro 0xffff0000e3456000 1 --dump linux72-4k-bbml2-8g-kaslr",
                        "what happens when one page of a 1G block becomes read-only")
                .example(
                        "invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid --strategy bbm",
                        "the same change by break-before-make");
    }

    @Override
    public int run(Given given, Console console) {
        List<String> operands = given.operands();
        if (operands.size() != 3) {
            throw new CliException("set-memory takes an operation, an address and a number of pages, not "
                    + operands.size() + " operands; see ptarmigan set-memory --help");
        }
        String dump = given.value(DUMP);
        if (dump == null) {
            throw new CliException("set-memory needs --dump CAPTURE, the kernel to run on");
        }
        if (!List.of(OPERATIONS.split(" ")).contains(operands.get(0))) {
            throw new CliException("unknown operation " + operands.get(0) + ", expected one of " + OPERATIONS);
        }
        SetMemory strategy = OperationOptions.strategy(given);
        try (CapturedKernel captured = OperationOptions.kernel(given, OperationOptions.capture(dump))) {
            Operations operations = operations(given, operands, captured);
            TablePages pages = OperationOptions.pages(given, captured, operations);
            OperationRun run = OperationRun.of(captured, strategy, operations, pages, 0, "set-memory");
            String events = OperationOptions.write(given, captured, run);
            if (given.has(Options.JSON)) {
                json(console, captured, strategy, operations.calls().get(0), run);
            } else if (events != null) {
                console.out().print(events);
            } else {
                text(console, captured, strategy, operations.calls().get(0), run);
            }
            return run.results().get(0) == 0 ? ExitStatus.OK : ExitStatus.FOUND;
        }
    }

    private static Operations operations(Given given, List<String> operands, CapturedKernel captured) {
        long va = CaptureOptions.address(operands.get(1), captured.capture());
        int pages;
        try {
            long count = Hex.parse(operands.get(2), "a number of pages");
            if (count < 0 || count > Integer.MAX_VALUE) {
                throw new CliException(operands.get(2) + " pages are more than a call can take");
            }
            pages = (int) count;
        } catch (NumberTextException e) {
            throw new CliException(String.valueOf(e.getMessage()));
        }
        return Operations.ofCall(operands.get(0), va, pages, mask(given, SET), mask(given, CLEAR));
    }

    private static long mask(Given given, String option) {
        String text = given.value(option);
        return text == null ? 0 : Hex.parse(text, "a mask");
    }

    private static void text(
            Console console, CapturedKernel captured, SetMemory strategy, Operations.Call call, OperationRun run) {
        StringBuilder out = new StringBuilder();
        out.append(call.operation())
                .append(' ')
                .append(Hex.word(call.va()))
                .append(", ")
                .append(call.pages())
                .append(call.pages() == 1 ? " page" : " pages")
                .append(", strategy ")
                .append(strategy.name())
                .append(", on ")
                .append(captured.capture().name())
                .append("\n\n");
        for (String line : new Account(captured, run.log()).lines(run.log())) {
            out.append("  ").append(line).append('\n');
        }
        out.append("\nreturned   ").append(Errno.text(run.results().get(0))).append('\n');
        out.append("events     ")
                .append(run.log().count(EventKind.STORE))
                .append(" stores, ")
                .append(run.log().count(EventKind.BARRIER))
                .append(" barriers, ")
                .append(run.log().count(EventKind.TLBI))
                .append(" TLBIs, ")
                .append(run.log().count(EventKind.ALLOCATE))
                .append(" table pages taken\n");
        extent(out, "before     ", run.before());
        extent(out, "after      ", run.after());
        if (run.faultWindows() > 0) {
            out.append("windows    ")
                    .append(run.faultWindows())
                    .append(" live entries were invalid for a while: an access then faults\n");
        }
        console.out().print(out);
    }

    private static void extent(StringBuilder out, String label, OperationRun.Extent extent) {
        out.append(label)
                .append(extent.tables())
                .append(" tables, ")
                .append(extent.leaves())
                .append(" leaves, ")
                .append(extent.tlbEntries())
                .append(" TLB entries would map all of it; TLB reach ")
                .append(Hex.size(extent.reachBytes() & -1024))
                .append(" an entry\n");
    }

    private static void json(
            Console console, CapturedKernel captured, SetMemory strategy, Operations.Call call, OperationRun run) {
        try (Json json = new Json(console.out())) {
            json.object()
                    .text("capture", captured.capture().name())
                    .text("operation", call.operation())
                    .text("va", Hex.word(call.va()))
                    .number("pages", call.pages())
                    .text("strategy", strategy.name())
                    .number("result", run.results().get(0));
            RunJson.counts(json, run);
            json.texts("account", new Account(captured, run.log()).lines(run.log()))
                    .endObject();
        }
    }
}

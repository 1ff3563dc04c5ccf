package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.checker.Operation;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.replay.Account;
import dev.ptarmigan.replay.CapturedCheck;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.OperationRun;
import dev.ptarmigan.replay.Operations;
import dev.ptarmigan.replay.TablePages;
import dev.ptarmigan.report.FindingReport;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.trace.EventKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan set-memory OP VA PAGES --dump CAPTURE}: one call on a captured kernel, told store by store. */
final class SetMemoryCommand implements Command {
    private static final String DUMP = "--dump";
    private static final String SET = "--set";
    private static final String CLEAR = "--clear";
    private static final String CHECK = "--check";
    static final String OPERATIONS =
            "ro rw nx x rox valid invalid dm_invalid dm_default dm_valid dm_notvalid change update";

    @Override
    public Options options() {
        Options options = new Options(CommandName.SET_MEMORY)
                .operands("OP VA PAGES", "OP is one of " + OPERATIONS + "; VA an address or symbol; PAGES a number")
                .value(DUMP, "CAPTURE", "the kernel to run on: a directory, a dump or the name of a shipped capture")
                .value(OperationOptions.STRATEGY, "NAME", "how ranges are changed; see compare-strategies --help")
                .flag(CHECK, "check the events as ptarmigan check does; exit status 1 for a violation");
        addMasks(options);
        OperationOptions.addKernel(options, true);
        OperationOptions.addFiles(options)
                .text(
                        "Operations",
                        "ro rw nx x rox are set_memory_*; valid and invalid are set_memory_valid; dm_* are set_direct_map_*;",
                        "change is __change_memory_common with your masks, update the same without its flush.");
        return OperationOptions.addBugs(options)
                .example(
                        "ro 0xffff0000e3456000 1 --dump linux72-4k-bbml2-8g-kaslr",
                        "what happens when one page of a 1G block becomes read-only")
                .example(
                        "invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid --strategy bbm",
                        "the same change by break-before-make")
                .example(
                        "invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid --bug drop-dsb-before-publish",
                        "what it looks like with a barrier forgotten");
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
        checkOperation(operands.get(0));
        SetMemory strategy = OperationOptions.strategy(given);
        Mutation bug = OperationOptions.bug(given);
        try (CapturedKernel captured = OperationOptions.kernel(given, OperationOptions.capture(dump))) {
            Operations operations = operations(given, operands, captured);
            TablePages pages = OperationOptions.pages(given, captured, operations);
            Operation operation = given.has(CHECK)
                    ? CapturedCheck.operation(captured, operations.calls().get(0), strategy.encoding(), operands.get(0))
                    : null;
            OperationRun run = OperationRun.of(captured, strategy, bug, operations, pages, 0, "set-memory");
            FindingReport report =
                    operation == null ? null : SetMemoryCheck.report(captured, strategy, operation, run, 0);
            String events = OperationOptions.write(given, captured, run);
            if (given.has(Options.JSON)) {
                json(console, captured, strategy, bug, operations.calls().get(0), run, report);
            } else if (events != null) {
                console.out().print(events);
            } else {
                text(console, captured, strategy, bug, operations.calls().get(0), run);
            }
            if (report != null && !given.has(Options.JSON) && events == null) {
                console.out().print("\n");
                report.text(console.out());
            }
            boolean wrong = run.results().get(0) != 0 || report != null && report.isViolated();
            return wrong ? ExitStatus.FOUND : ExitStatus.OK;
        }
    }

    /** Refuses what is no operation. */
    static void checkOperation(String operation) {
        if (!List.of(OPERATIONS.split(" ")).contains(operation)) {
            throw new CliException("unknown operation " + operation + ", expected one of " + OPERATIONS);
        }
    }

    /** A number of pages. */
    static int pages(String text) {
        long count = Hex.parse(text, "a number of pages");
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new CliException(text + " pages are more than a call can take");
        }
        return (int) count;
    }

    /**
     * Refuses an address for which the operation has no meaning.
     *
     * @param text as it was typed
     */
    static void checkAddress(String operation, String text, long va, CapturedKernel captured) {
        KernelLayout layout = captured.kernel().layout();
        long lowest = -1L << captured.kernel().tables().vaBits();
        if (Long.compareUnsigned(va, lowest) < 0) {
            throw new CliException(text + " is no address of this kernel, whose first is " + Hex.word(lowest));
        }
        if (operation.startsWith("dm_") && !layout.isLinear(va)) {
            throw new CliException(operation + " takes a page of the linear map, " + text + " is not in it: "
                    + Hex.word(layout.pageOffset()) + "-" + Hex.word(layout.pageEnd() - 1));
        }
    }

    private static Operations operations(Given given, List<String> operands, CapturedKernel captured) {
        long va = CaptureOptions.address(operands.get(1), captured.capture());
        checkAddress(operands.get(0), operands.get(1), va, captured);
        return call(given, operands.get(0), va, operands.get(2));
    }

    /** Adds the masks of change and update. */
    static Options addMasks(Options options) {
        return options.value(SET, "MASK", "bits to set, for change and update")
                .value(CLEAR, "MASK", "bits to clear, for change and update");
    }

    /** The call of a command line, its masks and number of pages checked. */
    static Operations call(Given given, String operation, long va, String pages) {
        boolean takesMasks = operation.equals("change") || operation.equals("update");
        boolean masks = given.has(SET) || given.has(CLEAR);
        if (takesMasks != masks) {
            throw new CliException(
                    takesMasks
                            ? operation + " needs " + SET + " or " + CLEAR + ", the bits to change"
                            : SET + " and " + CLEAR + " are for change and update, not for " + operation);
        }
        int count = pages(pages);
        if (count != 1 && (operation.equals("dm_invalid") || operation.equals("dm_default"))) {
            throw new CliException(operation + " takes one page, not " + count);
        }
        return Operations.ofCall(operation, va, count, mask(given, SET), mask(given, CLEAR));
    }

    private static long mask(Given given, String option) {
        String text = given.value(option);
        return text == null ? 0 : Hex.parse(text, "a mask");
    }

    private static void text(
            Console console,
            CapturedKernel captured,
            SetMemory strategy,
            @Nullable Mutation bug,
            Operations.Call call,
            OperationRun run) {
        StringBuilder out = new StringBuilder();
        out.append(call.operation())
                .append(' ')
                .append(Hex.word(call.va()))
                .append(", ")
                .append(call.pages())
                .append(call.pages() == 1 ? " page" : " pages")
                .append(", strategy ")
                .append(strategy.name())
                .append(bug == null ? "" : " with the bug " + bug.name() + " (" + bug.description() + ")")
                .append(", on ")
                .append(captured.capture().name())
                .append("\n\n");
        List<String> lines = new Account(captured, run.log(), List.of(call)).lines(run.log());
        for (String line : lines.isEmpty() ? List.of("nothing is stored, ordered or invalidated") : lines) {
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
            Console console,
            CapturedKernel captured,
            SetMemory strategy,
            @Nullable Mutation bug,
            Operations.Call call,
            OperationRun run,
            @Nullable FindingReport report) {
        try (Json json = new Json(console.out())) {
            json.object()
                    .text("capture", captured.capture().name())
                    .text("operation", call.operation())
                    .text("va", Hex.word(call.va()))
                    .number("pages", call.pages())
                    .text("strategy", strategy.name())
                    .text("bug", bug == null ? null : bug.name())
                    .number("result", run.results().get(0));
            RunJson.counts(json, run);
            json.texts("account", new Account(captured, run.log(), List.of(call)).lines(run.log()));
            if (report != null) {
                report.json(json);
            }
            json.endObject();
        }
    }
}

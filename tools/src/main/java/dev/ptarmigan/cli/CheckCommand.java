package dev.ptarmigan.cli;

import dev.ptarmigan.checker.CheckerException;
import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.Operation;
import dev.ptarmigan.checker.TraceChecker;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.kernel.ValidEncoding;
import dev.ptarmigan.replay.CapturedCheck;
import dev.ptarmigan.replay.CapturedKernel;
import dev.ptarmigan.replay.Operations;
import dev.ptarmigan.report.FindingReport;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.TraceText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** {@code ptarmigan check TRACE}: whether updates of live tables keep the rules. */
final class CheckCommand implements Command {
    private static final String FORMAT = "--format";
    static final String BBML = "--bbml";
    private static final String TABLES = "--tables";
    private static final String EVENTS = "events.txt";
    private static final String OPS = "ops.txt";

    @Override
    public Options options() {
        Options options = new Options(CommandName.CHECK)
                .operands("TRACE", "a file of events, a directory of a recording, or the name of a shipped one")
                .value(FORMAT, "FORMAT", "events (events v1, the default), casemate or tarmac")
                .value(BBML, "0|1|2|noabort", "level of FEAT_BBM of all PEs; noabort is 2 without TLB conflict aborts")
                .value(TABLES, "CAPTURE", "the tables before the first event");
        CheckedTrees.add(options);
        CheckOptions.add(options);
        ForeignTraces.add(options);
        return options.text(
                        "Findings",
                        "Each line names the rule, event, PE, addresses, descriptor with its words, what a TLB may still hold, why,",
                        "and the repair. The last line is 'verdict: clean' or 'verdict: violation RULE at EVENT'. A note is no",
                        "violation: somebody else has to do the rest. Exit status 0 for clean, 1 for a violation, 2 for bad input.")
                .text(
                        "Recordings",
                        "A directory with before.ptw.gz brings its tables, BBM level and, in ops.txt, what was asked for. Of a file",
                        "of events without --tables the tables are learned from the words that stores replace, comments",
                        "'# cpu=N table pa=.. level=.. va=..', 'msr TTBR1_EL1, ..' and --regs; notes say what is not known.")
                .example("trace-01-x4-1page-mid1g-invalid", "a recording of a real kernel that comes with ptarmigan")
                .example("trace-01-x4-1page-mid1g-invalid --bbml 0", "the same events on CPUs without FEAT_BBM")
                .example("events.txt --tables linux72-4k-bbml2-4g", "events of your own")
                .example(
                        "events.txt --ipa --regs el2.txt", "a hypervisor's stage 2, of which only registers are known");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.operands().size() != 1) {
            throw new CliException("check takes one trace; see ptarmigan check --help");
        }
        String operand = given.operands().get(0);
        String format = given.value(FORMAT);
        return switch (format == null ? "events" : format) {
            case "events" -> events(given, console, operand);
            case "casemate" -> ForeignTraces.casemate(given, console, operand, bytes(operand));
            case "tarmac" -> ForeignTraces.tarmac(given, console, operand, bytes(operand));
            default -> throw new CliException("--format " + format + ", expected events, casemate or tarmac");
        };
    }

    /** A file's contents, unpacked if it is compressed. */
    private static byte[] bytes(String operand) {
        Path path = Path.of(operand);
        if (Files.isDirectory(path)) {
            throw new CliException(operand + " is a directory; a file was expected");
        }
        try (InputStream file = Files.newInputStream(path)) {
            InputStream in = operand.endsWith(".gz") ? new GZIPInputStream(file) : file;
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int events(Given given, Console console, String operand) {
        Path path = Path.of(operand);
        boolean recording = Files.isDirectory(path)
                || !Files.exists(path) && ShippedCaptures.names().contains(operand);
        String tables = given.value(TABLES);
        Capture capture;
        TraceText trace;
        if (recording) {
            capture = OperationOptions.capture(operand);
            String name = operand + "/" + EVENTS;
            trace = TraceText.read(
                    capture.text(EVENTS).orElseThrow(() -> new CliException(operand + ": has no " + EVENTS)), name);
            capture = tables == null ? capture : OperationOptions.capture(tables);
            return check(given, console, capture, trace, name, capture.text(OPS).orElse(null));
        }
        trace = TraceText.read(new String(bytes(operand), StandardCharsets.UTF_8), operand);
        return check(given, console, tables == null ? null : OperationOptions.capture(tables), trace, operand, null);
    }

    private static int check(
            Given given,
            Console console,
            @Nullable Capture capture,
            TraceText trace,
            String source,
            @Nullable String calls) {
        CheckerOptions options = CheckOptions.apply(given, defaults(capture));
        String level = given.value(BBML);
        options = level == null ? options : options.withBbm(bbm(level));
        EventLog log = trace.log();
        try {
            CheckedTrees trees = capture == null
                    ? CheckedTrees.learned(given, log, options)
                    : CheckedTrees.of(given, capture, log, options);
            TraceChecker checker = trees.checker();
            checker.nameEvents(trace::name);
            List<Operation> operations = calls == null || capture == null
                    ? List.of()
                    : operations(capture, calls, capture.name() + "/" + OPS);
            int cpu = Math.max(0, trace.operationCpu());
            Operation operation = operations.size() == 1 ? operations.get(0) : null;
            if (operation != null) {
                checker.begin(cpu, operation);
            }
            for (int i = 0; i < log.size(); i++) {
                if (operation != null && i == trace.operationEnd()) {
                    checker.end(cpu, operation.name(), false);
                    operation = null;
                }
                checker.event(log, i);
            }
            if (operation != null) {
                checker.end(cpu, operation.name(), false);
            }
            List<Finding> findings = checker.finish();
            int stray = checker.firstStray();
            if (stray >= 0 && capture != null) {
                String other = CheckedTrees.owner(capture, log.address(stray), options);
                throw new CliException(source + ":" + trace.line(stray) + ": the store to 0x"
                        + Long.toHexString(log.address(stray)) + " is in no table of " + capture.name()
                        + (other == null
                                ? ", and no table is linked there"
                                : " that is checked, but in the tree of " + other + ": name it with --root"));
            }
            return report(given, console, new FindingReport(findings, checker.more(), trace::name, trees.notes()));
        } catch (CheckerException e) {
            String where = e.event() < 0 ? source : source + ":" + trace.line(e.event());
            throw new CliException(where + ": " + e.getMessage());
        }
    }

    /** Writes a report; the exit status. */
    static int report(Given given, Console console, FindingReport report) {
        if (given.has(Options.JSON)) {
            try (Json json = new Json(console.out())) {
                json.object();
                report.json(json);
                json.endObject();
            }
        } else {
            report.text(console.out());
        }
        return report.isViolated() ? ExitStatus.FOUND : ExitStatus.OK;
    }

    private static CheckerOptions defaults(@Nullable Capture capture) {
        return capture != null && capture.info().isPresent()
                ? CapturedCheck.options(CapturedKernel.optionsOf(capture))
                : CheckerOptions.DEFAULT;
    }

    /** The level of a word. */
    static BbmLevel bbm(String level) {
        return switch (level) {
            case "0" -> BbmLevel.LEVEL0;
            case "1" -> BbmLevel.LEVEL1;
            case "2" -> BbmLevel.LEVEL2;
            case "noabort" -> BbmLevel.NO_ABORT;
            default -> throw new CliException("--bbml " + level + ", expected 0, 1, 2 or noabort");
        };
    }

    /** What the calls of a recording ask for, one after the other; none if they are not told. */
    private static List<Operation> operations(Capture capture, String text, String source) {
        Operations operations = Operations.parse(text, source);
        try (CapturedKernel captured = CapturedKernel.of(capture)) {
            return operations.calls().stream()
                    .map(call ->
                            CapturedCheck.operation(captured, call, ValidEncoding.PRESENT_INVALID, call.operation()))
                    .toList();
        }
    }
}

package dev.ptarmigan.cli;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.casemate.CasemateChecker;
import dev.ptarmigan.checker.casemate.CasemateMode;
import dev.ptarmigan.checker.casemate.CasemateTrace;
import dev.ptarmigan.checker.casemate.CasemateViolation;
import dev.ptarmigan.checker.tarmac.TarmacChecker;
import dev.ptarmigan.report.FindingReport;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.tlb.BbmLevel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks traces of other tools. */
final class ForeignTraces {
    private static final String MODE = "--mode";
    private static final String NO_DEFAULTS = "--no-default-registers";
    private static final String NO_LOCKS = "--no-locks";

    private ForeignTraces() {}

    static void add(Options options) {
        options.value(
                        MODE,
                        "arch|compat",
                        "casemate: judge by the architecture (the default), or exactly as casemate does")
                .flag(NO_DEFAULTS, "casemate: registers that the trace does not write are 0, casemate's -S")
                .flag(NO_LOCKS, "casemate: neither locks nor the order of plain stores, casemate's -R");
    }

    static int casemate(Given given, Console console, String source, byte[] text) {
        String mode = given.value(MODE);
        CasemateMode reading = switch (mode == null ? "arch" : mode) {
            case "arch" -> CasemateMode.ARCHITECTURE;
            case "compat" -> CasemateMode.COMPATIBLE;
            default -> throw new CliException(MODE + " " + mode + ", expected arch or compat");
        };
        CasemateTrace trace = new CasemateTrace(text, source);
        CasemateChecker checker = new CasemateChecker(reading, !given.has(NO_DEFAULTS), !given.has(NO_LOCKS));
        CasemateViolation violation = checker.check(trace);
        String declared = trace.declared();
        if (given.has(Options.JSON)) {
            json(console, trace, violation, declared);
        } else {
            text(console, trace, violation, declared);
        }
        return violation == null ? ExitStatus.OK : ExitStatus.FOUND;
    }

    private static void text(
            Console console, CasemateTrace trace, @Nullable CasemateViolation violation, @Nullable String declared) {
        StringBuilder out = new StringBuilder();
        out.append(trace.records()).append(" records\n");
        if (declared != null) {
            out.append("the trace declares: ").append(declared).append('\n');
        }
        if (violation != null) {
            out.append(violation).append('\n');
        }
        console.out().print(out.append(verdict(violation)).append('\n'));
    }

    private static String verdict(@Nullable CasemateViolation violation) {
        return violation == null
                ? "verdict: clean"
                : "verdict: violation "
                        + violation.message().toLowerCase(Locale.ROOT).replace(' ', '-') + " at " + violation.id();
    }

    private static void json(
            Console console, CasemateTrace trace, @Nullable CasemateViolation violation, @Nullable String declared) {
        try (Json json = new Json(console.out())) {
            json.object().number("records", trace.records()).text("declared", declared);
            if (violation != null) {
                json.text("message", violation.message())
                        .number("id", violation.id())
                        .number("thread", violation.thread())
                        .text("location", "0x" + Long.toHexString(violation.address()))
                        .number("line", violation.line());
            }
            json.text("verdict", verdict(violation)).endObject();
        }
    }

    static int tarmac(Given given, Console console, String source, byte[] text) {
        String level = given.value(CheckCommand.BBML);
        TarmacChecker checker = new TarmacChecker(level == null ? BbmLevel.LEVEL0 : CheckCommand.bbm(level));
        List<Finding> findings = checker.check(new String(text, StandardCharsets.UTF_8), source);
        if (checker.lines() + checker.walks() == 0) {
            throw new CliException(
                    source + ": no line TLB FILL, TLB EVICT or TTW; is it a Tarmac trace with trace_mmu?");
        }
        return CheckCommand.report(given, console, new FindingReport(findings, 0, line -> "line " + line));
    }
}

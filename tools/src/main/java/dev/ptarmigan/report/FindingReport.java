package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.checker.Finding;
import java.io.PrintStream;
import java.util.List;
import java.util.function.IntFunction;

/** What a checker found, as lines of text or as JSON. The last line of text is the verdict. */
public final class FindingReport {
    private final List<Finding> findings;
    private final int more;
    private final IntFunction<String> events;
    private final List<String> notes;

    /** A report without notes. */
    public FindingReport(List<Finding> findings, int more, IntFunction<String> events) {
        this(findings, more, events, List.of());
    }

    /**
     * A report.
     *
     * @param more how many findings there were besides
     * @param events how the trace calls event number i
     * @param notes what could not be checked, and what was taken for granted
     */
    public FindingReport(List<Finding> findings, int more, IntFunction<String> events, List<String> notes) {
        this.findings = List.copyOf(findings);
        this.more = more;
        this.events = events;
        this.notes = List.copyOf(notes);
    }

    /** Whether a rule is broken. */
    public boolean isViolated() {
        return findings.stream().anyMatch(Finding::isViolation);
    }

    /** {@code verdict: clean}, or {@code verdict: violation RULE at EVENT} with the first. */
    public String verdict() {
        for (Finding finding : findings) {
            if (finding.isViolation()) {
                return "verdict: violation " + finding.rule() + " at " + events.apply(finding.event());
            }
        }
        return "verdict: clean";
    }

    /** One line each, and the verdict. */
    public void text(PrintStream out) {
        for (String note : notes) {
            out.print("note: " + note + "\n");
        }
        for (Finding finding : findings) {
            out.print(finding.text(events.apply(finding.event())) + "\n");
        }
        if (more > 0) {
            out.print("and " + more + " more\n");
        }
        out.print(verdict() + "\n");
    }

    /** The members {@code notes}, {@code findings}, {@code more} and {@code verdict} of an object. */
    public void json(Json json) {
        json.texts("notes", notes);
        json.array("findings");
        for (Finding finding : findings) {
            json.object()
                    .text("rule", finding.rule().word())
                    .text("severity", finding.isViolation() ? "violation" : "note")
                    .text("invariant", finding.rule().invariant())
                    .text("event", events.apply(finding.event()))
                    .number("pe", finding.pe())
                    .text("va_first", finding.placed() ? Hex.word(finding.firstVa()) : null)
                    .text("va_last", finding.placed() ? Hex.word(finding.lastVa()) : null)
                    .text("slot", Hex.address(finding.slot()))
                    .text("old", Hex.word(finding.before()))
                    .text("new", Hex.word(finding.after()))
                    .text("stale", finding.stale())
                    .text("cause", finding.cause())
                    .text("repair", finding.repair())
                    .text("source", finding.rule().source())
                    .endObject();
        }
        json.endArray().number("more", more).text("verdict", verdict());
    }
}

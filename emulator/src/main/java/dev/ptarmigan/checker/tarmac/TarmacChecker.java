package dev.ptarmigan.checker.tarmac;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.Finding.Severity;
import dev.ptarmigan.checker.Rule;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.PageContents;
import dev.ptarmigan.tlb.PairClass;
import dev.ptarmigan.tlb.PairRule;
import dev.ptarmigan.tlb.PairVerdict;
import dev.ptarmigan.tlb.StoredEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares each TLB entry that a model fills with those that the same PE holds. */
public final class TarmacChecker {
    private final BbmLevel level;
    private final Map<String, Map<String, TarmacEntry>> held = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private int lines;
    private int walks;

    /** A checker for PEs of a level of FEAT_BBM. */
    public TarmacChecker(BbmLevel level) {
        this.level = level;
    }

    /**
     * Checks a trace; lines that are not about TLBs are passed over. Findings have the line for an event.
     *
     * @throws TarmacFormatException at the first line of a TLB that cannot be read
     */
    public List<Finding> check(String text, String source) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            walks += line.contains(" TTW ") ? 1 : 0;
            TarmacEntry entry = TarmacEntry.read(line, source, number);
            if (entry != null) {
                lines++;
                take(entry);
            }
        }
        return List.copyOf(findings);
    }

    /** How many lines told of TLBs. */
    public int lines() {
        return lines;
    }

    /** How many descriptors were read by walks. */
    public int walks() {
        return walks;
    }

    private void take(TarmacEntry line) {
        Map<String, TarmacEntry> entries = held.computeIfAbsent(line.cpu(), any -> new LinkedHashMap<>());
        if (!line.fill()) {
            entries.remove(line.key());
            return;
        }
        StoredEntry fresh = line.entry();
        if (fresh == null) {
            return;
        }
        for (TarmacEntry other : entries.values()) {
            StoredEntry old = other.entry();
            if (old != null && PairRule.bothServe(old, fresh)) {
                judge(line, other, old, fresh);
            }
        }
        entries.put(line.key(), line);
    }

    private void judge(TarmacEntry line, TarmacEntry other, StoredEntry old, StoredEntry fresh) {
        PairClass pair = PairRule.classify(old, fresh, PageContents.UNKNOWN);
        PairVerdict verdict = PairRule.judge(pair, old, fresh, level, false);
        if (!verdict.mayAbort()) {
            return;
        }
        long first = Math.max(old.base(), fresh.base());
        findings.add(new Finding(
                verdict.isViolation() ? Rule.BREAK_BEFORE_MAKE : Rule.TLB_CONFLICT,
                Severity.VIOLATION,
                line.line(),
                0,
                first,
                first + Math.min(old.sizeBytes(), fresh.sizeBytes()) - 1,
                0,
                old.outputAddress(),
                fresh.outputAddress(),
                line.cpu() + " holds " + old + " and fills " + fresh + " (" + pair + ")",
                "the entry of line " + other.line() + " was not evicted",
                "invalidate the old entry before the new descriptor is written"));
    }
}

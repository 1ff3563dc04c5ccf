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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares each entry that a model fills into a TLB or walk cache with those that the same PE holds, with what the walk before
 * it read, and what walks read with what was read at the same place before.
 */
public final class TarmacChecker {
    private final BbmLevel level;
    private final Map<String, Map<String, TarmacEntry>> held = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TarmacWalks walked;
    private int lines;
    private int walks;

    /** A checker for PEs of a level of FEAT_BBM. */
    public TarmacChecker(BbmLevel level) {
        this.level = level;
        walked = new TarmacWalks(level, this::isHeld, findings);
    }

    /**
     * Checks a trace; lines that are not about TLBs are passed over. Findings have the line for an event.
     *
     * @throws TarmacFormatException at the first line of a TLB or walk that cannot be read
     */
    public List<Finding> check(String text, String source) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            TarmacLine read = TarmacLine.read(line, source, number);
            if (read == null) {
                continue;
            }
            if (read.source().equals("TTW")) {
                walks++;
                String cpu = read.cpu();
                walked.read(cpu == null ? "the only PE" : cpu, TarmacDescriptor.read(read.rest(), source, number));
            } else {
                lines++;
                take(TarmacEntry.read(read, source, number));
            }
        }
        walked.finish();
        findings.sort(Comparator.comparingInt(Finding::event));
        return List.copyOf(findings);
    }

    /** How many lines told of TLBs and walk caches. */
    public int lines() {
        return lines;
    }

    /** How many descriptors were read by walks. */
    public int walks() {
        return walks;
    }

    /** The number at the end of a PE's name, or 0: {@code cluster0.cpu3} is 3. */
    static int number(String cpu) {
        int start = cpu.length();
        while (start > 0 && Character.isDigit(cpu.charAt(start - 1)) && cpu.length() - start < 4) {
            start--;
        }
        return start == cpu.length() ? 0 : Integer.parseInt(cpu.substring(start));
    }

    private boolean isHeld(TarmacEntry entry) {
        Map<String, TarmacEntry> entries = held.get(entry.cpu());
        return entries != null && entry.equals(entries.get(entry.key()));
    }

    private void take(TarmacEntry line) {
        Map<String, TarmacEntry> entries = held.computeIfAbsent(line.cpu(), any -> new LinkedHashMap<>());
        StoredEntry fresh = line.entry();
        if (!line.fill() || fresh == null) {
            entries.remove(line.key());
            return;
        }
        boolean known = false;
        for (TarmacEntry other : entries.values()) {
            StoredEntry old = other.entry();
            if (old == null || other.walkCache() != line.walkCache()) {
                continue;
            }
            if (line.walkCache()) {
                tables(line, other, old, fresh);
            } else if (PairRule.bothServe(old, fresh)) {
                known |= PairRule.classify(old, fresh, PageContents.UNKNOWN) == PairClass.SAME;
                judge(line, other, old, fresh);
            }
        }
        entries.put(line.key(), line);
        walked.fill(line, known);
    }

    /** Two entries of walk caches for one slot lead to one table, or one of them is stale. */
    private void tables(TarmacEntry line, TarmacEntry other, StoredEntry old, StoredEntry fresh) {
        boolean sameSlot = old.base() == fresh.base()
                && old.sizeBytes() == fresh.sizeBytes()
                && old.regime() == fresh.regime()
                && old.security() == fresh.security()
                && old.vmid() == fresh.vmid()
                && old.asid() == fresh.asid();
        if (sameSlot && old.outputAddress() != fresh.outputAddress()) {
            findings.add(finding(
                    Rule.STALE_TRANSLATION,
                    line,
                    old,
                    fresh,
                    line.cpu() + " holds " + old + " in a walk cache and fills " + fresh,
                    other,
                    "TLBI of all levels (VAAE1IS, not VAALE1IS) and DSB ISH after the table descriptor has changed"));
        }
    }

    private void judge(TarmacEntry line, TarmacEntry other, StoredEntry old, StoredEntry fresh) {
        PairClass pair = PairRule.classify(old, fresh, PageContents.UNKNOWN);
        PairVerdict verdict = PairRule.judge(pair, old, fresh, level, false);
        if (verdict.mayAbort()) {
            findings.add(finding(
                    verdict.isViolation() ? Rule.BREAK_BEFORE_MAKE : Rule.TLB_CONFLICT,
                    line,
                    old,
                    fresh,
                    line.cpu() + " holds " + old + " and fills " + fresh + " (" + pair + ")",
                    other,
                    "invalidate the old entry before the new descriptor is written"));
        }
    }

    private static Finding finding(
            Rule rule,
            TarmacEntry line,
            StoredEntry old,
            StoredEntry fresh,
            String what,
            TarmacEntry other,
            String repair) {
        long first = Math.max(old.base(), fresh.base());
        return new Finding(
                rule,
                Severity.VIOLATION,
                line.line(),
                number(line.cpu()),
                first,
                first + Math.min(old.sizeBytes(), fresh.sizeBytes()) - 1,
                0,
                old.outputAddress(),
                fresh.outputAddress(),
                what,
                "the entry of line " + other.line() + " was not evicted",
                repair);
    }
}

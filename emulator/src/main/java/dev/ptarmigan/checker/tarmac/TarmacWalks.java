package dev.ptarmigan.checker.tarmac;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.Finding.Severity;
import dev.ptarmigan.checker.Rule;
import dev.ptarmigan.checker.tarmac.TarmacDescriptor.Slot;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.PageContents;
import dev.ptarmigan.tlb.PairClass;
import dev.ptarmigan.tlb.PairRule;
import dev.ptarmigan.tlb.PairVerdict;
import dev.ptarmigan.tlb.StoredEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What walks read, against what TLBs are filled with and against what walks read at the same place before. A word that has
 * changed while an entry that was made from it is still held is a stale entry: at once where the two may not meet, else if it
 * was not evicted when the trace ends.
 */
final class TarmacWalks {
    private static final int MOST_PENDING = 8;
    private static final int SMALLEST_PAGE_SHIFT = 12;

    /** The last word that was read at a place, and the entries that were made from it. */
    private static final class Word {
        long word;
        int level;
        int stage;
        int line;
        final List<TarmacEntry> made = new ArrayList<>();
    }

    /** An entry that says something else than memory does. */
    private record Stale(TarmacEntry entry, TarmacDescriptor found, long before) {}

    private final BbmLevel bbm;
    private final Predicate<TarmacEntry> isHeld;
    private final List<Finding> findings;
    private final Map<String, TarmacWalk> running = new HashMap<>();
    private final Map<String, Deque<TarmacWalk>> finished = new HashMap<>();
    private final Map<Slot, Word> words = new HashMap<>();
    private final List<Stale> stale = new ArrayList<>();

    TarmacWalks(BbmLevel bbm, Predicate<TarmacEntry> isHeld, List<Finding> findings) {
        this.bbm = bbm;
        this.isHeld = isHeld;
        this.findings = findings;
    }

    /** A walk of a PE reads a descriptor. */
    void read(String cpu, TarmacDescriptor step) {
        String walker = cpu + " " + step.side();
        TarmacWalk walk = running.get(walker);
        if (walk == null || !walk.continues(step)) {
            finish(cpu, walk);
            walk = new TarmacWalk();
            running.put(walker, walk);
        }
        walk.add(step);
        Word before = words.get(step.slot());
        if (before == null) {
            before = new Word();
            words.put(step.slot(), before);
        } else if (TarmacDescriptor.meaning(before.word) != TarmacDescriptor.meaning(step.word())
                && before.level == step.level()
                && before.stage == step.stage()) {
            changed(cpu, step, before);
            before.made.clear();
        }
        before.word = step.word();
        before.level = step.level();
        before.stage = step.stage();
        before.line = step.line();
    }

    private void finish(String cpu, @Nullable TarmacWalk walk) {
        if (walk == null || !walk.isComplete()) {
            return;
        }
        Deque<TarmacWalk> queue = finished.computeIfAbsent(cpu, any -> new ArrayDeque<>());
        queue.addLast(walk);
        if (queue.size() > MOST_PENDING) {
            queue.removeFirst();
        }
    }

    private void finishAll(String cpu) {
        running.entrySet().removeIf(entry -> {
            boolean done =
                    entry.getKey().startsWith(cpu + " ") && entry.getValue().isComplete();
            if (done) {
                finish(cpu, entry.getValue());
            }
            return done;
        });
    }

    /** Entries that were made from the word that was there, and are held still. */
    private void changed(String cpu, TarmacDescriptor step, Word before) {
        for (TarmacEntry entry : before.made) {
            if (!isHeld.test(entry)) {
                continue;
            }
            PairVerdict verdict = verdict(before.word, step);
            if (verdict != null && verdict.mayAbort()) {
                add(
                        verdict.isViolation() ? Rule.BREAK_BEFORE_MAKE : Rule.TLB_CONFLICT,
                        Severity.VIOLATION,
                        cpu,
                        step.line(),
                        entry.entry(),
                        step.slot(),
                        before.word,
                        step.word(),
                        entry.cpu() + " holds " + entry.entry() + ", and a walk of " + cpu + " finds "
                                + TarmacDescriptor.describe(step.word(), step.level()),
                        "the entry of line " + entry.line() + " was made from "
                                + TarmacDescriptor.describe(before.word, before.level)
                                + " and was not evicted before the word changed",
                        "break-before-make: an invalid descriptor, DSB ISHST, TLBI, DSB ISH, then the new descriptor");
            } else {
                stale.add(new Stale(entry, step, before.word));
            }
        }
    }

    /** What may come of the two descriptors of one place, or null where one of them is no leaf. */
    private @Nullable PairVerdict verdict(long before, TarmacDescriptor step) {
        boolean wasLeaf = TarmacDescriptor.isLeaf(before, step.level());
        boolean wasTable = TarmacDescriptor.isTable(before, step.level());
        if (wasLeaf && step.isTable() || wasTable && step.isLeaf()) {
            return bbm == BbmLevel.NO_ABORT
                    ? PairVerdict.EITHER
                    : bbm == BbmLevel.LEVEL2 ? PairVerdict.EITHER_OR_ABORT : PairVerdict.VIOLATION;
        }
        if (!wasLeaf || !step.isLeaf()) {
            return null;
        }
        StoredEntry was = entry(before, step);
        StoredEntry is = entry(step.word(), step);
        PairClass pair = PairRule.classify(was, is, PageContents.UNKNOWN);
        return PairRule.judge(pair, was, is, bbm, false);
    }

    private static StoredEntry entry(long word, TarmacDescriptor step) {
        boolean second = step.stage() == 2;
        Place place = Place.of(
                Granule.K4, second ? TranslationStage.STAGE2 : TranslationStage.EL10, Math.max(1, step.level()));
        Descriptor descriptor = Descriptor.decode(word, place);
        DescriptorField access = second ? DescriptorField.S2AP : DescriptorField.AP;
        DescriptorField type = second ? DescriptorField.MEM_ATTR : DescriptorField.ATTR_INDX;
        long permissions = value(descriptor, access) << 8
                | value(descriptor, DescriptorField.PXN) << 4
                | value(descriptor, DescriptorField.UXN) << 3
                | value(descriptor, DescriptorField.XN) << 1;
        long writable = value(descriptor, access) & 2;
        StoredEntry.Builder builder = StoredEntry.of(EntryKind.LEAF)
                .at(Granule.K4, place.level(), 0)
                .output(TarmacDescriptor.address(word))
                .permissions(permissions, second == (writable != 0) || value(descriptor, DescriptorField.DBM) != 0)
                .memory((int) value(descriptor, type), (int) value(descriptor, DescriptorField.SH));
        if (value(descriptor, DescriptorField.NG) == 0) {
            builder.global();
        }
        if (value(descriptor, DescriptorField.CONTIGUOUS) != 0) {
            builder.contiguous();
        }
        return builder.build();
    }

    private static long value(Descriptor descriptor, DescriptorField field) {
        return descriptor.find(field).orElse(0);
    }

    /**
     * A PE fills an entry.
     *
     * @param known whether the PE holds the same translation in another TLB, from which it may come
     */
    void fill(TarmacEntry fill, boolean known) {
        StoredEntry entry = fill.entry();
        if (entry == null) {
            return;
        }
        finishAll(fill.cpu());
        Deque<TarmacWalk> walks = finished.get(fill.cpu());
        if (walks == null || walks.isEmpty()) {
            return;
        }
        if (fill.walkCache()) {
            for (TarmacWalk walk : walks) {
                for (TarmacDescriptor table : walk.tables()) {
                    if (TarmacDescriptor.address(table.word())
                            == (entry.outputAddress() & -1L << SMALLEST_PAGE_SHIFT)) {
                        made(table, fill);
                    }
                }
            }
            return;
        }
        for (TarmacWalk walk : walks) {
            TarmacDescriptor result = walk.result();
            if (result != null && gives(result, entry)) {
                walk.leaves().forEach(leaf -> made(leaf, fill));
                walks.remove(walk);
                return;
            }
        }
        if (known) {
            return;
        }
        TarmacWalk last = walks.removeLast();
        TarmacDescriptor result = last.result();
        if (result == null) {
            return;
        }
        add(
                Rule.FILL_UNEXPLAINED,
                Severity.VIOLATION,
                fill.cpu(),
                fill.line(),
                entry,
                result.slot(),
                result.word(),
                result.word(),
                fill.cpu() + " fills " + entry,
                last.text() + " read " + TarmacDescriptor.describe(result.word(), result.level())
                        + ", which maps to another place",
                "an invalidation is missing between a change of the descriptor and the fill, or lines are missing");
    }

    private void made(TarmacDescriptor from, TarmacEntry entry) {
        Word word = words.get(from.slot());
        if (word == null) {
            return;
        }
        if (word.word == from.word()) {
            word.made.add(entry);
        } else if (TarmacDescriptor.meaning(word.word) != TarmacDescriptor.meaning(from.word())) {
            // Another PE's walk has seen a newer word since: the entry is old before it is there.
            stale.add(new Stale(
                    entry,
                    new TarmacDescriptor(from.side(), from.stage(), from.level(), from.slot(), word.word, word.line),
                    from.word()));
        }
    }

    /** Whether an entry is what a leaf gives, or a part of it, or the Contiguous group that it is a member of. */
    private static boolean gives(TarmacDescriptor leaf, StoredEntry entry) {
        long unit = Math.max(entry.sizeBytes(), 1L << SMALLEST_PAGE_SHIFT);
        long block = leaf.level() < Place.LAST_LEVEL
                ? Granule.K4.levelBytes(dev.ptarmigan.descriptors.Format.VMSA64, Math.max(1, leaf.level()))
                : 1L << SMALLEST_PAGE_SHIFT;
        long mask = -Math.max(unit, block);
        return (TarmacDescriptor.address(leaf.word()) & mask) == (entry.outputAddress() & mask);
    }

    /** The end of the trace: entries that differ from memory and were never evicted. */
    void finish() {
        for (Stale it : stale) {
            if (!isHeld.test(it.entry())) {
                continue;
            }
            TarmacDescriptor found = it.found();
            add(
                    Rule.STALE_TRANSLATION,
                    Severity.VIOLATION,
                    it.entry().cpu(),
                    found.line(),
                    it.entry().entry(),
                    found.slot(),
                    it.before(),
                    found.word(),
                    it.entry().cpu() + " holds " + it.entry().entry() + " of line "
                            + it.entry().line() + ", and in memory there is "
                            + TarmacDescriptor.describe(found.word(), found.level()),
                    "the word was " + Hex.word(it.before()) + " when the entry was made, and the entry was not evicted"
                            + " up to the end of the trace",
                    "DSB ISHST after the store, a broadcast TLBI that covers the entry, DSB ISH");
        }
    }

    private void add(
            Rule rule,
            Severity severity,
            String cpu,
            int line,
            @Nullable StoredEntry entry,
            Slot slot,
            long before,
            long after,
            String what,
            String cause,
            String repair) {
        long first = entry == null ? 0 : entry.base();
        long last = entry == null ? 0 : entry.base() + entry.sizeBytes() - 1;
        findings.add(new Finding(
                rule,
                severity,
                line,
                TarmacChecker.number(cpu),
                first,
                last,
                slot.pa(),
                before,
                after,
                what,
                cause,
                repair));
    }
}

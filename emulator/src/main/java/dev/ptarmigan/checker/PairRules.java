package dev.ptarmigan.checker;

import dev.ptarmigan.tlb.PageContents;
import dev.ptarmigan.tlb.PairClass;
import dev.ptarmigan.tlb.PairRule;
import dev.ptarmigan.tlb.PairVerdict;

/** What a new entry may meet in a TLB: entries that it or others replaced, and members of its Contiguous group. */
final class PairRules {
    private final CheckState state;
    private final DescriptorReader reader;
    private final TrackedTables tables;
    private final ReplacedEntries replaced;
    private final EntryView old;
    private final EntryView fresh;
    private int reportedEvent = -1;
    private int reportedRules;
    private long lastMeaning;
    private long lastOffset;
    private int lastLevel = Integer.MIN_VALUE;

    PairRules(CheckState state) {
        this.state = state;
        this.reader = state.reader;
        this.tables = state.tables;
        this.replaced = state.replaced;
        this.old = new EntryView(reader, state.tags);
        this.fresh = new EntryView(reader, state.tags);
    }

    /** A leaf became {@code word}. */
    void leaf(ProcessorState pe, TrackedTable table, int index, long was, long word) {
        int level = table.level;
        long bytes = reader.bytes(level);
        long base = tables.va(table, index);
        int group = reader.groupEntries(level);
        boolean grouped = group > 1 && reader.isContiguous(word);
        if (replaced.size() > 0) {
            long first = grouped ? base & -(bytes * group) : base;
            long last = first + (grouped ? bytes * group : bytes) - 1;
            replaced.overlapping(first, last, entry -> {
                if (entry.level == level) {
                    long offset = entry.base - base;
                    judge(pe, entry, reader.shifted(word, offset), level, entry.base, table.slot(index), was);
                } else if (entry.level > level) {
                    long place = entry.base & -bytes;
                    judge(pe, entry, reader.shifted(word, place - base), level, place, table.slot(index), was);
                } else if (Long.compareUnsigned(base - entry.base, reader.bytes(entry.level)) < 0) {
                    judge(pe, entry, word, level, base, table.slot(index), was);
                }
            });
        }
        if (group > 1 && state.holders() != 0) {
            members(pe, table, index, was, word, grouped);
        }
    }

    /** Members of the group, as they are now: one that is Contiguous may serve this page, and this one theirs. */
    private void members(ProcessorState pe, TrackedTable table, int index, long was, long word, boolean grouped) {
        int level = table.level;
        int group = reader.groupEntries(level);
        int first = index & -group;
        long bytes = reader.bytes(level);
        long base = tables.va(table, index);
        for (int i = first; i < Math.min(first + group, table.words.length); i++) {
            long member = table.words[i];
            if (i == index
                    || !grouped && !reader.isContiguous(member)
                    || !reader.isLeaf(member, level)
                    || !reader.isCacheable(member)) {
                continue;
            }
            long here = reader.shifted(TrackedTables.effective(table, member), (index - i) * bytes);
            if (reader.meaning(here) == reader.meaning(word)
                    && reader.address(here) == reader.address(word)
                    && reader.isContiguous(here) == reader.isContiguous(word)) {
                continue;
            }
            judgeMember(pe, table, index, was, word, here, base);
        }
    }

    private void judgeMember(
            ProcessorState pe, TrackedTable table, int index, long was, long word, long here, long base) {
        int level = table.level;
        old.of(false, here, level, base);
        fresh.of(false, word, level, base);
        PairClass pair = PairRule.classify(old, fresh, PageContents.UNKNOWN);
        PairVerdict verdict = PairRule.judge(pair, old, fresh, state.options.bbm(), state.options.permAmalgam());
        report(
                pe,
                verdict,
                pair,
                base,
                reader.bytes(level),
                table.slot(index),
                was,
                word,
                "a TLB may hold " + reader.describe(here, level) + " of the Contiguous group and find "
                        + reader.describe(word, level),
                "another member of the group is valid and Contiguous",
                "make all members invalid, DSB ISHST, TLBI of the whole group, DSB ISH, then write them");
    }

    /** A table was linked. */
    void table(ProcessorState pe, TrackedTable table, int index, long was, long word, TrackedTable child) {
        long base = tables.va(table, index);
        long bytes = reader.bytes(table.level);
        if (replaced.size() == 0) {
            return;
        }
        replaced.overlapping(base, base + bytes - 1, entry -> {
            if (!entry.table) {
                lastLevel = Integer.MIN_VALUE;
                against(pe, entry, child, table.slot(index), was);
            }
        });
    }

    private void against(ProcessorState pe, ReplacedEntry entry, TrackedTable table, long slot, long was) {
        int level = table.level;
        long bytes = reader.bytes(level);
        long entryLast = entry.base + reader.bytes(entry.level) - 1;
        for (int i = 0; i < table.words.length; i++) {
            long word = table.words[i];
            long va = table.va + i * bytes;
            if (Long.compareUnsigned(va + bytes - 1, entry.base) < 0) {
                continue;
            }
            if (Long.compareUnsigned(va, entryLast) > 0) {
                return;
            }
            if (reader.isTable(word, level)) {
                TrackedTable below = tables.find(reader.address(word));
                if (below != null) {
                    against(pe, entry, below, slot, was);
                }
            } else if (reader.isLeaf(word, level) && reader.isCacheable(word)) {
                long effective = TrackedTables.effective(table, word);
                long offset = reader.address(effective) - va;
                long kind = reader.meaning(effective) | (reader.isContiguous(effective) ? 2 : 0);
                if (level != lastLevel || offset != lastOffset || kind != lastMeaning) {
                    lastLevel = level;
                    lastOffset = offset;
                    lastMeaning = kind;
                    judge(pe, entry, effective, level, va, slot, was);
                }
            }
        }
    }

    private void judge(ProcessorState pe, ReplacedEntry entry, long word, int level, long base, long slot, long was) {
        if (entry.table) {
            return; // The leaves that it leads to are judged.
        }
        old.of(entry);
        fresh.of(false, word, level, base);
        PairClass pair = PairRule.classify(old, fresh, PageContents.UNKNOWN);
        if (pair == PairClass.SIZE || pair == PairClass.SIZE_PERM) {
            entry.conflicting = true;
        }
        PairVerdict verdict = PairRule.judge(pair, old, fresh, state.options.bbm(), state.options.permAmalgam());
        if (verdict.mayAbort()) {
            report(
                    pe,
                    verdict,
                    pair,
                    base,
                    reader.bytes(level),
                    slot,
                    was,
                    word,
                    "a TLB may hold " + reader.describe(entry.word, entry.level) + " and find "
                            + reader.describe(word, level),
                    state.cause(entry),
                    "break-before-make: store an invalid entry; " + state.repair(entry) + "; then the new entry");
        }
    }

    private void report(
            ProcessorState pe,
            PairVerdict verdict,
            PairClass pair,
            long base,
            long bytes,
            long slot,
            long was,
            long word,
            String stale,
            String cause,
            String repair) {
        Rule rule = verdict.isViolation()
                ? Rule.BREAK_BEFORE_MAKE
                : verdict.mayFault() ? Rule.NT_FAULT : verdict.mayAbort() ? Rule.TLB_CONFLICT : null;
        if (rule == null) {
            return;
        }
        if (reportedEvent != state.event) {
            reportedEvent = state.event;
            reportedRules = 0;
        }
        int bit = 1 << rule.ordinal();
        if ((reportedRules & bit) != 0) {
            return;
        }
        reportedRules |= bit;
        state.add(rule, pe, base, bytes, slot, was, word, stale + " (" + what(pair) + ")", cause, repair);
    }

    private static String what(PairClass pair) {
        return switch (pair) {
            case SAME -> "the same";
            case PERM -> "other permissions";
            case OARO -> "other place with the same contents";
            case SIZE -> "other size";
            case SIZE_PERM -> "other size and permissions";
            case NG -> "one global, one not";
            case OA -> "other output address";
            case MT -> "other memory type or shareability";
        };
    }
}

package dev.ptarmigan.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares what addresses are translated to before and after a store, and at the end with what was asked for. */
final class TranslationRules {
    /** No address differs. */
    static final long NONE = 1;

    /** An entry that was made invalid though its addresses stay valid. */
    private record Broken(long word, long inherited, long removed) {}

    private final CheckState state;
    private final DescriptorReader reader;
    private final TrackedTables tables;
    /** Where that was. */
    private record Break(TrackedTable table, int index, long key) {}

    private final LongMap<Broken> broken = new LongMap<>();
    private final List<Break> breaks = new ArrayList<>();
    private long reportedFirst;
    private int reported;
    private int reportedEvent = -1;

    TranslationRules(CheckState state) {
        this.state = state;
        this.reader = state.reader;
        this.tables = state.tables;
    }

    private static long effective(long word, long inherited, long removed) {
        return DescriptorReader.isValid(word) ? word & ~removed | inherited : word;
    }

    private boolean serves(long word, int level) {
        return reader.isLeaf(word, level) && reader.isCacheable(word);
    }

    void changed(ProcessorState pe, Operation operation, TrackedTable table, int index, long old, long after) {
        int level = table.level;
        long va = tables.va(table, index);
        long key = va | level + 2;
        long was = old;
        long inherited = table.inherited;
        long removed = table.removed;
        Broken before = broken.get(key);
        if (before != null && (reader.isTable(after, level) || serves(after, level))) {
            broken.remove(key);
            was = before.word();
            inherited = before.inherited();
            removed = before.removed();
        }
        boolean faults = compare(
                pe,
                operation,
                was,
                inherited,
                removed,
                after,
                table.inherited,
                table.removed,
                level,
                va,
                table.slot(index));
        if (faults) {
            broken.put(key, before == null ? new Broken(old, table.inherited, table.removed) : before);
            breaks.add(new Break(table, index, key));
        }
    }

    /** Whether addresses that stay valid fault now. */
    private boolean compare(
            ProcessorState pe,
            Operation operation,
            long old,
            long oldInherited,
            long oldRemoved,
            long now,
            long nowInherited,
            long nowRemoved,
            int level,
            long va,
            long slot) {
        boolean oldTable = reader.isTable(old, level);
        boolean nowTable = reader.isTable(now, level);
        if (!oldTable && !nowTable) {
            return leaf(
                    pe,
                    operation,
                    effective(old, oldInherited, oldRemoved),
                    effective(now, nowInherited, nowRemoved),
                    level,
                    va,
                    slot);
        }
        TrackedTable oldChild = oldTable ? tables.find(reader.address(old)) : null;
        TrackedTable nowChild = nowTable ? tables.find(reader.address(now)) : null;
        long oldBelow = oldTable ? oldInherited | reader.inheritedBits(old) : oldInherited;
        long oldGone = oldTable ? oldRemoved | reader.removedBits(old) : oldRemoved;
        long nowBelow = nowTable ? nowInherited | reader.inheritedBits(now) : nowInherited;
        long nowGone = nowTable ? nowRemoved | reader.removedBits(now) : nowRemoved;
        if (oldTable && nowTable && oldChild == nowChild && oldBelow == nowBelow && oldGone == nowGone) {
            return false;
        }
        boolean faults = false;
        long bytes = reader.bytes(level + 1);
        for (int i = 0; i < reader.entries(); i++) {
            long a = part(old, oldTable, oldChild, i, bytes, level);
            long b = part(now, nowTable, nowChild, i, bytes, level);
            if (!reader.isTable(a, level + 1)
                    && !reader.isTable(b, level + 1)
                    && reader.isLeaf(a, level + 1) == reader.isLeaf(b, level + 1)
                    && reader.sameTranslation(effective(a, oldBelow, oldGone), effective(b, nowBelow, nowGone), 0)) {
                continue;
            }
            faults |=
                    compare(pe, operation, a, oldBelow, oldGone, b, nowBelow, nowGone, level + 1, va + i * bytes, slot);
        }
        return faults;
    }

    /** Entry {@code i} of a table, or what a leaf in its place would have there. */
    private long part(long word, boolean isTable, @Nullable TrackedTable child, int i, long bytes, int level) {
        if (isTable) {
            return child == null ? 0 : child.words[i];
        }
        if (word == 0) {
            return 0;
        }
        long shifted = reader.shifted(word, i * bytes);
        return reader.asLeafOf(shifted, reader.isLeaf(word, level), level + 1);
    }

    private boolean leaf(ProcessorState pe, Operation operation, long old, long now, int level, long va, long slot) {
        boolean before = serves(old, level);
        boolean after = serves(now, level);
        long bytes = reader.bytes(level);
        boolean inRange = operation.contains(va, va + bytes - 1);
        long goal = operation.goal(old);
        boolean asAsked = inRange && reader.meaning(now) == reader.meaning(goal);
        if (before && !after) {
            if (asAsked && !serves(goal, level)) {
                return false;
            }
            if (state.holders() != 0) {
                String what = "an access to the address, which stays valid, faults";
                report(pe, Rule.LIVE_FAULT, va, bytes, slot, old, now, what);
            }
            return true;
        }
        if (!before && !after) {
            boolean same = reader.meaning(old) == reader.meaning(now);
            if (old != 0 && !same && !asAsked) {
                String what = now == 0
                        ? "the entry, not valid now, is lost and cannot be made valid again"
                        : "the entry, not valid now, comes back different";
                report(pe, Rule.PERMISSIONS, va, bytes, slot, old, now, what);
            }
            return false;
        }
        if (!before) {
            if (!asAsked || old == 0) {
                report(pe, Rule.PERMISSIONS, va, bytes, slot, old, now, "the address was not valid and is now");
            }
            return false;
        }
        if (reader.address(old) != reader.address(now)) {
            report(pe, Rule.MOVED, va, bytes, slot, old, now, "the address is translated to another place");
        } else if (reader.memoryType(old) != reader.memoryType(now)
                || reader.shareability(old) != reader.shareability(now)) {
            if (!asAsked) {
                report(pe, Rule.MEMORY_TYPE, va, bytes, slot, old, now, "the address has another memory type");
            }
        } else if (reader.meaning(old) != reader.meaning(now) && !asAsked) {
            report(
                    pe,
                    Rule.PERMISSIONS,
                    va,
                    bytes,
                    slot,
                    old,
                    now,
                    inRange
                            ? "permissions are neither those before nor those asked for"
                            : "permissions change outside the range");
        }
        return false;
    }

    private void report(ProcessorState pe, Rule rule, long va, long bytes, long slot, long old, long now, String what) {
        if (reportedEvent == state.event && reportedFirst == slot && (reported & 1 << rule.ordinal()) != 0) {
            return;
        }
        if (reportedEvent != state.event || reportedFirst != slot) {
            reported = 0;
        }
        reportedEvent = state.event;
        reportedFirst = slot;
        reported |= 1 << rule.ordinal();
        state.add(
                rule,
                pe,
                va,
                bytes,
                slot,
                old,
                now,
                what,
                "the store writes it so",
                rule == Rule.LIVE_FAULT
                        ? "change it without an invalid entry in between, or keep every PE away"
                        : "write the translation from before, or the one asked for");
    }

    /** At the end: whether every leaf of the ranges has what was asked for. */
    void finished(ProcessorState pe, Operation operation) {
        for (Break it : breaks) {
            Broken was = broken.get(it.key());
            if (was != null) {
                broken.remove(it.key());
                state.add(
                        Rule.NOT_DONE,
                        pe,
                        tables.va(it.table(), it.index()),
                        reader.bytes(it.table().level),
                        it.table().slot(it.index()),
                        was.word(),
                        it.table().words[it.index()],
                        "the address was valid before and is not any more",
                        "the entry that was made invalid was not written again",
                        "write it before the return");
            }
        }
        breaks.clear();
        for (Operation.Range range : operation.ranges()) {
            for (TrackedTable root : tables.rootsOver(range.first(), range.last())) {
                finished(pe, operation, range, root);
            }
        }
    }

    private void finished(ProcessorState pe, Operation operation, Operation.Range range, TrackedTable table) {
        int level = table.level;
        long bytes = reader.bytes(level);
        long from = Long.compareUnsigned(range.first(), table.va) < 0 ? table.va : range.first();
        for (int i = TrackedTables.index(table, from, reader); i < table.words.length; i++) {
            long va = tables.va(table, i);
            if (Long.compareUnsigned(va, range.last()) > 0) {
                return;
            }
            long word = table.words[i];
            if (reader.isTable(word, level)) {
                TrackedTable child = tables.find(reader.address(word));
                if (child != null && child.live) {
                    finished(pe, operation, range, child);
                }
                continue;
            }
            long effective = TrackedTables.effective(table, word);
            if (word != 0 && reader.meaning(effective) != reader.meaning(operation.goal(effective))) {
                state.add(
                        Rule.NOT_DONE,
                        pe,
                        va,
                        bytes,
                        table.slot(i),
                        word,
                        operation.goal(word),
                        "the address is not what was asked for",
                        "the entry is " + reader.describe(effective, level),
                        "change every entry of the range");
                return;
            }
        }
    }

    /** The first address of a replaced entry for which the tables say something else now, or {@link #NONE}. */
    long firstDifference(ReplacedEntry entry) {
        TrackedTable holder = tables.holder(entry.base, entry.level);
        if (holder == null) {
            return entry.base;
        }
        return firstDifference(entry, holder, TrackedTables.index(holder, entry.base, reader));
    }

    private long firstDifference(ReplacedEntry entry, TrackedTable table, int index) {
        int level = table.level;
        long va = tables.va(table, index);
        long word = table.words[index];
        if (reader.isTable(word, level)) {
            TrackedTable child = tables.find(reader.address(word));
            if (child == null) {
                return Long.compareUnsigned(va, entry.base) < 0 ? entry.base : va;
            }
            for (int i = 0; i < child.words.length; i++) {
                long different = firstDifference(entry, child, i);
                if (different != NONE) {
                    return different;
                }
            }
            return NONE;
        }
        long now = TrackedTables.effective(table, word);
        boolean same = serves(now, level) && reader.sameTranslation(entry.word, now, va - entry.base);
        return same ? NONE : Long.compareUnsigned(va, entry.base) < 0 ? entry.base : va;
    }

    /** Whether an access can have had its result. */
    void access(ProcessorState pe, long va, long pa) {
        TrackedTable holder = tables.holder(va, 3);
        if (holder == null) {
            throw new CheckerException(
                    state.event, "the access to 0x" + Long.toHexString(va) + " is outside the tables that are known");
        }
        int index = TrackedTables.index(holder, va, reader);
        long now = TrackedTables.effective(holder, holder.words[index]);
        boolean[] explained = {
            pa == -1
                    ? !serves(now, holder.level)
                    : serves(now, holder.level) && translates(now, tables.va(holder, index), va, pa)
        };
        Consumer<ReplacedEntry> visitor = entry -> explained[0] |=
                !entry.table && pa != -1 && (entry.holders & pe.bit) != 0 && translates(entry.word, entry.base, va, pa);
        state.replaced.overlapping(va, va, visitor);
        if (!explained[0]) {
            state.add(
                    Rule.ACCESS,
                    pe,
                    va,
                    1,
                    holder.slot(index),
                    now,
                    now,
                    pa == -1 ? "the access faulted" : "the access went to 0x" + Long.toHexString(pa),
                    "neither the tables nor any entry that a TLB may still hold explain it",
                    "look for events that are missing in the trace");
        }
    }

    private boolean translates(long word, long base, long va, long pa) {
        return reader.address(word) + (va - base) == pa;
    }
}

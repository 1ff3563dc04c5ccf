package dev.ptarmigan.checker;

import org.jspecify.annotations.Nullable;

/** What a store does: entries that it replaces, tables that it links, and what may meet what. */
final class StoreRules {
    private final CheckState state;
    private final DescriptorReader reader;
    private final TrackedTables tables;
    private final ReplacedEntries replaced;
    private final PairRules pairs;
    private final OperationRules operations;
    private final LockRules locks;

    StoreRules(CheckState state, PairRules pairs, OperationRules operations, LockRules locks) {
        this.state = state;
        this.reader = state.reader;
        this.tables = state.tables;
        this.replaced = state.replaced;
        this.pairs = pairs;
        this.operations = operations;
        this.locks = locks;
    }

    void store(ProcessorState pe, long pa, long before, long after) {
        TrackedTable table = tables.require(pa);
        int index = TrackedTables.index(table, pa);
        if (index < 0) {
            return;
        }
        if (!table.live) {
            table.words[index] = after;
            table.wrote(pe, state.event);
            if (before != after && (table.cachedLinks > 0 || table.freed)) {
                dead(pe, table, index, before, after);
            }
            return;
        }
        long old = table.words[index];
        if (old != before) {
            unseen(pe, table, index, old, before);
            old = before;
        }
        if (pe.unpublished < 0) {
            pe.unpublished = state.event;
        }
        table.wrote(pe, state.event);
        pe.lastStore = state.event;
        pe.storedSlot = table.slot(index);
        pe.storedVa = tables.va(table, index);
        pe.storedBytes = reader.bytes(table.level);
        pe.storedBefore = old;
        pe.storedAfter = after;
        locks.store(pe, table, index, old, after);
        if (old != after) {
            replace(pe, table, index, old, after);
        }
    }

    /** A table that no walk reaches, but perhaps a walk cache. */
    private void dead(ProcessorState pe, TrackedTable table, int index, long before, long after) {
        ReplacedEntry link = table.cachedLinks > 0 ? linkTo(table) : null;
        if (link != null) {
            state.add(
                    Rule.REUSED_CACHED,
                    pe,
                    link.base,
                    reader.bytes(link.level),
                    table.slot(index),
                    before,
                    after,
                    "a walk cache may still lead to the table page",
                    state.cause(link),
                    "write the page only after " + state.repair(link));
        } else if (table.freed) {
            table.freed = false;
            state.add(
                    Rule.WRITTEN_AFTER_FREE,
                    pe,
                    table.va,
                    reader.pageBytes(),
                    table.slot(index),
                    before,
                    after,
                    "the page is somebody else's",
                    "it was given back and not taken again",
                    "no stores into a table page after it is given back");
        }
    }

    @Nullable
    ReplacedEntry linkTo(TrackedTable table) {
        ReplacedEntry[] found = new ReplacedEntry[1];
        replaced.all(entry -> {
            if (entry.table && reader.address(entry.word) == table.pa) {
                found[0] = entry;
            }
        });
        return found[0];
    }

    /** Hardware sets AF and dirty state; nothing else changes words behind the trace's back. */
    private void unseen(ProcessorState pe, TrackedTable table, int index, long ours, long found) {
        table.words[index] = found;
        if (reader.isByHardware(ours, found)) {
            return;
        }
        state.add(
                Rule.UNSEEN_CHANGE,
                Finding.Severity.NOTE,
                pe,
                tables.va(table, index),
                reader.bytes(table.level),
                table.slot(index),
                ours,
                found,
                "the word is not what the trace left there",
                "an event is missing, or the tables are of another moment",
                "record all PEs");
    }

    private void replace(ProcessorState pe, TrackedTable table, int index, long old, long after) {
        int level = table.level;
        boolean wasTable = reader.isTable(old, level);
        boolean becomesTable = reader.isTable(after, level);
        long was = TrackedTables.effective(table, old);
        long becomes = TrackedTables.effective(table, after);
        boolean wasLeaf = !wasTable && reader.isLeaf(old, level);
        boolean becomesLeaf = !becomesTable && reader.isLeaf(after, level);
        boolean caches = wasLeaf && reader.isCacheable(old);
        boolean newCaches = becomesLeaf && reader.isCacheable(after);
        operations.changed(pe, table, index, old, after);
        table.words[index] = after;
        if (becomesLeaf && wasLeaf && caches && newCaches && isSame(was, becomes, level)) {
            return;
        }
        TrackedTable child = null;
        if (becomesTable) {
            child = tables.require(reader.address(after));
            checkPending(pe, child, level + 1, tables.va(table, index), 0, old, after);
        }
        if (wasTable) {
            retireTable(pe, table, index, old, null);
        } else if (caches) {
            retireLeaf(pe, table, index, was, null);
        }
        if (child != null) {
            link(child, table, index, after);
            pairs.table(pe, table, index, was, after, child);
        } else if (newCaches) {
            pairs.leaf(pe, table, index, was, becomes);
        }
    }

    /** Whether caches could not tell the two apart. */
    private boolean isSame(long was, long becomes, int level) {
        return reader.sameTranslation(was, becomes, 0)
                && reader.isContiguous(was) == reader.isContiguous(becomes)
                && reader.hasNt(was, level) == reader.hasNt(becomes, level);
    }

    /** Every table from {@code child} down must have been made visible to walks before a link makes it reachable. */
    private void checkPending(
            ProcessorState pe, TrackedTable child, int level, long va, int depth, long old, long after) {
        if (child.live || depth > 4 || state.holders() == 0) {
            return;
        }
        ProcessorState writer = pending(child.writer, child.writerPublications, child.writerOrderings);
        if (writer == null) {
            writer = pending(child.otherWriter, child.otherPublications, child.otherOrderings);
        }
        if (writer != null) {
            state.add(
                    Rule.TABLE_BEFORE_ENTRIES,
                    pe,
                    va,
                    reader.bytes(level - 1),
                    child.pa,
                    old,
                    after,
                    "a walk may find the table and, in it, words from before",
                    (writer.orderings == child.writerOrderings || writer.number != child.writer
                                    ? "no DSB"
                                    : "no DSB, only a DMB,")
                            + " after the store at event " + state.nameOf(child.lastStore) + " of cpu "
                            + writer.number,
                    "DSB ISHST between the last store into the table and the store that links it");
            return;
        }
        for (int i = 0; i < child.words.length && level < 3; i++) {
            if (reader.isTable(child.words[i], level)) {
                TrackedTable below = tables.find(reader.address(child.words[i]));
                if (below != null) {
                    checkPending(pe, below, level + 1, va + ((long) i << reader.shift(level)), depth + 1, old, after);
                }
            }
        }
    }

    private @Nullable ProcessorState pending(int writer, int publications, int orderings) {
        if (writer < 0) {
            return null;
        }
        ProcessorState pe = state.pe(writer);
        boolean ordered = state.options.dmbOrdersWalks() ? pe.orderings != orderings : pe.publications != publications;
        return ordered ? null : pe;
    }

    /** Makes a tree reachable. */
    private void link(TrackedTable child, TrackedTable parent, int index, long word) {
        if (child.live) {
            return;
        }
        tables.place(child, parent, index, word);
        child.freed = false;
        for (int i = 0; i < child.words.length && child.level < 3; i++) {
            if (reader.isTable(child.words[i], child.level)) {
                link(tables.require(reader.address(child.words[i])), child, i, child.words[i]);
            }
        }
    }

    private void retireTable(
            ProcessorState pe, TrackedTable table, int index, long word, @Nullable ReplacedEntry above) {
        ReplacedEntry entry =
                new ReplacedEntry(true, word, table.level, tables.va(table, index), table.slot(index), pe, state.event);
        entry.via = above;
        TrackedTable child = tables.find(reader.address(word));
        retire(pe, entry);
        if (child == null || !child.live) {
            return;
        }
        boolean mayBeHeld = entry.holders != 0;
        if (mayBeHeld) {
            child.cachedLinks++;
        }
        child.live = false;
        for (int i = 0; i < child.words.length; i++) {
            long below = child.words[i];
            if (reader.isTable(below, child.level)) {
                retireTable(pe, child, i, below, mayBeHeld ? entry : null);
            } else if (reader.isLeaf(below, child.level) && reader.isCacheable(below)) {
                retireWord(
                        pe,
                        child.level,
                        tables.va(child, i),
                        TrackedTables.effective(child, below),
                        child.slot(i),
                        mayBeHeld ? entry : null);
            }
        }
    }

    private void retireLeaf(ProcessorState pe, TrackedTable table, int index, long was, @Nullable ReplacedEntry via) {
        int level = table.level;
        int group = reader.groupEntries(level);
        if (!reader.isContiguous(was) || group == 1) {
            retireWord(pe, level, tables.va(table, index), was, table.slot(index), via);
            return;
        }
        // While another member says the same, every page of the group is still translated that way.
        int first = index & -group;
        long bytes = reader.bytes(level);
        for (int i = first; i < Math.min(first + group, table.words.length); i++) {
            long member = table.words[i];
            if (reader.isLeaf(member, level)
                    && reader.isContiguous(member)
                    && reader.isCacheable(member)
                    && reader.sameTranslation(was, TrackedTables.effective(table, member), (i - index) * bytes)) {
                return;
            }
        }
        long base = tables.va(table, first);
        for (int i = 0; i < group; i++) {
            long word = reader.shifted(was, (first + i - index) * bytes);
            retireWord(pe, level, base + i * bytes, word, table.slot(first + i), via);
        }
    }

    private void retireWord(
            ProcessorState pe, int level, long base, long word, long slot, @Nullable ReplacedEntry via) {
        for (ReplacedEntry it = replaced.at(level, base); it != null; it = it.nextOfPlace) {
            if (!it.table && it.word == word) {
                it.progress = ReplacedEntry.Progress.STORED;
                it.publishedLocally = false;
                it.writer = pe;
                it.event = state.event;
                it.via = via;
                it.holders = state.holders();
                it.rounds = 0;
                it.missed(ReplacedEntry.Miss.NONE, -1);
                pe.stored.add(it);
                operations.replaced(pe, it);
                return;
            }
        }
        ReplacedEntry entry = new ReplacedEntry(false, word, level, base, slot, pe, state.event);
        entry.via = via;
        retire(pe, entry);
    }

    private void retire(ProcessorState pe, ReplacedEntry entry) {
        entry.holders = state.holders();
        if (entry.holders == 0) {
            entry.progress = ReplacedEntry.Progress.DONE;
            return;
        }
        replaced.add(entry);
        pe.stored.add(entry);
        operations.replaced(pe, entry);
    }
}

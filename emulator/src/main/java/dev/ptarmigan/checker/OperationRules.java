package dev.ptarmigan.checker;

import dev.ptarmigan.checker.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation promises: while it runs every address keeps its translation or gets the one asked for; when it has
 * returned no PE has the old one. A trace that declares no operation is one operation of each PE, without a goal.
 */
final class OperationRules {
    /** An operation that runs, or the whole trace. */
    private static final class Running {
        final @Nullable Operation declared;
        final ProcessorState pe;
        final List<ReplacedEntry> replaced = new ArrayList<>();
        final List<TrackedTable> groupTables = new ArrayList<>();
        final List<Integer> groupFirsts = new ArrayList<>();
        final LongMap<Boolean> groups = new LongMap<>();
        int stores;

        Running(@Nullable Operation declared, ProcessorState pe) {
            this.declared = declared;
            this.pe = pe;
        }
    }

    private final CheckState state;
    private final DescriptorReader reader;
    private final TrackedTables tables;
    private final TranslationRules translations;
    private final @Nullable Running[] current = new Running[ProcessorState.MOST + 1];
    private boolean anyDeclared;
    private int running;

    OperationRules(CheckState state) {
        this.state = state;
        this.reader = state.reader;
        this.tables = state.tables;
        this.translations = new TranslationRules(state);
    }

    /** How many declared operations run. */
    int running() {
        return running;
    }

    /** What a PE is doing, as an identity. */
    @Nullable
    Object of(ProcessorState pe) {
        Running it = current[pe.number];
        return it == null || it.declared == null ? null : it;
    }

    void begin(ProcessorState pe, Operation operation) {
        Running before = current[pe.number];
        if (before != null && before.declared != null) {
            throw new CheckerException(
                    state.event,
                    "op-begin " + operation.name() + " on cpu " + pe.number + " while " + before.declared.name()
                            + " has not ended");
        }
        anyDeclared = true;
        running++;
        current[pe.number] = new Running(operation, pe);
    }

    void end(ProcessorState pe, String name, boolean failed) {
        Running it = current[pe.number];
        Operation operation = it == null ? null : it.declared;
        if (it == null || operation == null || !operation.name().equals(name)) {
            throw new CheckerException(
                    state.event, "op-end " + name + " on cpu " + pe.number + ", where no such operation runs");
        }
        running--;
        current[pe.number] = null;
        finish(it, failed);
    }

    /** The end of the trace. */
    void end() {
        for (ProcessorState pe : state.known()) {
            Running it = current[pe.number];
            current[pe.number] = null;
            if (it != null && (it.declared != null || !anyDeclared)) {
                finish(it, false);
            }
        }
    }

    /** A store into a live table, before the table has the new word. */
    void changed(ProcessorState pe, TrackedTable table, int index, long old, long after) {
        Running it = current[pe.number];
        if (it == null) {
            it = new Running(null, pe);
            current[pe.number] = it;
        }
        it.stores++;
        int group = reader.groupEntries(table.level);
        if (group > 1
                && (reader.isContiguous(old) || reader.isContiguous(after))
                && !reader.isTable(after, table.level)) {
            int first = index & -group;
            if (it.groups.get(table.slot(first)) == null) {
                it.groups.put(table.slot(first), Boolean.TRUE);
                it.groupTables.add(table);
                it.groupFirsts.add(first);
            }
        }
        Operation operation = it.declared;
        if (operation != null && operation.hasGoal()) {
            translations.changed(pe, operation, table, index, old, after);
        }
    }

    /** An entry was replaced. */
    void replaced(ProcessorState pe, ReplacedEntry entry) {
        Running it = current[pe.number];
        if (it != null) {
            it.replaced.add(entry);
        }
    }

    private void finish(Running it, boolean failed) {
        ProcessorState pe = it.pe;
        Operation operation = it.declared;
        if (pe.unpublished >= 0) {
            // A trace may end anywhere: that nothing follows the store says nothing of the code.
            boolean cut = operation == null && pe.lastStore == pe.lastEvent;
            state.add(
                    Rule.STORE_NOT_VISIBLE,
                    cut ? Severity.NOTE : Severity.VIOLATION,
                    pe,
                    pe.storedVa,
                    pe.storedBytes,
                    pe.storedSlot,
                    pe.storedBefore,
                    pe.storedAfter,
                    "walks may still find the word from before the store at event " + state.nameOf(pe.unpublished),
                    cut ? "the trace ends with it" : "no DSB after it",
                    "DSB ISHST before the return");
        } else if (pe.unsynchronised >= 0 && !state.options.ets2() && it.stores > 0) {
            state.add(
                    Rule.NOT_SYNCHRONISED,
                    pe,
                    pe.storedVa,
                    pe.storedBytes,
                    pe.storedSlot,
                    pe.storedBefore,
                    pe.storedAfter,
                    "instructions after the return may have been translated, or fetched, before the change",
                    "no ISB after the DSB at event " + state.nameOf(pe.unsynchronised),
                    "ISB before the return (data accesses do without it with FEAT_ETS2)");
        }
        boolean flush = operation == null || operation.flush();
        for (ReplacedEntry entry : it.replaced) {
            if (entry.progress != ReplacedEntry.Progress.DONE && entry.writer == pe && !entry.table) {
                stale(it, entry, flush);
            }
        }
        for (int i = 0; i < it.groupTables.size(); i++) {
            group(pe, it.groupTables.get(i), it.groupFirsts.get(i), operation != null && operation.hasGoal());
        }
        if (operation != null && operation.hasGoal() && !failed) {
            translations.finished(pe, operation);
        }
    }

    private void stale(Running it, ReplacedEntry entry, boolean flush) {
        long differs = translations.firstDifference(entry);
        if (differs == TranslationRules.NONE) {
            return;
        }
        TrackedTable holder = tables.holder(differs, 3);
        long now = 0;
        int level = 3;
        if (holder != null) {
            level = holder.level;
            now = holder.words[TrackedTables.index(holder, differs, reader)];
        }
        boolean unmapped = it.declared == null && !DescriptorReader.isValid(now);
        Severity severity = flush && !unmapped ? Severity.VIOLATION : Severity.NOTE;
        String cause = state.cause(entry);
        if (!flush) {
            cause += " (by contract: the caller has to flush)";
        } else if (unmapped) {
            cause += " (unmapped: before the addresses or the memory are used again it has to go)";
        }
        state.add(
                Rule.STALE_TRANSLATION,
                severity,
                it.pe,
                differs,
                reader.bytes(level),
                entry.slot,
                entry.word,
                now,
                "a PE may still use the " + reader.describe(entry.word, entry.level) + " where there is now "
                        + reader.describe(now, level),
                cause,
                state.repair(entry));
    }

    /** Members of a Contiguous group must agree when the change is over. */
    private void group(ProcessorState pe, TrackedTable table, int first, boolean latent) {
        if (!table.live) {
            return;
        }
        int level = table.level;
        int count = Math.min(reader.groupEntries(level), table.words.length - first);
        long bytes = reader.bytes(level);
        int reference = -1;
        for (int i = first; i < first + count; i++) {
            long word = table.words[i];
            // An entry that is not valid, of an operation that knows what it does, comes back with the bit that it has.
            boolean counts = reader.isLeaf(word, level) || latent && word != 0 && !reader.isTable(word, level);
            if (counts && reader.isContiguous(word)) {
                reference = i;
                break;
            }
        }
        if (reference < 0) {
            return;
        }
        long like = table.words[reference];
        for (int i = first; i < first + count; i++) {
            long word = table.words[i];
            String wrong = null;
            if (!reader.isLeaf(word, level)) {
                wrong = word == 0 || !reader.isLeaf(like, level) && reader.isContiguous(word)
                        ? null
                        : reader.isLeaf(like, level)
                                ? "is not valid, but the others still serve its address"
                                : "is not Contiguous, others that are not valid either are";
            } else if (!reader.isContiguous(word)) {
                wrong = "is not Contiguous";
            } else if (reader.address(word) - reader.address(like) != (i - reference) * bytes
                    || (reader.address(word) & bytes * count - 1) != (i - first) * bytes) {
                wrong = "has an output address out of line";
            } else if (reader.meaning(word) != reader.meaning(like)) {
                wrong = "has other attributes";
            }
            if (wrong != null) {
                state.add(
                        Rule.CONTIGUOUS,
                        pe,
                        tables.va(table, first),
                        bytes * count,
                        table.slot(i),
                        like,
                        word,
                        "member " + (i - first) + " of the group " + wrong
                                + ": accesses to any of its addresses may use " + "either",
                        "the group was changed in part",
                        "change all members, or none");
                return;
            }
        }
    }

    /** An access of a PE, with what came of it; {@code pa} is −1 for a fault. */
    void access(ProcessorState pe, long va, long pa) {
        translations.access(pe, va, pa);
    }
}

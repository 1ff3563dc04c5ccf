package dev.ptarmigan.checker;

import org.jspecify.annotations.Nullable;

/** Locks that the software declares: for changes of size, and between operations that run at the same time. */
final class LockRules {
    /** The last store to a word in an operation that has not ended. */
    private record Writer(ProcessorState pe, @Nullable Object operation, java.util.List<String> locks) {}

    private final CheckState state;
    private final DescriptorReader reader;
    private final OperationRules operations;
    private final LongMap<Writer> writers = new LongMap<>();

    LockRules(CheckState state, OperationRules operations) {
        this.state = state;
        this.reader = state.reader;
        this.operations = operations;
    }

    void lock(ProcessorState pe, String name) {
        pe.locks.add(name);
    }

    void unlock(ProcessorState pe, String name) {
        pe.locks.remove(name);
    }

    void store(ProcessorState pe, TrackedTable table, int index, long old, long after) {
        String lock = state.options.splitLock();
        if (lock != null && !pe.locks.contains(lock) && resizes(table, old, after)) {
            state.add(
                    Rule.UNLOCKED,
                    pe,
                    state.tables.va(table, index),
                    reader.bytes(table.level),
                    table.slot(index),
                    old,
                    after,
                    "another PE may change the size of the same entry at the same time, and one change is lost",
                    "the PE does not hold " + lock,
                    "take " + lock + ", and read the entry again under it");
        }
        String words = state.options.wordLock();
        if (words != null) {
            declared(pe, words, table, index, old, after);
        } else if (operations.running() > 1) {
            race(pe, table, index, old, after);
        }
    }

    /** Two PEs change a word, and one of them without the lock that the caller declares. */
    private void declared(ProcessorState pe, String lock, TrackedTable table, int index, long old, long after) {
        long slot = table.slot(index);
        boolean held = pe.locks.contains(lock);
        Writer before = writers.get(slot);
        if (before != null && before.pe() != pe && !(held && before.locks().contains(lock))) {
            state.add(
                    Rule.RACE,
                    pe,
                    state.tables.va(table, index),
                    reader.bytes(table.level),
                    slot,
                    old,
                    after,
                    "the store of cpu " + before.pe().number + " may be overwritten, or this one by it",
                    "cpu " + (held ? before.pe().number : pe.number) + " changes the word without " + lock,
                    "take " + lock + " around reading and writing the entry");
        }
        writers.put(slot, new Writer(pe, null, java.util.List.copyOf(pe.locks)));
    }

    private boolean resizes(TrackedTable table, long old, long after) {
        int level = table.level;
        if (old == 0 || after == 0) {
            return false;
        }
        return reader.isTable(old, level) != reader.isTable(after, level)
                || reader.isContiguous(old) != reader.isContiguous(after)
                        && !reader.isTable(old, level)
                        && !reader.isTable(after, level);
    }

    private void race(ProcessorState pe, TrackedTable table, int index, long old, long after) {
        long slot = table.slot(index);
        Writer before = writers.get(slot);
        if (before != null
                && before.pe() != pe
                && before.operation() != null
                && before.operation() == operations.of(before.pe())
                && java.util.Collections.disjoint(before.locks(), pe.locks)) {
            state.add(
                    Rule.RACE,
                    pe,
                    state.tables.va(table, index),
                    reader.bytes(table.level),
                    slot,
                    old,
                    after,
                    "the store of cpu " + before.pe().number + " may be overwritten",
                    "both PEs change the word in operations that run at the same time, and hold no lock in common",
                    "one lock around reading and writing the entry");
        }
        writers.put(slot, new Writer(pe, operations.of(pe), java.util.List.copyOf(pe.locks)));
    }
}

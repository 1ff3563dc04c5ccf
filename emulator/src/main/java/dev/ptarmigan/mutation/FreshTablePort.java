package dev.ptarmigan.mutation;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bugs in the life of a new table, from its allocation to the store that makes it reachable. */
final class FreshTablePort extends ForwardingPort {
    /** What is done wrong. */
    enum Bug {
        /** No barrier between the last entry and the store that makes the table reachable. */
        NO_BARRIER,
        /** The table is reachable first and filled then. */
        PUBLISHED_EMPTY,
        /** The last entry is not written. */
        ONE_SHORT,
        /** What the children are is changed by a function of the word. */
        CHILD
    }

    /** A child's word, changed. */
    interface Change {
        /** The word to write in place of {@code word} in a table of a level. */
        long apply(long word, int level);
    }

    private static final class Table {
        final int level;
        int written;
        final List<long[]> heldBack = new ArrayList<>();

        Table(int level) {
            this.level = level;
        }
    }

    private final KernelTables tables;
    private final Bug bug;
    private final Change change;
    private final Map<Long, Table> fresh = new HashMap<>();
    private boolean dropping;

    FreshTablePort(Port through, KernelTables tables, Bug bug, @Nullable Change change) {
        super(through);
        this.tables = tables;
        this.bug = bug;
        this.change = change == null ? (word, level) -> word : change;
    }

    @Override
    public long allocateTable(int level, long va) {
        long pa = through.allocateTable(level, va);
        if (pa != NO_PAGE) {
            fresh.put(pa, new Table(level));
        }
        return pa;
    }

    @Override
    public void freeTable(long pa) {
        fresh.remove(pa);
        through.freeTable(pa);
    }

    @Override
    public void store(long pa, long word) {
        dropping = false;
        Table table = fresh.get(pa & -tables.pageBytes());
        if (table != null) {
            child(table, pa, word);
            return;
        }
        Table published = LinuxPte.table(word) ? fresh.remove(tables.address(word)) : null;
        through.store(pa, word);
        if (published != null) {
            for (long[] store : published.heldBack) {
                through.store(store[0], store[1]);
            }
        }
    }

    private void child(Table table, long pa, long word) {
        table.written++;
        boolean last = table.written == tables.entries();
        switch (bug) {
            case NO_BARRIER -> {
                through.store(pa, word);
                dropping = last;
            }
            case PUBLISHED_EMPTY -> table.heldBack.add(new long[] {pa, word});
            case ONE_SHORT -> {
                if (!last) {
                    through.store(pa, word);
                }
            }
            case CHILD -> through.store(pa, change.apply(word, table.level));
        }
    }

    @Override
    public void barrier(Barrier kind) {
        if (!dropping) {
            through.barrier(kind);
        }
    }
}

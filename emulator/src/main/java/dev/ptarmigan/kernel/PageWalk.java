package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.present;
import static dev.ptarmigan.descriptors.LinuxPte.table;

/**
 * The walk of {@code mm/pagewalk.c} over {@code init_mm}, without VMAs and without a lock
 * ({@code walk_kernel_page_table_range_lockless}): entries are visited in address order, holes are passed over.
 */
final class PageWalk {
    /** What a callback tells the walk to do. */
    enum Action {
        /** Go on as usual: descend into a table, pass a leaf. */
        SUBTREE,
        /** Go on with the next entry; this one was dealt with. */
        CONTINUE,
        /** Read this entry again. */
        AGAIN
    }

    /** What is done with the entries; the defaults do nothing. */
    interface Operations {
        /** Whether entries of a level above PTE are shown. */
        boolean sees(int level);

        /**
         * An entry above PTE that is not none.
         *
         * @return 0, or the result with which the walk stops
         */
        int entry(KernelTask task, long slot, int level, long word, long va, long next);

        /** A slot of a PTE table, none or not. */
        int pte(KernelTask task, long slot, long word, long va);

        /** What to do after {@link #entry} returned 0. */
        Action action();
    }

    private PageWalk() {}

    /** Walks [start, end); gives 0, the first result that is not, or −EINVAL for an empty range. */
    static int walk(KernelTask task, long start, long end, Operations operations) {
        if (Long.compareUnsigned(start, end) >= 0) {
            return Errno.EINVAL;
        }
        return level(task, task.tables().root(), task.tables().rootLevel(), start, end, operations);
    }

    private static int level(KernelTask task, long table, int level, long start, long end, Operations operations) {
        KernelTables tables = task.tables();
        if (level == KernelTables.PTE) {
            return ptes(task, table, start, end, operations);
        }
        long va = start;
        while (va != end) {
            long next = tables.pieceEnd(va, end, level);
            long slot = tables.slot(table, level, va);
            int result = piece(task, slot, level, va, next, operations);
            if (result != 0) {
                return result;
            }
            va = next;
        }
        return 0;
    }

    private static int piece(KernelTask task, long slot, int level, long va, long next, Operations operations) {
        KernelTables tables = task.tables();
        for (; ; ) {
            long word = task.load(slot);
            if (none(word)) {
                return 0;
            }
            boolean hasLeaves = level >= KernelTables.PUD;
            if (!hasLeaves && !table(word) && !operations.sees(level)) {
                task.port().warn("bad " + (level == tables.rootLevel() ? "pgd" : "p4d") + " entry, cleared");
                task.port().store(slot, 0);
                return 0;
            }
            if (operations.sees(level)) {
                int result = operations.entry(task, slot, level, word, va, next);
                if (result != 0) {
                    return result;
                }
                Action action = operations.action();
                if (action == Action.AGAIN) {
                    continue;
                }
                if (action == Action.CONTINUE) {
                    return 0;
                }
            }
            long again = task.load(slot);
            if (hasLeaves && (!present(again) || tables.leaf(again, level))) {
                return 0;
            }
            if (none(again)) {
                return 0;
            }
            return level(task, tables.address(again), level + 1, va, next, operations);
        }
    }

    private static int ptes(KernelTask task, long table, long start, long end, Operations operations) {
        KernelTables tables = task.tables();
        long page = tables.pageBytes();
        long slot = tables.slot(table, KernelTables.PTE, start);
        for (long va = start; va != end; va += page, slot += Long.BYTES) {
            int result = operations.pte(task, slot, task.load(slot), va);
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }
}

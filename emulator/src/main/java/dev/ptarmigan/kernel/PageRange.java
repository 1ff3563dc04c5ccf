package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.table;

import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;

/**
 * {@code apply_to_page_range} over {@code init_mm}: visits every page descriptor of a range, none or not, and makes the tables
 * that are missing on the way.
 */
final class PageRange {
    private PageRange() {}

    /**
     * Gives every page descriptor of a range {@code (old & ~clear) | set}.
     *
     * @return 0; −EINVAL for an empty range or at a leaf above PTE; −ENOMEM if there is no page for a table. What was changed
     *     before stays.
     */
    static int apply(KernelTask task, long start, long size, long set, long clear) {
        long end = start + size;
        if (Long.compareUnsigned(start, end) >= 0) {
            task.port().warn("apply_to_page_range: the range is empty");
            return Errno.EINVAL;
        }
        return level(task, task.tables().root(), task.tables().rootLevel(), start, end, set, clear);
    }

    private static int level(KernelTask task, long table, int level, long start, long end, long set, long clear) {
        KernelTables tables = task.tables();
        if (level == KernelTables.PTE) {
            pages(task, table, start, end, set, clear);
            return 0;
        }
        long va = start;
        while (va != end) {
            long next = tables.pieceEnd(va, end, level);
            long slot = tables.slot(table, level, va);
            long word = task.load(slot);
            if (!none(word)) {
                if (tables.leaf(word, level)) {
                    task.port().warn("a leaf lies above the pages of the range");
                    return Errno.EINVAL;
                }
                if (!table(word)) {
                    task.port().warn("bad entry at level " + level + ", cleared");
                    task.set(slot, level, 0);
                    word = 0;
                }
            }
            if (none(word)) {
                word = newTable(task, slot, level, va);
                if (word == 0) {
                    return Errno.ENOMEM;
                }
            }
            int result = level(task, tables.address(word), level + 1, va, next, set, clear);
            if (result != 0) {
                return result;
            }
            va = next;
        }
        return 0;
    }

    /**
     * {@code pud_alloc}, {@code pmd_alloc}, {@code pte_alloc_kernel}: a table of zeros.
     *
     * @return its descriptor, or 0 if there is no page
     */
    private static long newTable(KernelTask task, long slot, int level, long va) {
        KernelTables tables = task.tables();
        Port port = task.port();
        long table = port.allocateTable(level + 1, va & -tables.bytes(level));
        if (table == Port.NO_PAGE) {
            return 0;
        }
        // The allocator hands out zeros (GFP_PGTABLE_KERNEL has __GFP_ZERO); a page that has been used is cleared here.
        for (int i = 0; i < tables.entries(); i++) {
            if (port.load(table + 8L * i) != 0) {
                port.store(table + 8L * i, 0);
            }
        }
        KernelLock lock = task.kernel().pageTableLock();
        port.lock(lock);
        long word = port.load(slot);
        if (none(word)) {
            port.barrier(Barrier.DMB_ISHST);
            word = tables.encode(table) | KernelWords.TABLE_KERNEL;
            task.set(slot, level, word);
            port.unlock(lock);
        } else {
            // Somebody else was faster.
            port.unlock(lock);
            port.freeTable(table);
        }
        return word;
    }

    private static void pages(KernelTask task, long table, long start, long end, long set, long clear) {
        KernelTables tables = task.tables();
        task.enterLazyMmu();
        for (long va = start; va != end; va += tables.pageBytes()) {
            long slot = tables.slot(table, KernelTables.PTE, va);
            task.set(slot, KernelTables.PTE, AttributeChange.apply(task, task.load(slot), set, clear));
        }
        task.leaveLazyMmu();
    }
}

package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.present;

/**
 * {@code vunmap_range}: clears every slot of a range of the vmalloc area, none ones included, in ascending order, by exchange.
 * No barrier and no TLB invalidation: the addresses are not used again before the lazy purge.
 */
public final class Vunmap {
    private Vunmap() {}

    /** Clears [start, end). */
    public static void range(KernelTask task, long start, long end) {
        level(task, task.tables().root(), task.tables().rootLevel(), start, end);
    }

    private static void level(KernelTask task, long table, int level, long start, long end) {
        KernelTables tables = task.tables();
        long va = start;
        while (va != end) {
            long next = tables.pieceEnd(va, end, level);
            long slot = tables.slot(table, level, va);
            if (level == KernelTables.PTE) {
                task.port().exchange(slot, 0);
            } else {
                long word = task.load(slot);
                if (!none(word)) {
                    if (present(word) && tables.leaf(word, level)) {
                        if (next - va != tables.bytes(level)) {
                            task.port().warn("part of a block is unmapped");
                        }
                        task.port().store(slot, 0);
                    } else {
                        level(task, tables.address(word), level + 1, va, next);
                    }
                }
            }
            va = next;
        }
    }
}

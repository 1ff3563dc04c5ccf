package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.TlbFlush;

/**
 * How Linux 7.2 writes to text that is mapped read-only ({@code patch_map}, {@code patch_unmap}): through a second, writable
 * mapping of the page in the fixmap's slot FIX_TEXT_POKE0, which exists for the one write. The tables of the text's own
 * mapping are not touched.
 */
public final class TextPoke {
    private TextPoke() {}

    /**
     * Maps a page, and unmaps it with its own TLB invalidation.
     *
     * @param va address of the slot, whose tables exist
     * @param page physical address of the page of text
     */
    public static void page(KernelTask task, long va, long page) {
        KernelTables tables = task.tables();
        long table = tables.root();
        for (int level = tables.rootLevel(); level < KernelTables.PTE; level++) {
            table = tables.address(task.load(tables.slot(table, level, va)));
        }
        long slot = tables.slot(table, KernelTables.PTE, va);
        task.set(slot, KernelTables.PTE, new Protections(task.options()).kernel() | tables.encode(page));
        task.set(slot, KernelTables.PTE, 0);
        TlbFlush.kernelRange(task, va, va + tables.pageBytes());
    }
}

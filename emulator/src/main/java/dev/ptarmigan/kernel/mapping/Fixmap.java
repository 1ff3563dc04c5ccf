package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.TlbFlush;

/**
 * The fixmap slots through which {@code __create_pgd_mapping} writes tables, one for each level: FIX_PTE, FIX_PMD, FIX_PUD,
 * FIX_P4D. A slot is made valid, used, and cleared with its own TLB invalidation; clearing it also makes what was
 * written through it visible to table walks.
 */
public final class Fixmap {
    private final long pteTable;
    private final long slotPte;
    private final long protection;

    /**
     * A fixmap.
     *
     * @param pteTable physical address of the PTE table that maps the slots ({@code bm_pte})
     * @param fixPte virtual address of FIX_PTE; FIX_PMD, FIX_PUD and FIX_P4D lie one page below each other under it
     * @param protection what a slot maps with: PAGE_KERNEL (FIXMAP_PAGE_NORMAL)
     */
    public Fixmap(long pteTable, long fixPte, long protection) {
        this.pteTable = pteTable;
        this.slotPte = fixPte;
        this.protection = protection;
    }

    /** Virtual address of the slot for tables of a level. */
    public long va(KernelTables tables, int level) {
        return slotPte - (KernelTables.PTE - level) * tables.pageBytes();
    }

    /** {@code pte_set_fixmap} and its siblings. */
    void set(KernelTask task, int level, long table) {
        KernelTables tables = task.tables();
        long slot = tables.slot(pteTable, KernelTables.PTE, va(tables, level));
        task.set(slot, KernelTables.PTE, protection | tables.encode(table));
    }

    /** {@code pte_clear_fixmap} and its siblings. */
    void clear(KernelTask task, int level) {
        KernelTables tables = task.tables();
        long va = va(tables, level);
        task.port().store(tables.slot(pteTable, KernelTables.PTE, va), 0);
        TlbFlush.kernelRange(task, va, va + tables.pageBytes());
    }
}

package dev.ptarmigan.kernel.mapping;

import static dev.ptarmigan.descriptors.LinuxPte.cont;
import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.table;
import static dev.ptarmigan.descriptors.LinuxPte.valid;
import static dev.ptarmigan.kernel.KernelTables.PMD;
import static dev.ptarmigan.kernel.KernelTables.PTE;
import static dev.ptarmigan.kernel.KernelTables.PUD;
import static dev.ptarmigan.kernel.KernelTables.aligned;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.KernelWords;
import dev.ptarmigan.kernel.TlbFlush;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import org.jspecify.annotations.Nullable;

/**
 * {@code __create_pgd_mapping} (Linux 7.2, {@code arch/arm64/mm/mmu.c}): maps physical memory with the largest leaves that
 * alignment, flags and what is there already allow. Tables that exist stay tables and groups that are not contiguous stay
 * so; coarser leaves are rewritten in place, which is legal only if {@link PgAttrChange} says so.
 *
 * <p>Nothing is undone on failure.
 */
public final class MappingBuilder {
    /** NO_BLOCK_MAPPINGS: no blocks. */
    public static final int NO_BLOCK = 1;
    /** NO_CONT_MAPPINGS: no Contiguous groups. */
    public static final int NO_CONT = 1 << 1;
    /** NO_EXEC_MAPPINGS: new tables have PXNTable. */
    public static final int NO_EXEC = 1 << 2;

    private final KernelTask task;
    private final KernelTables tables;
    private final @Nullable Fixmap fixmap;
    private boolean mayAllocate;
    private int flags;

    /**
     * Maps as a task.
     *
     * @param fixmap the slots through which tables are reached; null if the caller can write them anyway. Then one
     *     {@code dsb ishst; isb} stands where a slot would be cleared
     */
    public MappingBuilder(KernelTask task, @Nullable Fixmap fixmap) {
        this.task = task;
        this.tables = task.tables();
        this.fixmap = fixmap;
    }

    /**
     * Maps [virt, virt + size).
     *
     * @param prot a page's word without address, see {@link Protections}
     * @param mappingFlags of {@link #NO_BLOCK}, {@link #NO_CONT}, {@link #NO_EXEC}
     * @return 0, −EINVAL if physical and virtual address differ within a page, −ENOMEM
     * @throws KernelBugException if a finer mapping is asked for where a block is, or a live leaf would be changed in a way
     *     that needs break-before-make
     */
    public int createPgdMapping(long phys, long virt, long size, long prot, int mappingFlags) {
        return create(phys, virt, size, prot, mappingFlags, true);
    }

    /**
     * {@code update_mapping_prot}: changes the protection of what is mapped and flushes it. Never makes a table.
     *
     * @throws KernelBugException as {@link #createPgdMapping}, and if a table is missing
     */
    public void updateMappingProtection(long phys, long virt, long size, long prot) {
        create(phys, virt, size, prot, 0, false);
        TlbFlush.kernelRange(task, virt, virt + size);
    }

    private int create(long phys, long virt, long size, long prot, int mappingFlags, boolean allocate) {
        long page = tables.pageBytes();
        if (!aligned(phys ^ virt, page)) {
            task.port()
                    .warn("physical " + Hex.address(phys) + " and virtual " + Hex.address(virt)
                            + " address differ within a page");
            return Errno.EINVAL;
        }
        long start = virt & -page;
        long end = virt + size + page - 1 & -page;
        task.port().lock(task.kernel().fixmapLock());
        flags = mappingFlags;
        mayAllocate = allocate;
        try {
            return upper(tables.root(), tables.rootLevel(), start, end, phys & -page, prot);
        } finally {
            task.port().unlock(task.kernel().fixmapLock());
        }
    }

    /** Entries of a table: {@code alloc_init_p4d}, {@code alloc_init_pud} and their siblings. */
    private int upper(long table, int level, long start, long end, long phys, long prot) {
        if (level == PMD) {
            return groups(table, level, start, end, phys, prot);
        }
        long va = start;
        long pa = phys;
        while (va != end) {
            long next = tables.pieceEnd(va, end, level);
            long slot = tables.slot(table, level, va);
            long word = task.load(slot);
            int result;
            if (level == PUD && tables.pudBlocks() && blockFits(va, next, pa, level) && !table(word)) {
                result = setHuge(slot, level, word, pa, prot);
            } else {
                result = descend(slot, level, word, va, next, pa, prot);
            }
            if (result != 0) {
                return result;
            }
            pa += next - va;
            va = next;
        }
        return 0;
    }

    /** {@code alloc_init_cont_pmd} and {@code alloc_init_cont_pte}: group by group. */
    private int groups(long table, int level, long start, long end, long phys, long prot) {
        long group = tables.contiguousBytes(level);
        long va = start;
        long pa = phys;
        while (va != end) {
            long boundary = (va & -group) + group;
            long next = Long.compareUnsigned(boundary - 1, end - 1) < 0 ? boundary : end;
            boolean contiguous = (flags & NO_CONT) == 0
                    && aligned(va | next | pa, group)
                    && !holdsSingleEntries(tables.slot(table, level, va), level);
            long groupProt = contiguous ? prot | KernelWords.CONT : prot;
            if (level == PTE) {
                pages(table, va, next, pa, groupProt);
            } else {
                int result = blocks(table, va, next, pa, groupProt);
                if (result != 0) {
                    return result;
                }
            }
            pa += next - va;
            va = next;
        }
        return 0;
    }

    /** Whether a member of a group is valid and not contiguous; a table is such a one. */
    private boolean holdsSingleEntries(long first, int level) {
        for (int i = 0; i < tables.contiguousEntries(level); i++) {
            long word = task.load(first + (long) i * Long.BYTES);
            if (valid(word) && !cont(word)) {
                return true;
            }
        }
        return false;
    }

    /** {@code init_pmd}. */
    private int blocks(long table, long start, long end, long phys, long prot) {
        long va = start;
        long pa = phys;
        while (va != end) {
            long next = tables.pieceEnd(va, end, PMD);
            long slot = tables.slot(table, PMD, va);
            long word = task.load(slot);
            int result = blockFits(va, next, pa, PMD) && !table(word)
                    ? setHuge(slot, PMD, word, pa, prot)
                    : descend(slot, PMD, word, va, next, pa, prot);
            if (result != 0) {
                return result;
            }
            pa += next - va;
            va = next;
        }
        return 0;
    }

    private boolean blockFits(long va, long next, long pa, int level) {
        return (flags & NO_BLOCK) == 0 && aligned(va | next | pa, tables.bytes(level));
    }

    /** {@code pmd_set_huge} and {@code pud_set_huge}: a refused change is only warned of. */
    private int setHuge(long slot, int level, long word, long pa, long prot) {
        long block = Protections.block(prot) | tables.encode(pa);
        if (!PgAttrChange.isSafe(word, block)) {
            task.port()
                    .warn("the block " + Hex.word(word) + " cannot become " + Hex.word(block)
                            + " without break-before-make");
            return 0;
        }
        task.set(slot, level, block);
        return 0;
    }

    /** Goes to the next level, through the table that is there or a new one. */
    private int descend(long slot, int level, long word, long va, long next, long pa, long prot) {
        if (tables.leaf(word, level)) {
            throw KernelBugException.bug("a table is needed at " + Hex.word(va) + " where the leaf " + Hex.word(word)
                    + " of level " + level + " maps more");
        }
        long table;
        if (none(word)) {
            if (!mayAllocate) {
                throw KernelBugException.bug("nothing is mapped at " + Hex.word(va) + ", and no table may be made");
            }
            table = task.port().allocateTable(level + 1, va & -tables.bytes(level));
            if (table == Port.NO_PAGE) {
                return Errno.ENOMEM;
            }
            open(level + 1, table);
            clear(table);
            task.set(slot, level, tables.encode(table) | tableAttributes());
        } else if (!table(word)) {
            throw KernelBugException.bug(
                    "the entry " + Hex.word(word) + " of level " + level + " at " + Hex.word(va) + " is bad");
        } else {
            table = tables.address(word);
            open(level + 1, table);
        }
        int result =
                level + 1 == PTE ? groups(table, PTE, va, next, pa, prot) : upper(table, level + 1, va, next, pa, prot);
        close(level + 1);
        return result;
    }

    private long tableAttributes() {
        return KernelWords.TABLE_KERNEL | ((flags & NO_EXEC) != 0 ? KernelWords.TABLE_PXN : 0);
    }

    /** {@code init_clear_pgtable}. Words that are zero already are not stored again. */
    private void clear(long table) {
        for (int i = 0; i < tables.entries(); i++) {
            long slot = table + (long) i * Long.BYTES;
            if (task.load(slot) != 0) {
                task.port().store(slot, 0);
            }
        }
        task.port().barrier(Barrier.DSB_ISHST);
    }

    private void open(int level, long table) {
        if (fixmap != null) {
            fixmap.set(task, level, table);
        }
    }

    private void close(int level) {
        if (fixmap != null) {
            fixmap.clear(task, level);
        } else {
            task.port().barrier(Barrier.DSB_ISHST);
            task.port().barrier(Barrier.ISB);
        }
    }

    /** {@code init_pte}: stores without barriers; those come when the fixmap slot is cleared. */
    private void pages(long table, long start, long end, long phys, long prot) {
        long page = tables.pageBytes();
        long pa = phys;
        for (long va = start; va != end; va += page) {
            long slot = tables.slot(table, PTE, va);
            long old = task.load(slot);
            long word = prot | tables.encode(pa);
            task.port().store(slot, word);
            if (!PgAttrChange.isSafe(old, word)) {
                throw KernelBugException.bug("the page " + Hex.word(old) + " at " + Hex.word(va) + " cannot become "
                        + Hex.word(word) + " without break-before-make");
            }
            pa += page;
        }
    }
}

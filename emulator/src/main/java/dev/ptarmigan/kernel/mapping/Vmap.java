package dev.ptarmigan.kernel.mapping;

import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.present;
import static dev.ptarmigan.descriptors.LinuxPte.table;
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

/**
 * {@code vmap_range} and {@code vmap_pages_range} ({@code mm/vmalloc.c}, Linux 7.2): maps pages into free addresses of vmalloc
 * space, with blocks and Contiguous pages where size and alignment allow.
 *
 * <p>Results are 0 or −ENOMEM; what was mapped before a failure stays and is the caller's to unmap.
 */
public final class Vmap {
    /** A largest leaf of any size. */
    public static final int NO_LIMIT = Long.SIZE - 1;

    private final KernelTask task;
    private final KernelTables tables;

    /** Maps as a task. */
    public Vmap(KernelTask task) {
        this.task = task;
        this.tables = task.tables();
    }

    /**
     * Maps [start, end) to consecutive physical memory.
     *
     * @param prot a page's word without address
     * @param maxShift binary logarithm of the largest leaf allowed, {@link #NO_LIMIT} for all
     * @throws KernelBugException if an address is mapped already
     */
    public int range(long start, long end, long phys, long prot, int maxShift) {
        return level(tables.root(), tables.rootLevel(), start, end, phys, prot, maxShift);
    }

    /** Maps single pages one after the other from an address ({@code vmap_small_pages_range}). */
    public int pages(long start, long[] pages, long prot) {
        task.enterLazyMmu();
        try {
            long va = start;
            for (long page : pages) {
                long table = pteTable(va);
                if (table == Port.NO_PAGE) {
                    return Errno.ENOMEM;
                }
                long slot = tables.slot(table, PTE, va);
                refuseMapped(slot, va);
                task.set(slot, PTE, prot | tables.encode(page));
                va += tables.pageBytes();
            }
            return 0;
        } finally {
            task.leaveLazyMmu();
        }
    }

    private long pteTable(long va) {
        long table = tables.root();
        for (int level = tables.rootLevel(); level < PTE; level++) {
            table = tableBelow(tables.slot(table, level, va), level, va);
            if (table == Port.NO_PAGE) {
                return table;
            }
        }
        return table;
    }

    private int level(long table, int level, long start, long end, long phys, long prot, int maxShift) {
        if (level == PTE) {
            return pageLevel(table, start, end, phys, prot, maxShift);
        }
        long va = start;
        long pa = phys;
        while (va != end) {
            long next = tables.pieceEnd(va, end, level);
            long slot = tables.slot(table, level, va);
            if (!tryHuge(slot, level, va, next, pa, prot, maxShift)) {
                long below = tableBelow(slot, level, va);
                int result =
                        below == Port.NO_PAGE ? Errno.ENOMEM : level(below, level + 1, va, next, pa, prot, maxShift);
                if (result != 0) {
                    return result;
                }
            }
            pa += next - va;
            va = next;
        }
        return 0;
    }

    /** {@code vmap_try_huge_pmd}, {@code vmap_try_huge_pud}: a block, if one fits and a table left there can be freed. */
    private boolean tryHuge(long slot, int level, long va, long next, long pa, long prot, int maxShift) {
        boolean supported = level == PMD || level == PUD && tables.pudBlocks();
        long size = supported ? tables.bytes(level) : 0;
        if (!supported || maxShift < Long.numberOfTrailingZeros(size) || next - va != size || !aligned(va | pa, size)) {
            return false;
        }
        long word = task.load(slot);
        if (present(word) && !freeTable(slot, level, word, va)) {
            return false;
        }
        long block = Protections.block(prot) | tables.encode(pa);
        if (!PgAttrChange.isSafe(task.load(slot), block)) {
            return false;
        }
        task.set(slot, level, block);
        return true;
    }

    /**
     * {@code pmd_free_pte_page}, {@code pud_free_pmd_page}: takes an empty table out and frees it. Walks that may be caching it
     * are invalidated first, at all levels. ptdump is kept out by {@code mmap_lock}; if that is taken, the mapping gets smaller
     * leaves instead.
     */
    private boolean freeTable(long slot, int level, long word, long va) {
        if (!table(word)) {
            task.port().warn("a leaf is in the way at " + Hex.word(va) + ": " + Hex.word(word));
            return false;
        }
        if (!task.port().tryLock(task.kernel().mmapLock())) {
            return false;
        }
        takeOut(slot, level, word, va);
        task.port().unlock(task.kernel().mmapLock());
        return true;
    }

    private void takeOut(long slot, int level, long word, long va) {
        long table = tables.address(word);
        if (level < PMD) {
            for (int i = 0; i < tables.entries(); i++) {
                long below = table + (long) i * Long.BYTES;
                long entry = task.load(below);
                if (present(entry)) {
                    takeOut(below, level + 1, entry, va + i * tables.bytes(level + 1));
                }
            }
        }
        task.set(slot, level, 0);
        TlbFlush.tableEntry(task, va);
        task.port().freeTable(table);
    }

    /** {@code pmd_alloc_track} and its siblings: the table below an entry, made if there is none. */
    private long tableBelow(long slot, int level, long va) {
        long word = task.load(slot);
        if (none(word)) {
            long page = task.port().allocateTable(level + 1, va & -tables.bytes(level));
            if (page == Port.NO_PAGE) {
                return page;
            }
            task.port().lock(task.kernel().pageTableLock());
            word = task.load(slot);
            if (none(word)) {
                task.port().barrier(Barrier.DMB_ISHST);
                word = tables.encode(page) | KernelWords.TABLE_KERNEL;
                task.set(slot, level, word);
            } else {
                task.port().freeTable(page);
            }
            task.port().unlock(task.kernel().pageTableLock());
        }
        if (!table(word)) {
            throw KernelBugException.bug(
                    "the leaf " + Hex.word(word) + " of level " + level + " already maps " + Hex.word(va));
        }
        return tables.address(word);
    }

    /** {@code vmap_pte_range}. */
    private int pageLevel(long table, long start, long end, long phys, long prot, int maxShift) {
        long group = tables.contiguousBytes(PTE);
        boolean groups = maxShift >= Long.numberOfTrailingZeros(group);
        task.enterLazyMmu();
        try {
            long va = start;
            long pa = phys;
            while (va != end) {
                long slot = tables.slot(table, PTE, va);
                refuseMapped(slot, va);
                boolean contiguous = groups && end - va >= group && aligned(va | pa, group);
                long size = contiguous ? group : tables.pageBytes();
                long word = contiguous ? prot | KernelWords.CONT : prot;
                for (long offset = 0; offset < size; offset += tables.pageBytes()) {
                    task.set(slot, PTE, word | tables.encode(pa + offset));
                    slot += Long.BYTES;
                }
                va += size;
                pa += size;
            }
            return 0;
        } finally {
            task.leaveLazyMmu();
        }
    }

    private void refuseMapped(long slot, long va) {
        long word = task.load(slot);
        if (!none(word)) {
            throw KernelBugException.bug(Hex.word(va) + " is mapped already: " + Hex.word(word));
        }
    }
}

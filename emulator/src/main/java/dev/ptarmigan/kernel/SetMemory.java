package dev.ptarmigan.kernel;

import static dev.ptarmigan.kernel.KernelWords.GP;
import static dev.ptarmigan.kernel.KernelWords.PRESENT_INVALID;
import static dev.ptarmigan.kernel.KernelWords.PXN;
import static dev.ptarmigan.kernel.KernelWords.RDONLY;
import static dev.ptarmigan.kernel.KernelWords.WRITE;

import dev.ptarmigan.descriptors.LinuxPte;
import java.util.function.LongUnaryOperator;

/**
 * The kernel's interface for changing permissions of its own mappings: {@code set_memory_*} and {@code set_direct_map_*}
 * (Linux 7.2, {@code arch/arm64/mm/pageattr.c}). How a range is changed is the strategy's business; what is asked of it,
 * the checks, the linear alias and the results are here.
 *
 * <p>Results are 0 or a negative error number, see {@link Errno}.
 */
public abstract class SetMemory {
    /** A short name: {@code linux}, {@code legacy} … */
    public abstract String name();

    /** Changes a range and does no TLB maintenance ({@code update_range_prot}). */
    protected abstract int updateRange(KernelTask task, long start, long size, long set, long clear);

    /** Changes a range and flushes it ({@code __change_memory_common}); a change that only makes entries valid needs no flush. */
    protected int changeRange(KernelTask task, long start, long size, long set, long clear) {
        int result = updateRange(task, start, size, set, clear);
        boolean onlyMadeValid = set == KernelWords.presentValidKernel(task.options()) && clear == PRESENT_INVALID;
        if (!onlyMadeValid) {
            TlbFlush.kernelRange(task, start, start + size);
        }
        return result;
    }

    /** {@code set_memory_ro}. */
    public int setReadOnly(KernelTask task, long va, int pages) {
        return changeArea(task, va, pages, RDONLY, WRITE);
    }

    /** {@code set_memory_rw}. */
    public int setReadWrite(KernelTask task, long va, int pages) {
        return changeArea(task, va, pages, WRITE, RDONLY);
    }

    /** {@code set_memory_nx}. */
    public int setNoExecute(KernelTask task, long va, int pages) {
        return changeArea(task, va, pages, PXN, task.options().bti() ? GP : 0);
    }

    /** {@code set_memory_x}. */
    public int setExecute(KernelTask task, long va, int pages) {
        return changeArea(task, va, pages, task.options().bti() ? GP : 0, PXN);
    }

    /** {@code set_memory_rox}: read-only, then executable; at no moment both writable and executable. */
    public int setReadOnlyExecute(KernelTask task, long va, int pages) {
        int result = setReadOnly(task, va, pages);
        return result != 0 ? result : setExecute(task, va, pages);
    }

    /** {@code set_memory_valid}: of the linear map. */
    public int setValid(KernelTask task, long va, int pages, boolean enable) {
        long size = pages * task.tables().pageBytes();
        long valid = KernelWords.presentValidKernel(task.options());
        return enable
                ? changeRange(task, va, size, valid, PRESENT_INVALID)
                : changeRange(task, va, size, PRESENT_INVALID, valid);
    }

    /** {@code set_direct_map_invalid_noflush} of the page at a linear address. */
    public int setDirectMapInvalid(KernelTask task, long va) {
        if (!task.options().canSetDirectMap()) {
            return 0;
        }
        long valid = KernelWords.presentValidKernel(task.options());
        return updateRange(task, va, task.tables().pageBytes(), PRESENT_INVALID, valid);
    }

    /** {@code set_direct_map_default_noflush} of the page at a linear address. */
    public int setDirectMapDefault(KernelTask task, long va) {
        if (!task.options().canSetDirectMap()) {
            return 0;
        }
        long valid = KernelWords.presentValidKernel(task.options());
        return updateRange(task, va, task.tables().pageBytes(), valid | WRITE, PRESENT_INVALID | RDONLY);
    }

    /** {@code set_direct_map_valid_noflush}; despite its name it flushes what it makes invalid. */
    public int setDirectMapValid(KernelTask task, long va, int pages, boolean valid) {
        return task.options().canSetDirectMap() ? setValid(task, va, pages, valid) : 0;
    }

    /** {@code __change_memory_common} with masks of the caller's, for tools that call the kernel's inner function. */
    public int change(KernelTask task, long va, long size, long set, long clear) {
        return changeRange(task, va, size, set, clear);
    }

    /** {@code update_range_prot} with masks of the caller's: no TLB maintenance. */
    public int update(KernelTask task, long va, long size, long set, long clear) {
        return updateRange(task, va, size, set, clear);
    }

    /** {@code change_memory_common}: of one area of small pages that vmalloc made; read-only and writable first on its alias. */
    protected int changeArea(KernelTask task, long va, int pages, long set, long clear) {
        Kernel kernel = task.kernel();
        long page = task.tables().pageBytes();
        long size = page * pages;
        long start = va;
        long end = start + size;
        if (!KernelTables.aligned(va, page)) {
            start &= -page;
            end = start + size;
            task.port().warn("the address is not page aligned");
        }
        VmArea area = kernel.areaOf(start);
        if (area == null
                || Long.compareUnsigned(end, area.end()) > 0
                || area.flags(VmArea.ALLOC | VmArea.ALLOW_HUGE) != VmArea.ALLOC) {
            return Errno.EINVAL;
        }
        if (pages == 0) {
            return 0;
        }
        if (changesAlias(task, set, clear)) {
            int result = changeAlias(task, area, start, pages, set, clear);
            if (result != 0) {
                return result;
            }
        }
        unmapAliases(task);
        return changeRange(task, start, size, set, clear);
    }

    /** Whether the linear alias of an area is changed too: for read-only and writable, under rodata_full. */
    protected boolean changesAlias(KernelTask task, long set, long clear) {
        return task.options().rodataFull() && (set == RDONLY || clear == RDONLY);
    }

    /** Changes the linear alias of each page of a range, one page at a time. */
    protected int changeAlias(KernelTask task, VmArea area, long start, int pages, long set, long clear) {
        long page = task.tables().pageBytes();
        int first = (int) ((start - area.address()) / page);
        for (int i = 0; i < pages; i++) {
            if (first + i >= area.pageCount()) {
                task.port().warn("the range includes the guard page, which has no backing page");
                return Errno.EINVAL;
            }
            long alias = task.kernel().layout().linear(area.page(first + i));
            int result = changeRange(task, alias, page, set, clear);
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    /** {@code vm_unmap_aliases}: one flush over everything that was freed lazily. */
    protected void unmapAliases(KernelTask task) {
        long[] range = task.kernel().takeLazilyFreed();
        if (range != null) {
            TlbFlush.kernelRange(task, range[0], range[1]);
        }
    }

    /** {@code kernel_page_present} of a linear address: whether hardware would find the page. */
    public static boolean pagePresent(KernelTask task, long va) {
        KernelTables tables = task.tables();
        long table = tables.root();
        for (int level = tables.rootLevel(); ; level++) {
            long word = task.load(tables.slot(table, level, va));
            if (word == 0) {
                return false;
            }
            if (level == KernelTables.PTE || tables.leaf(word, level)) {
                return (word & KernelWords.VALID) != 0;
            }
            table = tables.address(word);
        }
    }

    /** {@code vfree} of an area: its entries are cleared, the range goes on the lazy list, permissions of the alias are reset. */
    public void free(KernelTask task, VmArea area) {
        Vunmap.range(task, area.address(), area.end());
        task.kernel().remove(area);
        if (area.has(VmArea.FLUSH_RESET_PERMS)) {
            resetAlias(task, area);
        } else {
            task.kernel().addLazilyFreed(area.address(), area.end());
        }
    }

    /** {@code vm_reset_perms}: the alias is made invalid, everything is flushed once, the alias gets its default. */
    private void resetAlias(KernelTask task, VmArea area) {
        long page = task.tables().pageBytes();
        long low = area.address();
        long high = area.end();
        for (int i = 0; i < area.pageCount(); i++) {
            long alias = task.kernel().layout().linear(area.page(i));
            setDirectMapInvalid(task, alias);
            low = Long.compareUnsigned(alias, low) < 0 ? alias : low;
            high = Long.compareUnsigned(alias + page, high) > 0 ? alias + page : high;
        }
        long[] lazy = task.kernel().takeLazilyFreed();
        if (lazy != null) {
            low = Long.compareUnsigned(lazy[0], low) < 0 ? lazy[0] : low;
            high = Long.compareUnsigned(lazy[1], high) > 0 ? lazy[1] : high;
        }
        TlbFlush.kernelRange(task, low, high);
        for (int i = 0; i < area.pageCount(); i++) {
            setDirectMapDefault(task, task.kernel().layout().linear(area.page(i)));
        }
    }

    /**
     * The physical address of the page that tables map at an address, valid or present-invalid.
     *
     * @param memory reads a word
     * @return the address, or −1 if nothing is mapped there
     */
    public static long frameOf(KernelTables tables, LongUnaryOperator memory, long va) {
        long table = tables.root();
        for (int level = tables.rootLevel(); ; level++) {
            long word = memory.applyAsLong(tables.slot(table, level, va));
            if (!LinuxPte.present(word)) {
                return -1;
            }
            if (level == KernelTables.PTE || tables.leaf(word, level)) {
                long offset = va & tables.bytes(level) - 1 & -tables.pageBytes();
                return tables.address(word) + offset;
            }
            table = tables.address(word);
        }
    }
}

package dev.ptarmigan.kernel;

import static dev.ptarmigan.kernel.KernelWords.GP;
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
    private final Walking walking;
    private final ValidEncoding encoding;
    private final AliasLoop aliasLoop;

    /**
     * What every strategy decides.
     *
     * @param walking whether the walk holds {@code init_mm.mmap_lock}
     * @param encoding how entries are made invalid
     * @param aliasLoop which linear aliases a change reaches
     */
    protected SetMemory(Walking walking, ValidEncoding encoding, AliasLoop aliasLoop) {
        this.walking = walking;
        this.encoding = encoding;
        this.aliasLoop = aliasLoop;
    }

    /** A short name: {@code linux}, {@code legacy} … */
    public abstract String name();

    /** Whether the walk holds {@code init_mm.mmap_lock}. */
    public final Walking walking() {
        return walking;
    }

    /** How entries are made invalid. */
    public final ValidEncoding encoding() {
        return encoding;
    }

    /** Changes a range and does no TLB maintenance ({@code update_range_prot}). */
    protected abstract int updateRange(KernelTask task, long start, long size, long set, long clear);

    /** Changes a range and flushes it ({@code __change_memory_common}), also after an error. */
    protected int changeRange(KernelTask task, long start, long size, long set, long clear) {
        int result = updateRange(task, start, size, set, clear);
        boolean forgotten = task.has(Flaw.NO_FLUSH_TO_WRITABLE) && set == WRITE && clear == RDONLY;
        if (!forgotten && needsFlush(task, set, clear)) {
            TlbFlush.kernelRange(task, start, start + size);
        }
        return result;
    }

    /** Whether a change needs TLB maintenance: not if it only makes entries valid, for invalid ones are not cached. */
    protected boolean needsFlush(KernelTask task, long set, long clear) {
        return set != encoding.whenValid(task.options()) || clear != encoding.whenInvalid();
    }

    /** Runs a walk over entries, in lazy MMU mode, under the lock that this strategy wants. */
    int walk(KernelTask task, long start, long end, PageWalk.Operations operations) {
        lockWalk(task);
        task.enterLazyMmu();
        int result = PageWalk.walk(task, start, end, operations);
        task.leaveLazyMmu();
        unlockWalk(task);
        return result;
    }

    /** Takes {@code init_mm.mmap_lock} if this strategy walks with it. */
    void lockWalk(KernelTask task) {
        if (walking == Walking.LOCKED) {
            task.lockMutex(task.kernel().mmapLock());
        }
    }

    /** Gives back what {@link #lockWalk} took. */
    void unlockWalk(KernelTask task) {
        if (walking == Walking.LOCKED) {
            task.port().unlock(task.kernel().mmapLock());
        }
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
        long whenValid = encoding.whenValid(task.options());
        long whenInvalid = encoding.whenInvalid();
        return enable
                ? changeRange(task, va, size, whenValid, whenInvalid)
                : changeRange(task, va, size, whenInvalid, whenValid);
    }

    /** {@code set_direct_map_invalid_noflush} of the page at a linear address. */
    public int setDirectMapInvalid(KernelTask task, long va) {
        if (!task.options().canSetDirectMap()) {
            return 0;
        }
        long page = task.tables().pageBytes();
        return updateRange(task, va, page, encoding.whenInvalid(), encoding.whenValid(task.options()));
    }

    /** {@code set_direct_map_default_noflush} of the page at a linear address. */
    public int setDirectMapDefault(KernelTask task, long va) {
        if (!task.options().canSetDirectMap()) {
            return 0;
        }
        long set = encoding.whenValid(task.options()) | WRITE;
        return updateRange(task, va, task.tables().pageBytes(), set, encoding.whenInvalid() | RDONLY);
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
        if (area == null || Long.compareUnsigned(end, area.end()) > 0 || !accepts(area)) {
            return Errno.EINVAL;
        }
        if (pages == 0) {
            return 0;
        }
        if (changesAlias(task, set, clear)) {
            int result = aliasLoop == AliasLoop.RANGE
                    ? changeAlias(task, area, start, pages, set, clear)
                    : changeWholeAlias(task, area, set, clear);
            if (result != 0) {
                return result;
            }
        }
        UnmapAliases.flush(task);
        return changeRange(task, start, size, set, clear);
    }

    /** Whether permissions of an area may be changed: it is vmalloc's, of small pages. */
    protected boolean accepts(VmArea area) {
        return area.flags(VmArea.ALLOC | VmArea.ALLOW_HUGE) == VmArea.ALLOC;
    }

    /** Changes the linear alias of every page of an area and forgets errors, as kernels before 6.19 did. */
    private int changeWholeAlias(KernelTask task, VmArea area, long set, long clear) {
        long page = task.tables().pageBytes();
        for (int i = 0; i < area.pageCount(); i++) {
            changeRange(task, task.kernel().layout().linear(area.page(i)), page, set, clear);
        }
        return 0;
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
        // On the lazy list before it leaves the areas: nobody may take the addresses before they are flushed.
        task.kernel().addLazilyFreed(area.address(), area.end());
        task.kernel().remove(area);
        if (area.has(VmArea.FLUSH_RESET_PERMS)) {
            resetAlias(task, area);
        }
    }

    /** {@code vm_reset_perms}: the alias is made invalid, everything is flushed once, the alias gets its default. */
    private void resetAlias(KernelTask task, VmArea area) {
        long page = task.tables().pageBytes();
        long low = -1;
        long high = 0;
        for (int i = 0; i < area.pageCount(); i++) {
            long alias = task.kernel().layout().linear(area.page(i));
            low = Long.compareUnsigned(alias, low) < 0 ? alias : low;
            high = Long.compareUnsigned(alias + page, high) > 0 ? alias + page : high;
        }
        for (int i = 0; i < area.pageCount(); i++) {
            setDirectMapInvalid(task, task.kernel().layout().linear(area.page(i)));
        }
        UnmapAliases.flush(task, low, high, area.pageCount() > 0);
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

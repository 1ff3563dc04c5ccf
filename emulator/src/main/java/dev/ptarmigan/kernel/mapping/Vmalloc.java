package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.UnmapAliases;
import dev.ptarmigan.kernel.VmArea;
import dev.ptarmigan.kernel.Vunmap;
import dev.ptarmigan.machine.Port;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * vmalloc space ({@code mm/vmalloc.c}, Linux 7.2): areas with a guard page behind them, at the lowest addresses that are free,
 * registered with their kernel. A null result is Linux's NULL: no memory, or no addresses; nothing is left behind then but
 * tables.
 */
public final class Vmalloc {
    private final KernelTask task;
    private final KernelTables tables;
    private final PageSource pages;
    private final Protections protections;
    private final Vmap vmap;

    /** vmalloc as a task uses it. */
    public Vmalloc(KernelTask task, PageSource pages) {
        this.task = task;
        this.tables = task.tables();
        this.pages = pages;
        this.protections = new Protections(task.options());
        this.vmap = new Vmap(task);
    }

    /** {@code vmalloc}: single pages, PAGE_KERNEL. */
    public @Nullable VmArea allocate(long sizeBytes) {
        return allocate(sizeBytes, protections.kernel(), 0);
    }

    /**
     * {@code __vmalloc_node_range}.
     *
     * @param flags further flags of the area; with {@link VmArea#ALLOW_HUGE} it may get blocks or Contiguous pages
     */
    public @Nullable VmArea allocate(long sizeBytes, long prot, int flags) {
        if (sizeBytes <= 0) {
            throw new IllegalArgumentException("sizeBytes=" + sizeBytes + ", expected a positive size");
        }
        boolean huge = (flags & VmArea.ALLOW_HUGE) != 0 && task.options().hugeVmalloc();
        int shift = huge ? hugeShift(sizeBytes) : tables.granule().pageShift();
        VmArea area = allocate(sizeBytes, prot, flags, shift);
        if (area == null && shift > tables.granule().pageShift()) {
            area = allocate(sizeBytes, prot, flags, tables.granule().pageShift());
        }
        return area;
    }

    /** {@code vmalloc_huge}. */
    public @Nullable VmArea allocateHuge(long sizeBytes) {
        return allocate(sizeBytes, protections.kernel(), VmArea.ALLOW_HUGE);
    }

    private int hugeShift(long sizeBytes) {
        long block = tables.bytes(KernelTables.PMD);
        long group = tables.contiguousBytes(KernelTables.PTE);
        long largest = sizeBytes >= block ? block : sizeBytes >= group ? group : tables.pageBytes();
        return Long.numberOfTrailingZeros(largest);
    }

    private @Nullable VmArea allocate(long sizeBytes, long prot, int flags, int shift) {
        long piece = 1L << shift;
        long size = sizeBytes + piece - 1 & -piece;
        long[] backing = new long[(int) (size / tables.pageBytes())];
        int order = shift - tables.granule().pageShift();
        for (int i = 0; i < backing.length; i += 1 << order) {
            long pa = pages.allocate(order);
            if (pa == Port.NO_PAGE) {
                release(Arrays.copyOf(backing, i));
                return null;
            }
            for (int j = 0; j < 1 << order; j++) {
                backing[i + j] = pa + j * tables.pageBytes();
            }
        }
        VmArea area = reserve(size, piece, VmArea.ALLOC | flags, backing);
        if (area == null) {
            release(backing);
            return null;
        }
        int result = order == 0 ? vmap.pages(area.address(), backing, prot) : mapPieces(area, prot, shift);
        if (result != 0) {
            drop(area);
            release(backing);
            return null;
        }
        return area;
    }

    private int mapPieces(VmArea area, long prot, int shift) {
        int step = 1 << shift - tables.granule().pageShift();
        for (int i = 0; i < area.pageCount(); i += step) {
            long va = area.address() + i * tables.pageBytes();
            int result = vmap.range(va, va + (1L << shift), area.page(i), prot, shift);
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    /** {@code vmap}: pages that are somebody else's. */
    public @Nullable VmArea map(long[] backing, long prot) {
        VmArea area = reserve(backing.length * tables.pageBytes(), tables.pageBytes(), VmArea.MAP, backing);
        if (area != null && vmap.pages(area.address(), backing, prot) != 0) {
            drop(area);
            return null;
        }
        return area;
    }

    /**
     * {@code ioremap_prot}: device memory, with the largest leaves that fit. The area is aligned to its size, at most to a block
     * (IOREMAP_MAX_ORDER).
     *
     * @param phys physical address of the first page
     * @param prot see {@link Protections#device}
     */
    public @Nullable VmArea ioremap(long phys, long sizeBytes, long prot) {
        long page = tables.pageBytes();
        long size = sizeBytes + page - 1 & -page;
        long largest = tables.bytes(tables.pudBlocks() ? KernelTables.PUD : KernelTables.PMD);
        long power = Long.highestOneBit(size - 1 | page >> 1) << 1;
        VmArea area = reserve(size, Math.min(power, largest), VmArea.IOREMAP, new long[0]);
        if (area == null) {
            return null;
        }
        int shift =
                task.options().hugeIoremap() ? Vmap.NO_LIMIT : tables.granule().pageShift();
        long start = area.address();
        if (vmap.range(start, start + size, phys, Protections.neverExecute(prot), shift) != 0) {
            drop(area);
            return null;
        }
        return area;
    }

    /** {@code vfree}, {@code vunmap} or {@code iounmap}; pages that vmalloc took are given back. */
    public void free(SetMemory strategy, VmArea area) {
        strategy.free(task, area);
        if (area.has(VmArea.ALLOC)) {
            for (int i = 0; i < area.pageCount(); i++) {
                pages.free(area.page(i));
            }
        }
    }

    /** {@code purge_vmap_area_lazy}: one flush of all that was freed lazily, whose addresses may be used again then. */
    public void purge() {
        UnmapAliases.flush(task);
    }

    private void drop(VmArea area) {
        Vunmap.range(task, area.address(), area.end());
        task.kernel().remove(area);
        task.kernel().addLazilyFreed(area.address(), area.end());
    }

    private void release(long[] backing) {
        for (long pa : backing) {
            pages.free(pa);
        }
    }

    /** {@code __get_vm_area_node}: the lowest free addresses, a guard page behind; null if there are none. */
    private @Nullable VmArea reserve(long sizeBytes, long alignment, int flags, long[] backing) {
        Kernel kernel = task.kernel();
        long size = sizeBytes + ((flags & VmArea.NO_GUARD) == 0 ? tables.pageBytes() : 0);
        task.port().lock(kernel.areaLock());
        try {
            long va = kernel.layout().vmallocStart() + alignment - 1 & -alignment;
            while (Long.compareUnsigned(va, kernel.layout().vmallocEnd() - size) <= 0) {
                long taken = takenUntil(kernel, va, va + size);
                if (taken == 0) {
                    VmArea area = new VmArea(va, size, flags, backing);
                    kernel.add(area);
                    return area;
                }
                va = taken + alignment - 1 & -alignment;
            }
            return null;
        } finally {
            task.port().unlock(kernel.areaLock());
        }
    }

    private static long takenUntil(Kernel kernel, long start, long end) {
        for (VmArea area : kernel.areas()) {
            if (Long.compareUnsigned(area.address(), end) < 0 && Long.compareUnsigned(start, area.end()) < 0) {
                return area.end();
            }
        }
        return kernel.lazilyFreedEnd(start, end);
    }
}

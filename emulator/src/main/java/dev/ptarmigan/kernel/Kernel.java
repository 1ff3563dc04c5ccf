package dev.ptarmigan.kernel;

import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The state of one kernel that its tasks share: configuration, tables, address space, vm areas and locks. The tables
 * themselves are in the machine's memory.
 */
public final class Kernel {
    /** An address that nobody has told. */
    static final long UNKNOWN = -1;

    private final KernelOptions options;
    private final KernelTables tables;
    private final KernelLayout layout;
    private final List<VmArea> areas = new CopyOnWriteArrayList<>();
    private final List<long[]> lazilyFreed = new ArrayList<>();
    private final List<long[]> beingPurged = new ArrayList<>();
    private final KernelLock splitLock = new KernelLock("pgtable_split_lock");
    private final KernelLock mmapLock = new KernelLock("init_mm.mmap_lock");
    private final KernelLock swapperLock = new KernelLock("swapper_pgdir_lock");
    private final KernelLock fixmapLock = new KernelLock("fixmap_lock");
    private final KernelLock pageTableLock = new KernelLock("init_mm.page_table_lock");
    private final KernelLock areaLock = new KernelLock("vmap_area_lock");
    private final KernelLock purgeLock = new KernelLock("vmap_purge_lock");
    private long kfenceStart;
    private long kfenceEnd;
    private boolean swapperWritable;
    private long fixmapPgdSlot = UNKNOWN;
    private long fixmapPgd;

    /** A kernel over tables that exist already. */
    public Kernel(KernelOptions options, KernelTables tables, KernelLayout layout) {
        this.options = options;
        this.tables = tables;
        this.layout = layout;
        this.swapperWritable = options.rodata() == KernelOptions.Rodata.OFF;
    }

    /** Configuration. */
    public KernelOptions options() {
        return options;
    }

    /** The geometry of its tables. */
    public KernelTables tables() {
        return tables;
    }

    /** Its address space. */
    public KernelLayout layout() {
        return layout;
    }

    /** A task of this kernel on the PE that a port belongs to. */
    public KernelTask task(Port port) {
        return new KernelTask(this, port, Set.of());
    }

    /** A task that gets some steps wrong on purpose. */
    public KernelTask task(Port port, Set<Flaw> flaws) {
        return new KernelTask(this, port, flaws);
    }

    /** {@code pgtable_split_lock}: serialises splits. */
    public KernelLock splitLock() {
        return splitLock;
    }

    /** {@code init_mm.mmap_lock}; one holder at a time, readers too. */
    public KernelLock mmapLock() {
        return mmapLock;
    }

    KernelLock swapperLock() {
        return swapperLock;
    }

    /** {@code fixmap_lock}: serialises {@code __create_pgd_mapping}. */
    public KernelLock fixmapLock() {
        return fixmapLock;
    }

    /** {@code init_mm.page_table_lock}: held while a table is put into an empty entry. */
    public KernelLock pageTableLock() {
        return pageTableLock;
    }

    /** The lock of the list of vm areas. */
    public KernelLock areaLock() {
        return areaLock;
    }

    /** {@code vmap_purge_lock}: held from the moment lazily freed ranges leave their list until they are flushed. */
    public KernelLock purgeLock() {
        return purgeLock;
    }

    /** Adds a vm area. */
    public void add(VmArea area) {
        areas.add(area);
    }

    /** The vm areas. */
    public List<VmArea> areas() {
        return List.copyOf(areas);
    }

    /** {@code find_vm_area}: the area that holds an address, or null. */
    public @Nullable VmArea areaOf(long va) {
        for (VmArea area : areas) {
            if (area.contains(va)) {
                return area;
            }
        }
        return null;
    }

    /** Removes an area. */
    public void remove(VmArea area) {
        areas.remove(area);
    }

    /** Puts a freed range on the list of the lazy purge; its TLB entries may still be there. */
    public void addLazilyFreed(long start, long end) {
        synchronized (lazilyFreed) {
            lazilyFreed.add(new long[] {start, end});
        }
    }

    /** The end of a range that was freed lazily, is not flushed yet and holds one of the addresses [start, end), or 0. */
    public long lazilyFreedEnd(long start, long end) {
        synchronized (lazilyFreed) {
            long found = endOfOverlap(lazilyFreed, start, end);
            return found != 0 ? found : endOfOverlap(beingPurged, start, end);
        }
    }

    private static long endOfOverlap(List<long[]> ranges, long start, long end) {
        for (long[] range : ranges) {
            if (Long.compareUnsigned(range[0], end) < 0 && Long.compareUnsigned(start, range[1]) < 0) {
                return range[1];
            }
        }
        return 0;
    }

    /**
     * Takes the lazily freed ranges off the list, under {@link #purgeLock}. Their addresses stay taken until {@link #endPurge}.
     *
     * @return their union, {start, end}, or null if there is none
     */
    long @Nullable [] beginPurge() {
        synchronized (lazilyFreed) {
            if (lazilyFreed.isEmpty()) {
                return null;
            }
            long start = -1;
            long end = 0;
            for (long[] range : lazilyFreed) {
                start = Long.compareUnsigned(range[0], start) < 0 ? range[0] : start;
                end = Long.compareUnsigned(range[1], end) > 0 ? range[1] : end;
            }
            beingPurged.addAll(lazilyFreed);
            lazilyFreed.clear();
            return new long[] {start, end};
        }
    }

    /** The ranges that {@link #beginPurge} gave were flushed; their addresses may be used again. */
    void endPurge() {
        synchronized (lazilyFreed) {
            beingPurged.clear();
        }
    }

    /** Says where KFENCE's pool is, in the linear map. */
    public void setKfencePool(long start, long end) {
        kfenceStart = start;
        kfenceEnd = end;
    }

    /** Whether an address is in KFENCE's pool. */
    public boolean inKfencePool(long va) {
        return Long.compareUnsigned(va - kfenceStart, kfenceEnd - kfenceStart) < 0;
    }

    /**
     * Says where the fixmap window is through which {@code swapper_pg_dir} is written after boot; see
     * {@code set_swapper_pgd}.
     *
     * @param slot physical address of the window's page descriptor
     * @param va its address
     */
    public void setFixmapPgd(long slot, long va) {
        fixmapPgdSlot = slot;
        fixmapPgd = va;
    }

    /**
     * Says whether {@code swapper_pg_dir} is writable where the kernel's image maps it ({@code rodata_is_rw}): until the end of boot,
     * and for good with {@code rodata=off}. A kernel over tables that exist already has booted.
     */
    public void setSwapperWritable(boolean writable) {
        swapperWritable = writable;
    }

    boolean swapperWritable() {
        return swapperWritable;
    }

    long fixmapPgdSlot() {
        return fixmapPgdSlot;
    }

    long fixmapPgd() {
        return fixmapPgd;
    }
}

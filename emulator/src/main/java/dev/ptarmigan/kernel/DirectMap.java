package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.cont;
import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.present;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.listing.KernelVaLayout;

/** Further questions and changes of the linear map (Linux 7.2). */
public final class DirectMap {
    private DirectMap() {}

    /** {@code __kernel_map_pages} of DEBUG_PAGEALLOC: shows or hides pages of the linear map; failures are ignored. */
    public static void kernelMapPages(SetMemory strategy, KernelTask task, long va, int pages, boolean enable) {
        if (task.options().canSetDirectMap()) {
            strategy.setValid(task, va, pages, enable);
        }
    }

    /**
     * {@code prevent_memory_remove_notifier}: whether memory can be removed. It cannot if an edge of its linear map or of its
     * struct pages lies inside a leaf, because removing would have to split it.
     *
     * @param regions where vmemmap is; pages of struct page that are not mapped do not matter
     */
    public static boolean canRemove(KernelTask task, KernelVaLayout regions, long phys, long sizeBytes) {
        KernelLayout layout = task.kernel().layout();
        long start = layout.linear(phys);
        long end = start + sizeBytes;
        if (splitsLeaf(task, start) || splitsLeaf(task, end)) {
            task.port()
                    .warn("[" + Hex.address(phys) + " " + Hex.address(phys + sizeBytes)
                            + "] splits a leaf entry in linear map");
            return false;
        }
        long first = structPage(regions, start);
        long last = structPage(regions, end);
        if (splitsLeaf(task, first) || splitsLeaf(task, last)) {
            task.port()
                    .warn("[" + Hex.address(phys) + " " + Hex.address(phys + sizeBytes)
                            + "] splits a leaf entry in vmemmap");
            return false;
        }
        return true;
    }

    /** The address of the struct page of a linear address. */
    private static long structPage(KernelVaLayout regions, long linear) {
        long index = linear - regions.linearMapStart() >>> regions.granule().pageShift();
        return regions.vmemmapStart() + index * regions.pageStructBytes();
    }

    /** {@code addr_splits_kernel_leaf}: whether an address lies inside a leaf or a Contiguous group. */
    public static boolean splitsLeaf(KernelTask task, long va) {
        KernelTables tables = task.tables();
        long table = tables.root();
        for (int level = tables.rootLevel(); ; level++) {
            boolean groups = level >= KernelTables.PMD;
            if (groups && KernelTables.aligned(va, tables.contiguousBytes(level))) {
                return false;
            }
            if (level < KernelTables.PMD && KernelTables.aligned(va, tables.bytes(level))) {
                return false;
            }
            long word = task.load(tables.slot(table, level, va));
            if (level < KernelTables.PUD ? none(word) : !present(word)) {
                return false;
            }
            if (groups && cont(word)) {
                return true;
            }
            if (level == KernelTables.PTE || KernelTables.aligned(va, tables.bytes(level))) {
                return false;
            }
            if (tables.leaf(word, level)) {
                return true;
            }
            table = tables.address(word);
        }
    }
}

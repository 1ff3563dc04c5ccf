package dev.ptarmigan.kernel;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.listing.KernelVaLayout;

/**
 * Where things are in the kernel's address space.
 *
 * @param pageOffset first address of the linear map (of the VA bits in use)
 * @param pageEnd end of the linear map
 * @param physicalStart the physical address that {@code pageOffset} maps
 * @param vmallocStart first address of the vmalloc area
 * @param vmallocEnd its end
 */
public record KernelLayout(long pageOffset, long pageEnd, long physicalStart, long vmallocStart, long vmallocEnd) {
    private static final int SECTION_SHIFT = 27;
    private static final int LARGE_SECTION_SHIFT = 29;

    /**
     * The layout of a kernel that finds its memory at an address.
     *
     * @param regions where its configuration puts things
     * @param dramStart physical address of the first memory
     */
    public static KernelLayout of(KernelVaLayout regions, long dramStart) {
        return new KernelLayout(
                regions.linearMapStart(),
                regions.pageEnd(),
                physicalStart(regions.granule(), dramStart),
                regions.vmallocStart(),
                regions.vmallocEnd());
    }

    /**
     * PHYS_OFFSET: the start of memory, rounded down so that the linear map can use the largest blocks or Contiguous groups,
     * and at least to a section of the sparse memory model (ARM64_MEMSTART_ALIGN).
     */
    public static long physicalStart(Granule granule, long dramStart) {
        return dramStart & -memstartAlignment(granule);
    }

    /** ARM64_MEMSTART_ALIGN in bytes. */
    public static long memstartAlignment(Granule granule) {
        int block = switch (granule) {
            case K4 -> granule.levelShift(Format.VMSA64, KernelTables.PUD);
            case K16 ->
                granule.levelShift(Format.VMSA64, KernelTables.PMD)
                        + granule.contiguousShift(Format.VMSA64, KernelTables.PMD);
            case K64 -> granule.levelShift(Format.VMSA64, KernelTables.PMD);
        };
        int section = granule == Granule.K64 ? LARGE_SECTION_SHIFT : SECTION_SHIFT;
        return 1L << Math.max(block, section);
    }

    /**
     * {@code memstart_addr}: PHYS_OFFSET as the kernel's address arithmetic needs it. The arithmetic is made for the PAGE_OFFSET
     * of the address bits the kernel was built for; one that found fewer makes up for it here, so that the value may lie
     * below zero.
     */
    public long memstart(KernelVaLayout regions) {
        return physicalStart - (regions.linearMapStart() - regions.pageOffset());
    }

    /** The layout of a kernel whose constants and {@code memstart_addr} were recorded. */
    public static KernelLayout ofMemstart(KernelVaLayout regions, long memstart) {
        return new KernelLayout(
                regions.linearMapStart(),
                regions.pageEnd(),
                memstart + (regions.linearMapStart() - regions.pageOffset()),
                regions.vmallocStart(),
                regions.vmallocEnd());
    }

    /** {@code __is_lm_address}: whether an address is in the linear map. */
    public boolean isLinear(long va) {
        return Long.compareUnsigned(va - pageOffset, pageEnd - pageOffset) < 0;
    }

    /** The linear address of a physical one ({@code __va}). */
    public long linear(long pa) {
        return pageOffset + (pa - physicalStart);
    }

    /** The physical address of a linear one ({@code __pa}). */
    public long physical(long linear) {
        return physicalStart + (linear - pageOffset);
    }

    /** Whether an address is in the vmalloc area. */
    public boolean isVmalloc(long va) {
        return Long.compareUnsigned(va - vmallocStart, vmallocEnd - vmallocStart) < 0;
    }

    /** Whether an address is where modules are mapped: between the linear map and the vmalloc area. */
    public boolean isModules(long va) {
        return Long.compareUnsigned(va - pageEnd, vmallocStart - pageEnd) < 0;
    }
}

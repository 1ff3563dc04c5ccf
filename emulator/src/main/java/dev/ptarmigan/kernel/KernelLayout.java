package dev.ptarmigan.kernel;

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
}

package dev.ptarmigan.listing;

import dev.ptarmigan.descriptors.Granule;

/**
 * Where arm64 Linux 7.2 without KASAN puts things in the upper VA range (arch/arm64/include/asm/memory.h, pgtable.h).
 *
 * <p>Everything follows from the page size and two numbers: how many address bits the kernel was built for, and how many it
 * found at boot. A kernel built for 52 bits keeps the end of its linear map and all that lies above it where a kernel of 48
 * bits (47 with 16K pages) has them, so that it runs on both.
 *
 * @param granule the page size
 * @param vaBits CONFIG_ARM64_VA_BITS
 * @param actualVaBits vabits_actual, what the processor and the base register allow
 * @param pageStructBytes sizeof(struct page), a power of two
 */
public record KernelVaLayout(Granule granule, int vaBits, int actualVaBits, int pageStructBytes) {
    /** sizeof(struct page) of every usual configuration. */
    public static final int USUAL_PAGE_STRUCT_BYTES = 64;

    private static final long MODULES_BYTES = 2L << 30;
    private static final long GUARD_BYTES = 8L << 20;
    private static final long PCI_IO_BYTES = 16L << 20;
    private static final long TOP_BYTES = 1L << 30;
    private static final int LARGE_VA_BITS = 52;

    /** Checks the sizes. */
    public KernelVaLayout {
        int least = granule == Granule.K64 ? 42 : 36;
        if (actualVaBits < least || vaBits < actualVaBits || vaBits > LARGE_VA_BITS) {
            throw new IllegalArgumentException("vaBits=" + vaBits + ", actualVaBits=" + actualVaBits + ", expected "
                    + least + " <= actualVaBits <= vaBits <= 52");
        }
        if (Integer.bitCount(pageStructBytes) != 1) {
            throw new IllegalArgumentException("pageStructBytes=" + pageStructBytes + " is not a power of two");
        }
    }

    /** The layout with {@link #USUAL_PAGE_STRUCT_BYTES}. */
    public static KernelVaLayout of(Granule granule, int vaBits, int actualVaBits) {
        return new KernelVaLayout(granule, vaBits, actualVaBits, USUAL_PAGE_STRUCT_BYTES);
    }

    /** VA_BITS_MIN: the address bits the layout above the linear map is made for. */
    public int leastVaBits() {
        if (vaBits < LARGE_VA_BITS) {
            return vaBits;
        }
        return granule == Granule.K16 ? 47 : 48;
    }

    /** PAGE_OFFSET: the linear map of a kernel that found all the bits it was built for. */
    public long pageOffset() {
        return -1L << vaBits;
    }

    /** _PAGE_OFFSET(vabits_actual): the lowest kernel address, where the linear map really begins. */
    public long linearMapStart() {
        return -1L << actualVaBits;
    }

    /** PAGE_END: the end of the linear map. */
    public long pageEnd() {
        return -1L << leastVaBits() - 1;
    }

    /** MODULES_VADDR. */
    public long modulesStart() {
        return pageEnd();
    }

    /** MODULES_END, which is KIMAGE_VADDR. */
    public long modulesEnd() {
        return pageEnd() + MODULES_BYTES;
    }

    /** VMALLOC_START. */
    public long vmallocStart() {
        return modulesEnd();
    }

    /** VMALLOC_END, which depends on the bits found at boot. */
    public long vmallocEnd() {
        return vmemmapStart() - GUARD_BYTES;
    }

    /** Where vmemmap begins: the struct page of the first byte of the linear map. */
    public long vmemmapStart() {
        return vmemmapStart(linearMapStart());
    }

    /** VMEMMAP_START, the constant, which is for a kernel that found all the bits it was built for. */
    public long vmemmapStartConstant() {
        return vmemmapStart(pageOffset());
    }

    private long vmemmapStart(long linearStart) {
        long pages = pageEnd() - linearStart >>> granule.pageShift();
        return vmemmapEnd() - pages * pageStructBytes;
    }

    /** VMEMMAP_END. */
    public long vmemmapEnd() {
        return -TOP_BYTES;
    }

    /** PCI_IO_START. */
    public long pciIoStart() {
        return vmemmapEnd() + GUARD_BYTES;
    }

    /** PCI_IO_END. */
    public long pciIoEnd() {
        return pciIoStart() + PCI_IO_BYTES;
    }

    /** FIXADDR_TOP, from which the fixmap grows down; how far depends on the configuration. */
    public long fixmapTop() {
        return -GUARD_BYTES;
    }

    /** DEFAULT_MAP_WINDOW: where user addresses end unless a process asks for more. */
    public long userWindowEnd() {
        return 1L << Math.min(leastVaBits(), actualVaBits);
    }
}

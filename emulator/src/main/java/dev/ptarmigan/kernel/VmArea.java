package dev.ptarmigan.kernel;

/** A vm area, Linux's {@code struct vm_struct}, as far as permission changes look at it. Immutable. */
public final class VmArea {
    /** VM_ALLOC: made by vmalloc. */
    public static final int ALLOC = 1;
    /** VM_ALLOW_HUGE_VMAP: may hold blocks. */
    public static final int ALLOW_HUGE = 1 << 1;
    /** VM_MAP: made by vmap, or the kernel image. */
    public static final int MAP = 1 << 2;
    /** VM_IOREMAP. */
    public static final int IOREMAP = 1 << 3;
    /** VM_NO_GUARD: no guard page at the end. */
    public static final int NO_GUARD = 1 << 4;
    /** VM_FLUSH_RESET_PERMS: the linear alias is reset when the area is freed. */
    public static final int FLUSH_RESET_PERMS = 1 << 5;

    private final long address;
    private final long sizeBytes;
    private final int flags;
    private final long[] pages;

    /**
     * An area.
     *
     * @param address first address
     * @param sizeBytes size, the guard page included unless {@link #NO_GUARD}
     * @param flags a combination of the constants
     * @param pages physical address of each backing page, in order; empty where the area has none
     */
    public VmArea(long address, long sizeBytes, int flags, long[] pages) {
        this.address = address;
        this.sizeBytes = sizeBytes;
        this.flags = flags;
        this.pages = pages.clone();
    }

    /** First address. */
    public long address() {
        return address;
    }

    /** Size in bytes, the guard page included. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Whether all of the flags are set. */
    public boolean has(int wanted) {
        return (flags & wanted) == wanted;
    }

    /** The flags among {@code mask}. */
    public int flags(int mask) {
        return flags & mask;
    }

    /** Number of backing pages ({@code nr_pages}). */
    public int pageCount() {
        return pages.length;
    }

    /** Physical address of a backing page. */
    public long page(int index) {
        return pages[index];
    }

    /** Whether an address lies in the area. */
    public boolean contains(long va) {
        return Long.compareUnsigned(va - address, sizeBytes) < 0;
    }

    /** First address after the area, the guard page included. */
    public long end() {
        return address + sizeBytes;
    }
}

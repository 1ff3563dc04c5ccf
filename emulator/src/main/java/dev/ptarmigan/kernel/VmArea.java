package dev.ptarmigan.kernel;

/**
 * A vm area, Linux's {@code struct vm_struct}, as far as permission changes look at it.
 *
 * @param address first address
 * @param sizeBytes size, the guard page included unless {@link #NO_GUARD}
 * @param flags a combination of the constants
 * @param pages physical address of each backing page, in order; empty where the area has none (vmap of a device)
 */
public record VmArea(long address, long sizeBytes, int flags, long[] pages) {
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

    /** Whether an address lies in the area. */
    public boolean contains(long va) {
        return Long.compareUnsigned(va - address, sizeBytes) < 0;
    }

    /** First address after the area, the guard page included. */
    public long end() {
        return address + sizeBytes;
    }
}

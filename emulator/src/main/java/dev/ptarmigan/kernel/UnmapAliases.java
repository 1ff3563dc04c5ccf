package dev.ptarmigan.kernel;

/**
 * {@code vm_unmap_aliases} and the lazy purge of vmalloc space (Linux 7.2, {@code mm/vmalloc.c}): all ranges that were freed lazily
 * leave their list and are flushed at once, by one {@code flush_tlb_kernel_range} over their union. {@code vmap_purge_lock} is held
 * meanwhile, so that whoever finds the list empty waits until the flush that emptied it is done; the addresses are free to be
 * used again only then.
 */
public final class UnmapAliases {
    private UnmapAliases() {}

    /** {@code vm_unmap_aliases}: flushes what was freed lazily; nothing if there is nothing. */
    public static void flush(KernelTask task) {
        flush(task, -1, 0, false);
    }

    /**
     * {@code _vm_unmap_aliases}: the same with a range of the caller's in the union.
     *
     * @param always whether [start, end) is flushed if nothing was freed lazily
     */
    static void flush(KernelTask task, long start, long end, boolean always) {
        Kernel kernel = task.kernel();
        task.lockMutex(kernel.purgeLock());
        long[] lazy = kernel.beginPurge();
        if (lazy != null) {
            long from = Long.compareUnsigned(lazy[0], start) < 0 ? lazy[0] : start;
            long to = Long.compareUnsigned(lazy[1], end) > 0 ? lazy[1] : end;
            TlbFlush.kernelRange(task, from, to);
            kernel.endPurge();
        } else if (always) {
            TlbFlush.kernelRange(task, start, end);
        }
        task.port().unlock(kernel.purgeLock());
    }
}

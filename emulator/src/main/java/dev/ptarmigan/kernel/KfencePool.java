package dev.ptarmigan.kernel;

/** What arm64 does for KFENCE (Linux 7.2, {@code asm/kfence.h}, {@code mmu.c}): its pool must be single pages. */
public final class KfencePool {
    private KfencePool() {}

    /**
     * {@code arch_kfence_init_pool}: makes a pool that was chosen late single pages. Needs no TLB invalidation: larger entries
     * may linger, they translate the same.
     *
     * @return whether the pool can be used
     */
    public static boolean init(KernelTask task, long start, long end) {
        KernelOptions options = task.options();
        boolean mayHaveToSplit = options.bbml2NoAbort() && !options.forcePteMappingNow();
        if (mayHaveToSplit && options.kfence() != KernelOptions.Kfence.EARLY) {
            task.port().lock(task.kernel().splitLock());
            int result = RangeSplit.split(task, start, end);
            task.port().unlock(task.kernel().splitLock());
            if (result != 0) {
                return false;
            }
        }
        task.kernel().setKfencePool(start, end);
        return true;
    }

    /** {@code kfence_protect_page}: hides a page of the pool, or shows it again. Never splits and takes no lock. */
    public static void protectPage(SetMemory strategy, KernelTask task, long va, boolean isProtected) {
        strategy.setValid(task, va, 1, !isProtected);
    }
}

package dev.ptarmigan.kernel;

/**
 * Linux 7.2 (strategy {@code linux}): the leaves at both edges of the range are split, under {@code pgtable_split_lock} and
 * without break-before-make, which needs BBML2_NOABORT; then a lockless walk changes every leaf in the range.
 */
public final class LinuxSetMemory extends SetMemory {
    @Override
    public String name() {
        return "linux";
    }

    @Override
    protected int updateRange(KernelTask task, long start, long size, long set, long clear) {
        int result = LeafSplitter.split(task, start, start + size);
        if (result != 0) {
            task.port().warn("split_kernel_leaf_mapping failed: " + Errno.text(result));
            return result;
        }
        task.enterLazyMmu();
        result = PageWalk.walk(task, start, start + size, new AttributeChange(set, clear, KernelTables.PUD));
        task.leaveLazyMmu();
        return result;
    }

    /** {@code split_kernel_leaf_mapping} alone. */
    public int splitOnly(KernelTask task, long start, long end) {
        return LeafSplitter.split(task, start, end);
    }
}

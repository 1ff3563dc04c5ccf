package dev.ptarmigan.kernel;

/**
 * Linux 7.2 (strategy {@code linux}): the leaves at both edges of the range are split, under {@code pgtable_split_lock} and
 * without break-before-make, which needs BBML2_NOABORT; then a lockless walk changes every leaf in the range.
 *
 * <p>Its ancestors are variants: the postings that split the whole range to pages, the one without the shortcut for a single
 * page, the releases that cleared Valid alone, and the split without a lock that was considered and given up.
 */
public final class LinuxSetMemory extends SetMemory {
    private final LeafSplitter.Extent extent;
    private final boolean splitLocked;

    /** Linux 7.2 as released. */
    public LinuxSetMemory() {
        this(Walking.LOCKLESS, ValidEncoding.PRESENT_INVALID, AliasLoop.RANGE, false, true, true);
    }

    /**
     * A variant.
     *
     * @param walking whether the walk holds {@code init_mm.mmap_lock}
     * @param encoding VALID_ONLY in 6.18 to 7.0
     * @param aliasLoop WHOLE_AREA in 6.18
     * @param wholeRange every leaf the range touches is split to pages (postings 3 to 5 of the series)
     * @param onePageShortcut a single page is split at one of its ends only
     * @param splitLocked {@code pgtable_split_lock} is taken
     */
    public LinuxSetMemory(
            Walking walking,
            ValidEncoding encoding,
            AliasLoop aliasLoop,
            boolean wholeRange,
            boolean onePageShortcut,
            boolean splitLocked) {
        super(walking, encoding, aliasLoop);
        this.extent = wholeRange
                ? LeafSplitter.Extent.EVERY_PAGE
                : onePageShortcut ? LeafSplitter.Extent.EDGES : LeafSplitter.Extent.BOTH_EDGES;
        this.splitLocked = splitLocked;
    }

    @Override
    public String name() {
        return "linux";
    }

    @Override
    protected int updateRange(KernelTask task, long start, long size, long set, long clear) {
        int result = splitOnly(task, start, start + size);
        if (result != 0) {
            task.port().warn("split_kernel_leaf_mapping failed: " + Errno.text(result));
            return result;
        }
        return walk(task, start, start + size, new AttributeChange(set, clear, KernelTables.PUD));
    }

    /** {@code split_kernel_leaf_mapping} alone. */
    public int splitOnly(KernelTask task, long start, long end) {
        return LeafSplitter.split(task, start, end, extent, splitLocked);
    }
}

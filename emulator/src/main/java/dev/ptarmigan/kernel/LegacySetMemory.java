package dev.ptarmigan.kernel;

/**
 * Linux up to 6.17 (strategy {@code legacy}): {@code apply_to_page_range} over page descriptors. A block anywhere in the range is
 * refused, a hole gets tables, and every slot of them gets the bits. Right only where the linear map is made of pages.
 */
public final class LegacySetMemory extends SetMemory {
    private final boolean alwaysFlush;
    private final boolean hugeAreas;

    /** Linux 6.17. */
    public LegacySetMemory() {
        this(Walking.LOCKLESS, false, false);
    }

    /**
     * A variant.
     *
     * @param walking whether {@code init_mm.mmap_lock} is held, which no release did
     * @param alwaysFlush a change that only makes entries valid is flushed too (before 6.13)
     * @param hugeAreas areas that may hold blocks are accepted (before 6.16)
     */
    public LegacySetMemory(Walking walking, boolean alwaysFlush, boolean hugeAreas) {
        super(walking, ValidEncoding.VALID_ONLY, AliasLoop.WHOLE_AREA);
        this.alwaysFlush = alwaysFlush;
        this.hugeAreas = hugeAreas;
    }

    @Override
    public String name() {
        return "legacy";
    }

    @Override
    protected boolean needsFlush(KernelTask task, long set, long clear) {
        return alwaysFlush || super.needsFlush(task, set, clear);
    }

    @Override
    protected boolean accepts(VmArea area) {
        return hugeAreas ? area.has(VmArea.ALLOC) : super.accepts(area);
    }

    @Override
    protected int updateRange(KernelTask task, long start, long size, long set, long clear) {
        lockWalk(task);
        int result = PageRange.apply(task, start, size, set, clear);
        unlockWalk(task);
        return result;
    }
}

package dev.ptarmigan.kernel;

/**
 * The walk without a split (strategy {@code pagewalk}; Dev Jain's fourth posting of July 2025): leaves of every level are
 * changed if the range covers them whole, a block that it covers in part is refused with −EINVAL after whatever was changed
 * before it. Contiguous groups are not looked at.
 */
public final class PageWalkSetMemory extends SetMemory {
    /** As posted. */
    public PageWalkSetMemory() {
        this(Walking.LOCKLESS);
    }

    /** With a lock around the walk or without. */
    public PageWalkSetMemory(Walking walking) {
        super(walking, ValidEncoding.VALID_ONLY, AliasLoop.WHOLE_AREA);
    }

    @Override
    public String name() {
        return "pagewalk";
    }

    @Override
    protected int updateRange(KernelTask task, long start, long size, long set, long clear) {
        return walk(
                task,
                start,
                start + size,
                new AttributeChange(set, clear, task.tables().rootLevel()));
    }
}

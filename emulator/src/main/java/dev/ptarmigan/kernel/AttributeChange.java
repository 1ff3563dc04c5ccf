package dev.ptarmigan.kernel;

/**
 * The operations of {@code pageattr.c}: every leaf in the range becomes {@code (old & ~clear) | set}, by one plain store. A
 * block that the range covers in part is refused; Contiguous groups and none entries are not looked at.
 */
final class AttributeChange implements PageWalk.Operations {
    private final long set;
    private final long clear;
    private final int highestLevel;
    private final boolean partialBlocks;
    private PageWalk.Action action = PageWalk.Action.SUBTREE;

    /**
     * A change.
     *
     * @param highestLevel the highest table level whose leaves are changed: PUD in Linux 7.2, the root's before
     */
    AttributeChange(long set, long clear, int highestLevel) {
        this(set, clear, highestLevel, false);
    }

    /**
     * A change.
     *
     * @param partialBlocks whether a block that the range covers in part is changed as a whole
     */
    AttributeChange(long set, long clear, int highestLevel, boolean partialBlocks) {
        this.set = set;
        this.clear = clear;
        this.highestLevel = highestLevel;
        this.partialBlocks = partialBlocks;
    }

    /** Clear first, then set: the bit of nG is also the one of PRESENT_INVALID. */
    static long apply(KernelTask task, long word, long set, long clear) {
        if (task.has(Flaw.SET_BEFORE_CLEAR)) {
            return (word | set) & ~clear;
        }
        return word & ~clear | set;
    }

    @Override
    public boolean sees(int level) {
        return level >= highestLevel;
    }

    @Override
    public int entry(KernelTask task, long slot, int level, long word, long va, long next) {
        action = PageWalk.Action.SUBTREE;
        if (!task.tables().leaf(word, level)) {
            return 0;
        }
        if (!partialBlocks && next - va != task.tables().bytes(level)) {
            task.port().warn("a block is covered in part");
            return Errno.EINVAL;
        }
        task.set(slot, level, apply(task, word, set, clear));
        action = PageWalk.Action.CONTINUE;
        return 0;
    }

    @Override
    public int pte(KernelTask task, long slot, long word, long va) {
        task.set(slot, KernelTables.PTE, apply(task, word, set, clear));
        return 0;
    }

    @Override
    public PageWalk.Action action() {
        return action;
    }
}

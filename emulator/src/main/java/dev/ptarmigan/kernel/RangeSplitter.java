package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.cont;

/**
 * {@code range_split_to_ptes} (Linux 7.2): every leaf that a range touches becomes single pages, without making anything
 * invalid and without TLB invalidation. For the caller alone, or under {@code pgtable_split_lock}.
 */
final class RangeSplitter implements PageWalk.Operations {
    private PageWalk.Action action = PageWalk.Action.SUBTREE;

    private RangeSplitter() {}

    /** Splits; 0, −ENOMEM, or −EINVAL for an empty range. */
    static int split(KernelTask task, long start, long end) {
        task.enterLazyMmu();
        int result = PageWalk.walk(task, start, end, new RangeSplitter());
        task.leaveLazyMmu();
        return result;
    }

    @Override
    public boolean sees(int level) {
        return level >= KernelTables.PUD;
    }

    @Override
    public int entry(KernelTask task, long slot, int level, long word, long va, long next) {
        action = PageWalk.Action.SUBTREE;
        if (!task.tables().leaf(word, level)) {
            return 0;
        }
        if (level == KernelTables.PMD) {
            if (cont(word)) {
                LeafSplitter.splitContiguous(task, slot, level, va);
            }
            // Pages made of a block are not contiguous; they need not be visited.
            action = PageWalk.Action.CONTINUE;
        }
        return LeafSplitter.splitBlock(task, slot, level, word, va, false);
    }

    @Override
    public int pte(KernelTask task, long slot, long word, long va) {
        if (cont(word)) {
            LeafSplitter.splitContiguous(task, slot, KernelTables.PTE, va);
        }
        return 0;
    }

    @Override
    public PageWalk.Action action() {
        return action;
    }
}

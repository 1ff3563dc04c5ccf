package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.cont;

/**
 * The operations of {@code range_split_to_ptes}: every leaf that the range touches becomes single pages, none of them
 * Contiguous.
 */
final class RangeSplit implements PageWalk.Operations {
    private PageWalk.Action action = PageWalk.Action.SUBTREE;

    /**
     * {@code range_split_to_ptes}: nothing is made invalid, no TLB invalidation. For the caller alone or under
     * {@code pgtable_split_lock}.
     *
     * @return 0, −ENOMEM, or −EINVAL for an empty range
     */
    static int split(KernelTask task, long start, long end) {
        task.enterLazyMmu();
        int result = PageWalk.walk(task, start, end, new RangeSplit());
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
            // Its children are pages and not Contiguous.
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

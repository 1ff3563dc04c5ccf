package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.cont;

/**
 * The operations of {@code range_split_to_ptes}: every leaf that the range touches becomes single pages, none of them
 * Contiguous.
 */
final class RangeSplit implements PageWalk.Operations {
    private PageWalk.Action action = PageWalk.Action.SUBTREE;

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

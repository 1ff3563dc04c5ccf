package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.makeNonContiguous;

import dev.ptarmigan.trace.Barrier;

/**
 * Linux 7.2: the block is valid until the store that makes it a table, a group's members lose their bit one after the other.
 * Right only with BBM level 2 and no conflict aborts.
 */
final class InPlaceReplacement implements LeafReplacement {
    static final LeafReplacement INSTANCE = new InPlaceReplacement();

    private InPlaceReplacement() {}

    @Override
    public void block(KernelTask task, long slot, int level, long block, long table, long word, long va) {
        task.port().barrier(Barrier.DSB_ISHST);
        task.set(slot, level, word);
    }

    @Override
    public void group(KernelTask task, long slot, int level, long va) {
        if (task.has(Flaw.UNCONT_ADDRESSED_MEMBER_ONLY)) {
            task.set(slot, level, makeNonContiguous(task.load(slot)));
            return;
        }
        int entries = task.tables().contiguousEntries(level);
        long first = LeafSplitter.firstOfGroup(task.tables(), slot, level);
        for (int i = 0; i < entries; i++) {
            long member = first + 8L * i;
            task.set(member, level, makeNonContiguous(task.load(member)));
        }
    }
}

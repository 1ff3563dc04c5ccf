package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.makeNonContiguous;
import static dev.ptarmigan.descriptors.LinuxPte.valid;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.trace.Barrier;

/**
 * The architecture's break-before-make, on live mappings: the leaf is made none, its TLB entries are invalidated everywhere,
 * then what replaces it is written. Between the two every address of the leaf faults, on every PE; notes in the event stream
 * say when. It runs in lazy MMU mode, so that filling a table needs no barrier for each word; the barriers that end a window are
 * not left to the end of that.
 */
final class BreakBeforeMake implements LeafReplacement {
    static final LeafReplacement INSTANCE = new BreakBeforeMake();

    private BreakBeforeMake() {}

    @Override
    public void block(KernelTask task, long slot, int level, long block, long table, long word, long va) {
        task.port().barrier(Barrier.DSB_ISHST);
        if (!valid(block)) {
            // No PE can hold it in a TLB.
            task.set(slot, level, word);
            task.emitPending();
            return;
        }
        long bytes = task.tables().bytes(level);
        openWindow(task, slot, va & -bytes, bytes, level);
        checkReach(task, table, va & -bytes, bytes);
        task.set(slot, level, 0);
        TlbFlush.tableEntry(task, va);
        task.set(slot, level, word);
        task.emitPending();
        closeWindow(task, va & -bytes);
    }

    @Override
    public void group(KernelTask task, long slot, int level, long va) {
        KernelTables tables = task.tables();
        boolean one = task.has(Flaw.UNCONT_ADDRESSED_MEMBER_ONLY);
        long first = one ? slot : LeafSplitter.firstOfGroup(tables, slot, level);
        long bytes = one ? tables.bytes(level) : tables.contiguousBytes(level);
        long[] members = new long[one ? 1 : tables.contiguousEntries(level)];
        boolean live = false;
        for (int i = 0; i < members.length; i++) {
            members[i] = task.load(first + 8L * i);
            live |= valid(members[i]);
        }
        long start = va & -bytes;
        if (live) {
            openWindow(task, first, start, bytes, level);
            for (int i = 0; i < members.length; i++) {
                task.set(first + 8L * i, level, 0);
            }
            TlbFlush.kernelRange(task, start, start + bytes);
        }
        for (int i = 0; i < members.length; i++) {
            task.set(first + 8L * i, level, makeNonContiguous(members[i]));
        }
        task.emitPending();
        if (live) {
            closeWindow(task, start);
        }
    }

    /** Says in the event stream that a range faults from here on; also used by those who merge leaves. */
    static void openWindow(KernelTask task, long slot, long start, long bytes, int level) {
        task.port()
                .note("fault window opens: va=" + Hex.word(start) + " bytes=" + Hex.address(bytes) + " level=" + level);
        checkReach(task, slot, start, bytes);
    }

    /** Says that it no longer does. */
    static void closeWindow(KernelTask task, long start) {
        task.port().note("fault window closes: va=" + Hex.word(start));
    }

    /** A kernel writes its tables through the linear map: if that is what is broken, the window cannot be closed. */
    private static void checkReach(KernelTask task, long pa, long start, long bytes) {
        KernelLayout layout = task.kernel().layout();
        long alias = layout.linear(pa);
        if (layout.isLinear(start) && Long.compareUnsigned(alias - start, bytes) < 0) {
            task.port()
                    .warn("the fault window covers the table word at " + Hex.address(pa)
                            + ", which closes it; a live kernel would hang here");
        }
    }
}

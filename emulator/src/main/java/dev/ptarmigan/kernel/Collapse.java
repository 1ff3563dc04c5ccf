package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.none;
import static dev.ptarmigan.descriptors.LinuxPte.present;
import static dev.ptarmigan.descriptors.LinuxPte.valid;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.machine.Port;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds what splits have left behind: pages into blocks, blocks into larger ones, and where that cannot be, aligned groups into
 * Contiguous ones. Linux has no such code on arm64.
 *
 * <p>A table becomes a block, or a group Contiguous, if its members say the same: output addresses that follow each other from
 * an aligned one, and equal attributes, see {@link FoldRule}. What the table descriptor forbade (PXNTable, UXNTable, APTable)
 * is moved into the block, so that no address is ever allowed more than before, nor less. A freed table is no longer reachable:
 * entries of every level have been invalidated on all PEs, and that has completed, before the page is given back.
 *
 * <p>It holds {@code init_mm.mmap_lock} and {@code pgtable_split_lock}. A walk that changes entries without the former may run
 * inside a table that is folded; the caller therefore owns the whole range, or every strategy in use walks locked. In
 * {@link Method#BREAK_BEFORE_MAKE} a change in between is noticed and the table put back.
 */
public final class Collapse {
    /** How a table gives way to a block. */
    public enum Method {
        /** The entry is made none and invalidated first; its addresses fault meanwhile. For every CPU. */
        BREAK_BEFORE_MAKE,
        /** One store, then the invalidation; needs BBM level 2 without conflict aborts. */
        IN_PLACE
    }

    /**
     * Why something was left as it was.
     *
     * @param va first address of the table or group
     * @param level level of its members
     * @param contiguous whether it is a group
     * @param reason what kept it from being folded
     */
    public record Refusal(long va, int level, boolean contiguous, String reason) {
        @Override
        public String toString() {
            return Hex.word(va) + " level " + level + (contiguous ? " group: " : " table: ") + reason;
        }
    }

    /**
     * What was done.
     *
     * @param result 0 or a negative error number
     * @param blocks tables that became blocks; each was freed
     * @param groups groups that became Contiguous
     * @param refusals what was left, with reasons; holes are not listed
     */
    public record Result(int result, int blocks, int groups, List<Refusal> refusals) {
        /** Copies the list. */
        public Result {
            refusals = List.copyOf(refusals);
        }
    }

    private final KernelTask task;
    private final KernelTables tables;
    private final Method method;
    private final FoldRule rule;
    private final List<Refusal> refusals = new ArrayList<>();
    private int blocks;
    private int groups;

    private Collapse(KernelTask task, Method method, boolean hierarchical) {
        this.task = task;
        this.tables = task.tables();
        this.method = method;
        this.rule = new FoldRule(task, hierarchical);
    }

    /** {@link #range(KernelTask, long, long, Method, boolean)} where table descriptors restrict permissions (no PIE). */
    public static Result range(KernelTask task, long start, long end, Method method) {
        return range(task, start, end, method, true);
    }

    /**
     * Folds what lies wholly in [start, end).
     *
     * @param start page aligned
     * @param end page aligned
     * @param hierarchical whether the permission bits of table descriptors have an effect: not with indirect permissions
     * @return −EINVAL if the range is empty or not aligned, or if {@link Method#IN_PLACE} is asked for where the system does not
     *     have BBML2_NOABORT
     */
    public static Result range(KernelTask task, long start, long end, Method method, boolean hierarchical) {
        boolean possible = method == Method.BREAK_BEFORE_MAKE || task.options().bbml2NoAbort();
        boolean sane = Long.compareUnsigned(start, end) < 0
                && KernelTables.aligned(start | end, task.tables().pageBytes());
        if (!possible || !sane) {
            return new Result(Errno.EINVAL, 0, 0, List.of());
        }
        Collapse collapse = new Collapse(task, method, hierarchical);
        Kernel kernel = task.kernel();
        task.lockMutex(kernel.mmapLock());
        task.lockMutex(kernel.splitLock());
        task.enterLazyMmu();
        collapse.table(collapse.tables.root(), collapse.tables.rootLevel(), start, end);
        task.leaveLazyMmu();
        task.port().unlock(kernel.splitLock());
        task.port().unlock(kernel.mmapLock());
        return new Result(0, collapse.blocks, collapse.groups, collapse.refusals);
    }

    /** The part of a table that [from, to) covers: its children first, then its groups. */
    private void table(long table, int level, long from, long to) {
        if (level < KernelTables.PTE) {
            for (long va = from; va != to; va = tables.pieceEnd(va, to, level)) {
                long next = tables.pieceEnd(va, to, level);
                long slot = tables.slot(table, level, va);
                long word = task.load(slot);
                if (!none(word) && present(word) && !tables.leaf(word, level)) {
                    child(slot, level, word, va, next);
                }
            }
        }
        if (level >= KernelTables.PMD) {
            groups(table, level, from, to);
        }
    }

    /** A table under an entry: it becomes a block if it can, else its parts are folded. */
    private void child(long slot, int level, long word, long va, long next) {
        boolean whole = next - va == tables.bytes(level);
        boolean canBeBlock = level == KernelTables.PMD || (level == KernelTables.PUD && tables.pudBlocks());
        long table = tables.address(word);
        if (level + 1 < KernelTables.PTE) {
            // Its own children, but not yet its groups: it may become a block as a whole.
            for (long at = va; at != next; at = tables.pieceEnd(at, next, level + 1)) {
                long childSlot = tables.slot(table, level + 1, at);
                long childWord = task.load(childSlot);
                if (present(childWord) && !tables.leaf(childWord, level + 1)) {
                    child(childSlot, level + 1, childWord, at, tables.pieceEnd(at, next, level + 1));
                }
            }
        }
        if (whole && canBeBlock && fold(slot, level, word, va)) {
            return;
        }
        if (level + 1 >= KernelTables.PMD) {
            groups(table, level + 1, va, next);
        }
    }

    private boolean fold(long slot, int level, long word, long va) {
        long table = tables.address(word);
        FoldRule.Verdict verdict = rule.block(table, level, word);
        if (verdict.reason() != null) {
            refuse(va, level + 1, false, verdict.reason());
            return false;
        }
        long block = verdict.word();
        long bytes = tables.bytes(level);
        Port port = task.port();
        if (method == Method.IN_PLACE) {
            task.set(slot, level, block);
        } else {
            BreakBeforeMake.openWindow(task, slot, va, bytes, level);
            task.set(slot, level, 0);
        }
        if (task.has(Flaw.FREE_BEFORE_FLUSH)) {
            port.freeTable(table);
        }
        TlbFlush.allLevels(task, va, va + bytes);
        if (method == Method.BREAK_BEFORE_MAKE) {
            FoldRule.Verdict again = rule.block(table, level, word);
            boolean unchanged = again.reason() == null && again.word() == block;
            task.set(slot, level, unchanged ? block : word);
            task.emitPending();
            BreakBeforeMake.closeWindow(task, va);
            if (!unchanged) {
                refuse(va, level + 1, false, "an entry was changed meanwhile");
                return false;
            }
        }
        if (!task.has(Flaw.FREE_BEFORE_FLUSH)) {
            port.freeTable(table);
        }
        blocks++;
        return true;
    }

    private void groups(long table, int level, long from, long to) {
        long bytes = tables.contiguousBytes(level);
        long first = from + bytes - 1 & -bytes;
        for (long va = first; Long.compareUnsigned(va, from) >= 0 && bytes <= to - va && va != to; va += bytes) {
            group(tables.slot(table, level, va), level, va);
            if (to - va == bytes) {
                break;
            }
        }
    }

    private void group(long slot, int level, long va) {
        String reason = rule.group(slot, level);
        if (reason != null) {
            if (!reason.isEmpty()) {
                refuse(va, level, true, reason);
            }
            return;
        }
        int entries = tables.contiguousEntries(level);
        long[] members = new long[entries];
        boolean live = false;
        for (int i = 0; i < entries; i++) {
            members[i] = task.load(slot + 8L * i);
            live |= valid(members[i]);
        }
        long bytes = tables.contiguousBytes(level);
        boolean breaks = live && method == Method.BREAK_BEFORE_MAKE;
        if (breaks) {
            BreakBeforeMake.openWindow(task, slot, va, bytes, level);
            for (int i = 0; i < entries; i++) {
                task.set(slot + 8L * i, level, 0);
            }
            TlbFlush.kernelRange(task, va, va + bytes);
        }
        for (int i = 0; i < entries; i++) {
            task.set(slot + 8L * i, level, members[i] | KernelWords.CONT);
        }
        task.emitPending();
        if (breaks) {
            BreakBeforeMake.closeWindow(task, va);
        } else if (live) {
            // Entries of single members and of the group may be cached side by side until here.
            TlbFlush.kernelRange(task, va, va + bytes);
        }
        groups++;
    }

    private void refuse(long va, int level, boolean contiguous, String reason) {
        refusals.add(new Refusal(va, level, contiguous, reason));
    }
}

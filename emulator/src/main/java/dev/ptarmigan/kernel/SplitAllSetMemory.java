package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.present;

import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;

/**
 * RISC-V's way ({@code arch/riscv/mm/pageattr.c}) on arm64 descriptors (strategy {@code split-all}): everything under
 * {@code init_mm.mmap_lock}; blocks that the range covers in part are split, level by level, in the linear map only; the alias is
 * changed for every permission; the whole TLB is flushed each time, also by the {@code noflush} calls and after errors.
 *
 * <p>What it does not know stays unknown: the Contiguous bit (children have none, groups are not dissolved), PRESENT_INVALID,
 * PXNTable. Stores are plain; the only barrier of a split is a DMB, which does not make a table walker see the new table's
 * entries before the table.
 */
public final class SplitAllSetMemory extends SetMemory {
    /** With the lock, as RISC-V has it. */
    public SplitAllSetMemory() {
        this(Walking.LOCKED);
    }

    /** With the lock or without. */
    public SplitAllSetMemory(Walking walking) {
        super(walking, ValidEncoding.VALID_ONLY, AliasLoop.RANGE);
    }

    @Override
    public String name() {
        return "split-all";
    }

    @Override
    protected int changeArea(KernelTask task, long va, int pages, long set, long clear) {
        return setMemory(task, va, pages, set, clear);
    }

    /** {@code set_direct_map_valid_noflush}, with the masks RISC-V takes for it. */
    @Override
    public int setValid(KernelTask task, long va, int pages, boolean enable) {
        return enable
                ? setMemory(task, va, pages, defaultSet(), KernelWords.RDONLY)
                : setMemory(task, va, pages, 0, KernelWords.VALID);
    }

    @Override
    public int setDirectMapInvalid(KernelTask task, long va) {
        return setMemory(task, va, 1, 0, KernelWords.VALID);
    }

    @Override
    public int setDirectMapDefault(KernelTask task, long va) {
        return setMemory(task, va, 1, defaultSet(), KernelWords.RDONLY);
    }

    @Override
    public int setDirectMapValid(KernelTask task, long va, int pages, boolean valid) {
        return setValid(task, va, pages, valid);
    }

    /** What PAGE_KERNEL without execution has over an invalid or restricted entry. */
    private static long defaultSet() {
        return KernelWords.VALID | KernelWords.WRITE | KernelWords.PXN;
    }

    @Override
    protected int changeRange(KernelTask task, long start, long size, long set, long clear) {
        return setMemory(task, start, size / task.tables().pageBytes(), set, clear);
    }

    @Override
    protected int updateRange(KernelTask task, long start, long size, long set, long clear) {
        return changeRange(task, start, size, set, clear);
    }

    /** {@code __set_memory}. */
    private int setMemory(KernelTask task, long va, long pages, long set, long clear) {
        if (pages == 0) {
            return 0;
        }
        lockWalk(task);
        int result = changeLocked(task, va, va + pages * task.tables().pageBytes(), set, clear);
        unlockWalk(task);
        TlbFlush.all(task);
        return result;
    }

    private static int changeLocked(KernelTask task, long start, long end, long set, long clear) {
        Kernel kernel = task.kernel();
        long page = task.tables().pageBytes();
        int result = 0;
        if (kernel.layout().isLinear(start)) {
            result = splitAndChange(task, start, end, set, clear);
        } else {
            VmArea area = kernel.areaOf(start);
            if (area == null) {
                task.port().warn("there is no vm area; RISC-V does not ask and follows a null pointer");
                return Errno.EINVAL;
            }
            int first = (int) ((start - area.address()) / page);
            int count = (int) ((end - start) / page);
            for (int i = first; i < first + count && result == 0; i++) {
                if (i >= area.pageCount()) {
                    task.port()
                            .warn("the range ends after the area's pages; RISC-V does not ask and reads beyond them");
                    return Errno.EINVAL;
                }
                long alias = kernel.layout().linear(area.page(i));
                result = splitAndChange(task, alias, alias + page, set, clear);
            }
        }
        return result != 0 ? result : PageWalk.walk(task, start, end, new PlainChange(set, clear));
    }

    private static int splitAndChange(KernelTask task, long start, long end, long set, long clear) {
        int result = split(task, task.tables().root(), task.tables().rootLevel(), start, end);
        return result != 0 ? result : PageWalk.walk(task, start, end, new PlainChange(set, clear));
    }

    /** {@code split_linear_mapping}: every block that the range covers in part. */
    private static int split(KernelTask task, long table, int level, long start, long end) {
        KernelTables tables = task.tables();
        long va = start;
        while (va != end) {
            long next = tables.pieceEnd(va, end, level);
            if (next - va != tables.bytes(level)) {
                long slot = tables.slot(table, level, va);
                long word = task.load(slot);
                if (tables.leaf(word, level)) {
                    word = splitBlock(task, slot, level, word, va);
                    if (word == 0) {
                        return Errno.ENOMEM;
                    }
                }
                if (level + 1 < KernelTables.PTE && present(word)) {
                    int result = split(task, tables.address(word), level + 1, va, next);
                    if (result != 0) {
                        return result;
                    }
                }
            }
            va = next;
        }
        return 0;
    }

    /** The table descriptor that a block was replaced by, or 0 if there was no page. */
    private static long splitBlock(KernelTask task, long slot, int level, long word, long va) {
        KernelTables tables = task.tables();
        Port port = task.port();
        long table = port.allocateTable(level + 1, va & -tables.bytes(level));
        if (table == Port.NO_PAGE) {
            return 0;
        }
        long child = LeafSplitter.childProtection(tables, level, word, false);
        long pa = tables.address(word) & -tables.bytes(level);
        for (int i = 0; i < tables.entries(); i++) {
            port.store(table + 8L * i, child | tables.encode(pa + i * tables.bytes(level + 1)));
        }
        port.barrier(Barrier.DMB_ISHST);
        long replacement = tables.encode(table) | KernelWords.TABLE_KERNEL;
        port.store(slot, replacement);
        return replacement;
    }

    /** {@code pageattr_ops}: leaves of any level, whole, whether or not the range covers them. */
    private record PlainChange(long set, long clear) implements PageWalk.Operations {
        @Override
        public boolean sees(int level) {
            return level >= KernelTables.PUD - 1;
        }

        @Override
        public int entry(KernelTask task, long slot, int level, long word, long va, long next) {
            if (task.tables().leaf(word, level)) {
                task.port().store(slot, AttributeChange.apply(task, word, set, clear));
            }
            return 0;
        }

        @Override
        public int pte(KernelTask task, long slot, long word, long va) {
            task.port().store(slot, AttributeChange.apply(task, word, set, clear));
            return 0;
        }

        @Override
        public PageWalk.Action action() {
            return PageWalk.Action.SUBTREE;
        }
    }
}

package dev.ptarmigan.kernel;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.trace.Barrier;

/** TLB maintenance of kernel ranges: {@code flush_tlb_kernel_range} and its neighbours (Linux 7.2, {@code tlbflush.h}). */
public final class TlbFlush {
    static final String LAST_LEVEL = "vaale1is";
    static final String ALL_LEVELS = "vaae1is";
    static final String LAST_LEVEL_RANGE = "rvaale1is";
    private static final String LOCAL_EVERYTHING = "vmalle1";
    static final String ALL_LEVELS_RANGE = "rvaae1is";
    static final String EVERYTHING = "vmalle1is";
    private static final String REPEAT = "vale1is";

    /** MAX_TLBI_RANGE_PAGES: what the largest sequence of range operations covers. */
    private static final long MOST_PAGES_BY_RANGE = 32L << 16;

    private static final int LPA2_SHIFT = 16;
    private static final int STARTING_SCALE = 3;

    private TlbFlush() {}

    /** {@code flush_tlb_kernel_range}: last-level entries of [start, end), every ASID, every PE. */
    public static void kernelRange(KernelTask task, long start, long end) {
        Port port = task.port();
        KernelOptions options = task.options();
        KernelTables tables = task.tables();
        long page = tables.pageBytes();
        long from = start & -page;
        long to = end + page - 1 & -page;
        if (task.has(Flaw.FLUSH_ONE_PAGE_SHORT) && to != from) {
            to -= page;
        }
        long pages = to - from >>> tables.granule().pageShift();
        boolean tooMany = options.tlbRange() ? pages > MOST_PAGES_BY_RANGE : pages >= tables.entries();
        port.barrier(Barrier.DSB_ISHST);
        if (tooMany) {
            port.tlbi(EVERYTHING, 0);
        } else {
            range(task, from, to, LAST_LEVEL, LAST_LEVEL_RANGE);
        }
        finish(task);
    }

    /**
     * Entries of every level of [start, end), tables' too: for what used to be a table. Linux has it for user ranges; its
     * kernel counterpart knows a single address only ({@link #tableEntry}).
     */
    static void allLevels(KernelTask task, long start, long end) {
        Port port = task.port();
        KernelTables tables = task.tables();
        long pages = end - start >>> tables.granule().pageShift();
        boolean tooMany = task.options().tlbRange() ? pages > MOST_PAGES_BY_RANGE : pages >= tables.entries();
        port.barrier(Barrier.DSB_ISHST);
        if (tooMany) {
            port.tlbi(EVERYTHING, 0);
        } else {
            range(task, start, end, ALL_LEVELS, ALL_LEVELS_RANGE);
        }
        finish(task);
    }

    /** Ends a broadcast: waits for it, once more on CPUs that need it, and synchronises the context. */
    static void finish(KernelTask task) {
        Port port = task.port();
        port.barrier(Barrier.DSB_ISH);
        if (task.options().repeatTlbi()) {
            port.tlbi(REPEAT, 0);
            port.barrier(Barrier.DSB_ISH);
        }
        port.barrier(Barrier.ISB);
    }

    /** The operations of a range, largest pieces first ({@code __flush_tlb_range_op} with no level hint). */
    private static void range(KernelTask task, long start, long end, String byAddress, String byRange) {
        Port port = task.port();
        KernelOptions options = task.options();
        long page = task.tables().pageBytes();
        long address = start;
        int scale = STARTING_SCALE;
        while (address != end) {
            long rest = (end - address) / page;
            boolean unaligned = options.lpa2() && (address & (1L << LPA2_SHIFT) - 1) != 0;
            if (!options.tlbRange() || rest == 1 || unaligned) {
                port.tlbi(byAddress, single(address));
                address += page;
                continue;
            }
            long num = (rest >>> 5 * scale + 1) - 1;
            if (num >= 0) {
                Granule granule = task.tables().granule();
                port.tlbi(byRange, TlbiFields.range(address, granule, scale, (int) num, options.lpa2()));
                address += (num + 1 << 5 * scale + 1) * page;
            }
            scale--;
        }
    }

    /** The operand of an operation by address: VA[55:12], ASID 0, no level hint. */
    public static long single(long va) {
        return TlbiFields.va(va);
    }

    /** All levels of one address, for a table entry that was cleared ({@code __flush_tlb_kernel_pgtable}). */
    public static void tableEntry(KernelTask task, long va) {
        task.port().barrier(Barrier.DSB_ISHST);
        task.port().tlbi(ALL_LEVELS, single(va));
        finish(task);
    }

    /** {@code local_flush_tlb_all}: everything, on this PE alone. */
    public static void local(KernelTask task) {
        Port port = task.port();
        port.barrier(Barrier.DSB_NSHST);
        port.tlbi(LOCAL_EVERYTHING, 0);
        port.barrier(Barrier.DSB_NSH);
        port.barrier(Barrier.ISB);
    }

    /** The PE's TLB without the barriers around it ({@code __tlbi(vmalle1)}). */
    public static void localOperation(KernelTask task) {
        task.port().tlbi(LOCAL_EVERYTHING, 0);
    }

    /** {@code flush_tlb_all}. */
    public static void all(KernelTask task) {
        task.port().barrier(Barrier.DSB_ISHST);
        task.port().tlbi(EVERYTHING, 0);
        finish(task);
    }
}

package dev.ptarmigan.kernel;

import dev.ptarmigan.machine.Port;

/**
 * Splitting for CPUs without BBM level 2 (strategy {@code bbm}): the edges of the range are split by break-before-make, either
 * live, with moments at which addresses of the leaf fault, or while all other CPUs are parked in the identity map. The walk that
 * changes permissions is Linux 7.2's.
 */
public final class BbmSetMemory extends SetMemory {
    /** Where the other CPUs are while a leaf is replaced. */
    public enum Style {
        /** Running: they fault if they touch the leaf in the window between break and make. */
        LIVE,
        /** Parked in the identity map with an empty TTBR1; so is the acting CPU, on tables of its own. */
        STOP_MACHINE
    }

    private final Style style;

    /** Break-before-make on the live map. */
    public BbmSetMemory() {
        this(Walking.LOCKLESS, Style.LIVE);
    }

    /** A variant. */
    public BbmSetMemory(Walking walking, Style style) {
        super(walking, ValidEncoding.PRESENT_INVALID, AliasLoop.RANGE);
        this.style = style;
    }

    @Override
    public String name() {
        return "bbm";
    }

    /** Where the other CPUs are. */
    public Style style() {
        return style;
    }

    @Override
    protected int updateRange(KernelTask task, long start, long size, long set, long clear) {
        int result = split(task, start, start + size);
        if (result != 0) {
            task.port().warn("splitting failed: " + Errno.text(result));
            return result;
        }
        return walk(task, start, start + size, new AttributeChange(set, clear, KernelTables.PUD));
    }

    /** Makes both ends of a range boundaries of leaves. */
    private int split(KernelTask task, long start, long end) {
        Kernel kernel = task.kernel();
        if (kernel.inKfencePool(start)) {
            return 0;
        }
        if (!KernelTables.aligned(start | end, task.tables().pageBytes())) {
            return Errno.EINVAL;
        }
        task.lockMutex(kernel.splitLock());
        task.enterLazyMmu();
        int result = style == Style.LIVE
                ? LeafSplitter.splitEdges(task, start, end, true, BreakBeforeMake.INSTANCE)
                : splitStopped(task, start, end);
        task.leaveLazyMmu();
        task.port().unlock(kernel.splitLock());
        return result;
    }

    /** The same with every other CPU out of the way; they are stopped only if there is something to split. */
    private static int splitStopped(KernelTask task, long start, long end) {
        if (LeafSplitter.isBoundary(task, start) && LeafSplitter.isBoundary(task, end)) {
            return 0;
        }
        Port port = task.port();
        int cpus = task.options().onlineCpus();
        port.note("stop_machine: " + cpus + " CPUs");
        for (int cpu = 1; cpu < cpus; cpu++) {
            port.note(
                    "parked: CPU " + cpu + " of the others, in the identity map with reserved_pg_dir and an empty TLB");
        }
        port.note("the acting CPU leaves the map: identity map, tables reached through slots of its own");
        TlbFlush.local(task);
        int result = LeafSplitter.splitEdges(task, start, end, true, InPlaceReplacement.INSTANCE);
        task.emitPending();
        TlbFlush.all(task);
        port.note("the acting CPU is back on swapper_pg_dir");
        port.note("released: the other CPUs");
        return result;
    }
}

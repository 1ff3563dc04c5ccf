package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.valid;
import static dev.ptarmigan.descriptors.LinuxPte.validNotUser;

import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import java.util.Set;

/**
 * A task that runs kernel code on one PE: its port and its lazy MMU state. The primitives that write descriptors are here,
 * with the barriers Linux 7.2 gives each ({@code __set_pte}, {@code set_pmd}, {@code set_pud} …).
 */
public final class KernelTask {
    private final Kernel kernel;
    private final Port port;
    private final KernelTables tables;
    private final KernelOptions options;
    private final int rootLevel;
    private final boolean batches;
    private final int flaws;
    private int lazyDepth;
    private boolean barriersPending;

    KernelTask(Kernel kernel, Port port, Set<Flaw> flaws) {
        this.kernel = kernel;
        this.port = port;
        this.tables = kernel.tables();
        this.options = kernel.options();
        this.rootLevel = tables.rootLevel();
        this.batches = options.lazyMmu();
        int wrong = 0;
        for (Flaw flaw : flaws) {
            wrong |= 1 << flaw.ordinal();
        }
        this.flaws = wrong;
    }

    /** The kernel this task belongs to. */
    public Kernel kernel() {
        return kernel;
    }

    /** The machine. */
    public Port port() {
        return port;
    }

    /** The geometry of the kernel's tables. */
    public KernelTables tables() {
        return tables;
    }

    /** The kernel's configuration. */
    public KernelOptions options() {
        return options;
    }

    /** Whether this task gets a step wrong on purpose. */
    boolean has(Flaw flaw) {
        return (flaws & 1 << flaw.ordinal()) != 0;
    }

    /** Takes a sleeping lock; in interrupt context the kernel complains, for it must not sleep there. */
    void lockMutex(KernelLock lock) {
        if (options.interruptContext()) {
            port.warn("sleeping lock " + lock.name() + " taken in interrupt context");
        }
        port.lock(lock);
    }

    /** {@code arch_enter_lazy_mmu_mode}: barriers of kernel entries are batched until {@link #leaveLazyMmu}. */
    public void enterLazyMmu() {
        if (!options.interruptContext()) {
            lazyDepth++;
        }
    }

    /** {@code arch_leave_lazy_mmu_mode}: what was batched is emitted. */
    public void leaveLazyMmu() {
        if (options.interruptContext()) {
            return;
        }
        lazyDepth--;
        if (!has(Flaw.KEEP_LAZY_BARRIERS)) {
            emitPending();
        }
    }

    /** Emits what lazy mode has held back; nothing if there is nothing. */
    void emitPending() {
        if (barriersPending) {
            barriersPending = false;
            port.barrier(Barrier.DSB_ISHST);
            port.barrier(Barrier.ISB);
        }
    }

    private void queueBarriers() {
        if (lazyDepth > 0 && batches) {
            barriersPending = true;
        } else {
            port.barrier(Barrier.DSB_ISHST);
            port.barrier(Barrier.ISB);
        }
    }

    /** READ_ONCE of a descriptor. */
    public long load(long slot) {
        return port.load(slot);
    }

    /** {@code __set_pte}, {@code set_pmd}, {@code set_pud} or {@code set_p4d}, by level. */
    public void set(long slot, int level, long word) {
        if (level == rootLevel && level < KernelTables.PTE) {
            setSwapper(slot, word);
            return;
        }
        port.store(slot, word);
        boolean queue = switch (level) {
            case KernelTables.PTE -> validNotUser(word);
            case KernelTables.PMD, KernelTables.PUD -> valid(word);
            default -> true;
        };
        if (queue) {
            queueBarriers();
        }
    }

    /**
     * {@code set_swapper_pgd}: entries of {@code swapper_pg_dir} itself. While the kernel boots they are stored like any other, with
     * barriers at once; then the page is read-only, and it is written through the fixmap slot FIX_PGD. Where the kernel does not know that slot ({@link Kernel#setFixmapPgd}), its
     * own entry is left out and the barriers of a kernel whose page is still writable are made.
     */
    private void setSwapper(long slot, long word) {
        if (kernel.swapperWritable()) {
            port.store(slot, word);
            port.barrier(Barrier.DSB_ISHST);
            port.barrier(Barrier.ISB);
            return;
        }
        port.lock(kernel.swapperLock());
        long page = tables.pageBytes();
        long window = kernel.fixmapPgdSlot();
        if (window == Kernel.UNKNOWN) {
            port.note("swapper_pg_dir is written through FIX_PGD");
            port.store(slot, word);
            port.barrier(Barrier.DSB_ISHST);
            port.barrier(Barrier.ISB);
        } else {
            set(window, KernelTables.PTE, KernelWords.pageKernel(options) | tables.encode(slot & -page));
            port.store(slot, word);
            set(window, KernelTables.PTE, 0);
            TlbFlush.kernelRange(this, kernel.fixmapPgd(), kernel.fixmapPgd() + page);
        }
        port.unlock(kernel.swapperLock());
    }
}

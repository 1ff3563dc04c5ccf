package dev.ptarmigan.kernel;

import static dev.ptarmigan.descriptors.LinuxPte.valid;
import static dev.ptarmigan.descriptors.LinuxPte.validNotUser;

import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;

/**
 * A task that runs kernel code on one PE: its port and its lazy MMU state. The primitives that write descriptors are here,
 * with the barriers Linux 7.2 gives each ({@code __set_pte}, {@code set_pmd}, {@code set_pud} …).
 */
public final class KernelTask {
    private final Kernel kernel;
    private final Port port;
    private int lazyDepth;
    private boolean barriersPending;

    KernelTask(Kernel kernel, Port port) {
        this.kernel = kernel;
        this.port = port;
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
        return kernel.tables();
    }

    /** The kernel's configuration. */
    public KernelOptions options() {
        return kernel.options();
    }

    /** {@code arch_enter_lazy_mmu_mode}: barriers of kernel entries are batched until {@link #leaveLazyMmu}. */
    public void enterLazyMmu() {
        if (!options().interruptContext()) {
            lazyDepth++;
        }
    }

    /** {@code arch_leave_lazy_mmu_mode}: what was batched is emitted. */
    public void leaveLazyMmu() {
        if (options().interruptContext()) {
            return;
        }
        lazyDepth--;
        emitPending();
    }

    private void emitPending() {
        if (barriersPending) {
            barriersPending = false;
            port.barrier(Barrier.DSB_ISHST);
            port.barrier(Barrier.ISB);
        }
    }

    private void queueBarriers() {
        if (lazyDepth > 0 && options().lazyMmu()) {
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
        KernelTables tables = tables();
        if (level == tables.rootLevel() && level < KernelTables.PTE) {
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
     * {@code set_swapper_pgd}: entries of {@code swapper_pg_dir} itself. The page is read-only once the kernel has booted, so
     * it is written through a fixmap alias; the alias's own table entry is not part of this model, its maintenance is.
     */
    private void setSwapper(long slot, long word) {
        port.lock(kernel.swapperLock());
        port.note("swapper_pg_dir is written through FIX_PGD");
        port.store(slot, word);
        port.barrier(Barrier.DSB_ISHST);
        port.barrier(Barrier.ISB);
        port.unlock(kernel.swapperLock());
    }
}

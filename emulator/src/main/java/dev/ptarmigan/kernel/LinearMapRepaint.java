package dev.ptarmigan.kernel;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.trace.Barrier;
import java.util.List;

/**
 * {@code linear_map_maybe_split_to_ptes} (Linux 7.2): the boot CPU has BBML2_NOABORT, another has not, so the linear map that was
 * made of blocks becomes pages. The boot CPU does it live; all others are kept in the identity map with an empty TTBR1, so that
 * they cannot see a leaf change its size.
 *
 * <p>{@link #run} plays the protocol on one thread, in the only order that a real machine allows. On several, each CPU calls
 * {@link #bootCpu} or {@link #otherCpu} itself, and they wait for each other through the flag word.
 */
public final class LinearMapRepaint {
    /**
     * What the protocol needs to know of the machine.
     *
     * @param flag physical address of the word that CPUs count up and the boot CPU clears; writable through the identity map
     * @param swapper TTBR1 of the kernel
     * @param reserved TTBR of an empty table
     * @param identityMap TTBR0 of the identity map
     * @param textStart linear address of {@code _stext}: leaves from here are kept
     * @param textEnd linear address of {@code __init_begin}: leaves up to here are kept
     */
    public record Setting(long flag, long swapper, long reserved, long identityMap, long textStart, long textEnd) {}

    private final Setting setting;
    private final int onlineCpus;

    /** The repaint of one system; each CPU that is online takes part. */
    public LinearMapRepaint(Setting setting, int onlineCpus) {
        this.setting = setting;
        this.onlineCpus = onlineCpus;
    }

    /** Whether it has to be done: the linear map relies on a capability the system turned out not to have. */
    public static boolean isNeeded(KernelOptions options) {
        return options.linearMapRequiresBbml2() && options.capabilitiesFinal() && !options.bbml2NoAbort();
    }

    /**
     * Sets the flag and runs all CPUs one after the other: every other CPU up to where it waits, then the boot CPU, then the
     * rest of every other CPU. Does nothing if it is not needed.
     *
     * @throws KernelBugException with the text of a panic if table pages run out; the other CPUs stay parked then
     */
    public void run(KernelTask boot, List<KernelTask> others) {
        if (others.size() != onlineCpus - 1) {
            throw new IllegalArgumentException("others=" + others.size() + ", expected " + (onlineCpus - 1));
        }
        if (!isNeeded(boot.options())) {
            return;
        }
        prepare(boot);
        for (KernelTask other : others) {
            park(other);
        }
        bootCpu(boot);
        for (KernelTask other : others) {
            unpark(other);
        }
    }

    /** What comes before {@code stop_machine}: the boot CPU counts as present. */
    public void prepare(KernelTask boot) {
        boot.port().store(setting.flag, 1);
        boot.port().barrier(Barrier.DMB_ISH);
        boot.port().note("stop_machine: linear_map_split_to_ptes on " + onlineCpus + " CPUs");
    }

    /** {@code linear_map_split_to_ptes} on the boot CPU: waits for the others, splits, flushes, lets them go. */
    public void bootCpu(KernelTask task) {
        while (task.load(setting.flag) != onlineCpus) {
            task.port().waitForEvent();
        }
        // The load has acquire semantics.
        task.port().barrier(Barrier.DMB_ISHLD);
        KernelLayout layout = task.kernel().layout();
        split(task, layout.pageOffset(), setting.textStart);
        split(task, setting.textEnd, layout.pageEnd());
        TlbFlush.kernelRange(task, layout.pageOffset(), layout.pageEnd());
        // WRITE_ONCE, after which the DSB of the flush has long made the tables visible.
        task.port().store(setting.flag, 0);
    }

    private static void split(KernelTask task, long start, long end) {
        int result = RangeSplit.split(task, start, end);
        if (result != 0) {
            throw KernelBugException.panic(
                    "Failed to split linear map at " + Hex.word(start) + ": " + Errno.text(result));
        }
    }

    /** {@code linear_map_split_to_ptes} on any other CPU: leaves the kernel's tables until the boot CPU has changed them. */
    public void otherCpu(KernelTask task) {
        park(task);
        while (task.load(setting.flag) != 0) {
            task.port().waitForEvent();
        }
        unpark(task);
    }

    /** Into the identity map; out of the kernel's tables, also out of the TLB; then counted as present. */
    private void park(KernelTask task) {
        boolean vhe = task.options().vhe();
        Register upper = vhe ? Register.TTBR1_EL2 : Register.TTBR1_EL1;
        lowerTable(task, setting.identityMap);
        task.port().writeRegister(upper, setting.reserved);
        task.port().barrier(Barrier.ISB);
        TlbFlush.localOperation(task);
        task.port().barrier(Barrier.DSB_NSH);
        task.port().barrier(Barrier.ISB);
        long before = task.load(setting.flag);
        while (!task.port().compareAndSet(setting.flag, before, before + 1)) {
            before = task.load(setting.flag);
        }
    }

    private void unpark(KernelTask task) {
        boolean vhe = task.options().vhe();
        Register upper = vhe ? Register.TTBR1_EL2 : Register.TTBR1_EL1;
        task.port().writeRegister(upper, setting.swapper);
        task.port().barrier(Barrier.ISB);
        lowerTable(task, setting.reserved);
    }

    /** {@code cpu_install_idmap}, {@code cpu_uninstall_idmap}: TTBR0 by way of an empty table. */
    private void lowerTable(KernelTask task, long table) {
        Register lower = task.options().vhe() ? Register.TTBR0_EL2 : Register.TTBR0_EL1;
        task.port().writeRegister(lower, setting.reserved);
        task.port().barrier(Barrier.ISB);
        TlbFlush.local(task);
        if (table != setting.reserved) {
            task.port().writeRegister(lower, table);
            task.port().barrier(Barrier.ISB);
        }
    }
}

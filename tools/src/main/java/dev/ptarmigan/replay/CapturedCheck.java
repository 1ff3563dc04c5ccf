package dev.ptarmigan.replay;

import dev.ptarmigan.checker.CheckedRegime;
import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.checker.Operation;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.ValidEncoding;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.tlb.BbmLevel;
import java.util.ArrayList;
import java.util.List;

/** Prepares a checker for a captured kernel: its tables, its registers, and what its calls ask for. */
public final class CapturedCheck {
    private static final long RDONLY = LinuxPte.PTE_RDONLY.mask();
    private static final long WRITE = LinuxPte.PTE_WRITE.mask();
    private static final long PXN = LinuxPte.PTE_PXN.mask();
    private static final long GP = LinuxPte.PTE_GP.mask();
    private static final long VALID = LinuxPte.PTE_VALID.mask();
    private static final long NOT_GLOBAL = LinuxPte.PTE_NG.mask();

    private CapturedCheck() {}

    /**
     * A checker that knows the kernel's tables of a capture.
     *
     * @throws ReplayException if the dump has no kernel root
     */
    public static OnlineChecker checker(Capture capture, CheckerOptions options) {
        return checker(capture, kernelRoot(capture), options);
    }

    /**
     * A checker of one tree of a capture: the kernel's, a process's, one that TTBR0 or TTBR1 of some processor pointed to.
     */
    public static OnlineChecker checker(Capture capture, DumpRoot root, CheckerOptions options) {
        boolean vhe = capture.dump().header("el").orElse("1").strip().equals("2");
        RegisterFile registers = capture.registers();
        Register control = vhe ? Register.TCR_EL2 : Register.TCR_EL1;
        Format format = new Tcr(registers.orElse(control, 0)).ds() ? Format.VMSA64_LPA2 : Format.VMSA64;
        CheckedRegime regime = CheckedRegime.of(
                vhe ? TranslationStage.EL20 : TranslationStage.EL10,
                capture.dump().granule(),
                format,
                registers,
                root.va() < 0);
        OnlineChecker checker = new OnlineChecker(regime, options);
        try (PhysicalMemory memory = capture.toMemory()) {
            checker.load(memory, root.pa(), root.level(), root.va(), root.entries());
        }
        return checker;
    }

    /** The root of a capture's kernel. */
    public static DumpRoot kernelRoot(Capture capture) {
        return capture.dump()
                .root("swapper_pg_dir")
                .or(() -> capture.dump().root("ttbr1"))
                .orElseThrow(() -> new ReplayException(
                        capture.name() + ": no root swapper_pg_dir or ttbr1: the kernel's tables are not in the dump"));
    }

    /** What a kernel's configuration lets a checker take for granted. */
    public static CheckerOptions options(KernelOptions kernel) {
        return CheckerOptions.DEFAULT
                .withBbm(kernel.bbml2NoAbort() ? BbmLevel.NO_ABORT : BbmLevel.LEVEL0)
                .withRepeatTlbi(kernel.repeatTlbi());
    }

    /** The lock that a strategy's changes of size are made under, or null if it promises none. */
    public static @org.jspecify.annotations.Nullable String lock(CapturedKernel captured, SetMemory strategy) {
        return switch (strategy.name()) {
            case "linux", "bbm" -> captured.kernel().splitLock().name();
            case "split-all" -> captured.kernel().mmapLock().name();
            default -> null;
        };
    }

    /**
     * What a call asks for; the ranges of a vmalloc area include the linear aliases of its pages. Say it before the call: the
     * tables tell which pages they are.
     */
    public static Operation operation(
            CapturedKernel captured, Operations.Call call, ValidEncoding encoding, String name) {
        KernelOptions options = captured.kernel().options();
        boolean pair = encoding == ValidEncoding.PRESENT_INVALID;
        long invalid = pair ? LinuxPte.PTE_PRESENT_INVALID.mask() : 0;
        long valid = pair && options.notGlobal() ? VALID | NOT_GLOBAL : VALID;
        long guard = options.bti() ? GP : 0;
        return switch (call.operation()) {
            case "ro" -> of(captured, call, name, RDONLY, WRITE, true);
            case "rw" -> of(captured, call, name, WRITE, RDONLY, true);
            case "nx" -> of(captured, call, name, PXN, guard, true);
            case "x" -> of(captured, call, name, guard, PXN, true);
            // Two changes, of which only the first reaches the alias.
            case "rox" -> new Operation(name, List.of(), 0, 0, true);
            case "valid", "dm_valid" -> of(captured, call, name, valid, invalid, true);
            case "invalid", "dm_notvalid" -> of(captured, call, name, invalid, valid, true);
            case "dm_invalid" -> of(captured, call, name, invalid, valid, false);
            case "dm_default" -> of(captured, call, name, valid | WRITE, invalid | RDONLY, false);
            case "change" -> of(captured, call, name, call.set(), call.clear(), true);
            case "update" -> of(captured, call, name, call.set(), call.clear(), false);
            case "split" -> of(captured, call, name, 0, 0, false);
            // Maps and unmaps: nothing is said of what stays.
            default -> new Operation(name, List.of(), 0, 0, true);
        };
    }

    private static Operation of(
            CapturedKernel captured, Operations.Call call, String name, long set, long clear, boolean flush) {
        KernelTables tables = captured.kernel().tables();
        KernelLayout layout = captured.kernel().layout();
        long page = tables.pageBytes();
        long va = call.va() & -page;
        int pages = call.operation().startsWith("dm_") && call.pages() == 0 ? 1 : call.pages();
        List<Operation.Range> ranges = new ArrayList<>();
        if (pages > 0) {
            ranges.add(new Operation.Range(va, va + pages * page - 1));
        }
        boolean aliases = call.operation().equals("ro") || call.operation().equals("rw");
        if (aliases && !layout.isLinear(va)) {
            for (int i = 0; i < pages; i++) {
                long frame = SetMemory.frameOf(tables, captured.memory()::read, va + i * page);
                if (frame >= 0) {
                    long alias = layout.linear(frame);
                    ranges.add(new Operation.Range(alias, alias + page - 1));
                }
            }
        }
        return new Operation(name, ranges, set, clear, flush);
    }
}

package dev.ptarmigan.cli;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.CaptureInfo;
import dev.ptarmigan.dump.CaptureTrees;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.walker.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The roots of a capture by the names a user may give: those of the dump, {@code swapper_pg_dir} and {@code user_pgd}. */
final class CaptureRoots {
    /** What the kernel calls its own tree. */
    private static final String KERNEL = "swapper_pg_dir";
    /** The tree of the process that a capture was taken for. */
    private static final String USER = "user_pgd";

    private static final String LOWER = "ttbr0";
    private static final String OF_CPU = ".cpu";

    private final String name;
    private final Capture capture;
    private final CaptureTrees trees;

    CaptureRoots(CaptureSource source) {
        this.name = source.name();
        this.capture = source.capture();
        this.trees = new CaptureTrees(capture, Profile.ARM);
    }

    /** The names that can be asked for. */
    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (DumpRoot root : capture.dump().roots()) {
            names.add(root.name());
        }
        if (!names.contains(KERNEL)) {
            names.add(KERNEL);
        }
        if (!names.contains(USER) && trees.user().isPresent()) {
            names.add(USER);
        }
        return names;
    }

    /**
     * A root by name.
     *
     * @throws CliException if the capture has none of that name
     */
    DumpRoot named(String wanted) {
        Optional<DumpRoot> recorded = capture.dump().root(wanted);
        if (recorded.isPresent()) {
            return recorded.get();
        }
        if (wanted.equals(KERNEL)) {
            return kernel();
        }
        if (wanted.equals(USER) && trees.user().isPresent()) {
            return trees.user().get().root();
        }
        throw new CliException(name + " has no root " + wanted + ", expected one of " + String.join(", ", names()));
    }

    /** The kernel's own tree. While a processor is at EL0 under KPTI, its TTBR1 has another one. */
    DumpRoot kernel() {
        return trees.kernel().root();
    }

    /**
     * The tree of the process the capture was taken for, else the one that TTBR0 points to.
     *
     * @throws CliException if TTBR0 points to a tree of the kernel and no process is known
     */
    DumpRoot user() {
        Optional<DumpRoot> named = capture.dump().root(USER);
        if (named.isPresent()) {
            return named.get();
        }
        if (trees.user().isPresent()) {
            return trees.user().get().root();
        }
        DumpRoot current =
                capture.dump().root(LOWER).orElseThrow(() -> new CliException(name + " has no tables of a process"));
        Map<String, Long> known =
                capture.info().map(CaptureInfo::physicalAddresses).orElse(Map.of());
        for (String empty : List.of("reserved_pg_dir", "idmap_pg_dir")) {
            Long pa = known.get(empty);
            if (pa != null && pa == current.pa()) {
                throw new CliException(name + " has no tables of a process, TTBR0 points to " + empty
                        + "; --root names another tree: " + String.join(", ", names()));
            }
        }
        return current;
    }

    /** The tree of the process that the capture was taken for, if it was taken for one. */
    Optional<DumpRoot> process() {
        return capture.dump().root(USER).or(() -> trees.user().map(CaptureTrees.RootTree::root));
    }

    /** The processor whose TTBR a root's name says it is, else 0. */
    int processor(DumpRoot root) {
        for (int processor : capture.processors()) {
            if (root.name().endsWith(OF_CPU + processor)) {
                return processor;
            }
        }
        return 0;
    }

    /** Registers with which the hardware walks a root: base register and size of its range are replaced. */
    RegisterFile registersFor(DumpRoot root, RegisterFile registers) {
        return trees.registersFor(root, registers);
    }

    /** {@code TTBR0_EL1 replaced by idmap_pg_dir at 0x42700000, level 0, TCR_EL1.T0SZ by 16}. */
    String remark(DumpRoot root, RegisterFile before, RegisterFile after) {
        boolean upper = root.va() < 0;
        boolean el2 = trees.regime() == TranslationStage.EL20;
        Register control = el2 ? Register.TCR_EL2 : Register.TCR_EL1;
        BitField size = upper ? Tcr.T1SZ : Tcr.T0SZ;
        long offset = size.of(after.require(control, "the size of the range"));
        boolean resized = offset != size.of(before.require(control, "the size of the range"));
        return trees.base(root) + " replaced by " + root.name() + " at " + Hex.address(root.pa()) + ", level "
                + root.level() + (resized ? ", " + control + "." + size.name() + " by " + offset : "");
    }
}

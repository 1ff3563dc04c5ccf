package dev.ptarmigan.cli;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.CaptureInfo;
import dev.ptarmigan.dump.DumpRoot;
import dev.ptarmigan.listing.KernelVaLayout;
import dev.ptarmigan.listing.PtdumpMarkers;
import dev.ptarmigan.listing.TableTree;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Ttbr;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table trees of a capture by the names of their roots, and the regime they belong to. */
final class CaptureTrees {
    /** What the kernel calls its own tree. */
    static final String KERNEL = "swapper_pg_dir";
    /** What we call the tree of the process that a capture was taken for. */
    static final String USER = "user_pgd";

    private static final String UPPER = "ttbr1";
    private static final String LOWER = "ttbr0";
    private static final int DEFAULT_VA_BITS = 52;

    private final Capture capture;
    private final TranslationStage regime;
    private final RegisterFile registers;

    CaptureTrees(CaptureSource source, int processor) {
        this.capture = source.capture();
        this.regime = source.regime();
        this.registers = source.registers(processor);
    }

    /** The regime of the kernel. */
    TranslationStage regime() {
        return regime;
    }

    /** The registers of the processor. */
    RegisterFile registers() {
        return registers;
    }

    /** The regime as the registers set it up. */
    TranslationContext context(Profile profile) {
        return ContextBuilder.of(registers, regime, SecurityState.NON_SECURE, profile);
    }

    /** The names of the roots that can be asked for. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (DumpRoot root : capture.dump().roots()) {
            names.add(root.name());
        }
        if (!names.contains(KERNEL) && kernelRoot() != null) {
            names.add(KERNEL);
        }
        if (!names.contains(USER) && capture.userRoot().isPresent()) {
            names.add(USER);
        }
        return names;
    }

    /** The root of the kernel's own tree. While a processor is at EL0 under KPTI its TTBR1 has another one. */
    private @Nullable DumpRoot kernelRoot() {
        Optional<DumpRoot> named = capture.dump().root(KERNEL);
        if (named.isPresent()) {
            return named.get();
        }
        Long known =
                capture.info().map(info -> info.physicalAddresses().get(KERNEL)).orElse(null);
        for (DumpRoot root : capture.dump().roots()) {
            boolean isKernel = known == null ? root.name().equals(UPPER) : root.pa() == known;
            if (isKernel && root.va() < 0) {
                return root;
            }
        }
        return null;
    }

    /**
     * A root by name.
     *
     * @throws CliException if the capture has none of that name
     */
    DumpRoot root(String name) {
        Optional<DumpRoot> named = capture.dump().root(name);
        if (named.isPresent()) {
            return named.get();
        }
        if (name.equals(KERNEL)) {
            DumpRoot kernel = kernelRoot();
            if (kernel != null) {
                return kernel;
            }
        }
        if (name.equals(USER) && capture.userRoot().isPresent()) {
            return userRoot();
        }
        throw new CliException(
                capture.name() + " has no root " + name + ", expected one of " + String.join(", ", names()));
    }

    /**
     * The tree of the process the capture was taken for, else the one TTBR0 points to.
     *
     * @throws CliException if TTBR0 points to the kernel's empty tree and no process is known
     */
    DumpRoot userRoot() {
        if (capture.dump().root(USER).isPresent()) {
            return capture.dump().root(USER).get();
        }
        if (capture.userRoot().isPresent()) {
            long pa = capture.userRoot().getAsLong();
            for (DumpRoot root : capture.dump().roots()) {
                if (root.pa() == pa && root.va() == 0) {
                    return root;
                }
            }
            WalkParameters lower = parameters(false);
            return new DumpRoot(USER, pa, lower.startLevel(), 0, (int) lower.startEntries(), 0);
        }
        DumpRoot current = capture.dump()
                .root(LOWER)
                .orElseThrow(() -> new CliException(capture.name() + " has no tables of a process"));
        Map<String, Long> known =
                capture.info().map(CaptureInfo::physicalAddresses).orElse(Map.of());
        for (String empty : List.of("reserved_pg_dir", "idmap_pg_dir")) {
            Long pa = known.get(empty);
            if (pa != null && pa == current.pa()) {
                throw new CliException(capture.name() + " has no tables of a process: TTBR0 points to " + empty
                        + "; --root names another, one of " + String.join(", ", names()));
            }
        }
        return current;
    }

    private WalkParameters parameters(boolean upper) {
        TranslationContext context = context(Profile.ARM);
        WalkParameters parameters = upper ? context.upper() : context.lower();
        if (parameters == null) {
            if (!context.isStage1On()) {
                throw new CliException(capture.name() + ": stage 1 is off (SCTLR.M=0), so no tables are in use");
            }
            throw new MissingRegisterException(
                    base(upper), "the " + (upper ? "upper" : "lower") + " address range of " + capture.name());
        }
        return parameters;
    }

    private Register base(boolean upper) {
        boolean el2 = regime == TranslationStage.EL20;
        if (upper) {
            return el2 ? Register.TTBR1_EL2 : Register.TTBR1_EL1;
        }
        return el2 ? Register.TTBR0_EL2 : Register.TTBR0_EL1;
    }

    /** The whole tree below a root. */
    TableTree tree(DumpRoot root) {
        return new TableTree(parameters(root.va() < 0), root.pa(), root.level(), root.entries(), root.va());
    }

    /** Registers with which the hardware would walk a root: its range's base register and size are replaced. */
    RegisterFile registersFor(DumpRoot root) {
        boolean upper = root.va() < 0;
        RegisterFile changed = registers.copy();
        WalkParameters parameters = parameters(upper);
        Register base = base(upper);
        Register control = regime == TranslationStage.EL20 ? Register.TCR_EL2 : Register.TCR_EL1;
        boolean wide =
                parameters.format() == Format.VMSA64_LPA2 || parameters.outputBits() > Format.VMSA64.addressBits();
        Word128 was = registers.wide(base);
        changed.set(
                base,
                wide
                        ? Ttbr.BADDR_52.in(was, root.pa() >>> lowest(Ttbr.BADDR_52))
                        : Ttbr.BADDR.in(was, root.pa() >>> lowest(Ttbr.BADDR)));
        int bits = parameters.granule().levelShift(parameters.format(), root.level())
                + Integer.numberOfTrailingZeros(root.entries());
        if (bits != parameters.inputBits()) {
            BitField size = upper ? Tcr.T1SZ : Tcr.T0SZ;
            changed.set(control, size.in(registers.require(control, "the size of the range"), Long.SIZE - bits));
        }
        return changed;
    }

    /** The lowest address bit a base field holds: its lowest run stands in place. */
    private static int lowest(BitField base) {
        return base.runs().get(base.runs().size() - 1).low();
    }

    /** The kernel's markers for a tree; {@code notes} takes what could not be known. */
    PtdumpMarkers markers(DumpRoot root, List<String> notes) {
        boolean upper = root.va() < 0;
        if (root.name().equals("idmap_pg_dir")) {
            return PtdumpMarkers.none(root.va(), root.name());
        }
        List<PtdumpMarkers.Marker> recorded = new ArrayList<>();
        capture.info().ifPresent(info -> {
            for (CaptureInfo.Marker marker : info.markers()) {
                // Those of the kernel are followed by those of a process.
                if (marker.va() < 0 == upper) {
                    recorded.add(new PtdumpMarkers.Marker(marker.va(), marker.text()));
                }
            }
        });
        if (!recorded.isEmpty()) {
            return PtdumpMarkers.of(recorded);
        }
        if (!upper) {
            return PtdumpMarkers.user(layout(notes).userWindowEnd());
        }
        KernelVaLayout layout = layout(notes);
        Long fixmap = capture.info()
                .map(info -> info.constants().get("FIXADDR_TOT_START"))
                .orElse(null);
        PtdumpMarkers markers = fixmap == null ? PtdumpMarkers.kernel(layout) : PtdumpMarkers.kernel(layout, fixmap);
        notes.addAll(markers.notes());
        return markers;
    }

    private KernelVaLayout layout(List<String> notes) {
        Granule granule = capture.dump().granule();
        Map<String, Long> constants = capture.info().map(CaptureInfo::constants).orElse(Map.of());
        Long built = constants.get("VA_BITS");
        Long found = constants.get("vabits_actual");
        int actual = found == null ? parameters(true).inputBits() : found.intValue();
        if (built == null) {
            notes.add("the capture does not say for how many address bits the kernel was built; " + DEFAULT_VA_BITS
                    + " is assumed for the markers");
        }
        return KernelVaLayout.of(granule, built == null ? DEFAULT_VA_BITS : built.intValue(), actual);
    }

    /** For messages: {@code swapper_pg_dir at 0x42703000, level 0}. */
    static String text(DumpRoot root) {
        return root.name() + " at " + Hex.address(root.pa()) + ", level " + root.level();
    }
}

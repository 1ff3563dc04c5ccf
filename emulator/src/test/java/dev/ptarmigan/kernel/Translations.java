package dev.ptarmigan.kernel;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.listing.Ptdump;
import dev.ptarmigan.listing.PtdumpMarkers;
import dev.ptarmigan.listing.PtdumpText;
import dev.ptarmigan.listing.TableTree;
import dev.ptarmigan.listing.VaRange;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.Objects;

/** What hardware makes of a world's tables. */
final class Translations {
    /** TCR_EL1 of a 4K kernel with 48 address bits, neither MTE nor hardware management of the Access flag. */
    private static final long TCR = 0x0040_0035_B550_3510L;

    private final TranslationContext context;
    private final Walker walker;
    private final Walk walk = new Walk();

    Translations(WorldW world) {
        RegisterFile registers = new RegisterFile();
        registers.set(Register.SCTLR_EL1, Sctlr.M.mask() | Sctlr.C.mask() | Sctlr.I.mask());
        registers.set(Register.TCR_EL1, TCR);
        registers.set(Register.TTBR1_EL1, world.shape.root);
        registers.set(Register.TTBR0_EL1, 0);
        registers.set(Register.MAIR_EL1, 0x0000_0004_0044_FFFFL);
        registers.set(Register.ID_AA64MMFR0_EL1, 5);
        registers.set(Register.ID_AA64MMFR1_EL1, 0);
        registers.set(Register.ID_AA64MMFR2_EL1, 0);
        context = ContextBuilder.of(registers, TranslationStage.EL10, SecurityState.NON_SECURE, Profile.ARM);
        PhysicalMemory memory = world.memory;
        walker = new Walker(memory);
    }

    /** The physical address, permissions and memory index of an address, or the fault; equal texts translate alike. */
    String at(long va) {
        if (!walker.walk(context, va, Access.AT, walk)) {
            return String.valueOf(walk.fault);
        }
        return Long.toHexString(walk.outputAddress) + " " + Integer.toHexString(walk.permissions) + " "
                + (walk.descriptor >>> 2 & 7) + " " + (walk.descriptor >>> 8 & 3);
    }

    /** The tables as ptdump shows them. */
    String listing(PhysicalMemory memory, long start, long end) {
        TableTree tree = TableTree.of(Objects.requireNonNull(context.upper()));
        StringBuilder text = new StringBuilder();
        PtdumpText sink = new PtdumpText(text);
        new Ptdump(memory, tree, PtdumpMarkers.none(tree.firstVa(), "all")).list(VaRange.until(start, end), sink);
        sink.flush();
        return text.toString();
    }

    /** Whether a privileged write is allowed. */
    boolean writable(long va) {
        return walker.walk(context, va, Access.WRITE, walk);
    }
}

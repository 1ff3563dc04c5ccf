package dev.ptarmigan.checker;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Mair;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.walker.SecurityState;
import org.jspecify.annotations.Nullable;

/**
 * What decides how descriptors of the checked tables are read: stage 1 of a kernel.
 *
 * @param regime EL1&amp;0, or EL2&amp;0 for a kernel at EL2
 * @param granule granule of the tables
 * @param format VMSA64 or VMSA64_LPA2
 * @param hardwareAccessFlag TCR.HA: entries with AF = 0 can be cached, for walks set AF
 * @param dirtyModifier whether DBM takes part in permissions: with TCR.HD, and as a bit of PIIndex
 * @param hierarchical whether tables restrict permissions of what is below (HPD = 0, direct permissions)
 * @param mair MAIR_ELx, or null if unknown: each index is a memory type of its own then
 * @param issuer what counts of a PE that executes a TLBI
 */
public record CheckedRegime(
        TlbRegime regime,
        Granule granule,
        Format format,
        boolean hardwareAccessFlag,
        boolean dirtyModifier,
        boolean hierarchical,
        @Nullable Mair mair,
        TlbiIssuer issuer) {

    /** A kernel at Non-secure EL1 of which no register is known: hardware sets neither AF nor dirty state. */
    public static CheckedRegime kernel(Granule granule, Format format) {
        return new CheckedRegime(TlbRegime.EL10, granule, format, false, true, true, null, issuer(false, lpa2(format)));
    }

    /**
     * A kernel with its registers; those absent count as in {@link #kernel}.
     *
     * @param vhe whether it runs at EL2
     */
    public static CheckedRegime kernel(Granule granule, Format format, RegisterFile registers, boolean vhe) {
        Register control = vhe ? Register.TCR_EL2 : Register.TCR_EL1;
        Register more = vhe ? Register.TCR2_EL2 : Register.TCR2_EL1;
        Register types = vhe ? Register.MAIR_EL2 : Register.MAIR_EL1;
        Tcr tcr = new Tcr(registers.orElse(control, 0));
        boolean indirect = new Tcr2(registers.orElse(more, 0)).indirectPermissions();
        return new CheckedRegime(
                vhe ? TlbRegime.EL20 : TlbRegime.EL10,
                granule,
                format,
                tcr.hardwareAccessFlag(),
                indirect || tcr.hardwareDirtyState() || !registers.has(control),
                !indirect && !tcr.hierarchicalPermissionsDisabled(true),
                registers.has(types) ? new Mair(registers.orElse(types, 0)) : null,
                issuer(vhe, lpa2(format)));
    }

    private static boolean lpa2(Format format) {
        return format == Format.VMSA64_LPA2;
    }

    private static TlbiIssuer issuer(boolean vhe, boolean lpa2) {
        TlbiIssuer.Builder builder = TlbiIssuer.at(vhe ? 2 : 1);
        if (vhe) {
            builder.hcr(new Hcr(Hcr.E2H.mask() | Hcr.TGE.mask()));
        }
        if (lpa2) {
            builder.lpa2(vhe ? TranslationStage.EL20 : TranslationStage.EL10);
        }
        return builder.build();
    }

    /** Security state of the entries. */
    SecurityState security() {
        return issuer.security();
    }
}

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
import dev.ptarmigan.registers.TcrOneRange;
import dev.ptarmigan.registers.Vtcr;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.walker.SecurityState;
import org.jspecify.annotations.Nullable;

/**
 * What decides how descriptors of the checked tables are read, and what a TLBI does to what is cached of them.
 *
 * @param stage stage 1 of EL1&amp;0, EL2&amp;0, EL2 or EL3, or stage 2
 * @param granule granule of the tables
 * @param format VMSA64 or VMSA64_LPA2
 * @param hardwareAccessFlag TCR.HA: entries with AF = 0 can be cached, for walks set AF
 * @param dirtyModifier whether DBM takes part in permissions: with TCR.HD, and as a bit of PIIndex
 * @param hierarchical whether tables restrict permissions of what is below (HPD = 0, direct permissions)
 * @param mair MAIR_ELx, or null if unknown: each index is a memory type of its own then
 * @param issuer what counts of a PE that executes a TLBI, as long as the trace does not say otherwise
 * @param upper whether addresses are those of TTBR1, in regimes with two ranges
 */
public record CheckedRegime(
        TranslationStage stage,
        Granule granule,
        Format format,
        boolean hardwareAccessFlag,
        boolean dirtyModifier,
        boolean hierarchical,
        @Nullable Mair mair,
        TlbiIssuer issuer,
        boolean upper) {

    /** A kernel at Non-secure EL1 of which no register is known: hardware sets neither AF nor dirty state. */
    public static CheckedRegime kernel(Granule granule, Format format) {
        return of(TranslationStage.EL10, granule, format);
    }

    /**
     * A kernel with its registers; those absent count as in {@link #kernel}.
     *
     * @param vhe whether it runs at EL2
     */
    public static CheckedRegime kernel(Granule granule, Format format, RegisterFile registers, boolean vhe) {
        return twoRanges(granule, format, registers, vhe, true);
    }

    private static CheckedRegime twoRanges(
            Granule granule, Format format, RegisterFile registers, boolean vhe, boolean upper) {
        Register control = vhe ? Register.TCR_EL2 : Register.TCR_EL1;
        Register more = vhe ? Register.TCR2_EL2 : Register.TCR2_EL1;
        Register types = vhe ? Register.MAIR_EL2 : Register.MAIR_EL1;
        Tcr tcr = new Tcr(registers.orElse(control, 0));
        boolean indirect = new Tcr2(registers.orElse(more, 0)).indirectPermissions();
        return new CheckedRegime(
                vhe ? TranslationStage.EL20 : TranslationStage.EL10,
                granule,
                format,
                tcr.hardwareAccessFlag(),
                indirect || tcr.hardwareDirtyState() || !registers.has(control),
                !indirect && !tcr.hierarchicalPermissionsDisabled(upper),
                registers.has(types) ? new Mair(registers.orElse(types, 0)) : null,
                issuer(vhe ? TranslationStage.EL20 : TranslationStage.EL10, lpa2(format)),
                upper);
    }

    /** Tables of a stage of which no register is known: hardware sets neither AF nor dirty state, ranges are the upper ones. */
    public static CheckedRegime of(TranslationStage stage, Granule granule, Format format) {
        return new CheckedRegime(
                stage, granule, format, false, true, !stage.isStage2(), null, issuer(stage, lpa2(format)), true);
    }

    /** Tables of a stage with its registers; those absent count as in {@link #of(TranslationStage, Granule, Format)}. */
    public static CheckedRegime of(
            TranslationStage stage, Granule granule, Format format, RegisterFile registers, boolean upper) {
        if (stage.twoRanges()) {
            return twoRanges(granule, format, registers, stage == TranslationStage.EL20, upper);
        }
        CheckedRegime plain = of(stage, granule, format);
        Register types = stage == TranslationStage.EL3 ? Register.MAIR_EL3 : Register.MAIR_EL2;
        boolean known = !stage.isStage2() && registers.has(types);
        boolean hardware = stage.isStage2()
                ? Vtcr.HA.isSet(registers.orElse(Register.VTCR_EL2, 0))
                : stage == TranslationStage.EL2 && TcrOneRange.HA.isSet(registers.orElse(Register.TCR_EL2, 0));
        return new CheckedRegime(
                stage,
                granule,
                format,
                hardware,
                true,
                plain.hierarchical,
                known ? new Mair(registers.orElse(types, 0)) : null,
                plain.issuer,
                false);
    }

    /** The same in the lower range, of TTBR0. */
    public CheckedRegime lower() {
        return new CheckedRegime(
                stage, granule, format, hardwareAccessFlag, dirtyModifier, hierarchical, mair, issuer, false);
    }

    /** The regime whose entries caches tag. */
    public TlbRegime regime() {
        return TlbRegime.of(stage);
    }

    private static boolean lpa2(Format format) {
        return format == Format.VMSA64_LPA2;
    }

    private static TlbiIssuer issuer(TranslationStage stage, boolean lpa2) {
        return issuer(stage, lpa2, 0, new Hcr(0));
    }

    /** The issuer with another VMID and HCR_EL2. */
    TlbiIssuer issuer(int vmid, Hcr hcr) {
        return issuer(stage, lpa2(format), vmid, hcr);
    }

    private static TlbiIssuer issuer(TranslationStage stage, boolean lpa2, int vmid, Hcr hcr) {
        int exceptionLevel = stage == TranslationStage.EL10 ? 1 : stage == TranslationStage.EL3 ? 3 : 2;
        TlbiIssuer.Builder builder = TlbiIssuer.at(exceptionLevel).vmid(vmid);
        if (stage == TranslationStage.EL3) {
            builder.security(SecurityState.SECURE);
        }
        if (stage != TranslationStage.EL20) {
            builder.hcr(hcr);
        } else {
            builder.hcr(new Hcr(Hcr.E2H.mask() | Hcr.TGE.mask()));
        }
        if (lpa2) {
            builder.lpa2(stage);
        }
        return builder.build();
    }

    /** Security state of the entries. */
    SecurityState security() {
        return issuer.security();
    }
}

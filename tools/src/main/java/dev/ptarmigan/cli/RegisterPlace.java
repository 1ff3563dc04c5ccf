package dev.ptarmigan.cli;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Hcrx;
import dev.ptarmigan.registers.OutputSize;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Scr;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.registers.TcrOneRange;
import dev.ptarmigan.registers.Vtcr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What registers say about the tables of a stage: granule, format, and the extensions in use. It needs no complete set of
 * registers, as a walk does; what they do not say stays open.
 */
final class RegisterPlace {
    /** Below every level there is. */
    private static final int UNKNOWN_LEVEL = -2;

    private static final int LPA_BITS = 52;

    private final RegisterFile registers;
    private final Set<Granule> granules = EnumSet.noneOf(Granule.class);
    private final Set<Format> formats = EnumSet.noneOf(Format.class);
    private final List<String> evidence = new ArrayList<>();
    private final List<String> assumptions = new ArrayList<>();
    private int lowerLevel = UNKNOWN_LEVEL;
    private int upperLevel = UNKNOWN_LEVEL;
    private Features on = Features.NONE;
    private Features known = Features.NONE;

    RegisterPlace(TranslationStage stage, RegisterFile registers) {
        this.registers = registers;
        switch (stage) {
            case EL10 -> twoRanges(Register.TCR_EL1, Register.TCR2_EL1);
            case EL20 -> twoRanges(Register.TCR_EL2, Register.TCR2_EL2);
            case EL2 -> {
                oneRange(Register.TCR_EL2);
                extensions(Register.TCR2_EL2);
            }
            case EL3 -> el3();
            case STAGE2 -> stage2();
        }
        if (stage == TranslationStage.EL10 && registers.has(Register.HCR_EL2)) {
            boolean nv1 = new Hcr(value(Register.HCR_EL2)).nv1Effective();
            set(Feature.NV1, nv1);
            if (nv1) {
                evidence.add("HCR_EL2.{NV,NV1}={1,1}");
            }
        }
    }

    /** The granules in use; empty if the registers do not say. */
    Set<Granule> granules() {
        return granules;
    }

    /** The formats in use; empty if the registers do not say. */
    Set<Format> formats() {
        return formats;
    }

    /** The lowest level of tables that the size of an address range makes possible, -2 if it is not known. */
    int lowestLevel() {
        return Math.min(lowerLevel, upperLevel);
    }

    /** The level of the upper range's start table, -2 if it is not known. */
    int upperLevel() {
        return upperLevel;
    }

    /** The level of the start table of a stage 1 range (Arm ARM D8.2: as few levels as hold the range). */
    private static int startLevel(int sizeOffset, int granuleShift, boolean d128) {
        int stride = granuleShift - (d128 ? Format.VMSA128 : Format.VMSA64).descriptorShift();
        int bits = Long.SIZE - sizeOffset - granuleShift;
        if (granuleShift == 0) {
            return UNKNOWN_LEVEL;
        }
        return Math.max(UNKNOWN_LEVEL, Place.LAST_LEVEL + 1 - (bits + stride - 1) / stride);
    }

    /** The extensions that the registers turn on. */
    Features on() {
        return on;
    }

    /** The extensions of which the registers say whether they are on. */
    Features known() {
        return known;
    }

    /** The controls that were looked at and said something: {@code TCR_EL1.DS=0}. */
    List<String> evidence() {
        return evidence;
    }

    /** What was taken for granted because a register is not known. */
    List<String> assumptions() {
        return assumptions;
    }

    private long value(Register register) {
        return registers.orElse(register, 0);
    }

    private boolean flag(Register register, BitField field) {
        boolean set = field.isSet(value(register));
        evidence.add(register + "." + field.name() + "=" + (set ? 1 : 0));
        return set;
    }

    private void set(Feature feature, boolean isOn) {
        known = known.with(feature);
        on = on.with(feature, isOn);
    }

    private void set(Feature feature, Register register, BitField field) {
        set(feature, flag(register, field));
    }

    private void addGranule(int shift) {
        for (Granule granule : Granule.values()) {
            if (granule.pageShift() == shift) {
                granules.add(granule);
            }
        }
    }

    private void formats(boolean d128, boolean ds, long outputSize) {
        if (d128) {
            formats.add(Format.VMSA128);
            return;
        }
        for (Granule granule : granules) {
            if (granule == Granule.K64) {
                formats.add(OutputSize.bits(outputSize) >= LPA_BITS ? Format.VMSA64_LPA : Format.VMSA64);
            } else {
                formats.add(ds ? Format.VMSA64_LPA2 : Format.VMSA64);
            }
        }
    }

    private void twoRanges(Register control, Register extended) {
        boolean d128 = extensions(extended);
        if (!registers.has(control)) {
            return;
        }
        Tcr tcr = new Tcr(value(control));
        addGranule(tcr.granuleShift(false));
        addGranule(tcr.granuleShift(true));
        for (Granule granule : granules) {
            evidence.add(control + ": " + granule);
        }
        formats(d128, flag(control, Tcr.DS), tcr.ips());
        lowerLevel = startLevel(tcr.sizeOffset(false), tcr.granuleShift(false), d128);
        upperLevel = startLevel(tcr.sizeOffset(true), tcr.granuleShift(true), d128);
        boolean lower = tcr.hierarchicalPermissionsDisabled(false);
        if (lower == tcr.hierarchicalPermissionsDisabled(true)) {
            set(Feature.HPD, lower);
        }
        if (!tcr.hardwareAccessFlag()) {
            on = on.without(Feature.HAFT);
        }
    }

    private void oneRange(Register control) {
        if (!registers.has(control)) {
            return;
        }
        TcrOneRange tcr = new TcrOneRange(value(control));
        addGranule(tcr.granuleShift());
        for (Granule granule : granules) {
            evidence.add(control + ": " + granule);
        }
        formats(false, flag(control, TcrOneRange.DS), tcr.ps());
        set(Feature.HPD, tcr.hierarchicalPermissionsDisabled());
    }

    /** TCR2_ELx; returns whether descriptors have 128 bits. */
    private boolean extensions(Register register) {
        if (!registers.has(register)) {
            if (!registers.has(Register.ID_AA64MMFR3_EL1) || value(Register.ID_AA64MMFR3_EL1) != 0) {
                assumptions.add(register + " is not known: PIE, POE, AIE and D128 are taken as off");
            }
            return false;
        }
        if (!isEnabled(register)) {
            return false;
        }
        set(Feature.PIE, register, Tcr2.PIE);
        set(Feature.AIE, register, Tcr2.AIE);
        boolean privileged = flag(register, Tcr2.POE);
        boolean unprivileged = flag(register, Tcr2.E0POE);
        set(Feature.POE, privileged || unprivileged);
        set(Feature.HAFT, Tcr2.HAFT.isSet(value(register)));
        set(Feature.THE, Tcr2.PNCH.isSet(value(register)));
        return Tcr2.D128.isSet(value(register));
    }

    /** Higher exception levels can make TCR2 read as zero for walks. */
    private boolean isEnabled(Register register) {
        CpuFeatures cpu = CpuFeatures.of(registers);
        boolean levelsKnown = cpu.knows(Register.ID_AA64PFR0_EL1);
        if (levelsKnown && cpu.hasEl3() && registers.has(Register.SCR_EL3)) {
            Scr scr = new Scr(value(Register.SCR_EL3));
            if (!scr.tcr2Enabled()) {
                evidence.add("SCR_EL3.TCR2En=0");
                return false;
            }
        }
        if (register == Register.TCR2_EL1 && levelsKnown && cpu.hasEl2() && registers.has(Register.HCRX_EL2)) {
            Hcr hcr = new Hcr(value(Register.HCR_EL2));
            if (!new Hcrx(value(Register.HCRX_EL2)).tcr2Enabled() && !(hcr.e2h() && hcr.trapGeneralExceptions())) {
                evidence.add("HCRX_EL2.TCR2En=0");
                return false;
            }
        }
        return true;
    }

    private void el3() {
        Register control = Register.TCR_EL3;
        oneRange(control);
        if (registers.has(control)) {
            set(Feature.PIE, control, TcrOneRange.PIE);
            set(Feature.AIE, control, TcrOneRange.AIE);
            set(Feature.POE, control, TcrOneRange.POE);
            set(Feature.HAFT, TcrOneRange.HAFT.isSet(value(control)));
            set(Feature.THE, TcrOneRange.PNCH.isSet(value(control)));
            if (TcrOneRange.D128.isSet(value(control))) {
                formats.clear();
                formats.add(Format.VMSA128);
            }
        }
    }

    private void stage2() {
        Register control = Register.VTCR_EL2;
        if (registers.has(control)) {
            Vtcr vtcr = new Vtcr(value(control));
            addGranule(vtcr.granuleShift());
            for (Granule granule : granules) {
                evidence.add(control + ": " + granule);
            }
            formats(vtcr.d128(), flag(control, Vtcr.DS), vtcr.ps());
            set(Feature.PIE, control, Vtcr.S2PIE);
            set(Feature.POE, control, Vtcr.S2POE);
            set(Feature.HAFT, vtcr.hardwareTableAccessFlag());
            set(Feature.THE, Vtcr.ASSURED_ONLY.isSet(vtcr.word()));
        }
        if (registers.has(Register.HCR_EL2)) {
            set(Feature.FWB, Register.HCR_EL2, Hcr.FWB);
        } else {
            assumptions.add("HCR_EL2 is not known: FWB is taken as 0");
        }
    }
}

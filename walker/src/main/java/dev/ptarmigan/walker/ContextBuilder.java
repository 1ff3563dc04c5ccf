package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Hcrx;
import dev.ptarmigan.registers.OutputSize;
import dev.ptarmigan.registers.Pir;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Scr;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.registers.TcrOneRange;
import dev.ptarmigan.registers.Vtcr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns registers into a {@link TranslationContext}. A register that decides something must be known, else
 * {@link dev.ptarmigan.registers.MissingRegisterException} names it; a register that can only switch on an extension is
 * taken as off when absent, and the context says so in its assumptions.
 */
public final class ContextBuilder {
    private static final int STAGE2_DIRECT_ENTRIES = 16;

    final TranslationStage regime;
    final SecurityState security;
    final Profile profile;

    boolean stage1On;
    int peOutputBits;
    final long[] flatMasks = new long[4];
    boolean defaultCacheable;
    boolean defaultCacheableTagged;
    int[] permissionTable = new int[0];
    long pirPrivileged;
    long pirUnprivileged;
    boolean writeExecuteNever;
    boolean enhancedPan;
    long overlayPrivileged;
    long overlayUnprivileged;
    boolean overlayPrivilegedOn;
    boolean overlayUnprivilegedOn;
    int[] stage2Permissions = new int[0];
    long overlayStage2;
    boolean stage2OverlayOn;
    boolean alignmentChecked;
    boolean dataCacheable;
    boolean instructionCacheable;
    long mair;
    long mair2;
    boolean mairKnown;
    boolean forcedWriteBack;
    boolean protectedTableWalk;
    boolean stage2DataNonCacheable;
    boolean stage2InstructionNonCacheable;
    boolean secureFetchOnly;
    boolean rme;
    boolean tagPermission;
    boolean xs = true;
    boolean par128;
    final List<String> assumptions = new ArrayList<>();
    final List<String> restsOn = new ArrayList<>();

    private final RegisterFile registers;
    private final ControlledFeatures pe;
    private final Set<Register> used = EnumSet.noneOf(Register.class);
    private Hcr hcr = new Hcr(0);
    private Tcr2 tcr2 = new Tcr2(0);
    private boolean pie;
    private boolean d128;

    private ContextBuilder(RegisterFile registers, TranslationStage regime, SecurityState security, Profile profile) {
        this.registers = registers;
        this.regime = regime;
        this.security = security;
        this.profile = profile;
        this.pe = new ControlledFeatures(registers);
    }

    /**
     * The context of a stage 1 regime, with stage 2 if HCR_EL2 has it on for EL1&amp;0.
     *
     * @throws dev.ptarmigan.registers.MissingRegisterException if a register that decides something is not known
     * @throws IllegalArgumentException if {@code regime} is stage 2
     */
    public static TranslationContext of(
            RegisterFile registers, TranslationStage regime, SecurityState security, Profile profile) {
        if (regime.isStage2()) {
            throw new IllegalArgumentException("stage 2 is not a regime; it is part of EL1&0");
        }
        return new ContextBuilder(registers, regime, security, profile).build();
    }

    private long need(Register register, String why) {
        long value = registers.require(register, why);
        used.add(register);
        return value;
    }

    /** The value of a register that only turns extensions on; 0 if absent. */
    private long optional(Register register) {
        if (registers.has(register)) {
            used.add(register);
            return registers.orElse(register, 0);
        }
        return 0;
    }

    private TranslationContext build() {
        peOutputBits = pe.outputBits();
        used.add(Register.ID_AA64MMFR0_EL1);
        rme = pe.hasRme();
        boolean hypervisorControls = pe.hasEl2() && registers.has(Register.HCR_EL2);
        if (hypervisorControls) {
            hcr = new Hcr(optional(Register.HCR_EL2));
        } else if (pe.hasEl2()) {
            assumptions.add("HCR_EL2 is not known: stage 2 and nested virtualization are taken as off");
        }
        Sctlr sctlr = new Sctlr(need(sctlrRegister(), "whether stage 1 is on and how permissions are checked"));
        readTcr2();
        readPermissionControls(sctlr);
        alignmentChecked = sctlr.alignmentChecked();
        dataCacheable = sctlr.dataCacheable();
        instructionCacheable = sctlr.instructionCacheable();
        Scr scr = new Scr(optional(Register.SCR_EL3));
        secureFetchOnly = pe.hasEl3() && scr.secureInstructionFetchOnly();

        boolean el10 = regime == TranslationStage.EL10;
        boolean trappedToEl2 = el10 && hcr.trapGeneralExceptions() && !profile.has(Knob.TGE_WALKS);
        defaultCacheable = el10 && hcr.defaultCacheable();
        defaultCacheableTagged = defaultCacheable && hcr.defaultCacheableTagged();
        stage1On = sctlr.mmuEnabled() && !defaultCacheable && !trappedToEl2;

        if (registers.has(mair(regime))) {
            mair = optional(mair(regime));
            mairKnown = true;
        }
        mair2 = optional(mair2Register());

        WalkParameters lower = null;
        WalkParameters upper = null;
        if (stage1On) {
            if (regime.twoRanges()) {
                Register control = regime == TranslationStage.EL10 ? Register.TCR_EL1 : Register.TCR_EL2;
                Tcr tcr = new Tcr(need(control, "the size and granule of both address ranges"));
                lower = twoRange(tcr, sctlr, false);
                upper = twoRange(tcr, sctlr, true);
            } else {
                lower = oneRange(sctlr);
            }
        }
        prepareFlatMasks();
        boolean stage2On =
                el10 && (hcr.stage2Enabled() || hcr.defaultCacheable()) && !(hcr.e2h() && hcr.trapGeneralExceptions());
        WalkParameters stage2 = stage2On ? stage2() : null;
        for (Register register : used) {
            restsOn.add(register + "=" + registers.wide(register));
        }
        return new TranslationContext(this, lower, upper, stage2);
    }

    /** The table base register of a range. */
    static Register base(TranslationStage regime, boolean upper) {
        return switch (regime) {
            case EL10 -> upper ? Register.TTBR1_EL1 : Register.TTBR0_EL1;
            case EL20 -> upper ? Register.TTBR1_EL2 : Register.TTBR0_EL2;
            case EL2 -> Register.TTBR0_EL2;
            case EL3 -> Register.TTBR0_EL3;
            case STAGE2 -> Register.VTTBR_EL2;
        };
    }

    private Register sctlrRegister() {
        return switch (regime) {
            case EL10, STAGE2 -> Register.SCTLR_EL1;
            case EL20, EL2 -> Register.SCTLR_EL2;
            case EL3 -> Register.SCTLR_EL3;
        };
    }

    static Register mair(TranslationStage regime) {
        return switch (regime) {
            case EL10, STAGE2 -> Register.MAIR_EL1;
            case EL20, EL2 -> Register.MAIR_EL2;
            case EL3 -> Register.MAIR_EL3;
        };
    }

    private Register mair2Register() {
        return switch (regime) {
            case EL10, STAGE2 -> Register.MAIR2_EL1;
            case EL20, EL2 -> Register.MAIR2_EL2;
            case EL3 -> Register.MAIR2_EL3;
        };
    }

    private void readTcr2() {
        if (regime == TranslationStage.EL3) {
            return;
        }
        boolean el1 = regime == TranslationStage.EL10;
        Register register = el1 ? Register.TCR2_EL1 : Register.TCR2_EL2;
        if (!registers.has(register)) {
            if (registers.has(Register.ID_AA64MMFR3_EL1) && (pe.mayHaveS1Pie() || pe.mayHaveAie())) {
                assumptions.add(register + " is not known: its extensions are taken as off");
            }
            return;
        }
        Tcr2 written = new Tcr2(optional(register));
        par128 = el1 && written.d128() && pe.mayHaveD128();
        boolean enabled = true;
        if (pe.hasEl3() && registers.has(Register.SCR_EL3)) {
            enabled = new Scr(optional(Register.SCR_EL3)).tcr2Enabled();
        }
        if (el1 && pe.hasEl2() && registers.has(Register.HCRX_EL2) && !(hcr.e2h() && hcr.trapGeneralExceptions())) {
            boolean allowed = new Hcrx(optional(Register.HCRX_EL2)).tcr2Enabled();
            if (allowed || pe.knowsLevels()) {
                enabled &= allowed;
            } else {
                // A debugger shows HCRX_EL2 as 0 where there is no EL2; with EL2, software could not have written
                // TCR2_EL1.
                assumptions.add(
                        "ID_AA64PFR0_EL1 is not known: there is taken to be no EL2 whose HCRX_EL2.TCR2En=0 would"
                                + " switch TCR2_EL1 off");
            }
        }
        if (enabled) {
            tcr2 = written;
        }
    }

    private void readPermissionControls(Sctlr sctlr) {
        Features features = Features.NONE.with(Feature.NV1, regime == TranslationStage.EL10 && hcr.nv1Effective());
        TcrOneRange el3 = regime == TranslationStage.EL3
                ? new TcrOneRange(need(Register.TCR_EL3, "the size and granule of the EL3 regime"))
                : new TcrOneRange(0);
        d128 = (tcr2.d128() || TcrOneRange.D128.isSet(el3.word()))
                && pe.mayHaveD128()
                && regime != TranslationStage.EL2;
        pie = (tcr2.indirectPermissions() || TcrOneRange.PIE.isSet(el3.word())) && pe.mayHaveS1Pie() || d128;
        if (pe.mayHaveS1Poe()) {
            boolean nv1 = features.has(Feature.NV1);
            overlayPrivilegedOn = tcr2.permissionOverlay() || TcrOneRange.POE.isSet(el3.word());
            overlayUnprivilegedOn = tcr2.unprivilegedOverlay() && regime.twoPrivileges() && !nv1;
        }
        if (overlayPrivilegedOn) {
            overlayPrivileged = need(porRegister(), "the permission overlays that " + regime + " has on");
        }
        if (overlayUnprivilegedOn) {
            overlayUnprivileged = need(Register.POR_EL0, "the permission overlays of EL0 that TCR2 has on");
        }
        if (!pie) {
            writeExecuteNever = sctlr.writeImpliesNeverExecute();
            enhancedPan = sctlr.enhancedPan() && pe.mayHaveEpan() && regime.twoPrivileges();
            permissionTable = PermissionTable.direct(regime, features, writeExecuteNever, enhancedPan);
            return;
        }
        boolean gated = profile.has(Knob.PIEN_GATES_WALKS)
                && pe.hasEl3()
                && registers.has(Register.SCR_EL3)
                && !new Scr(optional(Register.SCR_EL3)).permissionRegistersEnabled();
        String why = "indirect permissions, which " + regime + " has on";
        long privileged = need(pirRegister(), why);
        long unprivileged = regime.twoPrivileges() ? need(pire0Register(), why) : 0;
        pirPrivileged = gated ? 0 : privileged;
        pirUnprivileged = gated ? 0 : unprivileged;
        permissionTable =
                PermissionTable.indirect(regime, features, new Pir(pirPrivileged), new Pir(pirUnprivileged), profile);
    }

    /** While stage 1 is off, TBI (TBID for fetches) and MTX still say which high bits of an address are no part of it. */
    private void prepareFlatMasks() {
        Register control = switch (regime) {
            case EL10, STAGE2 -> Register.TCR_EL1;
            case EL20, EL2 -> Register.TCR_EL2;
            case EL3 -> Register.TCR_EL3;
        };
        if (!stage1On && !registers.has(control)) {
            assumptions.add(control + " is not known: with stage 1 off, TBI and MTX are taken as 0");
        }
        long word = optional(control);
        for (int i = 0; i < flatMasks.length; i++) {
            boolean upper = (i & 2) != 0;
            boolean fetch = (i & 1) != 0;
            boolean ignored;
            boolean extendedTag;
            if (regime.twoRanges()) {
                Tcr tcr = new Tcr(word);
                ignored = tcr.topByteIgnored(upper) && !(fetch && tcr.topByteIgnoredForDataOnly(upper));
                extendedTag = tcr.extendedTagCheck(upper);
            } else {
                TcrOneRange tcr = new TcrOneRange(word);
                ignored = tcr.topByteIgnored() && !(fetch && tcr.topByteIgnoredForDataOnly());
                extendedTag = tcr.extendedTagCheck();
            }
            flatMasks[i] = WalkParameters.highBits(peOutputBits, ignored, extendedTag);
        }
    }

    private Register porRegister() {
        return switch (regime) {
            case EL10, STAGE2 -> Register.POR_EL1;
            case EL20, EL2 -> Register.POR_EL2;
            case EL3 -> Register.POR_EL3;
        };
    }

    private Register pirRegister() {
        return switch (regime) {
            case EL10, STAGE2 -> Register.PIR_EL1;
            case EL20, EL2 -> Register.PIR_EL2;
            case EL3 -> Register.PIR_EL3;
        };
    }

    private Register pire0Register() {
        return regime == TranslationStage.EL10 ? Register.PIRE0_EL1 : Register.PIRE0_EL2;
    }

    private Features leafFeatures() {
        return Features.COMMON
                .with(Feature.PIE, pie)
                .with(Feature.POE, overlayPrivilegedOn || overlayUnprivilegedOn)
                .with(Feature.AIE, (tcr2.extendedAttributeIndex()) && pe.mayHaveAie())
                .with(Feature.NV1, regime == TranslationStage.EL10 && hcr.nv1Effective())
                .with(Feature.HAFT, tcr2.hardwareTableAccessFlag() && pe.mayHaveTableAccessFlag())
                .with(Feature.RME, rme)
                .with(Feature.SECURE, security == SecurityState.SECURE)
                .with(Feature.REALM, security == SecurityState.REALM);
    }

    private @Nullable WalkParameters twoRange(Tcr tcr, Sctlr sctlr, boolean upper) {
        Register base = base(regime, upper);
        if (!registers.has(base)) {
            return null;
        }
        TableSettings s = common(sctlr);
        s.upper = upper;
        s.granule = granule(tcr.granuleShift(upper), false);
        s.sizeOffset = tcr.sizeOffset(upper);
        s.requestedOutputBits = outputSize(tcr.ips());
        s.ds = tcr.ds();
        s.ttbr = read(base);
        s.topByteIgnored = tcr.topByteIgnored(upper);
        s.topByteIgnoredForDataOnly = tcr.topByteIgnoredForDataOnly(upper);
        s.extendedTagCheck = tcr.extendedTagCheck(upper);
        s.walkDisabled = tcr.walkDisabled(upper);
        s.unprivilegedFaults = tcr.unprivilegedFaults(upper) && pe.mayHaveE0pd();
        s.nonFaultDisabled = tcr.nonFaultDisabled(upper) && !profile.has(Knob.NFD_IGNORED);
        s.hierarchyDisabled = tcr.hierarchicalPermissionsDisabled(upper) && pe.mayHaveHpd();
        s.hardwareAccessFlag = tcr.hardwareAccessFlag() && pe.mayHaveAccessFlag();
        s.hardwareDirtyState = tcr.hardwareDirtyState() && pe.mayHaveDirtyState();
        s.hardwareTableAccessFlag = tcr2.hardwareTableAccessFlag() && pe.mayHaveTableAccessFlag();
        s.contiguousDisabled = d128 ? tcr2.contiguousDisabled(upper) : tcr2.protectedNotContiguous();
        s.shareability = tcr.shareability(upper);
        limits(s);
        return new WalkParameters(s, profile);
    }

    private @Nullable WalkParameters oneRange(Sctlr sctlr) {
        Register control = regime == TranslationStage.EL2 ? Register.TCR_EL2 : Register.TCR_EL3;
        Register base = base(regime, false);
        TcrOneRange tcr = new TcrOneRange(need(control, "the size and granule of the address range"));
        TableSettings s = common(sctlr);
        s.granule = granule(tcr.granuleShift(), false);
        s.sizeOffset = tcr.sizeOffset();
        s.requestedOutputBits = outputSize(tcr.ps());
        s.ds = tcr.ds();
        if (!registers.has(base)) {
            return null;
        }
        s.ttbr = read(base);
        s.narrowTtbr = regime == TranslationStage.EL3;
        s.topByteIgnored = tcr.topByteIgnored();
        s.topByteIgnoredForDataOnly = tcr.topByteIgnoredForDataOnly();
        s.extendedTagCheck = tcr.extendedTagCheck();
        s.hierarchyDisabled = tcr.hierarchicalPermissionsDisabled() && pe.mayHaveHpd();
        s.hardwareAccessFlag = tcr.hardwareAccessFlag() && pe.mayHaveAccessFlag();
        s.hardwareDirtyState = tcr.hardwareDirtyState() && pe.mayHaveDirtyState();
        boolean el3 = regime == TranslationStage.EL3;
        s.hardwareTableAccessFlag = (el3 ? TcrOneRange.HAFT.isSet(tcr.word()) : tcr2.hardwareTableAccessFlag())
                && pe.mayHaveTableAccessFlag();
        s.contiguousDisabled =
                el3 ? (d128 ? TcrOneRange.DISCH0 : TcrOneRange.PNCH).isSet(tcr.word()) : tcr2.protectedNotContiguous();
        s.shareability = tcr.shareability();
        if (el3 && TcrOneRange.AIE.isSet(tcr.word()) && pe.mayHaveAie()) {
            s.features = s.features.with(Feature.AIE);
        }
        limits(s);
        return new WalkParameters(s, profile);
    }

    private TableSettings common(Sctlr sctlr) {
        TableSettings s = new TableSettings();
        s.stage = regime;
        s.d128 = d128;
        s.bigEndian = sctlr.bigEndian();
        s.features = leafFeatures();
        return s;
    }

    /** Asks ID registers only for what the settings make matter. */
    private void limits(TableSettings s) {
        s.peOutputBits = peOutputBits;
        s.lpa2 = s.ds && !s.d128 && pe.lpa2(s.granule, s.stage.isStage2());
        s.lva = s.granule == Granule.K64 && s.sizeOffset < 16 && pe.lva();
        s.lva3 = s.d128 && pe.lva3();
        s.smallTables = s.sizeOffset <= 39 && !s.stage.isStage2() || pe.smallTables();
    }

    private Word128 read(Register register) {
        used.add(register);
        return registers.wide(register);
    }

    private static int outputSize(int encoded) {
        return OutputSize.bits(encoded);
    }

    /** The granule of a TG field; reserved or not implemented ones read as the smallest that exists. */
    private Granule granule(int shift, boolean atStage2) {
        for (Granule granule : Granule.values()) {
            if (granule.pageShift() == shift && pe.has(granule, atStage2)) {
                return granule;
            }
        }
        for (Granule granule : Granule.values()) {
            if (pe.has(granule, atStage2)) {
                return granule;
            }
        }
        return Granule.K4;
    }

    private WalkParameters stage2() {
        String why = "stage 2, which HCR_EL2.VM has on";
        Vtcr vtcr = new Vtcr(need(Register.VTCR_EL2, why));
        TableSettings s = new TableSettings();
        s.stage = TranslationStage.STAGE2;
        boolean wide = vtcr.d128() && pe.mayHaveStage2D128();
        boolean indirect = vtcr.indirectPermissions() && pe.mayHaveS2Pie() || wide;
        boolean overlay = vtcr.permissionOverlay() && pe.mayHaveS2Poe() && indirect;
        s.d128 = wide;
        s.granule = granule(vtcr.granuleShift(), true);
        s.sizeOffset = vtcr.sizeOffset();
        s.requestedOutputBits = outputSize(vtcr.ps());
        s.ds = vtcr.ds();
        s.sl0 = vtcr.sl0();
        s.sl2 = vtcr.sl2();
        need(Register.VTTBR_EL2, why);
        s.ttbr = read(Register.VTTBR_EL2);
        s.hardwareAccessFlag = vtcr.hardwareAccessFlag() && pe.mayHaveAccessFlag();
        s.hardwareDirtyState = vtcr.hardwareDirtyState() && pe.mayHaveDirtyState();
        s.hardwareTableAccessFlag = vtcr.hardwareTableAccessFlag() && pe.mayHaveTableAccessFlag();
        s.bigEndian = new Sctlr(optional(Register.SCTLR_EL2)).bigEndian();
        s.shareability = vtcr.shareability();
        forcedWriteBack = hcr.forcedWriteBack() && pe.mayHaveFwb();
        protectedTableWalk = hcr.protectedTableWalk() && !hcr.trapGeneralExceptions();
        stage2DataNonCacheable = hcr.dataNonCacheable();
        stage2InstructionNonCacheable = hcr.instructionNonCacheable();
        s.features = Features.COMMON
                .with(Feature.PIE, indirect)
                .with(Feature.POE, overlay)
                .with(Feature.FWB, forcedWriteBack)
                .with(Feature.XNX, pe.mayHaveXnx())
                .with(Feature.REALM, security == SecurityState.REALM)
                .with(Feature.SECURE, security == SecurityState.SECURE)
                .with(Feature.HAFT, s.hardwareTableAccessFlag);
        limits(s);
        stage2Permissions = indirect ? stage2Indirect(overlay) : stage2Direct();
        return new WalkParameters(s, profile);
    }

    private int[] stage2Direct() {
        int[] table = new int[STAGE2_DIRECT_ENTRIES];
        for (int index = 0; index < table.length; index++) {
            table[index] = Permissions.stage2Direct(index & 3, index >>> 2, pe.mayHaveXnx());
        }
        return table;
    }

    private int[] stage2Indirect(boolean overlay) {
        Pir base = new Pir(need(Register.S2PIR_EL2, "stage 2 indirect permissions, which VTCR_EL2.S2PIE has on"));
        int[] table = new int[STAGE2_DIRECT_ENTRIES];
        for (int index = 0; index < table.length; index++) {
            table[index] = Permissions.stage2Indirect(base.nibble(index));
        }
        if (overlay) {
            overlayStage2 = need(Register.S2POR_EL1, "stage 2 permission overlays, which VTCR_EL2.S2POE has on");
            stage2OverlayOn = true;
        }
        return table;
    }
}

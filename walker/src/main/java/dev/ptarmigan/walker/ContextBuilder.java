package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Hcrx;
import dev.ptarmigan.registers.Pir;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Scr;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.registers.Sctlr2;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.registers.TcrOneRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns registers into a {@link TranslationContext}. A register that decides something must be known, else
 * {@link dev.ptarmigan.registers.MissingRegisterException} names it; a register that can only switch on an extension is
 * taken as off when absent, and the context says so in its assumptions.
 */
public final class ContextBuilder {
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
    boolean indirect;
    long overlayPrivileged;
    long overlayUnprivileged;
    boolean overlayPrivilegedOn;
    boolean overlayUnprivilegedOn;
    boolean alignmentChecked;
    boolean dataCacheable;
    boolean instructionCacheable;
    long mair;
    long mair2;
    boolean mairKnown;
    boolean secureFetchOnly;
    boolean rme;
    boolean secureState;
    boolean tagPermission;
    boolean xs;
    boolean par128;
    /** Exception level that takes External aborts from lower ones; 0 if they go where other faults go. */
    int externalAbortLevel;

    Stage2Builder second;
    List<String> assumptions = List.of();
    List<String> restsOn = List.of();

    private final ContextRegisters registers;
    private final ControlledFeatures pe;
    private Hcr hcr = new Hcr(0);
    private Scr scr = new Scr(0);
    private boolean scrKnown;
    private Tcr2 tcr2 = new Tcr2(0);
    private TcrOneRange tcrEl3 = new TcrOneRange(0);
    private boolean nv1;
    private boolean stage2On;
    private boolean d128;

    private ContextBuilder(RegisterFile file, TranslationStage regime, SecurityState security, Profile profile) {
        this.regime = regime;
        this.security = security;
        this.profile = profile;
        this.registers = new ContextRegisters(file);
        this.pe = registers.pe;
        this.second = Stage2Builder.off(registers, profile, security);
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

    private TranslationContext build() {
        peOutputBits = pe.outputBits();
        registers.uses(Register.ID_AA64MMFR0_EL1);
        rme = pe.hasRme();
        secureState = pe.hasSecureEl2();
        tagPermission = pe.hasMtePermissions();
        xs = pe.mayHaveXs();
        scrKnown = pe.hasEl3() && registers.has(Register.SCR_EL3);
        scr = new Scr(pe.hasEl3() ? registers.optional(Register.SCR_EL3) : 0);
        secureFetchOnly = scr.secureInstructionFetchOnly();
        readHypervisorControls();
        Sctlr sctlr =
                new Sctlr(registers.need(sctlrRegister(), "whether stage 1 is on and how permissions are checked"));
        alignmentChecked = sctlr.alignmentChecked();
        dataCacheable = sctlr.dataCacheable();
        instructionCacheable = sctlr.instructionCacheable();

        boolean el10 = regime == TranslationStage.EL10;
        boolean trappedToEl2 = el10 && hcr.trapGeneralExceptions() && !profile.has(Knob.TGE_WALKS);
        defaultCacheable = el10 && hcr.defaultCacheable();
        defaultCacheableTagged = defaultCacheable && hcr.defaultCacheableTagged();
        stage1On = sctlr.mmuEnabled() && !defaultCacheable && !trappedToEl2;
        stage2On =
                el10 && (hcr.stage2Enabled() || hcr.defaultCacheable()) && !(hcr.e2h() && hcr.trapGeneralExceptions());
        nv1 = el10 && (profile.has(Knob.NV1_WITHOUT_NV) ? Hcr.NV1.isSet(hcr.word()) : hcr.nv1Effective());
        readTcr2();

        WalkParameters lower = null;
        WalkParameters upper = null;
        if (stage1On) {
            readPermissionControls(sctlr);
            readMemoryAttributes();
            if (regime.twoRanges()) {
                Register control = el10 ? Register.TCR_EL1 : Register.TCR_EL2;
                Tcr tcr = new Tcr(registers.need(control, "the size and granule of both address ranges"));
                lower = twoRange(tcr, sctlr, false);
                upper = twoRange(tcr, sctlr, true);
            } else {
                lower = oneRange(sctlr);
            }
        }
        prepareFlatMasks();
        if (stage2On) {
            second = Stage2Builder.on(registers, profile, security, hcr);
        }
        restsOn = registers.restsOn();
        assumptions = registers.assumptions;
        return new TranslationContext(this, lower, upper);
    }

    /** HCR_EL2 counts only where EL2 is enabled: in Secure state with SCR_EL3.EEL2=1. */
    private void readHypervisorControls() {
        boolean el2 = pe.hasEl2();
        if (el2 && security == SecurityState.SECURE && pe.hasEl3()) {
            el2 = pe.hasSecureEl2() && scr.secureEl2Enabled();
        }
        if (el2 && registers.has(Register.HCR_EL2)) {
            hcr = new Hcr(registers.optional(Register.HCR_EL2));
        } else if (el2) {
            registers.assumptions.add("HCR_EL2 is not known: stage 2 and nested virtualization are taken as off");
        }
        if (Scr.EA.isSet(scr.word())) {
            externalAbortLevel = 3;
        } else if (Hcr.TEA.isSet(hcr.word())) {
            externalAbortLevel = 2;
        }
    }

    private void readMemoryAttributes() {
        if (registers.has(mair(regime))) {
            mair = registers.optional(mair(regime));
            mairKnown = true;
        }
        mair2 = registers.optional(mair2Register());
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
            if (stage1On || registers.has(Register.TCR_EL3)) {
                tcrEl3 = new TcrOneRange(registers.need(Register.TCR_EL3, "the size and granule of the EL3 regime"));
            }
            par128 = TcrOneRange.D128.isSet(tcrEl3.word()) && pe.mayHaveD128();
            return;
        }
        boolean el1 = regime == TranslationStage.EL10;
        Register register = el1 ? Register.TCR2_EL1 : Register.TCR2_EL2;
        if (!registers.has(register)) {
            if (registers.has(Register.ID_AA64MMFR3_EL1) && (pe.mayHaveS1Pie() || pe.mayHaveAie())) {
                registers.assumptions.add(register + " is not known: its extensions are taken as off");
            }
            return;
        }
        Tcr2 written = new Tcr2(registers.optional(register));
        par128 = regime != TranslationStage.EL2 && written.d128() && pe.mayHaveD128();
        boolean enabled = !scrKnown || scr.tcr2Enabled();
        if (el1 && pe.hasEl2() && registers.has(Register.HCRX_EL2) && !(hcr.e2h() && hcr.trapGeneralExceptions())) {
            // With SCR_EL3.HXEn=0 HCRX_EL2 counts as 0.
            boolean hcrx = !scrKnown || scr.hcrxEnabled();
            boolean allowed = hcrx && new Hcrx(registers.optional(Register.HCRX_EL2)).tcr2Enabled();
            if (allowed || pe.knowsLevels()) {
                enabled &= allowed;
            } else {
                // A debugger shows HCRX_EL2 as 0 where there is no EL2; with EL2, software could not have written
                // TCR2_EL1.
                registers.assumptions.add(
                        "ID_AA64PFR0_EL1 is not known: there is taken to be no EL2 whose HCRX_EL2.TCR2En=0 would"
                                + " switch TCR2_EL1 off");
            }
        }
        if (enabled) {
            tcr2 = written;
        }
    }

    private void readPermissionControls(Sctlr sctlr) {
        Features features = Features.NONE.with(Feature.NV1, nv1);
        d128 = (tcr2.d128() || TcrOneRange.D128.isSet(tcrEl3.word()))
                && pe.mayHaveD128()
                && regime != TranslationStage.EL2;
        indirect = (tcr2.indirectPermissions() || TcrOneRange.PIE.isSet(tcrEl3.word())) && pe.mayHaveS1Pie() || d128;
        if (pe.mayHaveS1Poe()) {
            overlayPrivilegedOn = tcr2.permissionOverlay() || TcrOneRange.POE.isSet(tcrEl3.word());
            overlayUnprivilegedOn = tcr2.unprivilegedOverlay() && regime.twoPrivileges() && !nv1;
        }
        if (overlayPrivilegedOn) {
            overlayPrivileged = registers.need(porRegister(), "the permission overlays that " + regime + " has on");
        }
        if (overlayUnprivilegedOn) {
            overlayUnprivileged = registers.need(Register.POR_EL0, "the permission overlays of EL0 that TCR2 has on");
        }
        boolean overlays = overlayPrivilegedOn || overlayUnprivilegedOn;
        if (!indirect) {
            writeExecuteNever = sctlr.writeImpliesNeverExecute();
            enhancedPan = sctlr.enhancedPan() && pe.mayHaveEpan() && regime.twoPrivileges();
            permissionTable =
                    PermissionTable.direct(regime, features, writeExecuteNever, enhancedPan, overlays, profile);
            return;
        }
        boolean gated = profile.has(Knob.PIEN_GATES_WALKS) && scrKnown && !scr.permissionRegistersEnabled();
        String why = "indirect permissions, which " + regime + " has on";
        long privileged = registers.need(pirRegister(), why);
        long unprivileged = regime.twoPrivileges() ? registers.need(pire0Register(), why) : 0;
        pirPrivileged = gated ? 0 : privileged;
        pirUnprivileged = gated ? 0 : unprivileged;
        permissionTable = PermissionTable.indirect(
                regime, features, new Pir(pirPrivileged), new Pir(pirUnprivileged), overlays, profile);
    }

    /** While stage 1 is off, TBI (TBID for fetches) and MTX still say which high bits of an address are no part of it. */
    private void prepareFlatMasks() {
        Register control = switch (regime) {
            case EL10, STAGE2 -> Register.TCR_EL1;
            case EL20, EL2 -> Register.TCR_EL2;
            case EL3 -> Register.TCR_EL3;
        };
        if (!stage1On && !registers.has(control)) {
            registers.assumptions.add(control + " is not known: with stage 1 off, TBI and MTX are taken as 0");
        }
        long word = registers.optional(control);
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

    private Features leafFeatures(boolean hardened, boolean haft) {
        boolean sixteenAttributes = tcr2.extendedAttributeIndex() || TcrOneRange.AIE.isSet(tcrEl3.word());
        return Features.COMMON
                .with(Feature.PIE, indirect)
                .with(Feature.POE, overlayPrivilegedOn || overlayUnprivilegedOn)
                .with(Feature.AIE, sixteenAttributes && pe.mayHaveAie())
                .with(Feature.NV1, nv1)
                .with(Feature.HAFT, haft)
                .with(Feature.THE, hardened)
                .with(Feature.RME, rme)
                .with(Feature.MEC, security == SecurityState.REALM && pe.mayHaveMec())
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
        String control = regime == TranslationStage.EL10 ? "TCR_EL1." : "TCR_EL2.";
        registers.granule(s, tcr.granuleShift(upper), control + (upper ? "TG1" : "TG0"), profile);
        s.sizeOffset = tcr.sizeOffset(upper);
        ContextRegisters.outputSize(s, tcr.ips(), control + "IPS");
        s.ds = tcr.ds();
        s.ttbr = registers.wide(base);
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
        boolean hardened = !d128 && tcr2.protectedNotContiguous() && pe.mayHaveThe();
        s.contiguousDisabled = d128 ? tcr2.contiguousDisabled(upper) : hardened;
        s.alternateContextFaults = alternateContextFaults(upper);
        s.shareability = tcr.shareability(upper);
        s.features = leafFeatures(d128 ? pe.hasThe() : hardened, s.hardwareTableAccessFlag);
        registers.limits(s);
        return new WalkParameters(s, profile);
    }

    private @Nullable WalkParameters oneRange(Sctlr sctlr) {
        boolean el3 = regime == TranslationStage.EL3;
        Register control = el3 ? Register.TCR_EL3 : Register.TCR_EL2;
        Register base = base(regime, false);
        TcrOneRange tcr = new TcrOneRange(registers.need(control, "the size and granule of the address range"));
        if (!registers.has(base)) {
            return null;
        }
        TableSettings s = common(sctlr);
        registers.granule(s, tcr.granuleShift(), control + ".TG0", profile);
        s.sizeOffset = tcr.sizeOffset();
        ContextRegisters.outputSize(s, tcr.ps(), control + ".PS");
        s.ds = tcr.ds();
        s.ttbr = registers.wide(base);
        s.narrowTtbr = el3;
        s.topByteIgnored = tcr.topByteIgnored();
        s.topByteIgnoredForDataOnly = tcr.topByteIgnoredForDataOnly();
        s.extendedTagCheck = tcr.extendedTagCheck();
        s.hierarchyDisabled = tcr.hierarchicalPermissionsDisabled() && pe.mayHaveHpd();
        s.hardwareAccessFlag = tcr.hardwareAccessFlag() && pe.mayHaveAccessFlag();
        s.hardwareDirtyState = tcr.hardwareDirtyState() && pe.mayHaveDirtyState();
        s.hardwareTableAccessFlag = (el3 ? TcrOneRange.HAFT.isSet(tcr.word()) : tcr2.hardwareTableAccessFlag())
                && pe.mayHaveTableAccessFlag();
        boolean pnch = el3 ? TcrOneRange.PNCH.isSet(tcr.word()) : tcr2.protectedNotContiguous();
        boolean hardened = !d128 && pnch && pe.mayHaveThe();
        s.contiguousDisabled = d128 ? TcrOneRange.DISCH0.isSet(tcr.word()) : hardened;
        s.alternateContextFaults = alternateContextFaults(false);
        s.shareability = tcr.shareability();
        s.features = leafFeatures(d128 ? pe.hasThe() : hardened, s.hardwareTableAccessFlag);
        registers.limits(s);
        return new WalkParameters(s, profile);
    }

    private TableSettings common(Sctlr sctlr) {
        TableSettings s = new TableSettings();
        s.stage = regime;
        s.d128 = d128;
        s.bigEndian = sctlr.bigEndian();
        if (Hcr.NV1.isSet(hcr.word()) && !Hcr.NV.isSet(hcr.word()) && regime == TranslationStage.EL10) {
            s.findings.add("HCR_EL2.NV1=1 with NV=0 is CONSTRAINED UNPREDICTABLE, here NV1 has "
                    + (nv1 ? "its effect" : "no effect"));
        }
        return s;
    }

    /** AMEC=1 in a leaf of Realm EL2 or EL2&amp;0 faults where EMEC is 1 and AMECn does not allow it (FEAT_MEC). */
    private boolean alternateContextFaults(boolean upper) {
        boolean el2 = regime == TranslationStage.EL2 || regime == TranslationStage.EL20;
        if (!el2 || security != SecurityState.REALM || !pe.mayHaveMec() || profile.has(Knob.AMEC_IGNORED)) {
            return false;
        }
        boolean enabled = !scrKnown || scr.sctlr2Enabled();
        Sctlr2 sctlr2 = new Sctlr2(enabled ? registers.optional(Register.SCTLR2_EL2) : 0);
        return sctlr2.memoryEncryptionContexts() && !tcr2.alternateMecAllowed(upper);
    }
}

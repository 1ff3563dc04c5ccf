package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Pir;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.registers.Vtcr;
import org.jspecify.annotations.Nullable;

/**
 * The stage 2 half of a {@link TranslationContext}. In Secure state there are two sets of tables: those of VTTBR_EL2 translate
 * Non-secure intermediate addresses, those of VSTTBR_EL2 Secure ones; what VSTCR_EL2 does not say is said by VTCR_EL2.
 */
final class Stage2Builder {
    private static final int ENTRIES = 16;

    int[] permissions = new int[0];
    boolean overlayOn;
    long overlay;
    boolean forcedWriteBack;
    boolean protectedTableWalk;
    boolean dataNonCacheable;
    boolean instructionNonCacheable;
    /** VTCR_EL2.D128 as PAR_EL1 looks at it. */
    boolean par128;

    /** Null if stage 2 is off. */
    @Nullable
    WalkParameters tables;

    /** Tables of Secure intermediate addresses; null outside Secure state. */
    @Nullable
    WalkParameters secureTables;

    /** Space of the output for Secure and for Non-secure intermediate addresses of Secure state. */
    SecurityState secureOutput = SecurityState.SECURE;

    SecurityState nonSecureOutput = SecurityState.NON_SECURE;

    private final ContextRegisters registers;
    private final ControlledFeatures pe;
    private final Profile profile;
    private final SecurityState security;

    private Stage2Builder(ContextRegisters registers, Profile profile, SecurityState security) {
        this.registers = registers;
        this.pe = registers.pe;
        this.profile = profile;
        this.security = security;
    }

    /** Stage 2 that is off. */
    static Stage2Builder off(ContextRegisters registers, Profile profile, SecurityState security) {
        return new Stage2Builder(registers, profile, security);
    }

    /** Stage 2 of the EL1&amp;0 regime. */
    static Stage2Builder on(ContextRegisters registers, Profile profile, SecurityState security, Hcr hcr) {
        Stage2Builder builder = new Stage2Builder(registers, profile, security);
        builder.build(hcr);
        return builder;
    }

    private void build(Hcr hcr) {
        String why = "stage 2, which HCR_EL2.VM has on";
        Vtcr vtcr = new Vtcr(registers.need(Register.VTCR_EL2, why));
        forcedWriteBack = hcr.forcedWriteBack() && pe.mayHaveFwb();
        protectedTableWalk = hcr.protectedTableWalk() && !hcr.trapGeneralExceptions();
        dataNonCacheable = hcr.dataNonCacheable();
        instructionNonCacheable = hcr.instructionNonCacheable();
        boolean wide = vtcr.d128() && pe.mayHaveStage2D128();
        par128 = wide;
        boolean indirect = vtcr.indirectPermissions() && pe.mayHaveS2Pie() || wide;
        overlayOn = vtcr.permissionOverlay() && pe.mayHaveS2Poe() && indirect;
        permissions = indirect ? indirect() : direct();
        if (overlayOn) {
            overlay = registers.need(Register.S2POR_EL1, "stage 2 permission overlays, which VTCR_EL2.S2POE has on");
        }

        TableSettings s = settings(vtcr, wide, indirect);
        registers.need(Register.VTTBR_EL2, why);
        s.ttbr = registers.wide(Register.VTTBR_EL2);
        registers.limits(s);
        tables = new WalkParameters(s, profile);
        if (security == SecurityState.SECURE) {
            buildSecure(vtcr, wide, indirect);
        }
    }

    private void buildSecure(Vtcr vtcr, boolean wide, boolean indirect) {
        String why = "stage 2 of Secure state";
        Vtcr vstcr = new Vtcr(registers.need(Register.VSTCR_EL2, why));
        TableSettings s = settings(vtcr, wide, indirect);
        registers.granule(s, vstcr.granuleShift(), "VSTCR_EL2.TG0", profile);
        s.sizeOffset = vstcr.sizeOffset();
        s.sl0 = vstcr.sl0();
        s.sl2 = vstcr.sl2();
        registers.need(Register.VSTTBR_EL2, why);
        s.ttbr = registers.wide(Register.VSTTBR_EL2);
        s.narrowTtbr = true;
        registers.limits(s);
        secureTables = new WalkParameters(s, profile);

        boolean secureKept = !Vtcr.SW.isSet(vstcr.word()) && !Vtcr.SA.isSet(vstcr.word());
        boolean nonSecureKept = secureKept && !Vtcr.NSW.isSet(vtcr.word()) && !Vtcr.NSA.isSet(vtcr.word());
        secureOutput = secureKept ? SecurityState.SECURE : SecurityState.NON_SECURE;
        nonSecureOutput = nonSecureKept ? SecurityState.SECURE : SecurityState.NON_SECURE;
    }

    /** What VTCR_EL2 says for both sets of tables. */
    private TableSettings settings(Vtcr vtcr, boolean wide, boolean indirect) {
        TableSettings s = new TableSettings();
        s.stage = TranslationStage.STAGE2;
        s.d128 = wide;
        registers.granule(s, vtcr.granuleShift(), "VTCR_EL2.TG0", profile);
        s.sizeOffset = vtcr.sizeOffset();
        ContextRegisters.outputSize(s, vtcr.ps(), "VTCR_EL2.PS");
        s.ds = vtcr.ds();
        s.sl0 = vtcr.sl0();
        s.sl2 = vtcr.sl2();
        s.hardwareAccessFlag = vtcr.hardwareAccessFlag() && pe.mayHaveAccessFlag();
        s.hardwareDirtyState = vtcr.hardwareDirtyState() && pe.mayHaveDirtyState();
        s.hardwareTableAccessFlag = vtcr.hardwareTableAccessFlag() && pe.mayHaveTableAccessFlag();
        s.bigEndian = new Sctlr(registers.optional(Register.SCTLR_EL2)).bigEndian();
        s.shareability = vtcr.shareability();
        boolean hardening = pe.mayHaveThe();
        s.topLevel0Checked = hardening && Vtcr.TL0.isSet(vtcr.word());
        s.topLevel1Checked = hardening && Vtcr.TL1.isSet(vtcr.word());
        s.assuredOnly = wide ? pe.hasThe() : hardening && Vtcr.ASSURED_ONLY.isSet(vtcr.word());
        s.gcsAssured = hardening && Vtcr.GCSH.isSet(vtcr.word());
        s.features = Features.COMMON
                .with(Feature.PIE, indirect)
                .with(Feature.POE, overlayOn)
                .with(Feature.FWB, forcedWriteBack)
                .with(Feature.XNX, pe.mayHaveXnx())
                .with(Feature.XS, pe.mayHaveXs())
                .with(Feature.THE, s.assuredOnly)
                .with(Feature.REALM, security == SecurityState.REALM)
                .with(Feature.SECURE, security == SecurityState.SECURE)
                .with(Feature.HAFT, s.hardwareTableAccessFlag);
        return s;
    }

    private int[] direct() {
        int[] table = new int[ENTRIES];
        for (int index = 0; index < table.length; index++) {
            table[index] = Permissions.stage2Direct(index & 3, index >>> 2, pe.mayHaveXnx());
        }
        return table;
    }

    private int[] indirect() {
        Pir base = new Pir(
                registers.need(Register.S2PIR_EL2, "stage 2 indirect permissions, which VTCR_EL2.S2PIE has on"));
        int[] table = new int[ENTRIES];
        for (int index = 0; index < table.length; index++) {
            table[index] = Permissions.stage2Indirect(base.nibble(index));
        }
        return table;
    }
}

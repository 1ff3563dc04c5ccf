package dev.ptarmigan.tlb;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Hcrx;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Scr;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.registers.TcrOneRange;
import dev.ptarmigan.registers.Ttbr;
import dev.ptarmigan.registers.Vtcr;
import dev.ptarmigan.walker.SecurityState;
import org.jspecify.annotations.Nullable;

/** Reads what counts of an issuer from registers. */
final class IssuerRegisters {
    private static final int SMALL_VMID = 0xFF;

    private final RegisterFile registers;

    IssuerRegisters(RegisterFile registers) {
        this.registers = registers;
    }

    TlbiIssuer issuer(int exceptionLevel, SecurityState security) {
        TlbiIssuer.Builder issuer = TlbiIssuer.at(exceptionLevel).security(security);
        Hcrx hcrx = hcrx();
        if (registers.has(Register.HCR_EL2)) {
            issuer.hcr(new Hcr(registers.orElse(Register.HCR_EL2, 0)))
                    .hcrx(hcrx)
                    .vmid(vmid());
        } else {
            issuer.withoutEl2();
        }
        if (hasLpa2()) {
            issuer.lpa2();
        }
        boolean e2h = Hcr.E2H.isSet(registers.orElse(Register.HCR_EL2, 0));
        boolean tcr2El1 = tcr2Allowed() && (!registers.has(Register.HCR_EL2) || hcrx.tcr2Enabled());
        wide(issuer, TranslationStage.EL10, ds(Register.TCR_EL1, true), d128(tcr2El1 ? Register.TCR2_EL1 : null));
        wide(
                issuer,
                e2h ? TranslationStage.EL20 : TranslationStage.EL2,
                ds(Register.TCR_EL2, e2h),
                d128(e2h && tcr2Allowed() ? Register.TCR2_EL2 : null));
        wide(
                issuer,
                TranslationStage.EL3,
                ds(Register.TCR_EL3, false),
                TcrOneRange.D128.isSet(registers.orElse(Register.TCR_EL3, 0)));
        Vtcr vtcr = new Vtcr(registers.orElse(Register.VTCR_EL2, 0));
        wide(issuer, TranslationStage.STAGE2, vtcr.ds(), vtcr.d128());
        return issuer.build();
    }

    private static void wide(TlbiIssuer.Builder issuer, TranslationStage stage, boolean ds, boolean d128) {
        if (ds || d128) {
            issuer.wideBase(stage);
        }
    }

    private int vmid() {
        if (!registers.has(Register.VTTBR_EL2)) {
            return 0;
        }
        int vmid = new Ttbr(registers.wide(Register.VTTBR_EL2)).vmid();
        return new Vtcr(registers.orElse(Register.VTCR_EL2, 0)).vmid16() ? vmid : vmid & SMALL_VMID;
    }

    private Hcrx hcrx() {
        boolean disabled = registers.has(Register.SCR_EL3) && !scr().hcrxEnabled();
        return new Hcrx(disabled ? 0 : registers.orElse(Register.HCRX_EL2, 0));
    }

    private boolean tcr2Allowed() {
        return !registers.has(Register.SCR_EL3) || scr().tcr2Enabled();
    }

    private Scr scr() {
        return new Scr(registers.orElse(Register.SCR_EL3, 0));
    }

    private boolean ds(Register control, boolean twoRanges) {
        long word = registers.orElse(control, 0);
        return twoRanges ? new Tcr(word).ds() : new TcrOneRange(word).ds();
    }

    private boolean d128(@Nullable Register extended) {
        return extended != null && new Tcr2(registers.orElse(extended, 0)).d128();
    }

    /** A control bit that is RES0 without the extension is believed where the ID register is not known. */
    private boolean hasLpa2() {
        CpuFeatures cpu = CpuFeatures.of(registers);
        if (cpu.knows(Register.ID_AA64MMFR0_EL1)) {
            return cpu.hasLpa2(12, false) || cpu.hasLpa2(14, false);
        }
        boolean e2h = Hcr.E2H.isSet(registers.orElse(Register.HCR_EL2, 0));
        return ds(Register.TCR_EL1, true) || ds(Register.TCR_EL2, e2h) || ds(Register.TCR_EL3, false);
    }
}

package dev.ptarmigan.pe;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Hcrx;
import dev.ptarmigan.registers.IdAa64Pfr0;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.registers.Vtcr;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.walker.SecurityState;

/** What the registers of a PE say about the TLB maintenance instructions it executes. */
final class Issuers {
    private Issuers() {}

    static TlbiIssuer of(RegisterFile registers, int level, SecurityState security) {
        TlbiIssuer.Builder issuer = TlbiIssuer.at(level)
                .security(security)
                .vmid(RegimeState.vmid(registers))
                .hcr(new Hcr(registers.orElse(Register.HCR_EL2, 0)))
                .hcrx(new Hcrx(registers.orElse(Register.HCRX_EL2, 0)));
        if (registers.has(Register.ID_AA64PFR0_EL1)
                && IdAa64Pfr0.EL2.of(registers.orElse(Register.ID_AA64PFR0_EL1, 0)) == 0) {
            issuer.withoutEl2();
        }
        CpuFeatures cpu = CpuFeatures.of(registers);
        if (registers.has(Register.ID_AA64MMFR0_EL1) && (cpu.hasLpa2(12, false) || cpu.hasLpa2(14, false))) {
            issuer.lpa2();
        }
        if (isWide(registers, Register.TCR_EL1, Register.TCR2_EL1)) {
            issuer.wideBase(TranslationStage.EL10);
        }
        if (isWide(registers, Register.TCR_EL2, Register.TCR2_EL2)) {
            issuer.wideBase(TranslationStage.EL20);
        }
        if (Vtcr.DS.isSet(registers.orElse(Register.VTCR_EL2, 0))) {
            issuer.wideBase(TranslationStage.STAGE2);
        }
        return issuer.build();
    }

    private static boolean isWide(RegisterFile registers, Register tcr, Register tcr2) {
        return Tcr.DS.isSet(registers.orElse(tcr, 0)) || new Tcr2(registers.orElse(tcr2, 0)).d128();
    }
}

package dev.ptarmigan.tlb;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Hcrx;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.SecurityState;
import java.util.EnumSet;
import java.util.Set;

/**
 * What counts of the PE that executes a TLB maintenance instruction, at the moment it does.
 *
 * @param exceptionLevel 1, 2 or 3
 * @param security the Security state of the regime that the operation acts on (SCR_EL3.{NSE, NS} at EL3)
 * @param el2Enabled whether EL2 is implemented and enabled in that Security state: entries of EL1&amp;0 have a VMID then
 * @param vmid the current VMID
 * @param e2h HCR_EL2.E2H
 * @param tge HCR_EL2.TGE
 * @param forceBroadcast HCR_EL2.FB: local operations of EL1 are Inner Shareable
 * @param forceNxs HCRX_EL2.FnXS: operations of EL1 are nXS
 * @param lpa2 whether FEAT_LPA2 is implemented: it gives level hints for level 0 of 4KB and level 1 of 16KB tables
 * @param wideBase the stages in which BaseADDR of a 64-bit operand counts in 64KB: TCR.DS = 1, or 128-bit descriptors
 * @param physicalGranule GPCCR_EL3.PGS
 */
public record TlbiIssuer(
        int exceptionLevel,
        SecurityState security,
        boolean el2Enabled,
        int vmid,
        boolean e2h,
        boolean tge,
        boolean forceBroadcast,
        boolean forceNxs,
        boolean lpa2,
        Set<TranslationStage> wideBase,
        Granule physicalGranule) {

    /** Non-secure EL1 with VMID 0, no FEAT_LPA2, nothing forced: a kernel without a hypervisor. */
    public static final TlbiIssuer EL1 = at(1).build();

    /** Copies the set. */
    public TlbiIssuer {
        if (exceptionLevel < 1 || exceptionLevel > 3) {
            throw new IllegalArgumentException("exceptionLevel=" + exceptionLevel);
        }
        wideBase = Set.copyOf(wideBase);
    }

    /** An issuer at an exception level: Non-secure, EL2 enabled, VMID 0, HCR_EL2 and HCRX_EL2 zero, 48-bit addresses. */
    public static Builder at(int exceptionLevel) {
        return new Builder(exceptionLevel);
    }

    /**
     * The issuer that registers describe: HCR_EL2, HCRX_EL2, VTTBR_EL2, VTCR_EL2, TCR_ELx, TCR2_ELx, SCR_EL3 and ID_AA64MMFR0_EL1.
     * A machine whose HCR_EL2 is not known has no EL2; of the others, one that is not known counts as zero.
     *
     * @param security the Security state of the regimes below EL3
     */
    public static TlbiIssuer of(RegisterFile registers, int exceptionLevel, SecurityState security) {
        return new IssuerRegisters(registers).issuer(exceptionLevel, security);
    }

    /** The regime that an operation acts on. */
    TlbRegime regime(TlbiOperation operation) {
        if (operation.regime() == TlbRegime.EL2) {
            return e2h ? TlbRegime.EL20 : TlbRegime.EL2;
        }
        return operation.followsTge() && e2h && tge ? TlbRegime.EL20 : operation.regime();
    }

    boolean countsInWideUnits(TlbiOperation operation) {
        if (operation.form().isIpa()) {
            return wideBase.contains(TranslationStage.STAGE2);
        }
        return switch (regime(operation)) {
            case EL10 -> wideBase.contains(TranslationStage.EL10);
            case EL20 -> wideBase.contains(TranslationStage.EL20);
            case EL2 -> wideBase.contains(TranslationStage.EL2);
            case EL3 -> wideBase.contains(TranslationStage.EL3);
            case PHYSICAL -> false;
        };
    }

    /** Collects what differs. */
    public static final class Builder {
        private final int exceptionLevel;
        private SecurityState security = SecurityState.NON_SECURE;
        private boolean el2Enabled = true;
        private int vmid;
        private Hcr hcr = new Hcr(0);
        private Hcrx hcrx = new Hcrx(0);
        private boolean lpa2;
        private final Set<TranslationStage> wideBase = EnumSet.noneOf(TranslationStage.class);
        private Granule physicalGranule = Granule.K4;

        private Builder(int exceptionLevel) {
            this.exceptionLevel = exceptionLevel;
        }

        /** The Security state. */
        public Builder security(SecurityState newSecurity) {
            security = newSecurity;
            return this;
        }

        /** EL2 is not implemented, or disabled in the Security state. */
        public Builder withoutEl2() {
            el2Enabled = false;
            return this;
        }

        /** The current VMID. */
        public Builder vmid(int newVmid) {
            vmid = newVmid;
            return this;
        }

        /** HCR_EL2. */
        public Builder hcr(Hcr newHcr) {
            hcr = newHcr;
            return this;
        }

        /** HCRX_EL2, if SCR_EL3.HXEn lets it have its effect. */
        public Builder hcrx(Hcrx newHcrx) {
            hcrx = newHcrx;
            return this;
        }

        /** FEAT_LPA2 is implemented; its addresses are in use ({@code DS = 1}) in the stages given. */
        public Builder lpa2(TranslationStage... stages) {
            lpa2 = true;
            return wideBase(stages);
        }

        /** Stages in which BaseADDR of a 64-bit operand counts in 64KB. */
        public Builder wideBase(TranslationStage... stages) {
            wideBase.addAll(Set.of(stages));
            return this;
        }

        /** GPCCR_EL3.PGS. */
        public Builder physicalGranule(Granule granule) {
            physicalGranule = granule;
            return this;
        }

        /** The issuer. */
        public TlbiIssuer build() {
            boolean underHypervisor = exceptionLevel == 1 && el2Enabled;
            return new TlbiIssuer(
                    exceptionLevel,
                    security,
                    el2Enabled,
                    vmid,
                    el2Enabled && hcr.e2h(),
                    el2Enabled && hcr.trapGeneralExceptions(),
                    underHypervisor && Hcr.FB.isSet(hcr.word()),
                    underHypervisor && Hcrx.FNXS.isSet(hcrx.word()),
                    lpa2,
                    wideBase,
                    physicalGranule);
        }
    }
}

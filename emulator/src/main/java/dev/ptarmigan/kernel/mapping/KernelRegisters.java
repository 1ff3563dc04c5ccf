package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.LinuxProtection;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.IdAa64Isar0;
import dev.ptarmigan.registers.IdAa64Mmfr0;
import dev.ptarmigan.registers.IdAa64Mmfr1;
import dev.ptarmigan.registers.IdAa64Mmfr2;
import dev.ptarmigan.registers.IdAa64Mmfr3;
import dev.ptarmigan.registers.IdAa64Pfr0;
import dev.ptarmigan.registers.Mair;
import dev.ptarmigan.registers.OutputSize;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;

/** The translation registers as Linux 7.2 sets them up ({@code __cpu_setup}), so that a walker can read a kernel's tables. */
public final class KernelRegisters {
    private static final int LOWER_VA_BITS = 48;
    private static final long WRITE_BACK_ALLOCATE = 1;
    private static final long INNER_SHAREABLE = 3;
    private static final long NORMAL = 0xff;
    private static final long NORMAL_TAGGED = 0xf0;
    private static final long NORMAL_NC = 0x44;
    private static final long DEVICE_NGNRNE = 0x00;
    private static final long DEVICE_NGNRE = 0x04;
    /** PIE_E1 and PIE_E0 of {@code pgtable-prot.h}: permissions by {UXN, PXN, DBM, USER}. */
    private static final long PRIVILEGED_INDIRECTIONS = 0xcc88_0e0a_c080_0000L;

    private static final long UNPRIVILEGED_INDIRECTIONS = 0x5010_9080_7032_0000L;

    private KernelRegisters() {}

    /**
     * TCR_EL1 (TCR_EL2 with VHE).
     *
     * @param kaslr a kernel configured for KASLR: NFD1
     * @param physicalBits physical address size of the CPU
     */
    public static long tcr(KernelOptions options, Granule granule, int vaBits, int physicalBits, boolean kaslr) {
        long tcr = 0;
        tcr = Tcr.T0SZ.in(tcr, Long.SIZE - LOWER_VA_BITS);
        tcr = Tcr.T1SZ.in(tcr, Long.SIZE - vaBits);
        tcr = Tcr.IRGN0.in(tcr, WRITE_BACK_ALLOCATE);
        tcr = Tcr.ORGN0.in(tcr, WRITE_BACK_ALLOCATE);
        tcr = Tcr.IRGN1.in(tcr, WRITE_BACK_ALLOCATE);
        tcr = Tcr.ORGN1.in(tcr, WRITE_BACK_ALLOCATE);
        tcr = Tcr.SH0.in(tcr, INNER_SHAREABLE);
        tcr = Tcr.SH1.in(tcr, INNER_SHAREABLE);
        tcr = Tcr.TG0.in(tcr, granule == Granule.K4 ? 0 : granule == Granule.K64 ? 1 : 2);
        tcr = Tcr.TG1.in(tcr, granule == Granule.K16 ? 1 : granule == Granule.K4 ? 2 : 3);
        tcr = Tcr.IPS.in(tcr, OutputSize.encode(physicalBits));
        tcr |= Tcr.AS.mask() | Tcr.TBI0.mask() | Tcr.A1.mask();
        tcr |= kaslr ? Tcr.NFD1.mask() : 0;
        tcr |= options.mte() ? Tcr.TBI1.mask() | Tcr.TBID1.mask() | Tcr.TCMA1.mask() : 0;
        tcr |= options.hafdbs() >= 1 ? Tcr.HA.mask() : 0;
        tcr |= options.hafdbs() >= 2 ? Tcr.HD.mask() : 0;
        tcr |= options.lpa2() ? Tcr.DS.mask() : 0;
        return tcr;
    }

    /** MAIR_EL1 (MAIR_EL2 with VHE): Normal-Tagged is an attribute of its own only with tags. */
    public static long mair(KernelOptions options) {
        long mair = Mair.attr(LinuxProtection.MT_NORMAL).in(0, NORMAL);
        mair = Mair.attr(LinuxProtection.MT_NORMAL_TAGGED).in(mair, options.mte() ? NORMAL_TAGGED : NORMAL);
        mair = Mair.attr(LinuxProtection.MT_NORMAL_NC).in(mair, NORMAL_NC);
        mair = Mair.attr(LinuxProtection.MT_DEVICE_NGNRNE).in(mair, DEVICE_NGNRNE);
        return Mair.attr(LinuxProtection.MT_DEVICE_NGNRE).in(mair, DEVICE_NGNRE);
    }

    /**
     * The registers of a kernel, with the ID registers of a CPU that has what the options say.
     *
     * @param reservedRoot physical address of an empty table for TTBR0 ({@code reserved_pg_dir})
     */
    public static RegisterFile of(KernelOptions options, KernelTables tables, long reservedRoot, boolean kaslr) {
        boolean large = tables.format().addressBits() > OutputSize.bits(5);
        int physicalBits = large ? OutputSize.bits(6) : OutputSize.bits(5);
        boolean vhe = options.vhe();
        RegisterFile file = new RegisterFile();
        file.set(
                vhe ? Register.TCR_EL2 : Register.TCR_EL1,
                tcr(options, tables.granule(), tables.vaBits(), physicalBits, kaslr));
        file.set(vhe ? Register.MAIR_EL2 : Register.MAIR_EL1, mair(options));
        file.set(vhe ? Register.TTBR1_EL2 : Register.TTBR1_EL1, tables.root());
        file.set(vhe ? Register.TTBR0_EL2 : Register.TTBR0_EL1, reservedRoot);
        file.set(
                vhe ? Register.SCTLR_EL2 : Register.SCTLR_EL1,
                Sctlr.M.mask() | Sctlr.C.mask() | Sctlr.I.mask() | Sctlr.SA.mask());
        if (vhe) {
            file.set(Register.HCR_EL2, Hcr.E2H.mask() | Hcr.TGE.mask());
        }
        if (options.permissionIndirection()) {
            file.set(vhe ? Register.TCR2_EL2 : Register.TCR2_EL1, Tcr2.PIE.mask());
            file.set(vhe ? Register.PIR_EL2 : Register.PIR_EL1, PRIVILEGED_INDIRECTIONS);
            file.set(vhe ? Register.PIRE0_EL2 : Register.PIRE0_EL1, UNPRIVILEGED_INDIRECTIONS);
        }
        identification(file, options, physicalBits);
        return file;
    }

    private static void identification(RegisterFile file, KernelOptions options, int physicalBits) {
        boolean large = physicalBits > OutputSize.bits(5);
        long mmfr0 = IdAa64Mmfr0.PARANGE.in(0, OutputSize.encode(physicalBits));
        mmfr0 = IdAa64Mmfr0.TGRAN4.in(mmfr0, options.lpa2() ? 1 : 0);
        mmfr0 = IdAa64Mmfr0.TGRAN16.in(mmfr0, options.lpa2() ? 2 : 1);
        file.set(Register.ID_AA64MMFR0_EL1, mmfr0);
        file.set(Register.ID_AA64MMFR1_EL1, IdAa64Mmfr1.HAFDBS.in(0, options.hafdbs()));
        long mmfr2 = IdAa64Mmfr2.VARANGE.in(0, large ? 1 : 0);
        mmfr2 = IdAa64Mmfr2.ST.in(mmfr2, 1);
        file.set(Register.ID_AA64MMFR2_EL1, IdAa64Mmfr2.BBM.in(mmfr2, options.bbml2NoAbort() ? 2 : 0));
        long indirection = options.permissionIndirection() ? 1 : 0;
        file.set(Register.ID_AA64MMFR3_EL1, IdAa64Mmfr3.S1PIE.in(IdAa64Mmfr3.TCRX.in(0, indirection), indirection));
        long pfr0 = IdAa64Pfr0.EL1.in(IdAa64Pfr0.EL0.in(0, 1), 1);
        pfr0 = IdAa64Pfr0.EL2.in(pfr0, options.vhe() ? 1 : 0);
        file.set(Register.ID_AA64PFR0_EL1, IdAa64Pfr0.CSV3.in(pfr0, options.notGlobal() ? 0 : 1));
        file.set(Register.ID_AA64ISAR0_EL1, IdAa64Isar0.TLB.in(0, options.tlbRange() ? 2 : 0));
    }
}

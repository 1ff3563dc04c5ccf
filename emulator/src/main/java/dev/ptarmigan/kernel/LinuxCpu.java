package dev.ptarmigan.kernel;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.registers.CpuFeatures;
import dev.ptarmigan.registers.IdAa64Pfr0;
import dev.ptarmigan.registers.Midr;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;

/**
 * A CPU as Linux 7.2 sees it: what its ID registers and its MIDR_EL1 mean for kernel mappings.
 *
 * @param midr MIDR_EL1
 * @param bbml2NoAbort BBML2_NOABORT: on the allow-list
 * @param repeatTlbi each broadcast is followed by one more TLBI and DSB
 * @param tlbRange FEAT_TLBIRANGE
 * @param hafdbs ID_AA64MMFR1_EL1.HAFDBS: 0 none, 1 Access flag, 2 dirty state, 3 Access flag of tables
 * @param permissionIndirection FEAT_S1PIE
 * @param e0pd FEAT_E0PD, which serves KASLR in KPTI's place
 * @param meltdownSafe FEAT_CSV3 or on the list of CPUs that are not vulnerable without it
 * @param vhe FEAT_VHE
 * @param lpa2With4K 52-bit addresses with 4K pages
 * @param lpa2With16K 52-bit addresses with 16K pages
 * @param lva 52-bit virtual addresses with 64K pages
 */
public record LinuxCpu(
        Midr midr,
        boolean bbml2NoAbort,
        boolean repeatTlbi,
        boolean tlbRange,
        int hafdbs,
        boolean permissionIndirection,
        boolean e0pd,
        boolean meltdownSafe,
        boolean vhe,
        boolean lpa2With4K,
        boolean lpa2With16K,
        boolean lva) {
    /**
     * The CPU with these registers: MIDR_EL1, ID_AA64ISAR0_EL1, ID_AA64MMFR0_EL1 to ID_AA64MMFR3_EL1, ID_AA64PFR0_EL1.
     *
     * @throws dev.ptarmigan.registers.MissingRegisterException if one is absent; CPUs older than ID_AA64MMFR3_EL1 read it as
     *     zero
     */
    public static LinuxCpu of(RegisterFile registers) {
        CpuFeatures features = CpuFeatures.of(registers);
        long midr = registers.require(Register.MIDR_EL1, "the allow-list of BBML2 and the errata");
        long pfr0 = registers.require(Register.ID_AA64PFR0_EL1, "whether the CPU is safe from Meltdown");
        return new LinuxCpu(
                new Midr(midr),
                LinuxCpus.supportsBbml2NoAbort(midr),
                LinuxCpus.repeatsTlbi(midr),
                features.hasRangeTlbi(),
                features.hafdbs(),
                features.hasS1pie(),
                features.hasE0pd(),
                IdAa64Pfr0.CSV3.of(pfr0) != 0 || LinuxCpus.isMeltdownSafe(midr),
                features.hasVhe(),
                features.hasLpa2(Granule.K4.pageShift(), false),
                features.hasLpa2(Granule.K16.pageShift(), false),
                features.hasLva());
    }

    /**
     * {@code unmap_kernel_at_el0}, with which {@code arm64_use_ng_mappings} goes along: forced by {@code kpti=}, or for KASLR
     * on a CPU without E0PD, or because of Meltdown.
     */
    public boolean needsKpti(BootParameters boot) {
        boolean forKaslr = boot.kaslr() && !e0pd && !LinuxCpus.cannotKpti(midr.word());
        return switch (boot.kpti()) {
            case ON -> true;
            case OFF -> false;
            case AUTOMATIC -> forKaslr || !meltdownSafe;
        };
    }

    /** {@code vabits_actual}: the address bits a kernel built for {@code vaBits} finds. */
    public int actualVaBits(Granule granule, int vaBits) {
        if (vaBits < 52) {
            return vaBits;
        }
        return switch (granule) {
            case K4 -> lpa2With4K ? 52 : 48;
            case K16 -> lpa2With16K ? 52 : 47;
            case K64 -> lva ? 52 : 48;
        };
    }
}

package dev.ptarmigan.kernel;

import static dev.ptarmigan.registers.Midr.AMPERE;
import static dev.ptarmigan.registers.Midr.ARM;
import static dev.ptarmigan.registers.Midr.CAVIUM;
import static dev.ptarmigan.registers.Midr.HISILICON;
import static dev.ptarmigan.registers.Midr.MICROSOFT;
import static dev.ptarmigan.registers.Midr.NVIDIA;
import static dev.ptarmigan.registers.Midr.QUALCOMM;

import dev.ptarmigan.registers.Midr;

/** What Linux 7.2 decides by MIDR_EL1: the BBML2_NOABORT allow-list, the repeat-TLBI erratum, the list of KPTI. */
public final class LinuxCpus {
    private static final int BROADCOM = 0x42;
    private static final int REVISION_BITS = 4;
    private static final int KRYO_MASK = 0xf00;

    private LinuxCpus() {}

    /** {@code cpu_supports_bbml2_noabort}: whether the part is on the allow-list; the ID register is not asked. */
    public static boolean supportsBbml2NoAbort(long midr) {
        Midr cpu = new Midr(midr);
        int variant = cpu.variant();
        int revision = cpu.revision();
        return switch (cpu.implementer()) {
            case ARM ->
                switch (cpu.part()) {
                    case 0xd82 -> variant == 0 && revision >= 3; // Cortex-X4 r0p3
                    case 0xd83, 0xd84 -> variant == 0 && revision >= 2; // Neoverse-V3AE, V3 r0p2
                    default -> false;
                };
            case NVIDIA -> cpu.part() == 0x010; // Olympus
            case AMPERE -> cpu.part() == 0xac3 || cpu.part() == 0xac4; // AmpereOne, AmpereOne-A
            default -> false;
        };
    }

    /** {@code ARM64_WORKAROUND_REPEAT_TLBI}: whether each broadcast is followed by one more TLBI and DSB. */
    public static boolean repeatsTlbi(long midr) {
        Midr cpu = new Midr(midr);
        return switch (cpu.implementer()) {
            case ARM -> armRepeatsTlbi(cpu);
            case NVIDIA -> cpu.part() == 0x010;
            case MICROSOFT -> cpu.part() == 0xd49; // Azure Cobalt 100
            case QUALCOMM -> qualcommRepeatsTlbi(cpu);
            default -> false;
        };
    }

    private static boolean armRepeatsTlbi(Midr cpu) {
        return switch (cpu.part()) {
            case 0xd05 -> true; // Cortex-A55, erratum 2441007
            case 0xd46 -> cpu.variant() == 0 || (cpu.variant() == 1 && cpu.revision() <= 1); // Cortex-A510 r0p0 to r1p1
            case 0xd0b, 0xd0e, 0xd0d, 0xd41, 0xd42, 0xd4b, 0xd47, 0xd44, 0xd4c, 0xd48, 0xd4e, 0xd82, 0xd85 -> true;
            case 0xd8c, 0xd90 -> true; // C1-Ultra, C1-Premium
            case 0xd0c, 0xd49, 0xd40, 0xd4f, 0xd84, 0xd83 -> true; // Neoverse N1 N2 V1 V2 V3 V3AE
            default -> false;
        };
    }

    private static boolean qualcommRepeatsTlbi(Midr cpu) {
        int revision = cpu.variant() << REVISION_BITS | cpu.revision();
        return switch (cpu.part()) {
            case 0x800 -> revision == 0; // Falkor v1 r0p0, erratum 1009
            case 0x804 -> revision >= 0xce && revision <= 0xfe; // Kryo 4xx Gold rcpe to rfpe
            default -> (cpu.part() & KRYO_MASK) == 0x200; // Kryo
        };
    }

    /** {@code kpti_safe_list}: CPUs that do not say so by CSV3 but are not vulnerable to Meltdown. */
    static boolean isMeltdownSafe(long midr) {
        Midr cpu = new Midr(midr);
        return switch (cpu.implementer()) {
            case ARM ->
                switch (cpu.part()) {
                    case 0xd03, 0xd04, 0xd05, 0xd07, 0xd08, 0xd09 -> true; // Cortex-A53 A35 A55 A57 A72 A73
                    default -> false;
                };
            case BROADCOM -> cpu.part() == 0x516 || cpu.part() == 0x100; // Vulcan, Brahma-B53
            case CAVIUM -> cpu.part() == 0x0af; // ThunderX2
            case HISILICON -> cpu.part() == 0xd01; // TSV110
            case NVIDIA -> cpu.part() == 0x004; // Carmel
            case QUALCOMM ->
                switch (cpu.part()) {
                    case 0x800, 0x801, 0x803, 0x805 -> true; // Kryo 2xx Gold, 2xx, 3xx and 4xx Silver
                    default -> false;
                };
            default -> false;
        };
    }

    /** Cavium erratum 27456: KPTI does not work, so KASLR does not ask for it. */
    static boolean cannotKpti(long midr) {
        Midr cpu = new Midr(midr);
        int revision = cpu.variant() << REVISION_BITS | cpu.revision();
        return cpu.implementer() == CAVIUM
                && (cpu.part() == 0x0a1 && revision <= 0x11 || cpu.part() == 0x0a2 && revision == 0);
    }
}

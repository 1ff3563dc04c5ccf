package dev.ptarmigan.kernel;

import dev.ptarmigan.registers.Midr;

/** What Linux 7.2 decides by MIDR_EL1: the BBML2_NOABORT allow-list and the repeat-TLBI erratum. */
public final class LinuxCpus {
    private static final int ARM = 0x41;
    private static final int NVIDIA = 0x4e;
    private static final int QUALCOMM = 0x51;
    private static final int MICROSOFT = 0x6d;
    private static final int AMPERE = 0xc0;

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
        return switch (cpu.part()) {
            case 0x800 -> true; // Falkor v1
            case 0x804 -> cpu.variant() >= 0xc && cpu.variant() <= 0xf; // Kryo 4xx Gold
            case 0x200 -> true; // Kryo
            default -> false;
        };
    }
}

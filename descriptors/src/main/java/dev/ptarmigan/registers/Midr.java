package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;

/**
 * Main identification, MIDR_EL1: implementer, part, variant and revision.
 *
 * @param word the register's 64 bits
 */
public record Midr(long word) {
    // spotless:off
    public static final BitField REVISION     = bits("Revision", 3, 0);
    public static final BitField PART_NUM     = bits("PartNum", 15, 4);
    public static final BitField ARCHITECTURE = bits("Architecture", 19, 16);
    public static final BitField VARIANT      = bits("Variant", 23, 20);
    public static final BitField IMPLEMENTER  = bits("Implementer", 31, 24);
    // spotless:on

    /** Implementer code of Arm. */
    public static final int ARM = 0x41;
    /** Implementer code of Cavium, now Marvell. */
    public static final int CAVIUM = 0x43;
    /** Implementer code of Fujitsu. */
    public static final int FUJITSU = 0x46;
    /** Implementer code of HiSilicon. */
    public static final int HISILICON = 0x48;
    /** Implementer code of NVIDIA. */
    public static final int NVIDIA = 0x4e;
    /** Implementer code of Qualcomm. */
    public static final int QUALCOMM = 0x51;
    /** Implementer code of Apple. */
    public static final int APPLE = 0x61;
    /** Implementer code of Microsoft. */
    public static final int MICROSOFT = 0x6d;
    /** Implementer code of Ampere. */
    public static final int AMPERE = 0xc0;

    private static final int BY_ID_REGISTERS = 15;

    /** Who made the processor. */
    public int implementer() {
        return (int) IMPLEMENTER.of(word);
    }

    /** Part number, the implementer's own. */
    public int part() {
        return (int) PART_NUM.of(word);
    }

    /** The r of a revision like r1p2. */
    public int variant() {
        return (int) VARIANT.of(word);
    }

    /** The p of a revision like r1p2. */
    public int revision() {
        return (int) REVISION.of(word);
    }

    /** Whether it is this part, whatever its variant and revision. */
    public boolean is(int implementer, int part) {
        return implementer() == implementer && part() == part;
    }

    /** The processor's name, {@code Arm Cortex-X4 r0p3}; numbers where the name is not known. */
    public String name() {
        String maker = implementerName(implementer());
        String part = partName(implementer(), part());
        return (maker.isEmpty() ? "implementer " + Hex.address(implementer()) : maker)
                + " "
                + (part.isEmpty() ? "part " + Hex.address(part()) : part)
                + " r" + variant() + "p" + revision();
    }

    @Override
    public String toString() {
        return name();
    }

    /** The implementer's name, empty if the code is not known. */
    static String implementerName(int implementer) {
        return switch (implementer) {
            case 0x00 -> "reserved for software";
            case ARM -> "Arm";
            case 0x42 -> "Broadcom";
            case CAVIUM -> "Cavium";
            case FUJITSU -> "Fujitsu";
            case HISILICON -> "HiSilicon";
            case 0x49 -> "Infineon";
            case 0x4d -> "Motorola or Freescale";
            case NVIDIA -> "NVIDIA";
            case 0x50 -> "Applied Micro";
            case QUALCOMM -> "Qualcomm";
            case 0x53 -> "Samsung";
            case 0x56 -> "Marvell";
            case APPLE -> "Apple";
            case 0x69 -> "Intel";
            case MICROSOFT -> "Microsoft";
            case 0x70 -> "Phytium";
            case AMPERE -> "Ampere";
            default -> "";
        };
    }

    /** The part's name, empty if it is not known. */
    static String partName(int implementer, int part) {
        return switch (implementer) {
            case ARM -> armPart(part);
            case 0x42 -> part == 0x100 ? "Brahma-B53" : part == 0x516 ? "Vulcan" : "";
            case CAVIUM -> caviumPart(part);
            case FUJITSU -> part == 0x001 ? "A64FX" : part == 0x003 ? "Monaka" : "";
            case HISILICON -> part == 0xd01 ? "TSV110" : part == 0xd02 ? "HIP09" : "";
            case NVIDIA -> nvidiaPart(part);
            case 0x50 -> part == 0x000 ? "X-Gene" : "";
            case QUALCOMM -> qualcommPart(part);
            case APPLE -> applePart(part);
            case MICROSOFT -> part == 0xd49 ? "Azure Cobalt 100" : "";
            case AMPERE -> part == 0xac3 ? "AmpereOne" : part == 0xac4 ? "AmpereOne-A" : "";
            default -> "";
        };
    }

    private static String armPart(int part) {
        return switch (part) {
            case 0xd02 -> "Cortex-A34";
            case 0xd03 -> "Cortex-A53";
            case 0xd04 -> "Cortex-A35";
            case 0xd05 -> "Cortex-A55";
            case 0xd06 -> "Cortex-A65";
            case 0xd07 -> "Cortex-A57";
            case 0xd08 -> "Cortex-A72";
            case 0xd09 -> "Cortex-A73";
            case 0xd0a -> "Cortex-A75";
            case 0xd0b -> "Cortex-A76";
            case 0xd0c -> "Neoverse N1";
            case 0xd0d -> "Cortex-A77";
            case 0xd0e -> "Cortex-A76AE";
            case 0xd0f -> "AEMv8";
            case 0xd40 -> "Neoverse V1";
            case 0xd41 -> "Cortex-A78";
            case 0xd42 -> "Cortex-A78AE";
            case 0xd43 -> "Cortex-A65AE";
            case 0xd44 -> "Cortex-X1";
            case 0xd46 -> "Cortex-A510";
            case 0xd47 -> "Cortex-A710";
            case 0xd48 -> "Cortex-X2";
            case 0xd49 -> "Neoverse N2";
            case 0xd4a -> "Neoverse E1";
            case 0xd4b -> "Cortex-A78C";
            case 0xd4c -> "Cortex-X1C";
            case 0xd4d -> "Cortex-A715";
            case 0xd4e -> "Cortex-X3";
            case 0xd4f -> "Neoverse V2";
            case 0xd80 -> "Cortex-A520";
            case 0xd81 -> "Cortex-A720";
            case 0xd82 -> "Cortex-X4";
            case 0xd83 -> "Neoverse V3AE";
            case 0xd84 -> "Neoverse V3";
            case 0xd85 -> "Cortex-X925";
            case 0xd87 -> "Cortex-A725";
            case 0xd88 -> "Cortex-A520AE";
            case 0xd89 -> "Cortex-A720AE";
            case 0xd8c -> "C1-Ultra";
            case 0xd8e -> "Neoverse N3";
            case 0xd8f -> "Cortex-A320";
            case 0xd90 -> "C1-Premium";
            default -> "";
        };
    }

    private static String caviumPart(int part) {
        return switch (part) {
            case 0x0a1 -> "ThunderX 88xx";
            case 0x0a2 -> "ThunderX 81xx";
            case 0x0a3 -> "ThunderX 83xx";
            case 0x0af -> "ThunderX2 99xx";
            case 0x0b8 -> "ThunderX3 T110";
            default -> "";
        };
    }

    private static String nvidiaPart(int part) {
        return switch (part) {
            case 0x003 -> "Denver 2";
            case 0x004 -> "Carmel";
            case 0x010 -> "Olympus";
            default -> "";
        };
    }

    private static String qualcommPart(int part) {
        return switch (part) {
            case 0x001 -> "Oryon";
            case 0x200 -> "Kryo";
            case 0x800 -> "Falkor v1 or Kryo 2xx Gold";
            case 0x801 -> "Kryo 2xx Silver";
            case 0x802 -> "Kryo 3xx Gold";
            case 0x803 -> "Kryo 3xx Silver";
            case 0x804 -> "Kryo 4xx Gold";
            case 0x805 -> "Kryo 4xx Silver";
            case 0xc00 -> "Falkor";
            case 0xc01 -> "Saphira";
            default -> "";
        };
    }

    private static String applePart(int part) {
        return switch (part) {
            case 0x022 -> "M1 Icestorm";
            case 0x023 -> "M1 Firestorm";
            case 0x024 -> "M1 Pro Icestorm";
            case 0x025 -> "M1 Pro Firestorm";
            case 0x028 -> "M1 Max Icestorm";
            case 0x029 -> "M1 Max Firestorm";
            case 0x032 -> "M2 Blizzard";
            case 0x033 -> "M2 Avalanche";
            case 0x034 -> "M2 Pro Blizzard";
            case 0x035 -> "M2 Pro Avalanche";
            case 0x038 -> "M2 Max Blizzard";
            case 0x039 -> "M2 Max Avalanche";
            default -> "";
        };
    }

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.MIDR_EL1)
                .field(REVISION, "Minor revision, the p of r1p2", ValueFormat.DECIMAL)
                .number(PART_NUM, "Part number, the implementer's own")
                .field(
                        ARCHITECTURE,
                        "Architecture",
                        NamedValues.of(
                                new String[] {
                                    NamedValues.RESERVED,
                                    "ARMv4",
                                    "ARMv4T",
                                    "ARMv5 (obsolete)",
                                    "ARMv5T",
                                    "ARMv5TE",
                                    "ARMv5TEJ",
                                    "ARMv6"
                                },
                                Hex.address(BY_ID_REGISTERS) + "=told by the ID registers"))
                .field(VARIANT, "Major revision, the r of r1p2", ValueFormat.DECIMAL)
                .field(IMPLEMENTER, "Implementer", ValueFormat.IMPLEMENTER)
                .build();
    }
}

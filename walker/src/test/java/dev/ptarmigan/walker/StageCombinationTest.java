package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.registers.Register;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The memory attributes of both stages together: rows are stage 1 bytes of MAIR_EL1, columns stage 2 MemAttr[3:0]. The answers of
 * QEMU were observed; those of the architecture were worked out from the rules by other means than this project's code (XS of
 * Write-Back memory is 0, and FEAT_MTE_PERM is there). Encodings without a meaning are {@code --}.
 */
class StageCombinationTest {
    private static final int DEVICE_OR_NC = 2;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                    04 | 00 04 04 04 04 04 04 04 04 04 04 04 04 04 04 04
                    08 | 00 04 08 08 08 04 08 08 08 04 08 08 08 04 08 08
                    0C | 00 04 08 0C 0C 04 0C 0C 0C 04 0C 0C 0C 04 0C 0C
                    44 | 00 04 04 04 44 44 44 44 44 44 44 44 44 44 44 44
                    4F | 00 04 08 0C 4F 44 4B 4F 4F 44 4B 4F 4F 44 4B 4F
                    AA | 00 04 08 0C AA 44 4A 4A AA A4 AA AA AA A4 AA AA
                    BB | 00 04 08 0C BB 44 4B 4B BB B4 BB BB BB B4 BB BB
                    FF | 00 04 08 0C FF 44 4B 4F BF B4 BB BF FF F4 FB FF
                    F0 | 00 04 08 0C E0 44 4B 4F BF B4 BB BF F0 F4 FB F0
                    77 | 00 04 08 0C 77 44 4B 47 B7 B4 BB B7 77 74 7B 77
                    33 | 00 04 08 0C 33 44 43 43 33 34 33 33 33 34 33 33
                    40 | 00 00 00 00 40 44 40 40 40 44 40 40 40 44 40 40
                    A0 | 00 00 00 00 A0 44 40 40 A0 A4 A0 A0 A0 A4 A0 A0
                    E4 | 00 04 04 04 E4 44 44 44 A4 A4 A4 A4 E4 E4 E4 E4
                    E0 | 00 00 00 00 E0 44 40 40 A0 A4 A0 A0 E0 E4 E0 E0
                    """)
    void qemu(String first, String cells) {
        compare(first, cells, Profile.QEMU_11_1, 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 00 04 08 0C 00 00 FF 00 00 00 00 00 00 00 00 00
                    04 | 00 04 08 0C 00 04 FF 04 00 00 00 00 00 00 04 04
                    08 | 00 04 08 0C 00 08 FF 08 00 00 00 00 00 00 08 08
                    0C | 00 04 08 0C 00 0C FF 0C 00 00 00 00 00 00 0C 0C
                    44 | 00 04 08 0C 00 44 FF 44 00 00 00 00 00 00 44 44
                    4F | 00 04 08 0C 00 44 FF 4F 00 00 00 00 00 00 4F 4F
                    AA | 00 04 08 0C 00 44 EE AA 00 00 00 00 00 00 AA AA
                    BB | 00 04 08 0C 00 44 FF BB 00 00 00 00 00 00 BB BB
                    FF | 00 04 08 0C 00 44 FF FF 00 00 00 00 00 00 FF FF
                    F0 | 00 04 08 0C 00 44 F0 F0 00 00 00 00 00 00 E0 E0
                    77 | 00 04 08 0C 00 44 77 77 00 00 00 00 00 00 77 77
                    33 | 00 04 08 0C 00 44 77 33 00 00 00 00 00 00 33 33
                    40 | 00 04 08 0C 00 44 FF 40 00 00 00 00 00 00 40 40
                    A0 | 00 04 08 0C 00 44 EF A0 00 00 00 00 00 00 A0 A0
                    E4 | 00 04 08 0C 00 44 EF E4 00 00 00 00 00 00 E4 E4
                    E0 | 00 04 08 0C 00 44 EF E0 00 00 00 00 00 00 E0 E0
                    """)
    void qemu_with_forced_write_back(String first, String cells) {
        compare(first, cells, Profile.QEMU_11_1, 1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 00 00 00 00 00 00 00 00 -- 00 00 00 -- 00 00 00
                    04 | 00 04 04 04 04 04 04 04 -- 04 04 04 -- 04 04 04
                    08 | 00 04 08 08 08 08 08 08 -- 08 08 08 -- 08 08 08
                    0C | 00 04 08 0C 0C 0C 0C 0C -- 0C 0C 0C -- 0C 0C 0C
                    44 | 00 04 08 0C 44 44 44 44 -- 44 44 44 -- 44 44 44
                    4F | 00 04 08 0C 4F 44 4B 4F -- 44 4B 4F -- 44 4B 4F
                    AA | 00 04 08 0C AA 44 4A 4A -- A4 AA AA -- A4 AA AA
                    BB | 00 04 08 0C BB 44 4B 4B -- B4 BB BB -- B4 BB BB
                    FF | 01 05 09 0D FF 40 4B 4F -- B4 BB BF -- F4 FB FF
                    F0 | 01 05 09 0D E0 40 4B 4F -- B4 BB BF -- F4 FB F0
                    77 | 01 05 09 0D 77 40 43 47 -- 34 33 37 -- 74 73 77
                    33 | 00 04 08 0C 33 44 43 43 -- 34 33 33 -- 34 33 33
                    40 | 01 05 09 0D 40 40 40 40 -- 40 40 40 -- 40 40 40
                    A0 | 01 05 09 0D A0 40 4A 4A -- A4 A0 A0 -- A4 A0 A0
                    E4 | 00 04 08 0C E4 44 44 44 -- A4 A4 A4 -- E4 E4 E4
                    """)
    void the_architecture(String first, String cells) {
        compare(first, cells, Profile.ARM, 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 00 00 00 00 -- 00 FF 00 00 00 00 00 -- 00 FF 00
                    04 | 00 04 04 04 -- 04 FF 04 00 04 04 04 -- 04 FF 04
                    08 | 00 04 08 08 -- 08 FF 08 00 04 08 08 -- 08 FF 08
                    0C | 00 04 08 0C -- 0C FF 0C 00 04 08 0C -- 0C FF 0C
                    44 | 00 04 08 0C -- 44 FF 44 00 04 08 0C -- 44 FF 44
                    4F | 00 04 08 0C -- 44 FF 4F 00 04 08 0C -- 44 FF 4F
                    AA | 00 04 08 0C -- 44 EE AA 00 04 08 0C -- 44 EE AA
                    BB | 00 04 08 0C -- 44 FF BB 00 04 08 0C -- 44 FF BB
                    FF | 01 05 09 0D -- 40 FF FF 01 05 09 0D -- 40 FF FF
                    F0 | 01 05 09 0D -- 40 F0 F0 01 05 09 0D -- 40 E0 E0
                    77 | 01 05 09 0D -- 40 77 77 01 05 09 0D -- 40 77 77
                    33 | 00 04 08 0C -- 44 77 33 00 04 08 0C -- 44 77 33
                    40 | 01 05 09 0D -- 40 FF 40 01 05 09 0D -- 40 FF 40
                    A0 | 01 05 09 0D -- 40 EE A0 01 05 09 0D -- 40 EE A0
                    E4 | 00 04 08 0C -- 44 EF E4 00 04 08 0C -- 44 EF E4
                    """)
    void the_architecture_with_forced_write_back(String first, String cells) {
        compare(first, cells, Profile.ARM, 1);
    }

    private static void compare(String first, String cells, Profile profile, int forcedWriteBack) {
        String[] expected = cells.split(" ");
        assertThat(expected).hasSize(16);
        try (WalkBench bench = WalkScript.bench("B leaf=80000443", profile)) {
            bench.set("HCR_EL2.FWB", forcedWriteBack).set(Register.MAIR_EL1, Integer.parseInt(first, 16));
            for (int memAttr = 0; memAttr < expected.length; memAttr++) {
                if (expected[memAttr].equals("--")) {
                    continue;
                }
                bench.word("s2leaf", 0x5000_04C3L | (long) memAttr << 2);
                MemoryAttributes attributes =
                        bench.walk(Access.READ | Access.AT).attributes();
                assertThat(String.format("%02X", attributes.attribute()))
                        .as("MemAttr %x", memAttr)
                        .isEqualTo(expected[memAttr]);
                boolean outer = attributes.attribute() >> 4 == 0
                        || attributes.attribute() == 0x44
                        || attributes.attribute() == 0x40;
                assertThat(attributes.shareability()).as("MemAttr %x", memAttr).isEqualTo(outer ? DEVICE_OR_NC : 0);
            }
        }
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 0 | 0
                    0 | 1 | 0
                    0 | 2 | 2
                    0 | 3 | 3
                    1 | 0 | 0
                    1 | 1 | 0
                    1 | 2 | 2
                    1 | 3 | 3
                    2 | 0 | 2
                    2 | 1 | 2
                    2 | 2 | 2
                    2 | 3 | 2
                    3 | 0 | 3
                    3 | 1 | 3
                    3 | 2 | 2
                    3 | 3 | 3
                    """)
    void the_wider_shareability_counts(int first, int second, int expected) {
        for (Profile profile : new Profile[] {Profile.ARM, Profile.QEMU_11_1}) {
            try (WalkBench bench = WalkScript.bench("B", profile)) {
                bench.word("leaf", 0x8000_0443L | (long) first << 8).word("s2leaf", 0x5000_04FFL | (long) second << 8);
                assertThat(bench.walk(Access.READ).attributes().shareability()).isEqualTo(expected);
            }
        }
    }

    /** FnXS (stage 2 bit 11) makes XS 0, which Device memory and Non-cacheable memory can tell. */
    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 0 | 00 | 01
                    44 | f | 44 | 40
                    aa | f | AA | A0
                    bb | f | BB | BB
                    44 | 1 | 04 | 05
                    """)
    void stage_2_can_force_xs_to_0(String first, String memAttr, String without, String with) {
        try (WalkBench bench = WalkScript.bench("B leaf=80000443", Profile.ARM)) {
            bench.set(Register.MAIR_EL1, Integer.parseInt(first, 16));
            long leaf = 0x5000_04C3L | Long.parseLong(memAttr, 16) << 2;
            bench.word("s2leaf", leaf);
            assertThat(bench.walk(Access.READ).attributes().attribute()).isEqualTo(Integer.parseInt(without, 16));
            bench.word("s2leaf", leaf | 1 << 11);
            assertThat(bench.walk(Access.READ).attributes().attribute()).isEqualTo(Integer.parseInt(with, 16));
        }
    }
}

package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuFeaturesTest {
    /** The ID registers of QEMU 11.1.3 {@code -cpu max} with EL2. */
    private static final String QEMU_MAX = """
            ID_AA64MMFR0_EL1 0x2100032310201126
            ID_AA64MMFR1_EL1 0x0110112010312122
            ID_AA64MMFR2_EL1 0x1221011112011011
            ID_AA64MMFR3_EL1 0x1000000011001111
            ID_AA64MMFR4_EL1 0x0000000000000100
            ID_AA64PFR0_EL1  0x1301001120110222
            ID_AA64PFR1_EL1  0x0010101012000121
            ID_AA64PFR2_EL1  0x0000000100000111
            ID_AA64ISAR0_EL1 0x1221111110312120
            ID_AA64ISAR1_EL1 0x0111211110211502
            ID_AA64ISAR2_EL1 0x1120000000110012
            """;

    private static CpuFeatures read(String text) {
        return CpuFeatures.of(RegisterFile.parse(text, "test"));
    }

    @Test
    void the_most_capable_emulated_processor_is_read_completely() {
        CpuFeatures cpu = read(QEMU_MAX);
        assertThat(cpu.physicalAddressBits()).isEqualTo(52);
        assertThat(cpu.virtualAddressBits()).isEqualTo(52);
        assertThat(cpu.hasLpa()).isTrue();
        assertThat(cpu.hasLva()).isTrue();
        assertThat(cpu.hasLva3()).isFalse();
        assertThat(cpu.hasSmallTables()).isTrue();
        assertThat(cpu.asidBits()).isEqualTo(16);
        assertThat(cpu.vmidBits()).isEqualTo(16);
        assertThat(cpu.hasAsid2()).isTrue();
        assertThat(cpu.hafdbs()).isEqualTo(2);
        assertThat(cpu.hasHardwareAccessFlag()).isTrue();
        assertThat(cpu.hasHardwareDirtyState()).isTrue();
        assertThat(cpu.hasHaft()).isFalse();
        assertThat(cpu.bbmLevel()).isEqualTo(2);
        assertThat(cpu.panLevel()).isEqualTo(3);
        assertThat(cpu.hpdsLevel()).isEqualTo(2);
        assertThat(cpu.hasUao()).isTrue();
        assertThat(cpu.hasXnx()).isTrue();
        assertThat(cpu.hasForcedWriteBack()).isTrue();
        assertThat(cpu.hasE0pd()).isTrue();
        assertThat(cpu.hasS1pie()).isTrue();
        assertThat(cpu.hasS2pie()).isTrue();
        assertThat(cpu.hasS1poe()).isFalse();
        assertThat(cpu.hasS2poe()).isFalse();
        assertThat(cpu.hasAie()).isTrue();
        assertThat(cpu.hasD128()).isFalse();
        assertThat(cpu.hasStage2D128()).isFalse();
        assertThat(cpu.hasTcr2()).isTrue();
        assertThat(cpu.hasSctlr2()).isTrue();
        assertThat(cpu.hasMec()).isTrue();
        assertThat(cpu.hasXs()).isTrue();
        assertThat(cpu.mteLevel()).isEqualTo(1);
        assertThat(cpu.hasMtePermissions()).isTrue();
        assertThat(cpu.hasBti()).isTrue();
        assertThat(cpu.hasGcs()).isTrue();
        assertThat(cpu.hasThe()).isFalse();
        assertThat(cpu.nestedVirtualization()).isEqualTo(2);
        assertThat(cpu.hasVhe()).isTrue();
        assertThat(cpu.isE2hFixed()).isFalse();
        assertThat(cpu.hasCommonNotPrivate()).isTrue();
        assertThat(cpu.hasLevelHint()).isTrue();
        assertThat(cpu.hasOuterShareableTlbi()).isTrue();
        assertThat(cpu.hasRangeTlbi()).isTrue();
        assertThat(cpu.hasAts1a()).isTrue();
        assertThat(cpu.hasEl2()).isTrue();
        assertThat(cpu.hasEl3()).isFalse();
        assertThat(cpu.hasSecureEl2()).isTrue();
        assertThat(cpu.hasRme()).isFalse();
    }

    @ParameterizedTest(name = "{0}, {2}-bit page")
    @CsvSource(delimiter = '|', textBlock = """
                    max                       | 0x2100032310201126 | 12 | true  | true  | true  | true
                    max                       | 0x2100032310201126 | 14 | true  | true  | true  | true
                    max                       | 0x2100032310201126 | 16 | true  | true  | false | false
                    max without LPA2          | 0x2100022200101126 | 12 | true  | true  | false | false
                    max without LPA2          | 0x2100022200101126 | 14 | true  | true  | false | false
                    Cortex-A72                | 0x0000000000001124 | 12 | true  | true  | false | false
                    Cortex-A72                | 0x0000000000001124 | 14 | false | false | false | false
                    Cortex-A72                | 0x0000000000001124 | 16 | true  | true  | false | false
                    Neoverse N1               | 0x0000000000101125 | 14 | true  | true  | false | false
                    64K not implemented       | 0x000000000f001122 | 16 | false | false | false | false
                    64K at stage 2 only       | 0x000000200f001122 | 16 | false | true  | false | false
                    LPA2 at stage 1 only      | 0x0000022210201126 | 12 | true  | true  | true  | false
                    stage 2 as stage 1        | 0x0000000010201126 | 14 | true  | true  | true  | true
                    16K not at stage 2        | 0x0000000110201126 | 14 | true  | false | true  | false
                    """)
    void granules_are_implemented_by_stage(
            String cpu, String mmfr0, int shift, boolean stage1, boolean stage2, boolean lpa2, boolean stage2Lpa2) {
        CpuFeatures features = read("ID_AA64MMFR0_EL1 " + mmfr0);
        assertThat(features.hasGranule(shift, false)).as("stage 1").isEqualTo(stage1);
        assertThat(features.hasGranule(shift, true)).as("stage 2").isEqualTo(stage2);
        assertThat(features.hasLpa2(shift, false)).as("stage 1 LPA2").isEqualTo(lpa2);
        assertThat(features.hasLpa2(shift, true)).as("stage 2 LPA2").isEqualTo(stage2Lpa2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    Cortex-A53       | 0x1122             | 40
                    Cortex-A72       | 0x1124             | 44
                    Neoverse N1      | 0x101125           | 48
                    max              | 0x2100032310201126 | 52
                    with FEAT_D128   | 0x2100032310201127 | 56
                    """)
    void the_physical_address_size_is_read(String cpu, String mmfr0, int bits) {
        assertThat(read("ID_AA64MMFR0_EL1 " + mmfr0).physicalAddressBits()).isEqualTo(bits);
    }

    @Test
    void an_early_processor_has_none_of_it() {
        CpuFeatures cpu = read("ID_AA64MMFR1_EL1 0\nID_AA64MMFR2_EL1 0\nID_AA64MMFR3_EL1 0\nID_AA64ISAR0_EL1 0");
        assertThat(cpu.vmidBits()).isEqualTo(8);
        assertThat(cpu.hafdbs()).isZero();
        assertThat(cpu.hasVhe()).isFalse();
        assertThat(cpu.virtualAddressBits()).isEqualTo(48);
        assertThat(cpu.bbmLevel()).isZero();
        assertThat(cpu.hasTcr2()).isFalse();
        assertThat(cpu.hasRangeTlbi()).isFalse();
    }

    @Test
    void d128_and_haft_come_with_their_fields() {
        CpuFeatures cpu = read("ID_AA64MMFR1_EL1 4\nID_AA64MMFR2_EL1 0x20000\nID_AA64MMFR3_EL1 0x1100110000");
        assertThat(cpu.hasHaft()).isTrue();
        assertThat(cpu.hasLva3()).isTrue();
        assertThat(cpu.hasD128()).isTrue();
        assertThat(cpu.hasStage2D128()).isTrue();
        assertThat(cpu.hasS1poe()).isTrue();
        assertThat(cpu.hasS2poe()).isTrue();
        assertThat(cpu.hasS1pie()).isFalse();
    }

    @Test
    void an_unknown_id_register_is_reported_and_not_guessed() {
        CpuFeatures cpu = read("ID_AA64MMFR0_EL1 0x1124");
        assertThat(cpu.knows(Register.ID_AA64MMFR0_EL1)).isTrue();
        assertThat(cpu.knows(Register.ID_AA64MMFR3_EL1)).isFalse();
        assertThatThrownBy(cpu::hasS1pie)
                .isInstanceOf(MissingRegisterException.class)
                .hasMessage("ID_AA64MMFR3_EL1 is not known; it is needed for stage 1 permission indirection");
    }

    @Test
    void later_changes_of_the_registers_do_not_matter() {
        RegisterFile file = RegisterFile.parse("ID_AA64MMFR0_EL1 0x1124", "test");
        CpuFeatures cpu = CpuFeatures.of(file);
        file.set(Register.ID_AA64MMFR0_EL1, 0);
        assertThat(cpu.physicalAddressBits()).isEqualTo(44);
    }
}

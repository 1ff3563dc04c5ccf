package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RegisterTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    TCR2_EL1         | S3_0_C2_C0_3
                    TCR2_EL2         | S3_4_C2_C0_3
                    PIRE0_EL1        | S3_0_C10_C2_2
                    PIR_EL1          | S3_0_C10_C2_3
                    POR_EL1          | S3_0_C10_C2_4
                    POR_EL0          | S3_3_C10_C2_4
                    S2POR_EL1        | S3_0_C10_C2_5
                    PIRE0_EL2        | S3_4_C10_C2_2
                    PIR_EL2          | S3_4_C10_C2_3
                    S2PIR_EL2        | S3_4_C10_C2_5
                    MAIR2_EL1        | S3_0_C10_C2_1
                    MAIR2_EL2        | S3_4_C10_C1_1
                    HCRX_EL2         | S3_4_C1_C2_2
                    VTCR_EL2         | S3_4_C2_C1_2
                    PAR_EL1          | S3_0_C7_C4_0
                    HPFAR_EL2        | S3_4_C6_C0_4
                    ID_AA64MMFR4_EL1 | S3_0_C0_C7_4
                    SP_EL0           | S3_0_C4_C1_0
                    TTBR0_EL3        | S3_6_C2_C0_0
                    """)
    void a_register_has_the_encoding_of_the_manual(Register register, String encoding) {
        assertThat(register.genericName()).isEqualTo(encoding);
        assertThat(register.hasEncoding()).isTrue();
    }

    @Test
    void no_two_registers_share_an_encoding() {
        Map<Integer, Register> byEncoding = new HashMap<>();
        for (Register register : Register.values()) {
            if (register.hasEncoding()) {
                assertThat(byEncoding.put(register.encoding(), register))
                        .as(register.name())
                        .isNull();
            }
        }
        assertThat(byEncoding).hasSize(Register.values().length - 1);
    }

    @Test
    void pstate_is_no_register_of_mrs() {
        assertThat(Register.PSTATE.hasEncoding()).isFalse();
        assertThat(Register.PSTATE.genericName()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    as the manual writes it  | TCR_EL1    | TCR_EL1
                    lower case               | ttbr0_el1  | TTBR0_EL1
                    mixed case               | currentel  | CurrentEL
                    the debugger's name      | cpsr       | PSTATE
                    a register not modelled  | PMCR_EL0   | -
                    part of a name           | TCR        | -
                    """)
    void a_name_finds_its_register(String reason, String name, Register register) {
        assertThat(Register.named(name)).isEqualTo(register);
    }

    @ParameterizedTest
    @EnumSource(
            value = Register.class,
            names = {"TTBR0_EL1", "TTBR1_EL1", "TTBR0_EL2", "TTBR1_EL2", "VTTBR_EL2", "PAR_EL1"})
    void the_registers_of_feat_d128_are_wide(Register register) {
        assertThat(register.isWide()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Register.class,
            names = {"TTBR0_EL3", "VSTTBR_EL2", "TCR_EL1"})
    void other_registers_are_not(Register register) {
        assertThat(register.isWide()).isFalse();
    }
}

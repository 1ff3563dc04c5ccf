package dev.ptarmigan.registers;

import static dev.ptarmigan.registers.RegisterAssert.assertThatRegister;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.faults.Hpfar;
import org.junit.jupiter.api.Test;

class RegisterAssertTest {
    @Test
    void a_failure_shows_the_register_and_marks_the_field() {
        assertThatThrownBy(
                        () -> assertThatRegister(Register.HPFAR_EL2, 0x80_0000).has(Hpfar.NS, 1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expecting NS[63] of HPFAR_EL2 to be 0x1 but it is 0x0 in")
                .hasMessageContaining("""
                        0x0000000000800000  HPFAR_EL2
                          > NS[63]       0b0      Space of the address, of faults from Secure EL1&0: Secure
                            RES0[62:48]  0x0      Reserved, zero
                            FIPA[47:4]   0x80000  Faulting intermediate physical address, bits 55:12: 0x80000000
                            RES0[3:0]    0x0      Reserved, zero""");
    }

    @Test
    void a_wrong_meaning_is_a_failure() {
        assertThatThrownBy(() -> assertThatRegister(Register.TCR_EL1, 0).means(Tcr.TG0, "16KB"))
                .hasMessageContaining("to mean")
                .hasMessageContaining("> TG0[15:14]");
    }

    @Test
    void a_problem_is_a_failure() {
        assertThatThrownBy(() -> assertThatRegister(Register.TCR_EL1, 1L << 63).hasNoProblems())
                .hasMessageContaining("TCR_EL1: bits 63:62 are RES0 and not 0: 0b10");
    }
}

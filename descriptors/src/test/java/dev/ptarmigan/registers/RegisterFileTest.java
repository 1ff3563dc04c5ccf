package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.Word128;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterFileTest {
    private final RegisterFile file = new RegisterFile();

    @Test
    void absent_is_not_zero() {
        assertThat(file.has(Register.TCR_EL1)).isFalse();
        assertThat(file.value(Register.TCR_EL1)).isEmpty();
        assertThat(file.orElse(Register.TCR_EL1, 7)).isEqualTo(7);
        file.set(Register.TCR_EL1, 0);
        assertThat(file.has(Register.TCR_EL1)).isTrue();
        assertThat(file.value(Register.TCR_EL1)).hasValue(0);
        assertThat(file.orElse(Register.TCR_EL1, 7)).isZero();
        file.forget(Register.TCR_EL1);
        assertThat(file).isEqualTo(new RegisterFile());
    }

    @Test
    void a_missing_register_is_named_with_the_reason() {
        assertThatThrownBy(() -> file.require(Register.TCR_EL1, "the granule of the upper range"))
                .isInstanceOfSatisfying(
                        MissingRegisterException.class,
                        e -> assertThat(e.register()).isEqualTo(Register.TCR_EL1))
                .hasMessage("TCR_EL1 is not known; it is needed for the granule of the upper range");
        assertThatThrownBy(() -> file.wide(Register.PAR_EL1)).isInstanceOf(MissingRegisterException.class);
    }

    @Test
    void a_wide_register_keeps_both_halves_until_a_narrow_write() {
        file.set(Register.TTBR0_EL1, new Word128(0x12, 0x34));
        assertThat(file.wide(Register.TTBR0_EL1)).isEqualTo(new Word128(0x12, 0x34));
        assertThat(file.require(Register.TTBR0_EL1, "a test")).isEqualTo(0x34);
        file.set(Register.TTBR0_EL1, 0x56);
        assertThat(file.wide(Register.TTBR0_EL1)).isEqualTo(Word128.of(0x56));
    }

    @Test
    void a_narrow_register_refuses_a_high_half() {
        assertThatThrownBy(() -> file.set(Register.TCR_EL1, new Word128(1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TCR_EL1 has 64 bits: value=0x00000000000000010000000000000000");
    }

    @Test
    void a_copy_changes_alone() {
        file.set(Register.TCR_EL1, 1);
        RegisterFile copy = file.copy();
        assertThat(copy).isEqualTo(file).hasSameHashCodeAs(file);
        copy.set(Register.TCR_EL1, 2);
        assertThat(file.orElse(Register.TCR_EL1, 0)).isEqualTo(1);
        assertThat(copy).isNotEqualTo(file);
    }

    @Test
    void what_it_prints_it_reads_back() {
        long seed = 0x5eed_0001L;
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            RegisterFile random64 = new RegisterFile();
            for (Register register : Register.values()) {
                if (random.nextBoolean()) {
                    long high = register.isWide() && random.nextBoolean() ? random.nextLong() : 0;
                    random64.set(register, new Word128(high, random.nextLong()));
                }
            }
            assertThat(RegisterFile.parse(random64.toString(), "printed"))
                    .as("seed %x", seed)
                    .isEqualTo(random64);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    with an equals sign      | TCR_EL1 = 0x10
                    without spaces           | TCR_EL1=0x10
                    two columns              | TCR_EL1 0x0000000000000010
                    as in a words file       | reg TCR_EL1 0x10
                    lower case               | tcr_el1 0x10
                    decimal                  | TCR_EL1 16
                    with a comment           | TCR_EL1 = 0x10   # 48 bits
                    twice the same           | TCR_EL1 0x10\\nTCR_EL1 16
                    among others             | PMCR_EL0 0x41033000\\nTCR_EL1 0x10\\n\\n# end
                    """)
    void a_line_is_a_name_and_a_value(String reason, String text) {
        RegisterFile expected = new RegisterFile();
        expected.set(Register.TCR_EL1, 16);
        assertThat(RegisterFile.parse(text.replace("\\n", "\n"), "registers.txt"))
                .isEqualTo(expected);
    }

    @Test
    void a_wide_value_is_read_whole() {
        assertThat(RegisterFile.parse("TTBR1_EL1 0x00000000000000010000000000000002", "text")
                        .wide(Register.TTBR1_EL1))
                .isEqualTo(new Word128(1, 2));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    no such register       | # one\\nTCR_EL9 = 0x10        | f:2: unknown register TCR_EL9
                    not a number           | TCR_EL1 = 0x1g                | f:1: 0x1g is not the value of TCR_EL1: 'g' at column 4 is not a hexadecimal digit
                    no value               | TCR_EL1 =                     | f:1: expected NAME = VALUE, found TCR_EL1 =
                    too much               | TCR_EL1 = 0x1 0x2             | f:1: expected NAME = VALUE, found TCR_EL1 = 0x1 0x2
                    another value          | TCR_EL1 1\\n\\nTCR_EL1 2      | f:3: TCR_EL1 is 0x0000000000000002 here and 0x0000000000000001 above
                    more than its bits     | TCR_EL1 0x10000000000000000   | f:1: TCR_EL1 has 64 bits, 0x00000000000000010000000000000000 has more
                    """)
    void a_bad_line_is_named_with_its_number(String reason, String text, String message) {
        assertThatThrownBy(() -> RegisterFile.parse(text.replace("\\n", "\n"), "f"))
                .isInstanceOf(RegisterTextException.class)
                .hasMessage(message);
    }
}

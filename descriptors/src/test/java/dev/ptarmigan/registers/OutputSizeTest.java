package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputSizeTest {
    @ParameterizedTest
    @CsvSource({"0,32", "1,36", "2,40", "3,42", "4,44", "5,48", "6,52", "7,56"})
    void an_encoding_is_a_number_of_bits(int encoded, int bits) {
        assertThat(OutputSize.bits(encoded)).isEqualTo(bits);
        assertThat(OutputSize.encode(bits)).isEqualTo(encoded);
    }

    @Test
    void other_sizes_do_not_exist() {
        assertThat(OutputSize.bits(8)).isZero();
        assertThatThrownBy(() -> OutputSize.encode(39)).hasMessage("no encoding of an address size: bits=39");
    }
}

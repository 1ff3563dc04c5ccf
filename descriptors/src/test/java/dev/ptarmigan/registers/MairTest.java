package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MairTest {
    @ParameterizedTest(name = "index {0}")
    @CsvSource({"0,0x10", "1,0x32", "2,0x54", "3,0x76", "4,0x98", "5,0xba", "6,0xdc", "7,0xfe"})
    void an_index_selects_a_byte(int index, int attribute) {
        assertThat(new Mair(0xfedc_ba98_7654_3210L).attribute(index)).isEqualTo(attribute);
        assertThat(Mair.attr(index).name()).isEqualTo("Attr" + index);
    }
}

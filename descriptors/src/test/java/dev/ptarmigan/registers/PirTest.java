package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PirTest {
    @Test
    void an_index_selects_a_nibble() {
        Pir pir = new Pir(0xfedc_ba98_7654_3210L);
        for (int index = 0; index < 16; index++) {
            assertThat(pir.nibble(index)).isEqualTo(index);
            assertThat(Pir.perm(index).name()).isEqualTo("Perm" + index);
        }
    }
}

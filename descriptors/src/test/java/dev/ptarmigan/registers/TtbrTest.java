package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Word128;
import org.junit.jupiter.api.Test;

class TtbrTest {
    private static final Ttbr TTBR = Ttbr.of(0x1234_5678_9abc_defdL);

    @Test
    void identifiers_and_flags_surround_the_base() {
        assertThat(TTBR.asid()).isEqualTo(0x1234);
        assertThat(TTBR.vmid()).isEqualTo(0x1234);
        assertThat(TTBR.commonNotPrivate()).isTrue();
        assertThat(Ttbr.of(~1L).commonNotPrivate()).isFalse();
        assertThat(TTBR.skippedLevels()).isEqualTo(2);
    }

    @Test
    void the_ordinary_base_is_bits_47_to_1() {
        assertThat(TTBR.base48()).isEqualTo(0x5678_9abc_defcL);
    }

    @Test
    void the_large_base_has_its_top_in_bits_5_to_2() {
        assertThat(TTBR.base52()).isEqualTo(0xf_5678_9abc_dec0L);
    }

    @Test
    void the_wide_base_has_its_top_in_the_high_half() {
        Ttbr wide = new Ttbr(new Word128(0xffff_ffff_ff12_ffffL, 0xffff_5678_9abc_deffL));
        assertThat(wide.base56()).isEqualTo(0x12_5678_9abc_dee0L);
    }

    @Test
    void the_narrow_register_with_128_bit_descriptors_has_56_bits_in_place() {
        assertThat(TTBR.base56Narrow()).isEqualTo(0x34_5678_9abc_dee0L);
    }
}

package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class VaRangeTest {
    @Test
    void addresses_are_unsigned_and_the_last_one_belongs_to_the_range() {
        VaRange range = new VaRange(0x7fff_ffff_ffff_f000L, 0xffff_0000_0000_0fffL);
        assertThat(range.contains(0x8000_0000_0000_0000L)).isTrue();
        assertThat(range.contains(0xffff_0000_0000_0fffL)).isTrue();
        assertThat(range.contains(0xffff_0000_0000_1000L)).isFalse();
        assertThat(range.contains(0)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new VaRange(-1L, 0));
    }

    @Test
    void the_end_of_the_address_space_is_zero() {
        assertThat(VaRange.until(0xffff_0000_0000_0000L, 0).last()).isEqualTo(-1L);
        assertThat(VaRange.ALL.end()).isZero();
        assertThat(VaRange.ALL.contains(new VaRange(0, 0))).isTrue();
    }

    @Test
    void ranges_intersect_whichever_is_the_larger() {
        VaRange small = new VaRange(0x2000, 0x2fff);
        assertThat(small.intersects(VaRange.ALL)).isTrue();
        assertThat(VaRange.ALL.intersects(small)).isTrue();
        assertThat(small.intersects(new VaRange(0x3000, 0x3fff))).isFalse();
        assertThat(small.intersects(new VaRange(0x2fff, 0x3fff))).isTrue();
    }

    @Test
    void aligning_widens() {
        assertThat(new VaRange(0x1234, 0x1234).aligned(12)).isEqualTo(new VaRange(0x1000, 0x1fff));
        assertThat(new VaRange(0x1fff, 0x2000).aligned(12)).isEqualTo(new VaRange(0x1000, 0x2fff));
    }
}

package dev.ptarmigan.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryRangeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    disjoint                      | 1000 | 1000 | 3000 | 1000 | false
                    adjacent                      | 1000 | 1000 | 2000 | 1000 | false
                    last byte is the other's first| 1000 | 1001 | 2000 | 1000 | true
                    one inside the other          | 1000 | 4000 | 2000 |    8 | true
                    the same                      | 1000 | 1000 | 1000 | 1000 | true
                    """)
    void overlap_is_having_an_address_in_common(
            String reason, String base, String size, String otherBase, String otherSize, boolean overlaps) {
        MemoryRange range = new MemoryRange(Long.parseLong(base, 16), Long.parseLong(size, 16));
        MemoryRange other = new MemoryRange(Long.parseLong(otherBase, 16), Long.parseLong(otherSize, 16));
        assertThat(range.overlaps(other)).isEqualTo(overlaps);
        assertThat(other.overlaps(range)).isEqualTo(overlaps);
    }

    @Test
    void a_range_may_end_at_the_last_address_but_not_wrap() {
        assertThat(new MemoryRange(-0x1000, 0x1000).last()).isEqualTo(-1L);
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryRange(-0x1000, 0x1001));
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryRange(0x1000, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryRange(0x1000, -8));
    }

    @Test
    void it_prints_both_ends_and_the_size() {
        assertThat(new MemoryRange(0x4000_0000, 1 << 30)).hasToString("0x40000000-0x7fffffff (1G)");
    }
}

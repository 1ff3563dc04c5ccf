package dev.ptarmigan.descriptors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds of all encodings, against tables written by hand. */
class DescriptorKindTest {
    /** One line a table: kinds of bits 1:0 = 00, 01, 10, 11. I invalid, R reserved, B block, P page, T table. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K 3 el1              | IRIP
                    4K 2 el1              | IBIT
                    4K 1 el1              | IBIT
                    4K 0 el1              | IRIT
                    4K 3 el1 lpa2         | IRIP
                    4K 2 el1 lpa2         | IBIT
                    4K 1 el1 lpa2         | IBIT
                    4K 0 el1 lpa2         | IBIT
                    4K -1 el1 lpa2        | IRIT
                    16K 3 el1             | IRIP
                    16K 2 el1             | IBIT
                    16K 1 el1             | IRIT
                    16K 0 el1             | IRIT
                    16K 3 el1 lpa2        | IRIP
                    16K 2 el1 lpa2        | IBIT
                    16K 1 el1 lpa2        | IBIT
                    16K 0 el1 lpa2        | IRIT
                    64K 3 el1             | IRIP
                    64K 2 el1             | IBIT
                    64K 1 el1             | IBIT
                    64K 1 el1 -large-pa   | IRIT
                    64K 1 el1 lpa         | IBIT
                    64K 2 el1 lpa         | IBIT
                    64K 3 el1 lpa         | IRIP
                    4K 0 stage2           | IRIT
                    4K 0 stage2 lpa2      | IBIT
                    4K 1 el2              | IBIT
                    16K 1 el3 lpa2        | IBIT
                    """)
    void the_two_low_bits_and_the_level_decide(String place, String kinds) {
        for (int low = 0; low < 4; low++) {
            DescriptorKind expected = kind(kinds.charAt(low));
            for (long rest : new long[] {0, -1L << 2, 0x0055_5555_5555_5554L}) {
                assertThat(DescriptorKind.of(rest | low, TestPlaces.place(place)))
                        .as("%s, bits 1:0 = %d", place, low)
                        .isEqualTo(expected);
            }
        }
    }

    private static DescriptorKind kind(char letter) {
        return switch (letter) {
            case 'I' -> DescriptorKind.INVALID;
            case 'R' -> DescriptorKind.RESERVED;
            case 'B' -> DescriptorKind.BLOCK;
            case 'P' -> DescriptorKind.PAGE;
            case 'T' -> DescriptorKind.TABLE;
            default -> throw new IllegalArgumentException("letter=" + letter);
        };
    }

    /** One line a table: kinds of SKL = 0, 1, 2, 3. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K 3 el1 d128    | PRRR
                    4K 2 el1 d128    | TBRR
                    4K 1 el1 d128    | TTBR
                    4K 0 el1 d128    | TTTB
                    4K -1 el1 d128   | TTTT
                    4K -2 el1 d128   | TTTT
                    16K 3 el1 d128   | PRRR
                    16K 2 el1 d128   | TBRR
                    16K 1 el1 d128   | TTBR
                    16K 0 el1 d128   | TTTR
                    16K -1 el1 d128  | TTTR
                    64K 3 stage2 d128 | PRRR
                    64K 2 stage2 d128 | TBRR
                    64K 1 stage2 d128 | TTBR
                    64K 0 stage2 d128 | TTTR
                    """)
    void in_a_128_bit_descriptor_skl_and_the_level_decide(String text, String kinds) {
        Place place = TestPlaces.place(text);
        for (int skl = 0; skl < 4; skl++) {
            for (int type = 0; type < 2; type++) {
                Word128 word = new Word128((long) skl << 109 - 64, 1L | (long) type << 1);
                assertThat(DescriptorKind.of(word, place))
                        .as("%s, SKL %d", text, skl)
                        .isEqualTo(kind(kinds.charAt(skl)));
                Word128 invalid = new Word128(word.high(), word.low() & ~1L);
                assertThat(DescriptorKind.of(invalid, place)).isEqualTo(DescriptorKind.INVALID);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K 0 el1        | 0   | 512G
                    4K 1 el1        | 16  | 1G
                    4K 2 el1        | 16  | 2M
                    4K 3 el1        | 16  | 4K
                    16K 1 el1       | 0   | 64G
                    16K 2 el1       | 32  | 32M
                    16K 3 el1       | 128 | 16K
                    64K 1 el1       | 0   | 4T
                    64K 2 el1       | 32  | 512M
                    64K 3 el1       | 32  | 64K
                    4K 0 el1 lpa2   | 0   | 512G
                    4K -1 el1 lpa2  | 0   | 256T
                    16K 1 el1 lpa2  | 0   | 64G
                    16K 0 el1 lpa2  | 0   | 128T
                    4K 0 el1 d128   | 0   | 64G
                    4K 1 el1 d128   | 4   | 256M
                    4K 2 el1 d128   | 16  | 1M
                    4K 3 el1 d128   | 16  | 4K
                    16K 1 el1 d128  | 4   | 16G
                    16K 2 el1 d128  | 16  | 16M
                    16K 3 el1 d128  | 64  | 16K
                    64K 1 el1 d128  | 0   | 1T
                    64K 2 el1 d128  | 64  | 256M
                    64K 3 el1 d128  | 16  | 64K
                    """)
    void contiguous_groups_and_sizes(String text, int entries, String size) {
        Place place = TestPlaces.place(text);
        assertThat(place.contiguousEntries()).isEqualTo(entries);
        assertThat(Hex.size(1L << place.shift())).isEqualTo(size);
        if (place.level() == Place.LAST_LEVEL || place.leafAboveLastLevelAllowed()) {
            DescriptorKind leaf = place.level() == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.BLOCK;
            assertThat(Layouts.of(place, leaf).has(DescriptorField.CONTIGUOUS)).isEqualTo(entries > 0);
        }
    }

    @Test
    void leaves_are_blocks_and_pages() {
        for (DescriptorKind kind : DescriptorKind.values()) {
            assertThat(kind.isLeaf()).isEqualTo(kind == DescriptorKind.BLOCK || kind == DescriptorKind.PAGE);
        }
    }
}

package dev.ptarmigan.descriptors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Word128;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BitRulerTest {
    @Test
    void a_64_bit_word_has_two_rows() {
        Descriptor block = TestPlaces.decode("00f8000040000705", "4K 2 el1");
        assertThat(BitRuler.of(block)).hasToString("""
                            63     62   59 58      55  54    53        52       51    50  49   48 47               32
                        +---------+-------+----------+-----+-----+------------+-----+----+-------+-------------------+
                        | ignored | PBHA  | software | UXN | PXN | Contiguous | DBM | GP | RES0  |     OA[47:32]     |
                        |    0    | 000 0 |  000 1   |  1  |  1  |     1      |  1  | 0  |  00   |0000 0000 0000 0000|
                        +---------+-------+----------+-----+-----+------------+-----+----+-------+-------------------+
                         31         21 20   17  16  15   12  11   10  9   8 7       6     5     4        2   1       0
                        +-------------+-------+----+-------+----+----+-----+---------+---------+----------+------+-------+
                        |  OA[31:21]  | RES0  | nT | RES0  | nG | AF | SH  | AP[2:1] | ignored | AttrIndx | Type | Valid |
                        |0100 0000 000| 0 000 | 0  | 0000  | 0  | 1  | 11  |   00    |    0    |   0 01   |  0   |   1   |
                        +-------------+-------+----+-------+----+----+-----+---------+---------+----------+------+-------+
                        """);
    }

    @Test
    void scattered_fields_say_which_part_they_are() {
        Descriptor page = TestPlaces.decode("00080000500007c3", "4K 3 el1 lpa2 pie,poe,aie");
        assertThat(BitRuler.of(page)).hasToString("""
                            63     62     60      59       58      55 54          53      52           51       50  49                  32
                        +---------+---------+-------------+----------+--------------+------------+------------+----+----------------------+
                        | ignored | POIndex | AttrIndx[3] | software | PIIndex[3:2] | Contiguous | PIIndex[1] | GP |      OA[49:32]       |
                        |    0    |   000   |      0      |  000 0   |      00      |     0      |     1      | 0  |00 0000 0000 0000 0000|
                        +---------+---------+-------------+----------+--------------+------------+------------+----+----------------------+
                         31                    12  11   10  9         8    7          6           5     4             2   1       0
                        +------------------------+----+----+-----------+--------+------------+---------+---------------+------+-------+
                        |       OA[31:12]        | nG | AF | OA[51:50] | nDirty | PIIndex[0] | ignored | AttrIndx[2:0] | Type | Valid |
                        |0101 0000 0000 0000 0000| 0  | 1  |    11     |   1    |     1      |    0    |     0 00      |  1   |   1   |
                        +------------------------+----+----+-----------+--------+------------+---------+---------------+------+-------+
                        """);
    }

    @Test
    void a_128_bit_word_has_four_rows() {
        Descriptor table = TestPlaces.decode("00002000000000000000000050000001", "4K 1 el1 d128");
        assertThat(BitRuler.of(table)).hasToString("""
                         127          115 114    113   112      111     110   109 108           96
                        +----------------+----------+-------+----------+---------+----------------+
                        |    ignored     | software | DisCH | software |   SKL   |    ignored     |
                        |0000 0000 0000 0|    00    |   0   |    0     |   01    |0 0000 0000 0000|
                        +----------------+----------+-------+----------+---------+----------------+
                         95                                   64
                        +---------------------------------------+
                        |                ignored                |
                        |0000 0000 0000 0000 0000 0000 0000 0000|
                        +---------------------------------------+
                         63       56 55                         32
                        +-----------+-----------------------------+
                        |  ignored  |          TA[55:32]          |
                        | 0000 0000 |0000 0000 0000 0000 0000 0000|
                        +-----------+-----------------------------+
                         31                    12 11      7  6   5       1    0
                        +------------------------+---------+----+---------+-------+
                        |       TA[31:12]        | ignored | nT | ignored | Valid |
                        |0101 0000 0000 0000 0000| 0000 0  | 0  | 00 000  |   1   |
                        +------------------------+---------+----+---------+-------+
                        """);
    }

    @Test
    void two_words_stand_one_under_the_other() {
        WordLayout layout = Layouts.of(TestPlaces.place("4K 1 el1"), DescriptorKind.TABLE);
        BitRuler.Picture picture =
                BitRuler.of(layout).compare("", Word128.of(0x4000_0003L), "new ", Word128.of(0x1000_0000_4000_0003L));
        assertThat(picture.lines().subList(0, 6))
                .containsExactly(
                        "        63     62     61     60          59     58      55 54     51 50   48 47               32",
                        "    +---------+---------+-----------+----------+----------+---------+-------+-------------------+",
                        "    | ignored | APTable | >UXNTable | PXNTable | software | ignored | RES0  |     TA[47:32]     |",
                        "    |    0    |   00    |     0     |    0     |  000 0   |  000 0  |  000  |0000 0000 0000 0000|",
                        "new |    0    |   00    |     1     |    0     |  000 0   |  000 0  |  000  |0000 0000 0000 0000|",
                        "    +---------+---------+-----------+----------+----------+---------+-------+-------------------+");
        assertThat(picture.lines()).hasSize(12).noneMatch(line -> line.contains(">TA") || line.contains(">PXN"));
    }

    /** Every layout, with the widest margin the project uses, keeps to the width, and every span is where it says. */
    @Test
    void no_picture_is_too_wide_and_spans_cover_the_cells() {
        long seed = 0x9e1e5L;
        SplittableRandom random = new SplittableRandom(seed);
        Set<WordLayout> seen = new HashSet<>();
        List<Place> places = LayoutsTest.everyPlace();
        for (int i = 0; i < 20_000; i++) {
            Place place = places.get(random.nextInt(places.size()));
            Word128 word = place.format() == Format.VMSA128
                    ? new Word128(random.nextLong(), random.nextLong())
                    : Word128.of(random.nextLong());
            WordLayout layout = Layouts.of(place, word);
            if (!seen.add(layout)) {
                continue;
            }
            BitRuler.Picture picture = BitRuler.of(layout).picture(word, Set.of(DescriptorField.AF));
            for (String line : picture.lines()) {
                assertThat(line.length()).as("seed %#x, %s", seed, layout).isLessThanOrEqualTo(BitRuler.MOST_COLUMNS);
                assertThat(line).matches("[ -~]*");
            }
            for (String line : BitRuler.of(layout)
                    .compare("expected ", word, "found ", word.not())
                    .lines()) {
                assertThat(line.length()).as("seed %#x, %s", seed, layout).isLessThanOrEqualTo(BitRuler.MOST_COLUMNS);
            }
            for (BitRuler.Span span : picture.spans()) {
                String line = picture.lines().get(span.line());
                assertThat(line.charAt(span.column() - 1)).isEqualTo('|');
                assertThat(line.charAt(span.column() + span.length())).isEqualTo('|');
                assertThat(span.marked()).isEqualTo(span.field() == DescriptorField.AF);
            }
            assertThat(bitsOf(picture)).as("seed %#x, %s", seed, layout).isEqualTo(bitsOf(word, place));
        }
        assertThat(seen).hasSizeGreaterThan(5_000);
    }

    /** The bits as they are read off the picture: every fourth line of five. */
    private static String bitsOf(BitRuler.Picture picture) {
        StringBuilder bits = new StringBuilder();
        for (int line = 3; line < picture.lines().size(); line += 5) {
            bits.append(picture.lines().get(line).replaceAll("[^01]", ""));
        }
        return bits.toString();
    }

    private static String bitsOf(Word128 word, Place place) {
        StringBuilder bits = new StringBuilder();
        for (int bit = place.format().wordBits() - 1; bit >= 0; bit--) {
            bits.append(word.bit(bit) ? '1' : '0');
        }
        return bits.toString();
    }
}

package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.DescriptorField.AF;
import static dev.ptarmigan.descriptors.DescriptorField.AP;
import static dev.ptarmigan.descriptors.DescriptorField.CONTIGUOUS;
import static dev.ptarmigan.descriptors.DescriptorField.S2AP;
import static dev.ptarmigan.descriptors.WordAssert.assertThatWord;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.Word128;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WordAssertTest {
    private static final Place PAGE = Place.of(Granule.K4, TranslationStage.EL10, 3);
    private static final long WORD = 0x0060_0000_8765_4303L;
    private static final String UPPER_HALF = """
                63     62   59 58      55  54    53        52       51    50  49   48 47               32
            +---------+-------+----------+-----+-----+------------+-----+----+-------+-------------------+
            | ignored | PBHA  | software | UXN | PXN | Contiguous | DBM | GP | RES0  |     OA[47:32]     |
            |    0    | 000 0 |  000 0   |  1  |  1  |     0      |  0  | 0  |  00   |0000 0000 0000 0000|
            +---------+-------+----------+-----+-----+------------+-----+----+-------+-------------------+
            """;

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion)
                .isInstanceOf(AssertionError.class)
                .satisfies(
                        error -> assertThat(String.valueOf(error.getMessage()).replace(System.lineSeparator(), "\n"))
                                .isEqualTo("\n" + message.stripTrailing()));
    }

    @Test
    void what_is_as_expected_passes() {
        assertThatWord(WORD, PAGE)
                .isPage()
                .hasOutputAddress(0x8765_4000L)
                .has(AF, 0)
                .hasNoProblems()
                .isEncodedAs(WORD)
                .differsFrom(WORD)
                .differsFrom(WORD ^ 1L << 52, CONTIGUOUS)
                .differsFrom(WORD ^ 1L << 52 ^ 0x80, AP, CONTIGUOUS);
        assertThatWord(WORD, PAGE.atLevel(2)).isTable().hasNextTable(0x8765_4000L);
        assertThatWord(0x4000_0701L, PAGE.atLevel(2)).isBlock();
        assertThatWord(0x4000_0700L, PAGE.atLevel(2)).isInvalid();
        assertThatWord(0x4000_0701L, PAGE).isReserved();
        assertThatWord(new Word128(1L << 45, 0x5000_0401L), TestPlaces.place("4K 2 el1 d128"))
                .isBlock()
                .isEncodedAs(new Word128(1L << 45, 0x5000_0401L));
    }

    @Test
    void a_wrong_field_is_marked_in_the_ruler() {
        fails(() -> assertThatWord(WORD, PAGE).has(AF, 1), """
                Expecting 0x0060000087654303 page, 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses to have AF[10] = 0x1 but it is 0x0
                """ + UPPER_HALF + """
                 31                    12  11   10   9   8 7       6     5     4        2   1       0
                +------------------------+----+-----+-----+---------+---------+----------+------+-------+
                |       OA[31:12]        | nG | >AF | SH  | AP[2:1] | ignored | AttrIndx | Type | Valid |
                |1000 0111 0110 0101 0100| 0  |  0  | 11  |   00    |    0    |   0 00   |  1   |   1   |
                +------------------------+----+-----+-----+---------+---------+----------+------+-------+
                """);
    }

    @Test
    void a_field_that_does_not_exist_is_told() {
        fails(() -> assertThatWord(WORD, PAGE).has(S2AP, 1), """
                Expecting 0x0060000087654303 page, 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses to have S2AP = 0x1 but it has no such field
                """ + UPPER_HALF + """
                 31                    12  11   10  9   8 7       6     5     4        2   1       0
                +------------------------+----+----+-----+---------+---------+----------+------+-------+
                |       OA[31:12]        | nG | AF | SH  | AP[2:1] | ignored | AttrIndx | Type | Valid |
                |1000 0111 0110 0101 0100| 0  | 0  | 11  |   00    |    0    |   0 00   |  1   |   1   |
                +------------------------+----+----+-----+---------+---------+----------+------+-------+
                """);
    }

    @Test
    void a_wrong_kind_is_shown_in_the_bits_that_decide_it() {
        fails(() -> assertThatWord(WORD, PAGE).isBlock(), """
                Expecting 0x0060000087654303 page, 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses to be block but it is page
                """ + UPPER_HALF + """
                 31                    12  11   10  9   8 7       6     5     4        2    1       0
                +------------------------+----+----+-----+---------+---------+----------+-------+--------+
                |       OA[31:12]        | nG | AF | SH  | AP[2:1] | ignored | AttrIndx | >Type | >Valid |
                |1000 0111 0110 0101 0100| 0  | 0  | 11  |   00    |    0    |   0 00   |   1   |   1    |
                +------------------------+----+----+-----+---------+---------+----------+-------+--------+
                """);
    }

    @Test
    void a_difference_in_other_fields_shows_both_words() {
        fails(() -> assertThatWord(WORD | 1L << 52 | 0x80, PAGE).differsFrom(WORD, CONTIGUOUS), """
                Expecting 0x0070000087654383 page, 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses to differ from 0x0060000087654303 in [Contiguous] but it differs in Contiguous[52], AP[2:1][7:6]
                           63     62   59 58      55  54    53        52        51    50  49   48 47               32
                       +---------+-------+----------+-----+-----+-------------+-----+----+-------+-------------------+
                       | ignored | PBHA  | software | UXN | PXN | >Contiguous | DBM | GP | RES0  |     OA[47:32]     |
                before |    0    | 000 0 |  000 0   |  1  |  1  |      0      |  0  | 0  |  00   |0000 0000 0000 0000|
                found  |    0    | 000 0 |  000 0   |  1  |  1  |      1      |  0  | 0  |  00   |0000 0000 0000 0000|
                       +---------+-------+----------+-----+-----+-------------+-----+----+-------+-------------------+
                        31                    12  11   10  9   8 7        6     5     4        2   1       0
                       +------------------------+----+----+-----+----------+---------+----------+------+-------+
                       |       OA[31:12]        | nG | AF | SH  | >AP[2:1] | ignored | AttrIndx | Type | Valid |
                before |1000 0111 0110 0101 0100| 0  | 0  | 11  |    00    |    0    |   0 00   |  1   |   1   |
                found  |1000 0111 0110 0101 0100| 0  | 0  | 11  |    10    |    0    |   0 00   |  1   |   1   |
                       +------------------------+----+----+-----+----------+---------+----------+------+-------+
                """);
    }

    @Test
    void no_difference_is_a_difference_too_few() {
        assertThatThrownBy(() -> assertThatWord(WORD, PAGE).differsFrom(WORD, CONTIGUOUS))
                .hasMessageContaining("to differ from 0x0060000087654303 in [Contiguous] but it differs in nothing");
        assertThatThrownBy(() -> assertThatWord(WORD ^ 0x80, PAGE).differsFrom(WORD))
                .hasMessageContaining("in nothing but it differs in AP[2:1][7:6]");
    }

    @Test
    void addresses_and_encodings_are_compared_as_a_whole() {
        assertThatThrownBy(() -> assertThatWord(WORD, PAGE).hasOutputAddress(0x8765_5000L))
                .hasMessageContaining("to have the output address 0x87655000 but it is 0x87654000")
                .hasMessageContaining(">OA[31:12]");
        assertThatThrownBy(() -> assertThatWord(WORD, PAGE.atLevel(1)).hasOutputAddress(0x8765_5000L))
                .hasMessageContaining("to have the output address 0x87655000 but it is a table");
        assertThatThrownBy(() -> assertThatWord(WORD, PAGE).hasNextTable(0x8765_5000L))
                .hasMessageContaining("to have the next table 0x87655000 but it is a page");
        assertThatThrownBy(() -> assertThatWord(0, PAGE).hasNextTable(0))
                .hasMessageContaining("to have the next table 0x0 but it is invalid");
        assertThatThrownBy(() -> assertThatWord(WORD, PAGE).isEncodedAs(WORD | 0x400))
                .hasMessageContaining("to be encoded as 0x0060000087654703")
                .hasMessageContaining(">AF")
                .hasMessageContaining("expected |1000 0111 0110 0101 0100| 0  |  1  |");
    }

    @Test
    void problems_are_listed() {
        assertThatThrownBy(() -> assertThatWord(WORD | 3L << 48, PAGE).hasNoProblems())
                .hasMessageContaining("to have no problems but found")
                .hasMessageContaining("  res0-set: bits 49:48 are RES0 in a page")
                .hasMessageContaining(">RES0");
    }

    @Test
    void a_description_comes_first() {
        assertThatThrownBy(() -> assertThatWord(WORD, PAGE).as("after the fold").has(CONTIGUOUS, 1))
                .hasMessageStartingWith("[after the fold] ");
    }
}

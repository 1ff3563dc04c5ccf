package dev.ptarmigan.descriptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorTest {
    private static final Place PAGE = Place.of(Granule.K4, TranslationStage.EL10, 3);
    private static final long SEED = 0x9e3779b97f4a7c15L;
    private static final int WORDS = 300_000;

    @Test
    void decoding_and_encoding_gives_the_word_back_for_every_format_stage_level_and_feature_set() {
        List<Place> places = LayoutsTest.everyPlace();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < WORDS; i++) {
            Place place = places.get(random.nextInt(places.size()));
            long low = random.nextLong() | (random.nextInt(4) == 0 ? 0 : 1);
            Word128 word = place.format() == Format.VMSA128 ? new Word128(random.nextLong(), low) : Word128.of(low);
            Descriptor descriptor = Descriptor.decode(word, place);
            if (!descriptor.toWord().equals(word)) {
                assertThat(descriptor.toWord())
                        .as("seed %#x, word %d at %s", SEED, i, place)
                        .isEqualTo(word);
            }
        }
    }

    @Test
    void setting_a_field_changes_its_bits_and_no_others() {
        List<Place> places = LayoutsTest.everyPlace();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < WORDS / 10; i++) {
            Place place = places.get(random.nextInt(places.size()));
            long low = random.nextLong() | 1;
            Word128 word = place.format() == Format.VMSA128 ? new Word128(random.nextLong(), low) : Word128.of(low);
            Descriptor before = Descriptor.decode(word, place);
            for (WordLayout.PlacedField placed : before.layout().fields()) {
                if (placed.field().isFiller()) {
                    continue;
                }
                BitField bits = placed.bits();
                long value = random.nextLong() & bits.greatest();
                Word128 after = before.withField(placed.field(), value).word();
                Word128 mask = new Word128(bits.highMask(), bits.lowMask());
                assertThat(bits.of(after)).as("seed %#x, word %d", SEED, i).isEqualTo(value);
                assertThat(after.xor(word).and(mask.not())).isEqualTo(Word128.ZERO);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K page                            | 4K  | 48   | 3  | 0060000087654703 | 0x87654000       | 12
                    4K block at level 2                | 4K  | 48   | 2  | 00e8000040000705 | 0x40000000       | 21
                    bits below the block are not OA    | 4K  | 48   | 2  | 00e80000401ff705 | 0x40000000       | 21
                    bits 49:48 are not OA without LPA2 | 4K  | 48   | 3  | 0003000050000703 | 0x50000000       | 12
                    OA[51:48] with LPA2                | 4K  | lpa2 | 3  | 0003000050000703 | 0xf000050000000  | 12
                    OA[51:50] are the upper two        | 4K  | lpa2 | 3  | 0000000050000503 | 0x4000050000000  | 12
                    OA[51:48] with LPA                 | 64K | lpa  | 3  | 000000005000a403 | 0xa000050000000  | 16
                    LPA holds for blocks too           | 64K | lpa  | 1  | 0000040000003401 | 0x3040000000000  | 42
                    16K page                           | 16K | 48   | 3  | 0060000087654703 | 0x87654000       | 14
                    """)
    void a_leaf_gives_its_output_address(
            String reason, String granule, String format, int level, String word, long expected, int shift) {
        Descriptor descriptor = Descriptor.decode(Long.parseUnsignedLong(word, 16), place(granule, format, level));
        assertThat(descriptor.outputAddress()).isEqualTo(expected);
        assertThat(descriptor.outputShift()).isEqualTo(shift);
    }

    static Place place(String granule, String format, int level) {
        for (Format candidate : Format.values()) {
            if (candidate.token().equals(format)) {
                Granule size = Granule.named(granule);
                assertThat(size).isNotNull();
                return new Place(candidate, size, TranslationStage.EL10, level, Features.COMMON);
            }
        }
        throw new AssertionError(format);
    }

    @Test
    void a_table_gives_the_next_table() {
        Descriptor descriptor = Descriptor.decode(0x1800_0001_00fc_e403L, PAGE.atLevel(1));
        assertThat(descriptor.kind()).isEqualTo(DescriptorKind.TABLE);
        assertThat(descriptor.nextTable()).isEqualTo(0x1_00fc_e000L);
        assertThat(descriptor.nextLevel()).isEqualTo(2);
        assertThat(descriptor.nextTableShift()).isEqualTo(12);
    }

    @Test
    void a_128_bit_table_that_skips_a_level_points_to_a_larger_table() {
        Place place = new Place(Format.VMSA128, Granule.K4, TranslationStage.EL10, 1, Features.NONE);
        Word128 word = Vmsa128Fields.SKL_FIELD.in(Word128.of(0x5000_0001L), 1);
        Descriptor descriptor = Descriptor.decode(word, place);
        assertThat(descriptor.nextTable()).isEqualTo(0x5000_0000L);
        assertThat(descriptor.nextLevel()).isEqualTo(3);
        assertThat(descriptor.nextTableShift()).isEqualTo(20);
    }

    @Test
    void contiguous_gives_the_size_of_the_group() {
        assertThat(Descriptor.decode(0x0010_0000_5000_0703L, PAGE).contiguousEntries())
                .isEqualTo(16);
        assertThat(Descriptor.decode(0x5000_0703L, PAGE).contiguousEntries()).isEqualTo(1);
    }

    @Test
    void asking_for_what_is_not_there_is_refused() {
        Descriptor invalid = Descriptor.decode(0x50, PAGE);
        assertThat(invalid.has(DescriptorField.AF)).isFalse();
        assertThat(invalid.find(DescriptorField.AF)).isEmpty();
        assertThatThrownBy(() -> invalid.value(DescriptorField.AF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no AF");
        assertThatThrownBy(invalid::outputAddress).hasMessage("an invalid descriptor has no output address");
        assertThatThrownBy(invalid::nextTable).hasMessage("an invalid descriptor points to no table");
        assertThatThrownBy(() -> Descriptor.decode(new Word128(1, 1), PAGE))
                .hasMessageContaining("has more than 64 bits");
    }
}

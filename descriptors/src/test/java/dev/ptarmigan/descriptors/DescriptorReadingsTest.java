package dev.ptarmigan.descriptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ptarmigan.bits.Word128;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorReadingsTest {
    private static List<String> texts(List<Reading> readings) {
        return readings.stream().map(Reading::toString).toList();
    }

    @Test
    void a_table_of_linux_reads_as_a_table_at_three_levels_and_as_a_page() {
        List<Reading> readings = DescriptorReadings.legal(0x1800_0001_00fc_e403L);
        assertThat(texts(readings))
                .containsExactly(
                        "page of 4K at 0x100fce000: 4K level 3; EL1&0 stage 1 or EL2&0 stage 1; format 48",
                        "table, next at 0x100fce000: 4K levels 0 to 2; EL1&0 stage 1 or EL2&0 stage 1; format 48",
                        "page of 4K at 0x100fce000: 4K level 3; EL1&0 stage 2; format 48",
                        "table, next at 0x100fce000: 4K levels 0 to 2; EL1&0 stage 2; format 48");
    }

    @Test
    void a_block_reads_at_every_level_whose_low_address_bits_it_leaves_0() {
        List<Reading> readings =
                DescriptorReadings.usual().stage(TranslationStage.EL10).of(Word128.of(0x00e8_0000_8000_0705L));
        assertThat(texts(readings))
                .containsExactly(
                        "block of 2M at 0x80000000: 4K level 2; EL1&0 stage 1; format 48",
                        "block of 1G at 0x80000000: 4K level 1; EL1&0 stage 1; format 48",
                        "block of 32M at 0x80000000: 16K level 2; EL1&0 stage 1; format 48",
                        "block of 512M at 0x80000000: 64K level 2; EL1&0 stage 1; format 48");
    }

    @Test
    void a_table_whose_address_has_low_bits_belongs_to_small_granules() {
        List<Reading> readings =
                DescriptorReadings.usual().stage(TranslationStage.EL10).of(Word128.of(0x1000_0000_4001_4403L));
        assertThat(texts(readings))
                .containsExactly(
                        "page of 4K at 0x40014000: 4K level 3; EL1&0 stage 1; format 48",
                        "table, next at 0x40014000: 4K or 16K levels 0 to 2; EL1&0 stage 1; format 48",
                        "page of 16K at 0x40014000: 16K level 3; EL1&0 stage 1; format 48");
    }

    @Test
    void reserved_shareability_leaves_the_52_bit_format() {
        assertThat(texts(DescriptorReadings.legal(0x0040_0000_5000_0141L | 1L << 53 | 1L << 10)))
                .containsExactly(
                        "block of 2M at 0x4000050000000: 4K level 2; EL1&0 stage 1 or EL2&0 stage 1; format lpa2",
                        "block of 32M at 0x4000050000000: 16K level 2; EL1&0 stage 1 or EL2&0 stage 1; format lpa2",
                        "block of 2M at 0x4000050000000: 4K level 2; EL1&0 stage 2; format lpa2",
                        "block of 32M at 0x4000050000000: 16K level 2; EL1&0 stage 2; format lpa2");
    }

    @Test
    void a_word_that_is_legal_nowhere_is_read_where_the_fewest_bits_are_wrong() {
        List<Reading> readings = DescriptorReadings.legal(0x00e8_0000_8765_4701L);
        assertThat(texts(readings))
                .containsExactly(
                        "block of 2M at 0x87600000: 4K level 2; EL1&0 stage 1 or EL2&0 stage 1; format 48",
                        "block of 2M at 0x87600000: 4K level 2; EL1&0 stage 2; format 48");
        assertThat(readings.get(0).isLegal()).isFalse();
        assertThat(readings.get(0).problems())
                .extracting(Problem::code, Problem::bits)
                .containsExactly(tuple(Problem.Code.RES0_SET, "18,14"));
    }

    @Test
    void an_invalid_word_has_one_reading() {
        assertThat(texts(DescriptorReadings.legal(0x00e8_0000_4000_0f04L)))
                .containsExactly("invalid: 4K or 16K levels 0 to 3, 64K levels 1 to 3; EL1&0 stage 1 or EL2&0 stage 1"
                        + " or EL2 stage 1 or EL3 stage 1 or EL1&0 stage 2; format 48");
    }

    @Test
    void a_128_bit_word_is_read_in_its_format_only() {
        DescriptorReadings wide = DescriptorReadings.ofAnyPlace()
                .format(Format.VMSA128)
                .stage(TranslationStage.EL10)
                .granule(Granule.K4)
                .level(2);
        assertThat(texts(wide.of(new Word128(1L << 45, 0x5000_0401L))))
                .containsExactly("block of 1M at 0x50000000: 4K level 2; EL1&0 stage 1; format d128");
    }

    @Test
    void every_reading_is_what_decoding_at_its_places_gives() {
        long word = 0x0060_0000_8766_4703L;
        for (Reading reading : DescriptorReadings.ofAnyPlace().of(Word128.of(word))) {
            for (Place place : reading.places()) {
                Descriptor descriptor = Descriptor.decode(word, place);
                assertThat(descriptor.problems()).isEmpty();
                assertThat(descriptor.kind()).isEqualTo(reading.descriptor().kind());
            }
        }
    }
}

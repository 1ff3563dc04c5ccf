package dev.ptarmigan.descriptors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayoutsTest {
    private static final int FEATURE_SETS_PER_TABLE = 400;

    /** Every table that exists, under no, all, each single and many random sets of features. */
    static List<Place> everyPlace() {
        SplittableRandom random = new SplittableRandom(20261122);
        List<Features> sets = new ArrayList<>(List.of(Features.NONE, Features.COMMON));
        sets.add(new Features((1L << Feature.values().length) - 1));
        for (Feature feature : Feature.values()) {
            sets.add(Features.NONE.with(feature));
        }
        for (int i = 0; i < FEATURE_SETS_PER_TABLE; i++) {
            sets.add(new Features(random.nextLong() & (1L << Feature.values().length) - 1));
        }
        List<Place> places = new ArrayList<>();
        for (Format format : Format.values()) {
            for (Granule granule : Granule.values()) {
                for (TranslationStage stage : TranslationStage.values()) {
                    if (!format.supports(granule) || (format == Format.VMSA128 && stage == TranslationStage.EL2)) {
                        continue;
                    }
                    for (int level = format.lowestLevel(granule); level <= Place.LAST_LEVEL; level++) {
                        for (Features set : sets) {
                            places.add(new Place(format, granule, stage, level, set));
                        }
                    }
                }
            }
        }
        return places;
    }

    private static List<DescriptorKind> kindsAt(Place place) {
        List<DescriptorKind> kinds = new ArrayList<>(List.of(DescriptorKind.INVALID, DescriptorKind.RESERVED));
        kinds.add(place.level() == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.TABLE);
        if (place.leafAboveLastLevelAllowed()) {
            kinds.add(DescriptorKind.BLOCK);
        }
        return kinds;
    }

    @Test
    void every_layout_gives_every_bit_to_exactly_one_field() {
        int layouts = 0;
        for (Place place : everyPlace()) {
            for (DescriptorKind kind : kindsAt(place)) {
                Word128 seen = Word128.ZERO;
                for (WordLayout.PlacedField placed : Layouts.of(place, kind).fields()) {
                    BitField bits = placed.bits();
                    Word128 mask = new Word128(bits.highMask(), bits.lowMask());
                    assertThat(seen.and(mask).isZero())
                            .as("%s of %s at %s", bits, kind, place)
                            .isTrue();
                    seen = seen.or(mask);
                }
                long high = place.format().wordBits() == 128 ? -1L : 0;
                assertThat(seen).as("%s at %s", kind, place).isEqualTo(new Word128(high, -1L));
                layouts++;
            }
        }
        assertThat(layouts).isGreaterThan(50_000);
    }
}

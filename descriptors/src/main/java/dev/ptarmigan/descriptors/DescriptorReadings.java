package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bare word can be when it is not known where it was read: every granule, stage, format and level at which nothing in it is
 * reserved. Places at which it reads the same are one {@link Reading}. If it is legal nowhere, the least wrong readings are
 * given with their problems.
 *
 * @param granules granules to try
 * @param stages stages to try
 * @param formats formats to try
 * @param levels levels to try
 * @param features the features in force
 */
public record DescriptorReadings(
        Set<Granule> granules,
        Set<TranslationStage> stages,
        Set<Format> formats,
        Set<Integer> levels,
        Features features) {
    private static final int LOWEST_LEVEL = -2;
    private static final int FAULT = 1000;

    /** Copies the sets. */
    public DescriptorReadings {
        granules = Set.copyOf(granules);
        stages = Set.copyOf(stages);
        formats = Set.copyOf(formats);
        levels = Set.copyOf(levels);
    }

    /** Every granule, level and stage, of the 64-bit formats, with the {@link Features#COMMON} features. */
    public static DescriptorReadings ofAnyPlace() {
        Set<Integer> levels = new HashSet<>();
        for (int level = LOWEST_LEVEL; level <= Place.LAST_LEVEL; level++) {
            levels.add(level);
        }
        return new DescriptorReadings(
                EnumSet.allOf(Granule.class),
                EnumSet.allOf(TranslationStage.class),
                EnumSet.of(Format.VMSA64, Format.VMSA64_LPA, Format.VMSA64_LPA2),
                levels,
                Features.COMMON);
    }

    /** Only this granule. */
    public DescriptorReadings granule(Granule granule) {
        return new DescriptorReadings(Set.of(granule), stages, formats, levels, features);
    }

    /** Only this stage. */
    public DescriptorReadings stage(TranslationStage stage) {
        return new DescriptorReadings(granules, Set.of(stage), formats, levels, features);
    }

    /** Only this format. */
    public DescriptorReadings format(Format format) {
        return new DescriptorReadings(granules, stages, Set.of(format), levels, features);
    }

    /** Only this level. */
    public DescriptorReadings level(int level) {
        return new DescriptorReadings(granules, stages, formats, Set.of(level), features);
    }

    /** Under these features. */
    public DescriptorReadings features(Features other) {
        return new DescriptorReadings(granules, stages, formats, levels, other);
    }

    /** Every granule, level and stage of one format, {@link Format#VMSA64}: what a word is unless told otherwise. */
    public static DescriptorReadings usual() {
        return ofAnyPlace().format(Format.VMSA64);
    }

    /**
     * Every legal reading of a word with addresses of up to 48 bits; if there is none, every legal one in any 64-bit format; if
     * there is none either, the least wrong ones with addresses of up to 48 bits.
     */
    public static List<Reading> legal(long word) {
        List<Reading> usual = usual().of(Word128.of(word));
        if (usual.get(0).isLegal()) {
            return usual;
        }
        List<Reading> any = ofAnyPlace().of(Word128.of(word));
        return any.get(0).isLegal() ? any : usual;
    }

    /** The readings of a word: the legal ones, or if there are none, the least wrong. The likeliest formats and stages come first. */
    public List<Reading> of(Word128 word) {
        Map<Key, List<Place>> groups = new LinkedHashMap<>();
        int leastWrong = Integer.MAX_VALUE;
        for (Place place : places()) {
            if (word.high() != 0 && place.format() != Format.VMSA128) {
                continue;
            }
            Descriptor descriptor = Descriptor.decode(word, place);
            int wrong = weight(descriptor.problems());
            if (wrong < leastWrong) {
                leastWrong = wrong;
                groups.clear();
            }
            if (wrong == leastWrong) {
                groups.computeIfAbsent(Key.of(descriptor), key -> new ArrayList<>())
                        .add(place);
            }
        }
        List<Reading> readings = new ArrayList<>();
        for (List<Place> places : groups.values()) {
            Descriptor descriptor = Descriptor.decode(word, places.get(0));
            readings.add(new Reading(descriptor, List.copyOf(places), descriptor.problems()));
        }
        return readings;
    }

    /** A fault counts more than all that hardware ignores; each bit that should be otherwise counts. */
    private static int weight(List<Problem> problems) {
        int weight = 0;
        for (Problem problem : problems) {
            weight += problem.code().faults() ? FAULT : Math.max(1, problem.bitCount());
        }
        return weight;
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Format format : Format.values()) {
            for (TranslationStage stage : TranslationStage.values()) {
                for (Granule granule : Granule.values()) {
                    if (formats.contains(format) && stages.contains(stage) && granules.contains(granule)) {
                        addLevels(places, format, stage, granule);
                    }
                }
            }
        }
        return places;
    }

    private void addLevels(List<Place> places, Format format, TranslationStage stage, Granule granule) {
        boolean exists = format.supports(granule) && !(format == Format.VMSA128 && stage == TranslationStage.EL2);
        if (!exists) {
            return;
        }
        for (int level = Place.LAST_LEVEL; level >= format.lowestLevel(granule); level--) {
            if (levels.contains(level)) {
                places.add(new Place(format, granule, stage, level, features));
            }
        }
    }

    /** What must be the same for two places to count as one reading. */
    private record Key(DescriptorKind kind, boolean lpa2, long address, int shift, List<String> fields) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && kind == key.kind
                    && lpa2 == key.lpa2
                    && address == key.address
                    && shift == key.shift
                    && fields.equals(key.fields);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * kind.hashCode() + Long.hashCode(address)) + shift + (lpa2 ? 1 << 16 : 0))
                    + fields.hashCode();
        }

        static Key of(Descriptor descriptor) {
            long address = 0;
            int shift = 0;
            switch (descriptor.kind()) {
                case TABLE -> address = descriptor.nextTable();
                case BLOCK, PAGE -> {
                    address = descriptor.outputAddress();
                    shift = descriptor.outputShift();
                }
                case INVALID, RESERVED -> {}
            }
            List<String> fields = new ArrayList<>();
            for (PlacedField placed : descriptor.layout().fields()) {
                if (!placed.field().isFiller()
                        && placed.field() != DescriptorField.OA
                        && placed.field() != DescriptorField.TA) {
                    fields.add(placed.name() + "=" + placed.bits().of(descriptor.word()));
                }
            }
            boolean lpa2 = descriptor.place().format() == Format.VMSA64_LPA2;
            return new Key(descriptor.kind(), lpa2, address, shift, fields);
        }
    }
}

package dev.ptarmigan.descriptors;

import java.util.ArrayList;
import java.util.List;

/**
 * The places and kinds at which a row of the field table stands. It is data rather than code, so that the generated
 * documentation can print it and so that loading the tables costs a short command little.
 *
 * @param stages one bit a {@link TranslationStage}
 * @param formats one bit a {@link Format}
 * @param kinds one bit a {@link DescriptorKind}
 * @param required features that must be in force, as in {@link Features#bits}
 * @param forbidden features that must not be in force
 * @param contiguousLevels whether the level must have Contiguous groups
 */
record Where(int stages, int formats, int kinds, long required, long forbidden, boolean contiguousLevels) {
    /** Everywhere in its table. */
    static final Where ALWAYS = new Where(-1, -1, -1, 0, 0, false);

    Where stages(TranslationStage... some) {
        int bits = 0;
        for (TranslationStage stage : some) {
            bits |= 1 << stage.ordinal();
        }
        return new Where(stages & bits, formats, kinds, required, forbidden, contiguousLevels);
    }

    Where kind(DescriptorKind kind) {
        return new Where(stages, formats, 1 << kind.ordinal(), required, forbidden, contiguousLevels);
    }

    Where with(Feature feature) {
        return new Where(stages, formats, kinds, required | feature.bit(), forbidden, contiguousLevels);
    }

    Where without(Feature feature) {
        return new Where(stages, formats, kinds, required, forbidden | feature.bit(), contiguousLevels);
    }

    Where formatsOtherThan(Format one) {
        return new Where(stages, formats & ~(1 << one.ordinal()), kinds, required, forbidden, contiguousLevels);
    }

    Where onContiguousLevels() {
        return new Where(stages, formats, kinds, required, forbidden, true);
    }

    boolean matches(Place place, DescriptorKind kind) {
        return allows(place.stage())
                && allows(place.format())
                && allows(kind)
                && (place.features().bits() & required) == required
                && (place.features().bits() & forbidden) == 0
                && (!contiguousLevels || place.contiguousEntries() > 0);
    }

    boolean allows(TranslationStage stage) {
        return has(stages, stage);
    }

    boolean allows(Format format) {
        return has(formats, format);
    }

    boolean allows(DescriptorKind kind) {
        return has(kinds, kind);
    }

    private static boolean has(int set, Enum<?> one) {
        return (set >>> one.ordinal() & 1) != 0;
    }

    /** For the generated documentation: {@code el2, el3; with pie; without nv1}; empty where there is no condition. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        List<String> stageNames = new ArrayList<>();
        for (TranslationStage stage : TranslationStage.values()) {
            if (allows(stage)) {
                stageNames.add(stage.token());
            }
        }
        List<String> formatNames = new ArrayList<>();
        for (Format format : Format.values()) {
            if (allows(format)) {
                formatNames.add(format.token());
            }
        }
        List<String> kindNames = new ArrayList<>();
        for (DescriptorKind kind : DescriptorKind.values()) {
            if (allows(kind)) {
                kindNames.add(kind.toString());
            }
        }
        part(text, "", stageNames, TranslationStage.values().length);
        part(text, "format ", formatNames, Format.values().length);
        part(text, "", kindNames, DescriptorKind.values().length);
        if (required != 0) {
            part(text, "with " + new Features(required));
        }
        if (forbidden != 0) {
            part(text, "without " + new Features(forbidden));
        }
        if (contiguousLevels) {
            part(text, "levels with Contiguous groups");
        }
        return text.toString();
    }

    private static void part(StringBuilder text, String prefix, List<String> some, int all) {
        if (some.size() < all) {
            part(text, prefix + String.join(", ", some));
        }
    }

    private static void part(StringBuilder text, String part) {
        text.append(text.length() > 0 ? "; " : "").append(part);
    }
}

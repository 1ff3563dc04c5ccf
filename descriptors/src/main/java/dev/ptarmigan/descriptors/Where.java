package dev.ptarmigan.descriptors;

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
        return has(stages, place.stage())
                && has(formats, place.format())
                && has(kinds, kind)
                && (place.features().bits() & required) == required
                && (place.features().bits() & forbidden) == 0
                && (!contiguousLevels || place.contiguousEntries() > 0);
    }

    private static boolean has(int set, Enum<?> one) {
        return (set >>> one.ordinal() & 1) != 0;
    }

    /** For the generated documentation: {@code EL2, EL3; with pie; not nv1}; empty where there is no condition. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        list(text, "", stages, TranslationStage.values());
        list(text, "", formats, Format.values());
        list(text, "", kinds, DescriptorKind.values());
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

    private static void list(StringBuilder text, String prefix, int set, Enum<?>[] all) {
        StringBuilder names = new StringBuilder(prefix);
        int count = 0;
        for (Enum<?> one : all) {
            if (has(set, one)) {
                names.append(count++ > 0 ? ", " : "").append(one);
            }
        }
        if (count < all.length) {
            part(text, names.toString());
        }
    }

    private static void part(StringBuilder text, String part) {
        text.append(text.length() > 0 ? "; " : "").append(part);
    }
}

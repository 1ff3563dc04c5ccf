package dev.ptarmigan.descriptors;

import org.jspecify.annotations.Nullable;

/**
 * Where a descriptor word was read, and under which controls: everything but the word itself that decides what its bits
 * mean.
 *
 * @param format how addresses are held
 * @param granule the granule of the table
 * @param stage the stage and regime of the table
 * @param level the table's level, −2 to 3
 * @param features the extensions in force; what follows from the format is added (128-bit descriptors have indirect
 *     permissions, FEAT_LPA means 52-bit addresses) and what cannot be at the stage is dropped
 */
public record Place(Format format, Granule granule, TranslationStage stage, int level, Features features) {
    /** The level whose valid entries are pages. */
    public static final int LAST_LEVEL = 3;

    /**
     * Checks that such a table exists.
     *
     * @throws IllegalArgumentException if the format does not exist for the granule, or the level not for the format
     */
    public Place {
        if (!format.supports(granule)) {
            throw new IllegalArgumentException("the " + granule + " granule has no format " + format);
        }
        if (level < format.lowestLevel(granule) || level > LAST_LEVEL) {
            throw new IllegalArgumentException("level " + level + " does not exist: " + granule + " tables ("
                    + format.description() + ") have levels " + format.lowestLevel(granule) + " to " + LAST_LEVEL);
        }
        if (format == Format.VMSA128) {
            if (stage == TranslationStage.EL2) {
                throw new IllegalArgumentException("the EL2 regime without VHE has no 128-bit descriptors");
            }
            features = features.with(Feature.PIE);
        }
        if (format == Format.VMSA64_LPA) {
            features = features.with(Feature.LARGE_PA);
        }
        if (stage != TranslationStage.EL10) {
            features = features.without(Feature.NV1);
        }
    }

    /** A place in the base architecture with the {@link Features#COMMON} features. */
    public static Place of(Granule granule, TranslationStage stage, int level) {
        return new Place(Format.VMSA64, granule, stage, level, Features.COMMON);
    }

    /** The same table one or more levels away. */
    public Place atLevel(int other) {
        return new Place(format, granule, stage, other, features);
    }

    /** The same place under other controls. */
    public Place withFeatures(Features other) {
        return new Place(format, granule, stage, level, other);
    }

    /** Whether the feature is in force. */
    public boolean has(Feature feature) {
        return features.has(feature);
    }

    /** Binary logarithm of the bytes one entry maps here. */
    public int shift() {
        return granule.levelShift(format, level);
    }

    /**
     * Whether a block may stand here (Arm ARM D8.3.1). At level 3 there are pages instead; VMSAv9-128 says leaf or table
     * by SKL, and has leaves where {@link DescriptorKind#of} finds them.
     */
    public boolean blockAllowed() {
        if (format == Format.VMSA128 || level == LAST_LEVEL) {
            return false;
        }
        if (level >= granule.lowestPlainBlockLevel()) {
            return true;
        }
        return switch (granule) {
            case K4 -> format == Format.VMSA64_LPA2 && level == 0;
            case K16 -> format == Format.VMSA64_LPA2 && level == 1;
            case K64 -> level == 1 && has(Feature.LARGE_PA);
        };
    }

    /**
     * Whether a leaf above level 3 may stand here: {@link #blockAllowed}, or for VMSAv9-128 a level from which SKL reaches
     * level 3 (3 levels with the 4KB granule, else 2).
     */
    public boolean leafAboveLastLevelAllowed() {
        if (format != Format.VMSA128) {
            return blockAllowed();
        }
        return level < LAST_LEVEL && LAST_LEVEL - level <= (granule == Granule.K4 ? 3 : 2);
    }

    /** Which levels have blocks here, as the end of a sentence. */
    String allowedBlocks() {
        StringBuilder levels = new StringBuilder();
        for (int other = format.lowestLevel(granule); other < LAST_LEVEL; other++) {
            if (atLevel(other).leafAboveLastLevelAllowed()) {
                levels.append(levels.length() > 0 ? ", " : "").append(other);
            }
        }
        return "blocks are allowed at level" + (levels.length() > 1 ? "s " : " ") + levels;
    }

    /** Entries of a Contiguous group here, or 0 where the Contiguous bit has no function. */
    public int contiguousEntries() {
        int shift = granule.contiguousShift(format, level);
        return shift == 0 ? 0 : 1 << shift;
    }

    /** By hand: what a record generates at its first use costs a short command more than all its other work. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place place
                && format == place.format
                && granule == place.granule
                && stage == place.stage
                && level == place.level
                && features.bits() == place.features.bits();
    }

    @Override
    public int hashCode() {
        int hash = 31 * format.ordinal() + granule.ordinal();
        hash = 31 * hash + stage.ordinal();
        return 31 * (31 * hash + level) + Long.hashCode(features.bits());
    }

    /** For example {@code 4K level 2, EL1&0 stage 1, VMSAv8-64, 48-bit addresses}. */
    @Override
    public String toString() {
        return granule + " level " + level + ", " + stage + ", " + format.description();
    }
}

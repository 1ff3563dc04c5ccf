package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.Word128;

/** What a descriptor is at the place where it was read (Arm ARM D8.3.1). */
public enum DescriptorKind {
    /** Valid is 0: a translation fault, and every other bit is software's. */
    INVALID,
    /** Points to a table of the next level. */
    TABLE,
    /** A leaf above level 3. */
    BLOCK,
    /** A leaf at level 3. */
    PAGE,
    /** Valid is 1 but the encoding is reserved here, so it is treated as invalid: a translation fault. */
    RESERVED;

    /** The kind of a 64-bit word. */
    public static DescriptorKind of(long word, Place place) {
        if ((word & 1) == 0) {
            return INVALID;
        }
        boolean typeBit = (word & 2) != 0;
        if (place.level() == Place.LAST_LEVEL) {
            return typeBit ? PAGE : RESERVED;
        }
        if (typeBit) {
            return TABLE;
        }
        return place.blockAllowed() ? BLOCK : RESERVED;
    }

    /** The kind of a word of the place's format. */
    public static DescriptorKind of(Word128 word, Place place) {
        if (place.format() != Format.VMSA128) {
            return of(word.low(), place);
        }
        if ((word.low() & 1) == 0) {
            return INVALID;
        }
        int skipped = (int) Vmsa128Fields.SKL_FIELD.of(word);
        int reached = place.level() + skipped;
        if ((skipped == 3 && place.granule() != Granule.K4) || reached > Place.LAST_LEVEL) {
            return RESERVED;
        }
        if (reached < Place.LAST_LEVEL) {
            return TABLE;
        }
        return place.level() == Place.LAST_LEVEL ? PAGE : BLOCK;
    }

    /** Whether the walk ends here with an output address. */
    public boolean isLeaf() {
        return this == BLOCK || this == PAGE;
    }

    /** Lower case, as it is printed. */
    @Override
    public String toString() {
        return switch (this) {
            case INVALID -> "invalid";
            case TABLE -> "table";
            case BLOCK -> "block";
            case PAGE -> "page";
            case RESERVED -> "reserved";
        };
    }
}

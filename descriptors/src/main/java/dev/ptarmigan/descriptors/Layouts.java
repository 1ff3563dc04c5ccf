package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.DescriptorField.IGNORED;
import static dev.ptarmigan.descriptors.DescriptorField.OA;
import static dev.ptarmigan.descriptors.DescriptorField.SOFTWARE;
import static dev.ptarmigan.descriptors.DescriptorField.TA;
import static dev.ptarmigan.descriptors.DescriptorField.TYPE;
import static dev.ptarmigan.descriptors.DescriptorField.VALID;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The one table of fields: (place, kind) to the layout of the word. Decoding, encoding, explanations, generated
 * documentation and the masks of the walker all come from here.
 */
public final class Layouts {
    /** Compared by hand, as {@link Place} is. */
    private record Key(Place place, DescriptorKind kind) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && kind == key.kind && place.equals(key.place);
        }

        @Override
        public int hashCode() {
            return 31 * place.hashCode() + kind.hashCode();
        }
    }

    private static final ConcurrentMap<Key, WordLayout> LAYOUTS = new ConcurrentHashMap<>();

    // spotless:off
    private static final List<FieldRow> INVALID_64 = List.of(
            FieldRow.bit (VALID,    0,          Where.ALWAYS),
            FieldRow.bits(SOFTWARE, 63,  1,     Where.ALWAYS));
    private static final List<FieldRow> INVALID_128 = List.of(
            FieldRow.bit (VALID,    0,          Where.ALWAYS),
            FieldRow.bits(SOFTWARE, 127, 64,    Where.ALWAYS),
            FieldRow.bits(SOFTWARE, 63,  1,     Where.ALWAYS));
    private static final List<FieldRow> RESERVED_64 = List.of(
            FieldRow.bit (VALID,    0,          Where.ALWAYS),
            FieldRow.bit (TYPE,     1,          Where.ALWAYS),
            FieldRow.bits(IGNORED,  63,  2,     Where.ALWAYS));
    private static final List<FieldRow> RESERVED_128 = List.of(
            FieldRow.bit (VALID,    0,          Where.ALWAYS),
            new FieldRow (DescriptorField.SKL, Vmsa128Fields.SKL_FIELD, Where.ALWAYS),
            FieldRow.bits(IGNORED,  127, 64,    Where.ALWAYS),
            FieldRow.bits(IGNORED,  63,  1,     Where.ALWAYS));
    // spotless:on

    private Layouts() {}

    /**
     * The layout of descriptors of a kind at a place.
     *
     * @throws IllegalArgumentException if such descriptors do not exist there (a block at level 3, a table at level 3 …)
     */
    public static WordLayout of(Place place, DescriptorKind kind) {
        Key key = new Key(place, kind);
        WordLayout known = LAYOUTS.get(key);
        if (known != null) {
            return known;
        }
        WordLayout made = make(place, kind);
        LAYOUTS.put(key, made);
        return made;
    }

    /** The layout of a 64-bit word, by its own kind. */
    public static WordLayout of(Place place, long word) {
        return of(place, DescriptorKind.of(word, place));
    }

    /** The layout of a word, by its own kind. */
    public static WordLayout of(Place place, Word128 word) {
        return of(place, DescriptorKind.of(word, place));
    }

    /** The rows that decide a kind at a stage; the documentation prints them. */
    static List<FieldRow> rows(Format format, boolean stage2, DescriptorKind kind) {
        boolean wide = format == Format.VMSA128;
        return switch (kind) {
            case INVALID -> wide ? INVALID_128 : INVALID_64;
            case RESERVED -> wide ? RESERVED_128 : RESERVED_64;
            case TABLE -> wide ? Vmsa128Fields.TABLE : stage2 ? Stage2Fields.TABLE : Stage1Fields.TABLE;
            case BLOCK, PAGE -> wide ? Vmsa128Fields.LEAF : stage2 ? Stage2Fields.LEAF : Stage1Fields.LEAF;
        };
    }

    private static WordLayout make(Place place, DescriptorKind kind) {
        PlacedField address = switch (kind) {
            case INVALID, RESERVED -> null;
            case TABLE -> {
                if (place.level() == Place.LAST_LEVEL) {
                    throw new IllegalArgumentException("level 3 has no table descriptors");
                }
                yield new PlacedField(TA, AddressFields.table(place));
            }
            case PAGE -> {
                if (place.level() != Place.LAST_LEVEL) {
                    throw new IllegalArgumentException("only level 3 has page descriptors, not level " + place.level());
                }
                yield new PlacedField(OA, AddressFields.leaf(place));
            }
            case BLOCK -> {
                if (!place.leafAboveLastLevelAllowed()) {
                    throw new IllegalArgumentException(
                            "a block descriptor is not allowed at " + place + "; " + place.allowedBlocks());
                }
                yield new PlacedField(OA, AddressFields.leaf(place));
            }
        };
        return WordLayout.of(place, kind, rows(place.format(), place.stage().isStage2(), kind), address);
    }
}

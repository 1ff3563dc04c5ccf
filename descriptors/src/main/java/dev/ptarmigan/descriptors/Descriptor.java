package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor word read at one place: its kind and the value of each of its fields. Immutable; walkers do not use it, they
 * test masks from {@link WordLayout}.
 */
public final class Descriptor {
    private final Place place;
    private final DescriptorKind kind;
    private final WordLayout layout;
    private final Word128 word;

    private Descriptor(Place place, DescriptorKind kind, Word128 word) {
        this.place = place;
        this.kind = kind;
        this.layout = Layouts.of(place, kind);
        this.word = word;
    }

    /** Reads a 64-bit word; at a place of the 128-bit format it is the low half and the high half is zero. */
    public static Descriptor decode(long word, Place place) {
        return decode(Word128.of(word), place);
    }

    /**
     * Reads a word of the place's format.
     *
     * @throws IllegalArgumentException if the word has more bits than the format's descriptors
     */
    public static Descriptor decode(Word128 word, Place place) {
        if (word.high() != 0 && place.format() != Format.VMSA128) {
            throw new IllegalArgumentException(
                    word + " has more than 64 bits, " + place.format().description() + " descriptors have 64");
        }
        return new Descriptor(place, DescriptorKind.of(word, place), word);
    }

    /** Where the word was read. */
    public Place place() {
        return place;
    }

    /** What it is there. */
    public DescriptorKind kind() {
        return kind;
    }

    /** Its fields and their positions. */
    public WordLayout layout() {
        return layout;
    }

    /** The word itself. */
    public Word128 word() {
        return word;
    }

    /** Whether such a descriptor has the field. */
    public boolean has(DescriptorField field) {
        return layout.has(field);
    }

    /** The field's value, moved down to bit 0, or empty if the descriptor has no such field. */
    public OptionalLong find(DescriptorField field) {
        BitField bits = layout.find(field);
        return bits == null ? OptionalLong.empty() : OptionalLong.of(bits.of(word));
    }

    /**
     * The field's value, moved down to bit 0.
     *
     * @throws IllegalArgumentException if the descriptor has no such field
     */
    public long value(DescriptorField field) {
        return layout.field(field).of(word);
    }

    /** Whether the descriptor has the field and it is not 0. */
    public boolean isSet(DescriptorField field) {
        @Nullable BitField bits = layout.find(field);
        return bits != null && bits.of(word) != 0;
    }

    /**
     * Output address of a leaf: of the first byte that this one entry maps.
     *
     * @throws IllegalStateException if the descriptor is not a leaf
     */
    public long outputAddress() {
        if (!kind.isLeaf()) {
            throw new IllegalStateException(aOrAn() + " descriptor has no output address");
        }
        return value(DescriptorField.OA) << outputShift();
    }

    /** Binary logarithm of the bytes that one entry here maps. */
    public int outputShift() {
        return place.shift();
    }

    /**
     * Address of the next table.
     *
     * @throws IllegalStateException if the descriptor is not a table
     */
    public long nextTable() {
        requireTable();
        return value(DescriptorField.TA) << place.granule().pageShift();
    }

    /** Level of the next table: one more, or with SKL up to three further. */
    public int nextLevel() {
        requireTable();
        return place.level() + 1 + (int) find(DescriptorField.SKL).orElse(0);
    }

    /** Binary logarithm of the next table's size in bytes: the granule's, or with SKL that of several levels in one. */
    public int nextTableShift() {
        requireTable();
        int skipped = (int) find(DescriptorField.SKL).orElse(0);
        return place.granule().stride(place.format()) * (1 + skipped)
                + place.format().descriptorShift();
    }

    private void requireTable() {
        if (kind != DescriptorKind.TABLE) {
            throw new IllegalStateException(aOrAn() + " descriptor points to no table");
        }
    }

    private String aOrAn() {
        return kind == DescriptorKind.INVALID ? "an invalid" : "a " + kind;
    }

    /** Number of entries of the Contiguous group that the descriptor is one of; 1 if it stands alone. */
    public int contiguousEntries() {
        return isSet(DescriptorField.CONTIGUOUS) ? place.contiguousEntries() : 1;
    }

    /**
     * The descriptor with another value of a field. Its kind changes with Valid, Type and SKL.
     *
     * @throws IllegalArgumentException if the descriptor has no such field or the value does not fit it
     */
    public Descriptor withField(DescriptorField field, long value) {
        return decode(layout.field(field).in(word, value), place);
    }

    /** The word put together again from the values of all its fields, fillers included. It is {@link #word()} again. */
    public Word128 toWord() {
        Word128 whole = Word128.ZERO;
        for (PlacedField placed : layout.fields()) {
            whole = placed.bits().in(whole, placed.bits().of(word));
        }
        return whole;
    }

    /** What the word holds that is reserved or has no function; empty for a word that is wholly in order. */
    public List<Problem> problems() {
        return DescriptorProblems.of(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Descriptor that && that.word.equals(word) && that.place.equals(place);
    }

    @Override
    public int hashCode() {
        return 31 * place.hashCode() + word.hashCode();
    }

    /** For example {@code 0x00e8000040000705 block, 4K level 2, EL1&0 stage 1, VMSAv8-64, 48-bit addresses}. */
    @Override
    public String toString() {
        return (place.format() == Format.VMSA128 ? Hex.word(word.high()) + Hex.digits(word.low(), 16) : word) + " "
                + layout;
    }
}

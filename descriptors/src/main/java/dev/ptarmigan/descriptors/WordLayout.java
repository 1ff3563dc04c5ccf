package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every bit of a descriptor of one kind at one place is. Each bit belongs to exactly one field; a table of fields that
 * forgets or doubles one is refused when its layout is made.
 */
public final class WordLayout {
    /** A field where it lies in this layout. */
    public record PlacedField(DescriptorField field, BitField bits) {
        /** The printed name, which can be more exact than the field's label: {@code AP[2:1]}. */
        public String name() {
            return bits.name();
        }

        private int topBit() {
            int top = 0;
            for (BitField.Run run : bits.runs()) {
                top = Math.max(top, run.high());
            }
            return top;
        }
    }

    private final Place place;
    private final DescriptorKind kind;
    private final List<PlacedField> fields;
    private final Map<DescriptorField, BitField> byField = new EnumMap<>(DescriptorField.class);

    private WordLayout(Place place, DescriptorKind kind, List<PlacedField> fields) {
        this.place = place;
        this.kind = kind;
        this.fields = List.copyOf(fields);
        for (PlacedField placed : fields) {
            if (!placed.field().isFiller()) {
                byField.put(placed.field(), placed.bits());
            }
        }
    }

    /** Resolves the rows of a table at a place. */
    static WordLayout of(Place place, DescriptorKind kind, List<FieldRow> rows, @Nullable PlacedField address) {
        int wordBits = place.format().wordBits();
        @Nullable DescriptorField[] owner = new DescriptorField[wordBits];
        List<PlacedField> fields = new ArrayList<>();
        if (address != null) {
            claim(owner, address, place, kind);
            fields.add(address);
        }
        for (FieldRow row : rows) {
            if (!row.field().isFiller() && row.where().matches(place, kind)) {
                PlacedField placed = new PlacedField(row.field(), row.bits());
                claim(owner, placed, place, kind);
                fields.add(placed);
            }
        }
        for (FieldRow row : rows) {
            if (row.field().isFiller() && row.where().matches(place, kind)) {
                fill(owner, row, fields);
            }
        }
        for (int bit = 0; bit < wordBits; bit++) {
            if (owner[bit] == null) {
                throw new IllegalStateException("no field claims bit " + bit + " of a " + kind + " at " + place);
            }
        }
        fields.sort(Comparator.comparingInt(PlacedField::topBit).reversed());
        return new WordLayout(place, kind, joined(fields));
    }

    /** Runs of the same filler that lie side by side, from several rows, become one. */
    private static List<PlacedField> joined(List<PlacedField> fields) {
        List<PlacedField> joined = new ArrayList<>(fields.size());
        for (PlacedField next : fields) {
            PlacedField last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.field() == next.field() && next.field().isFiller()) {
                BitField.Run above = last.bits().runs().get(0);
                BitField.Run below = next.bits().runs().get(0);
                if (above.low() == below.high() + 1 && above.low() != Long.SIZE) {
                    joined.remove(joined.size() - 1);
                    joined.add(new PlacedField(
                            next.field(), BitField.bits(next.field().label(), above.high(), below.low())));
                    continue;
                }
            }
            joined.add(next);
        }
        return joined;
    }

    private static void claim(@Nullable DescriptorField[] owner, PlacedField placed, Place place, DescriptorKind kind) {
        for (BitField.Run run : placed.bits().runs()) {
            for (int bit = run.low(); bit <= run.high(); bit++) {
                if (owner[bit] != null) {
                    throw new IllegalStateException("bit " + bit + " of a " + kind + " at " + place + " is claimed by "
                            + owner[bit] + " and " + placed.field());
                }
                owner[bit] = placed.field();
            }
        }
    }

    private static void fill(@Nullable DescriptorField[] owner, FieldRow row, List<PlacedField> fields) {
        BitField.Run range = row.bits().runs().get(0);
        int high = range.high();
        while (high >= range.low()) {
            if (owner[high] != null) {
                high--;
                continue;
            }
            int low = high;
            while (low > range.low() && owner[low - 1] == null) {
                low--;
            }
            for (int bit = low; bit <= high; bit++) {
                owner[bit] = row.field();
            }
            fields.add(new PlacedField(row.field(), BitField.bits(row.field().label(), high, low)));
            high = low - 1;
        }
    }

    /** Where the word was read. */
    public Place place() {
        return place;
    }

    /** What kind of descriptor this is the layout of. */
    public DescriptorKind kind() {
        return kind;
    }

    /** All fields, by their most significant bit downwards; fillers included. */
    public List<PlacedField> fields() {
        return fields;
    }

    /** Whether descriptors of this kind have the field here. */
    public boolean has(DescriptorField field) {
        return byField.containsKey(field);
    }

    /** The field's bits, or null if it does not exist here. */
    public @Nullable BitField find(DescriptorField field) {
        return byField.get(field);
    }

    /**
     * The field's bits.
     *
     * @throws IllegalArgumentException if it does not exist here
     */
    public BitField field(DescriptorField field) {
        BitField bits = byField.get(field);
        if (bits == null) {
            throw new IllegalArgumentException("a " + kind + " descriptor has no " + field + " at " + place);
        }
        return bits;
    }

    /** The output address of a leaf or the next table's address of a table. */
    BitField addressField() {
        return field(kind == DescriptorKind.TABLE ? DescriptorField.TA : DescriptorField.OA);
    }

    /** The field's bits in a 64-bit word, 0 if it does not exist here: for walkers, which test masks. */
    public long mask(DescriptorField field) {
        BitField bits = byField.get(field);
        return bits == null ? 0 : bits.mask();
    }

    /** All bits of a filler kind (RES0, software …). */
    public Word128 fillerMask(DescriptorField filler) {
        Word128 mask = Word128.ZERO;
        for (PlacedField placed : fields) {
            if (placed.field() == filler) {
                mask = mask.or(
                        new Word128(placed.bits().highMask(), placed.bits().lowMask()));
            }
        }
        return mask;
    }

    @Override
    public String toString() {
        return kind + ", " + place;
    }
}

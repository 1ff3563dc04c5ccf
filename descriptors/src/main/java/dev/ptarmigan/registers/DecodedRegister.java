package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import java.util.ArrayList;
import java.util.List;

/**
 * A register's value taken apart by one of the register's layouts.
 *
 * @param register the register
 * @param layout the layout that was used
 * @param fields all fields, the most significant first, reserved bits included
 * @param assumption what had to be assumed to choose the layout, as a sentence; empty if nothing
 */
public record DecodedRegister(Register register, RegisterLayout layout, List<DecodedField> fields, String assumption) {
    /** Copies the list. */
    public DecodedRegister {
        fields = List.copyOf(fields);
    }

    /** The value of a field of this layout. */
    public long value(BitField field) {
        for (DecodedField decoded : fields) {
            if (decoded.field().bits().equals(field)) {
                return decoded.value();
            }
        }
        throw new IllegalArgumentException("no such field: register=" + layout + ", field=" + field);
    }

    /**
     * The same register with one field changed. The layout stays, even if the new value would select another.
     *
     * @throws IllegalArgumentException if the layout has no such field or the value does not fit
     */
    public DecodedRegister with(BitField field, long value) {
        if (Long.compareUnsigned(value, field.greatest()) > 0) {
            throw new IllegalArgumentException("does not fit: field=" + field + ", value=0x" + Long.toHexString(value));
        }
        List<DecodedField> changed = new ArrayList<>(fields);
        for (int i = 0; i < changed.size(); i++) {
            RegisterField row = changed.get(i).field();
            if (row.bits().equals(field)) {
                changed.set(i, new DecodedField(row, value));
                return new DecodedRegister(register, layout, changed, assumption);
            }
        }
        throw new IllegalArgumentException("no such field: register=" + layout + ", field=" + field);
    }

    /** The register's value, put together from its fields. */
    public Word128 encode() {
        Word128 word = Word128.ZERO;
        for (DecodedField decoded : fields) {
            word = decoded.field().bits().in(word, decoded.value());
        }
        return word;
    }

    /**
     * What is wrong with the value, a sentence each that names the field: reserved bits that are not what they should be,
     * reserved encodings. Empty if nothing is.
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (DecodedField decoded : fields) {
            String problem = decoded.problem();
            if (problem != null) {
                problems.add(register + ": " + problem);
            }
        }
        return problems;
    }

    /** Value and name, then a line for each field: name, position, value, purpose, meaning. */
    @Override
    public String toString() {
        return RegisterPicture.of(this, List.of());
    }
}

package dev.ptarmigan.registers;

import org.jspecify.annotations.Nullable;

/**
 * A field of a register with the value it has.
 *
 * @param field the row of the register's table
 * @param value the field's value, moved down to bit 0
 */
public record DecodedField(RegisterField field, long value) {
    /** The field's name. */
    public String name() {
        return field.name();
    }

    /** The value in binary up to three bits, else in hexadecimal. */
    public String number() {
        return field.number(value);
    }

    /** What the value means; empty where the number says all. */
    public String meaning() {
        return field.meaning(value);
    }

    /** Purpose and meaning in one line: {@code Granule of the lower range: 4KB}. */
    public String explanation() {
        String meaning = meaning();
        return meaning.isEmpty() ? field.purpose() : field.purpose() + ": " + meaning;
    }

    /** What is wrong with the value, as a sentence that names the field, or null. */
    public @Nullable String problem() {
        return field.problem(value);
    }

    /** Whether it is reserved bits that hold what they should: nothing to show. */
    public boolean isUninteresting() {
        return field.kind() != RegisterField.Kind.NAMED && problem() == null;
    }

    @Override
    public String toString() {
        return field + "=" + number();
    }
}

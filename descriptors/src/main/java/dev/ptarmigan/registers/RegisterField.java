package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import org.jspecify.annotations.Nullable;

/** A row of a register's table: which bits, what they are for, what their values mean. */
public final class RegisterField {
    /** How the manual marks a row. */
    public enum Kind {
        /** A field with a name and a meaning. */
        NAMED,
        /** Reserved, should be zero. */
        RES0,
        /** Reserved, should be one. */
        RES1,
        /** Meaning left to the implementation. */
        IMPLEMENTATION_DEFINED
    }

    private final BitField bits;
    private final Kind kind;
    private final String purpose;
    private final FieldValues values;

    RegisterField(BitField bits, Kind kind, String purpose, FieldValues values) {
        this.bits = bits;
        this.kind = kind;
        this.purpose = purpose;
        this.values = values;
    }

    static RegisterField res0(int high, int low) {
        return new RegisterField(BitField.bits("RES0", high, low), Kind.RES0, "Reserved, zero", ValueFormat.NUMBER);
    }

    static RegisterField res1(int high, int low) {
        return new RegisterField(BitField.bits("RES1", high, low), Kind.RES1, "Reserved, one", ValueFormat.NUMBER);
    }

    static RegisterField implementationDefined(BitField bits) {
        return new RegisterField(
                bits, Kind.IMPLEMENTATION_DEFINED, "Meaning IMPLEMENTATION DEFINED", ValueFormat.NUMBER);
    }

    /** Name and position. */
    public BitField bits() {
        return bits;
    }

    /** The manual's name; {@code RES0} and {@code RES1} for the gaps. */
    public String name() {
        return bits.name();
    }

    /** How the manual marks the row. */
    public Kind kind() {
        return kind;
    }

    /** What the field is for, one sentence without its full stop. */
    public String purpose() {
        return purpose;
    }

    /** What its values mean. */
    public FieldValues values() {
        return values;
    }

    /** What a value means: {@code 48 bits (256T)}; empty where the number says all. */
    public String meaning(long value) {
        return values.text(value);
    }

    /** What is wrong with a value, as a sentence that names the field, or null. */
    public @Nullable String problem(long value) {
        return switch (kind) {
            case RES0 -> value == 0 ? null : place() + " RES0 and not 0: " + number(value);
            case RES1 -> value == bits.greatest() ? null : place() + " RES1 and not 1: " + number(value);
            case NAMED -> values.isReserved(value) ? bits + " is " + number(value) + ": " + values.text(value) : null;
            case IMPLEMENTATION_DEFINED -> null;
        };
    }

    /** A value of this field in the form that suits its width: binary up to three bits, else hexadecimal. */
    public String number(long value) {
        return bits.width() <= 3 ? Hex.binary(value, bits.width()) : Hex.address(value);
    }

    private String place() {
        return bits.width() == 1 ? "bit " + bits.positions() + " is" : "bits " + bits.positions() + " are";
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}

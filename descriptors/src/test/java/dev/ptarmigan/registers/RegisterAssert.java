package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a register's value; a failure shows the whole register with the field in question marked. */
public final class RegisterAssert extends AbstractAssert<RegisterAssert, DecodedRegister> {
    private RegisterAssert(DecodedRegister actual) {
        super(actual, RegisterAssert.class);
    }

    /** Asserts about a 64-bit value, read with no knowledge of other registers. */
    public static RegisterAssert assertThatRegister(Register register, long value) {
        return new RegisterAssert(RegisterDecoder.decode(register, value));
    }

    /** Asserts about a 128-bit value, read with no knowledge of other registers. */
    public static RegisterAssert assertThatRegister(Register register, Word128 value) {
        return new RegisterAssert(RegisterDecoder.decode(register, value));
    }

    /** Asserts about a value that is already decoded. */
    public static RegisterAssert assertThatRegister(DecodedRegister register) {
        return new RegisterAssert(register);
    }

    /** The field has this value. */
    public RegisterAssert has(BitField field, long expected) {
        isNotNull();
        long value = actual.value(field);
        if (value != expected) {
            throw failureWithActualExpected(
                    value,
                    expected,
                    "%nExpecting %s of %s to be %#x but it is %#x in%n%s",
                    field,
                    actual.register(),
                    expected,
                    value,
                    picture(field));
        }
        return this;
    }

    /** The field's value has this meaning. */
    public RegisterAssert means(BitField field, String expected) {
        isNotNull();
        String meaning = fieldOf(field).meaning();
        if (!meaning.equals(expected)) {
            throw failureWithActualExpected(
                    meaning,
                    expected,
                    "%nExpecting %s of %s to mean%n  %s%nbut it means%n  %s%nin%n%s",
                    field,
                    actual.register(),
                    expected,
                    meaning,
                    picture(field));
        }
        return this;
    }

    /** Nothing is wrong with the value. */
    public RegisterAssert hasNoProblems() {
        isNotNull();
        if (!actual.problems().isEmpty()) {
            throw failure("%nExpecting no problems but found %s in%n%s", actual.problems(), actual);
        }
        return this;
    }

    private DecodedField fieldOf(BitField field) {
        for (DecodedField decoded : actual.fields()) {
            if (decoded.field().bits().equals(field)) {
                return decoded;
            }
        }
        throw new IllegalArgumentException("no such field: register=" + actual.layout() + ", field=" + field);
    }

    private String picture(BitField field) {
        return RegisterPicture.of(actual, List.of(field));
    }
}

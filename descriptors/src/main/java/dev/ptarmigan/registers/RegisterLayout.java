package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every bit of a register is: its fields, the most significant first, every bit exactly once. What no row names is
 * RES0. Some registers have several layouts, each under a {@link #condition}; {@link RegisterLayouts} chooses.
 */
public final class RegisterLayout {
    private final String name;
    private final String condition;
    private final int width;
    private final List<RegisterField> fields;

    private RegisterLayout(String name, String condition, int width, List<RegisterField> fields) {
        this.name = name;
        this.condition = condition;
        this.width = width;
        this.fields = fields;
    }

    /** Starts the table of a 64-bit register. */
    static Builder of(Register register) {
        return new Builder(register.name(), "", 64);
    }

    /** Starts a table that is one of several for the register. */
    static Builder of(Register register, String condition, int width) {
        return new Builder(register.name(), condition, width);
    }

    /** Name of the register. */
    public String name() {
        return name;
    }

    /** When a register with several layouts has this one, {@code HCR_EL2.E2H=1}; else empty. */
    public String condition() {
        return condition;
    }

    /** 64 or 128. */
    public int width() {
        return width;
    }

    /** The rows, the most significant first, reserved bits included. */
    public List<RegisterField> fields() {
        return fields;
    }

    /** The row with these bits and this name, or null. */
    public @Nullable RegisterField find(BitField bits) {
        for (RegisterField field : fields) {
            if (field.bits().equals(bits)) {
                return field;
            }
        }
        return null;
    }

    /** The named row with this name, letter case aside, or null. */
    public @Nullable RegisterField find(String fieldName) {
        for (RegisterField field : fields) {
            if (field.name().equalsIgnoreCase(fieldName)
                    && field.kind() != RegisterField.Kind.RES0
                    && field.kind() != RegisterField.Kind.RES1) {
                return field;
            }
        }
        return null;
    }

    /** The register's name, with the condition if there is one. */
    @Override
    public String toString() {
        return condition.isEmpty() ? name : name + " (" + condition + ")";
    }

    /** Collects rows in any order; refuses two rows for one bit. */
    static final class Builder {
        private final String name;
        private final String condition;
        private final int width;
        private final List<RegisterField> fields = new ArrayList<>();
        private long claimedLow;
        private long claimedHigh;

        private Builder(String name, String condition, int width) {
            this.name = name;
            this.condition = condition;
            this.width = width;
        }

        /** A field whose values 0, 1, 2 … have these names. */
        Builder field(BitField bits, String purpose, String... names) {
            return row(new RegisterField(bits, RegisterField.Kind.NAMED, purpose, NamedValues.of(names)));
        }

        /** A field whose values follow a rule. */
        Builder field(BitField bits, String purpose, FieldValues values) {
            return row(new RegisterField(bits, RegisterField.Kind.NAMED, purpose, values));
        }

        /** A field that is a number and no more. */
        Builder number(BitField bits, String purpose) {
            return field(bits, purpose, ValueFormat.NUMBER);
        }

        /** A field of an address without its lowest bits. */
        Builder address(BitField bits, String purpose, int shift) {
            return field(bits, purpose, new AddressValues(shift));
        }

        Builder res1(int high, int low) {
            return row(RegisterField.res1(high, low));
        }

        Builder implementationDefined(BitField bits) {
            return row(RegisterField.implementationDefined(bits));
        }

        private Builder row(RegisterField field) {
            BitField bits = field.bits();
            if ((claimedLow & bits.lowMask()) != 0 || (claimedHigh & bits.highMask()) != 0) {
                throw new IllegalStateException("claimed twice: register=" + name + ", field=" + bits);
            }
            claimedLow |= bits.lowMask();
            claimedHigh |= bits.highMask();
            fields.add(field);
            return this;
        }

        RegisterLayout build() {
            for (int high = width - 1; high >= 0; high--) {
                if (isClaimed(high)) {
                    continue;
                }
                int low = high;
                while (low > 0 && !isClaimed(low - 1) && low != 64) {
                    low--;
                }
                fields.add(RegisterField.res0(high, low));
                high = low;
            }
            fields.sort(Comparator.comparingInt(Builder::topBit).reversed());
            return new RegisterLayout(name, condition, width, List.copyOf(fields));
        }

        private boolean isClaimed(int bit) {
            return ((bit >= 64 ? claimedHigh : claimedLow) >>> (bit & 63) & 1) != 0;
        }

        private static int topBit(RegisterField field) {
            int top = 0;
            for (BitField.Run run : field.bits().runs()) {
                top = Math.max(top, run.high());
            }
            return top;
        }
    }
}

package dev.ptarmigan.registers;

import java.util.List;

/** What the values of a register field stand for. */
public interface FieldValues {
    /** What one value means, as far as there is more to say than the number; else empty. */
    String text(long value);

    /** Whether the architecture reserves the value, or leaves its effect UNPREDICTABLE. */
    boolean isReserved(long value);

    /**
     * The table of values for documentation, an entry each, or one entry that describes them all; empty for plain numbers.
     *
     * @param width number of bits of the field
     */
    List<String> summary(int width);
}

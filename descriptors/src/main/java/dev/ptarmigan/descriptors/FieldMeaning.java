package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;

/**
 * One field of one word, explained.
 *
 * @param field which field
 * @param bits its positions, under the name the manual prints: {@code AP[2:1]}
 * @param value its value, moved down to bit 0
 * @param text what the value means, without a full stop; empty for bits that have no function and are 0
 */
public record FieldMeaning(DescriptorField field, BitField bits, long value, String text) {
    private static final int WIDEST_BINARY = 4;

    /** The manual's name with bit numbers where it has them: {@code AP[2:1]}. */
    public String name() {
        return bits.name();
    }

    /** The value as it is usually written: {@code 1}, {@code 0b10}, or hexadecimal for more than four bits. */
    public String valueText() {
        if (bits.width() == 1) {
            return Long.toString(value);
        }
        return bits.width() <= WIDEST_BINARY ? Hex.binary(value, bits.width()) : Hex.address(value);
    }

    /** {@code AP[2:1] = 0b10: EL1 read-only, EL0 no access}. */
    @Override
    public String toString() {
        return name() + " = " + valueText() + (text.isEmpty() ? "" : ": " + text);
    }
}

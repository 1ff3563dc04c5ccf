package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Hex;
import java.util.List;

/**
 * Values that are addresses without their lowest bits.
 *
 * @param shift number of bits left out
 */
record AddressValues(int shift) implements FieldValues {
    @Override
    public String text(long value) {
        return Hex.address(value << shift);
    }

    @Override
    public boolean isReserved(long value) {
        return false;
    }

    @Override
    public List<String> summary(int width) {
        return List.of(shift == 0 ? "address" : "address bits from " + shift + " up");
    }
}

package dev.ptarmigan.bits;

/**
 * A 128-bit word, the size of a VMSAv9-128 descriptor. A 64-bit word is the low half with a zero high half, so that code
 * which only decodes and explains need not be written twice.
 *
 * @param high bits 127:64
 * @param low bits 63:0
 */
public record Word128(long high, long low) {
    /** The word with no bit set. */
    public static final Word128 ZERO = new Word128(0, 0);

    /** A 64-bit word. */
    public static Word128 of(long low) {
        return new Word128(0, low);
    }

    /** Whether {@code bit} (0 to 127) is set. */
    public boolean bit(int bit) {
        return ((bit >= 64 ? high : low) >>> (bit & 63) & 1) != 0;
    }

    /** Bitwise and. */
    public Word128 and(Word128 other) {
        return new Word128(high & other.high, low & other.low);
    }

    /** Bitwise or. */
    public Word128 or(Word128 other) {
        return new Word128(high | other.high, low | other.low);
    }

    /** Bitwise exclusive or: the bits in which two words differ. */
    public Word128 xor(Word128 other) {
        return new Word128(high ^ other.high, low ^ other.low);
    }

    /** Bitwise complement. */
    public Word128 not() {
        return new Word128(~high, ~low);
    }

    /** Whether no bit is set. */
    public boolean isZero() {
        return (high | low) == 0;
    }

    /** {@code 0x} and sixteen digits when the high half is zero, else 32. */
    @Override
    public String toString() {
        return high == 0 ? Hex.word(low) : Hex.word(high) + Hex.digits(low, 16);
    }
}

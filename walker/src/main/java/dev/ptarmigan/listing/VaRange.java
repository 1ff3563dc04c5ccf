package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;

/**
 * A range of virtual (or, at stage 2, intermediate physical) addresses. Addresses are unsigned; the range ends with an
 * address that still belongs to it, so that the end of the address space can be named.
 *
 * @param first its first address
 * @param last its last address
 */
public record VaRange(long first, long last) {
    /** The whole address space. */
    public static final VaRange ALL = new VaRange(0, -1L);

    /** Checks that the range is not empty. */
    public VaRange {
        if (Long.compareUnsigned(first, last) > 0) {
            throw new IllegalArgumentException(
                    "not a range: first=" + Hex.address(first) + ", last=" + Hex.address(last));
        }
    }

    /**
     * The range from one address up to, and without, another.
     *
     * @param end the first address that does not belong to the range; 0 means 2<sup>64</sup>
     */
    public static VaRange until(long first, long end) {
        return new VaRange(first, end - 1);
    }

    /** The first address above the range; 0 if it ends with the address space. */
    public long end() {
        return last + 1;
    }

    /** Whether the address belongs to the range. */
    public boolean contains(long va) {
        return Long.compareUnsigned(first, va) <= 0 && Long.compareUnsigned(va, last) <= 0;
    }

    /** Whether every address of the other range belongs to this one. */
    public boolean contains(VaRange other) {
        return contains(other.first) && contains(other.last);
    }

    /** Whether the two have an address in common. */
    public boolean intersects(VaRange other) {
        return contains(other.first) || other.contains(first);
    }

    /** The smallest range of whole units of {@code 1 << shift} bytes that contains this one. */
    public VaRange aligned(int shift) {
        long mask = (1L << shift) - 1;
        return new VaRange(first & ~mask, last | mask);
    }

    /** {@code 0xffff000000000000-0xffff0000001fffff}, both ends included. */
    @Override
    public String toString() {
        return Hex.word(first) + "-" + Hex.word(last);
    }
}

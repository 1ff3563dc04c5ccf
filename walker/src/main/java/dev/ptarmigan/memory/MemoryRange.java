package dev.ptarmigan.memory;

import dev.ptarmigan.bits.Hex;

/**
 * A range of physical addresses.
 *
 * @param base its first address
 * @param sizeBytes how many bytes, at least one; the range does not pass the end of the 64-bit address space
 */
public record MemoryRange(long base, long sizeBytes) {
    /** Checks that the range is not empty and does not wrap. */
    public MemoryRange {
        if (sizeBytes <= 0 || Long.compareUnsigned(base + (sizeBytes - 1), base) < 0) {
            throw new IllegalArgumentException("not a range: base=" + Hex.address(base) + ", sizeBytes=" + sizeBytes);
        }
    }

    /** The last address that belongs to the range. */
    public long last() {
        return base + (sizeBytes - 1);
    }

    /** Whether the address belongs to the range. */
    public boolean contains(long pa) {
        return Long.compareUnsigned(pa - base, sizeBytes) < 0;
    }

    /** Whether the two have an address in common. */
    public boolean overlaps(MemoryRange other) {
        return contains(other.base) || other.contains(base);
    }

    /** {@code 0x40000000-0x7fffffff (1G)}. */
    @Override
    public String toString() {
        return Hex.address(base) + "-" + Hex.address(last()) + " (" + Hex.size(sizeBytes) + ")";
    }
}

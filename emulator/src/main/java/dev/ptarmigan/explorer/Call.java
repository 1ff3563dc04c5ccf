package dev.ptarmigan.explorer;

import java.util.List;

/**
 * What a recorded operation was asked for: in its ranges each leaf becomes {@code word & ~clear | set}, all else stays.
 *
 * @param name its name
 * @param ranges first and last address of each range
 * @param set bits that leaves get
 * @param clear bits that they lose before
 * @param flush whether nothing old may be left when it returns
 */
public record Call(String name, List<Range> ranges, long set, long clear, boolean flush) {
    /**
     * Addresses.
     *
     * @param first the first
     * @param last the last
     */
    public record Range(long first, long last) {
        boolean contains(long from, long to) {
            return Long.compareUnsigned(first, from) <= 0 && Long.compareUnsigned(to, last) <= 0;
        }

        boolean meets(long from, long to) {
            return Long.compareUnsigned(first, to) <= 0 && Long.compareUnsigned(from, last) <= 0;
        }
    }

    /** Fixes the list. */
    public Call {
        ranges = List.copyOf(ranges);
    }

    long goal(long word) {
        return word & ~clear | set;
    }

    /** Whether leaves change at all. */
    boolean changes() {
        return set != 0 || clear != 0;
    }

    boolean contains(long from, long to) {
        return ranges.stream().anyMatch(range -> range.contains(from, to));
    }

    boolean meets(long from, long to) {
        return ranges.stream().anyMatch(range -> range.meets(from, to));
    }
}

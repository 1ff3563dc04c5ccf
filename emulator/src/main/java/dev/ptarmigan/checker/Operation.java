package dev.ptarmigan.checker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import java.util.ArrayList;
import java.util.List;

/**
 * A change that a PE says it makes: between its beginning and its end every address keeps its translation or, in the ranges,
 * gets the one asked for. In a log a note: {@code op-begin NAME [va=FIRST-LAST[,FIRST-LAST]...] [set=MASK] [clear=MASK]
 * [noflush]}, {@code op-end NAME [failed]}.
 *
 * @param name its name
 * @param ranges first and last address of each range, by address
 * @param set bits that leaves of the ranges get
 * @param clear bits that they lose before
 * @param flush whether nothing old may be left when it returns; if not, that is the caller's business
 */
public record Operation(String name, List<Range> ranges, long set, long clear, boolean flush) {
    static final String BEGIN = "op-begin ";
    static final String END = "op-end ";

    /**
     * Addresses.
     *
     * @param first the first
     * @param last the last
     */
    public record Range(long first, long last) {}

    /** Sorts the ranges. */
    public Operation {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> Long.compareUnsigned(a.first(), b.first()));
        ranges = List.copyOf(sorted);
    }

    /** Whether it says what changes: then nothing else may. */
    boolean hasGoal() {
        return !ranges.isEmpty();
    }

    /** Whether the addresses from {@code first} to {@code last} lie in one range. */
    boolean contains(long first, long last) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            Range range = ranges.get(middle);
            if (Long.compareUnsigned(last, range.first()) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(first, range.last()) > 0) {
                low = middle + 1;
            } else {
                return Long.compareUnsigned(range.first(), first) <= 0 && Long.compareUnsigned(last, range.last()) <= 0;
            }
        }
        return false;
    }

    /** What is asked for where {@code word} was. */
    long goal(long word) {
        return word & ~clear | set;
    }

    /** The text of its beginning. */
    public String beginText() {
        StringBuilder text = new StringBuilder(BEGIN).append(name);
        String separator = " va=";
        for (Range range : ranges) {
            text.append(separator).append(Hex.word(range.first())).append('-').append(Hex.word(range.last()));
            separator = ",";
        }
        if (set != 0) {
            text.append(" set=").append(Hex.word(set));
        }
        if (clear != 0) {
            text.append(" clear=").append(Hex.word(clear));
        }
        return text.append(flush ? "" : " noflush").toString();
    }

    /** The text of its end. */
    public String endText(boolean failed) {
        return END + name + (failed ? " failed" : "");
    }

    /** Reads what {@link #beginText} writes. */
    static Operation parse(int event, String text) {
        String[] words = text.substring(BEGIN.length()).strip().split(" +");
        List<Range> ranges = new ArrayList<>();
        long set = 0;
        long clear = 0;
        boolean flush = true;
        try {
            for (int i = 1; i < words.length; i++) {
                String word = words[i];
                if (word.startsWith("va=")) {
                    for (String range : word.substring(3).split(",")) {
                        String[] ends = range.split("-", -1);
                        if (ends.length != 2) {
                            throw new CheckerException(event, "'" + range + "' is no range FIRST-LAST");
                        }
                        ranges.add(new Range(Hex.parse(ends[0], "an address"), Hex.parse(ends[1], "an address")));
                    }
                } else if (word.startsWith("set=")) {
                    set = Hex.parse(word.substring(4), "a mask");
                } else if (word.startsWith("clear=")) {
                    clear = Hex.parse(word.substring(6), "a mask");
                } else if (word.equals("noflush")) {
                    flush = false;
                } else {
                    throw new CheckerException(
                            event, "'" + word + "' in an op-begin; va=, set=, clear= or noflush was expected");
                }
            }
        } catch (NumberTextException e) {
            throw new CheckerException(event, String.valueOf(e.getMessage()));
        }
        return new Operation(words[0], ranges, set, clear, flush);
    }
}

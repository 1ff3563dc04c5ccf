package dev.ptarmigan.bits;

import java.util.List;

/**
 * A named field of a 64- or 128-bit word, declared as the Arm ARM prints it: {@code bits("AP[2:1]", 7, 6)}.
 *
 * <p>Most fields are one run of bits. Some are scattered (PIIndex lies in bits 54, 53, 51 and 6; with LPA2 the output
 * address continues in bits 9:8), so a field is a list of runs, most significant first, and its value is their
 * concatenation. No run crosses bit 64. Positions are given once, here; every mask and shift in the project is derived
 * from a field.
 */
public final class BitField {
    /** A run of adjacent bits, both ends included. */
    public record Run(int high, int low) {
        /** Checks that the run lies inside one half of a 128-bit word. */
        public Run {
            if (low < 0 || high < low || high > 127 || (high >= 64 && low < 64)) {
                throw new IllegalArgumentException("not a run of bits: high=" + high + ", low=" + low);
            }
        }

        /** Number of bits. */
        public int width() {
            return high - low + 1;
        }

        long mask() {
            return -1L >>> 63 - (high - low) << (low & 63);
        }

        boolean inHighHalf() {
            return low >= 64;
        }

        @Override
        public String toString() {
            return high == low ? Integer.toString(high) : high + ":" + low;
        }
    }

    private final String name;
    private final List<Run> runs;
    private final int width;
    private final long highMask;
    private final long lowMask;

    private BitField(String name, List<Run> runs) {
        this.name = name;
        this.runs = runs;
        int bits = 0;
        long high = 0;
        long low = 0;
        for (Run run : runs) {
            bits += run.width();
            long taken = run.inHighHalf() ? high : low;
            if ((taken & run.mask()) != 0) {
                throw new IllegalArgumentException(name + " claims bits " + run + " twice");
            }
            if (run.inHighHalf()) {
                high |= run.mask();
            } else {
                low |= run.mask();
            }
        }
        if (bits < 1 || bits > 64) {
            throw new IllegalArgumentException(name + " has " + bits + " bits; a field has 1 to 64");
        }
        this.width = bits;
        this.highMask = high;
        this.lowMask = low;
    }

    /** A field of one bit. */
    public static BitField bit(String name, int position) {
        return bits(name, position, position);
    }

    /** A field of one run, {@code high:low}, both ends included. */
    public static BitField bits(String name, int high, int low) {
        return new BitField(name, List.of(new Run(high, low)));
    }

    /** A field of several runs, the most significant first. */
    public static BitField of(String name, List<Run> mostSignificantFirst) {
        return new BitField(name, List.copyOf(mostSignificantFirst));
    }

    /** The manual's name, for example {@code AP[2:1]}. */
    public String name() {
        return name;
    }

    /** The runs, most significant first. */
    public List<Run> runs() {
        return runs;
    }

    /** Number of bits, 1 to 64. */
    public int width() {
        return width;
    }

    /** The greatest value the field can hold, unsigned. */
    public long greatest() {
        return -1L >>> 64 - width;
    }

    /** The field's bits in a 64-bit word; refuses a field that reaches beyond bit 63. */
    public long mask() {
        if (highMask != 0) {
            throw new IllegalStateException(this + " does not fit a 64-bit word");
        }
        return lowMask;
    }

    /** The field's bits among bits 63:0. */
    public long lowMask() {
        return lowMask;
    }

    /** The field's bits among bits 127:64, moved down by 64. */
    public long highMask() {
        return highMask;
    }

    /** The field's value in a 64-bit word, moved down to bit 0. */
    public long of(long word) {
        if (highMask != 0) {
            throw new IllegalStateException(this + " does not fit a 64-bit word");
        }
        return of(0, word);
    }

    /** The field's value in a 128-bit word. */
    public long of(Word128 word) {
        return of(word.high(), word.low());
    }

    private long of(long high, long low) {
        long value = 0;
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            long half = run.inHighHalf() ? high : low;
            int runWidth = run.width();
            long part = (half & run.mask()) >>> (run.low() & 63);
            value = runWidth == 64 ? part : value << runWidth | part;
        }
        return value;
    }

    /** Whether any of the field's bits is set. */
    public boolean isSet(long word) {
        return of(word) != 0;
    }

    /**
     * {@code word} with the field replaced by {@code value}.
     *
     * @throws IllegalArgumentException if the value has more bits than the field
     */
    public long in(long word, long value) {
        if (highMask != 0) {
            throw new IllegalStateException(this + " does not fit a 64-bit word");
        }
        return in(new Word128(0, word), value).low();
    }

    /**
     * A 128-bit {@code word} with the field replaced by {@code value}.
     *
     * @throws IllegalArgumentException if the value has more bits than the field
     */
    public Word128 in(Word128 word, long value) {
        if (Long.compareUnsigned(value, greatest()) > 0) {
            throw new IllegalArgumentException(
                    this + " has " + width + " bits; 0x" + Long.toHexString(value) + " does not fit");
        }
        long high = word.high() & ~highMask;
        long low = word.low() & ~lowMask;
        long rest = value;
        for (int i = runs.size() - 1; i >= 0; i--) {
            Run run = runs.get(i);
            long part = rest << (run.low() & 63) & run.mask();
            if (run.inHighHalf()) {
                high |= part;
            } else {
                low |= part;
            }
            rest = run.width() == 64 ? 0 : rest >>> run.width();
        }
        return new Word128(high, low);
    }

    /** The positions as text: {@code 7:6}, or {@code 54,53,51,6}. */
    public String positions() {
        StringBuilder text = new StringBuilder();
        for (Run run : runs) {
            if (text.length() > 0) {
                text.append(',');
            }
            text.append(run);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BitField field && field.name.equals(name) && field.runs.equals(runs);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + runs.hashCode();
    }

    /** The name with its positions: {@code AF[10]}, {@code AP[2:1][7:6]}. */
    @Override
    public String toString() {
        return name + "[" + positions() + "]";
    }
}

package dev.ptarmigan.pe;

import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of one array of a TLB.
 *
 * @param entries how many entries it has
 * @param ways how many of them are in a set; 0 if it is fully associative
 * @param sizes the sizes an entry can have, bit {@code n} for 2^n bytes; a larger translation is held in pieces of the largest
 *     size below
 * @param coalesce how many neighbouring descriptors one entry can serve, 1 for none
 */
public record ArrayGeometry(int entries, int ways, long sizes, int coalesce) {
    /** Every size. */
    public static final long ALL_SIZES = -1L >>> 1;

    private static final int MOST_ENTRIES = 1 << 20;
    private static final int MOST_COALESCED = 8;

    /** Checks that such an array can be. */
    public ArrayGeometry {
        if (entries < 1 || entries > MOST_ENTRIES) {
            throw new TlbGeometryException(entries + " entries, expected 1 to " + MOST_ENTRIES);
        }
        if (ways < 0 || ways > entries || ways > 0 && entries % ways != 0) {
            throw new TlbGeometryException(
                    entries + " entries cannot be in sets of " + ways + " ways: the ways must divide the entries");
        }
        if (ways > 0 && Integer.bitCount(entries / ways) != 1) {
            throw new TlbGeometryException(entries + " entries of " + ways + " ways are " + entries / ways
                    + " sets; the number of sets must be a power of two");
        }
        if (coalesce < 1 || coalesce > MOST_COALESCED || Integer.bitCount(coalesce) != 1) {
            throw new TlbGeometryException("coalesce=" + coalesce + ", expected 1, 2, 4 or 8");
        }
        if (sizes == 0) {
            throw new TlbGeometryException("no entry size is allowed");
        }
    }

    /** An array of any size of entry that coalesces nothing. */
    public static ArrayGeometry of(int entries, int ways) {
        return new ArrayGeometry(entries, ways, ALL_SIZES, 1);
    }

    /** Number of sets, a power of two. */
    public int sets() {
        return ways == 0 ? 1 : entries / ways;
    }

    /** Entries of a set. */
    public int waysInSet() {
        return ways == 0 ? entries : ways;
    }

    /**
     * Reads {@code ENTRIES:WAYS}, where WAYS may be {@code full}, and after it {@code sizes=4K+64K}, {@code no=1G},
     * {@code coalesce=4} in any order, with colons between.
     *
     * @throws TlbGeometryException if that is not what the text is
     */
    public static ArrayGeometry parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2) {
            throw new TlbGeometryException(
                    "'" + text + "' is no TLB array, expected ENTRIES:WAYS such as 1280:5 or 48:full");
        }
        int entries = number(parts[0], "entries");
        int ways = parts[1].equals("full") ? 0 : number(parts[1], "ways");
        if (!parts[1].equals("full") && ways == 0) {
            throw new TlbGeometryException("0 ways in '" + text + "', expected a number or full");
        }
        long sizes = ALL_SIZES;
        int coalesce = 1;
        for (int i = 2; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = equals < 0 ? parts[i] : parts[i].substring(0, equals);
            String value = equals < 0 ? "" : parts[i].substring(equals + 1);
            switch (name) {
                case "sizes" -> sizes = sizes(value);
                case "no" -> sizes &= ~sizes(value);
                case "coalesce" -> coalesce = number(value, "coalesce");
                default ->
                    throw new TlbGeometryException(
                            "'" + parts[i] + "' in '" + text + "', expected sizes=, no= or coalesce=");
            }
        }
        return new ArrayGeometry(entries, ways, sizes, coalesce);
    }

    private static int number(String text, String what) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TlbGeometryException("'" + text + "' is no number of " + what);
        }
    }

    private static long sizes(String text) {
        long sizes = 0;
        for (String size : text.split("\\+", -1)) {
            int unit = size.isEmpty() ? -1 : " KMGT".indexOf(size.charAt(size.length() - 1));
            int count = unit < 1 ? 0 : number(size.substring(0, size.length() - 1), "bytes");
            if (unit < 1 || Integer.bitCount(count) != 1) {
                throw new TlbGeometryException(
                        "'" + size + "' is no size of an entry, expected a power of two as in 64K");
            }
            int shift = unit * 10 + Integer.numberOfTrailingZeros(count);
            sizes |= 1L << shift;
        }
        return sizes;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(entries).append(':').append(ways == 0 ? "full" : Integer.toString(ways));
        if (sizes != ALL_SIZES) {
            boolean most = Long.bitCount(sizes) > Long.SIZE / 2;
            List<String> names = new ArrayList<>();
            for (int shift = 0; shift < Long.SIZE - 1; shift++) {
                if ((sizes >>> shift & 1) != 0 ^ most) {
                    names.add(Hex.size(1L << shift));
                }
            }
            text.append(most ? ":no=" : ":sizes=").append(String.join("+", names));
        }
        if (coalesce > 1) {
            text.append(":coalesce=").append(coalesce);
        }
        return text.toString();
    }
}

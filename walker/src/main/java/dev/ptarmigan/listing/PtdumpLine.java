package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;

/**
 * One range of the kernel's listing.
 *
 * @param start its first address
 * @param end the first address above it, 0 at the end of the address space
 * @param levelName {@code PGD}, {@code P4D}, {@code PUD}, {@code PMD} or {@code PTE}
 * @param attributes the compared bits of the entries ({@link #COMPARED}); 0 for a hole
 */
public record PtdumpLine(long start, long end, String levelName, long attributes) {
    /** The bits of an entry that make a difference to the listing: 0x0074000000000FDF. */
    public static final long COMPARED = PtdumpField.COMPARED;

    private static final String UNITS = "KMGTPE";
    private static final int SIZE_DIGITS = 9;

    /** Whether nothing is mapped, not even for a while. */
    public boolean isHole() {
        return attributes == 0;
    }

    /** Appends the line as the kernel prints it, with its line feed. */
    void append(StringBuilder text) {
        text.append("0x")
                .append(Hex.digits(start, 16))
                .append("-0x")
                .append(Hex.digits(end, 16))
                .append("   ");
        long size = end - start >>> 10;
        int unit = 0;
        while ((size & 1023) == 0 && unit < UNITS.length() - 1) {
            size >>>= 10;
            unit++;
        }
        String digits = Long.toString(size);
        for (int i = digits.length(); i < SIZE_DIGITS; i++) {
            text.append(' ');
        }
        text.append(digits).append(UNITS.charAt(unit)).append(' ').append(levelName);
        if (!isHole()) {
            PtdumpField.append(text, attributes);
        }
        text.append('\n');
    }

    /** The line as the kernel prints it, without its line feed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text);
        return text.substring(0, text.length() - 1);
    }
}

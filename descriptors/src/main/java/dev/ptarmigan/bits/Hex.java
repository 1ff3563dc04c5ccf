package dev.ptarmigan.bits;

/**
 * Numbers as users of page tables write them: words as sixteen hexadecimal digits, addresses with {@code 0x}, sizes as
 * 4K, 2M, 1G. {@code String.format} is not used because it costs a short-lived process more than all the rest.
 */
public final class Hex {
    private static final String DIGITS = "0123456789abcdef";
    private static final String[] UNITS = {"", "K", "M", "G", "T", "P", "E"};

    private Hex() {}

    /** {@code 0x} and sixteen digits. */
    public static String word(long value) {
        return "0x" + digits(value, 16);
    }

    /** {@code 0x} and as many digits as the value needs. */
    public static String address(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** The lowest {@code count} hexadecimal digits of a value, leading zeros included. */
    public static String digits(long value, int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = count - 1; i >= 0; i--) {
            text.append(DIGITS.charAt((int) (value >>> 4 * i) & 15));
        }
        return text.toString();
    }

    /** A field's value in binary, {@code width} digits: {@code 0b01}. */
    public static String binary(long value, int width) {
        StringBuilder text = new StringBuilder("0b");
        for (int i = width - 1; i >= 0; i--) {
            text.append((char) ('0' + (value >>> i & 1)));
        }
        return text.toString();
    }

    /** A size in the largest unit that divides it: {@code 4K}, {@code 2M}, {@code 1G}; bytes without a unit. */
    public static String size(long bytes) {
        int unit = 0;
        long rest = bytes;
        while (rest != 0 && (rest & 1023) == 0 && unit < UNITS.length - 1) {
            rest >>>= 10;
            unit++;
        }
        return Long.toUnsignedString(rest) + UNITS[unit];
    }

    /**
     * Reads an unsigned 64-bit number: hexadecimal with {@code 0x}, binary with {@code 0b}, else decimal; underscores
     * and apostrophes between digits are allowed.
     *
     * @param what what the text should be, for the message: {@code "a descriptor word"}
     * @throws NumberTextException with a message that names the text, the column and what was expected
     */
    public static long parse(String text, String what) {
        Word128 value = parse128(text, what);
        if (value.high() != 0) {
            throw new NumberTextException(quote(text) + " is not " + what + ": more than 64 bits");
        }
        return value.low();
    }

    /** Like {@link #parse} but up to 128 bits, for VMSAv9-128 descriptors. */
    public static Word128 parse128(String text, String what) {
        int start = 0;
        int radixShift = 0;
        if (text.regionMatches(true, 0, "0x", 0, 2)) {
            start = 2;
            radixShift = 4;
        } else if (text.regionMatches(true, 0, "0b", 0, 2)) {
            start = 2;
            radixShift = 1;
        }
        if (start == text.length()) {
            throw new NumberTextException(quote(text) + " is not " + what + ": no digits");
        }
        return radixShift == 0 ? decimal(text, what) : shifted(text, start, radixShift, what);
    }

    private static Word128 shifted(String text, int start, int radixShift, String what) {
        long high = 0;
        long low = 0;
        boolean any = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSeparator(c) && any && i + 1 < text.length()) {
                continue;
            }
            int digit = c < 128 ? Character.digit(c, 1 << radixShift) : -1;
            if (digit < 0) {
                throw notADigit(text, i, radixShift == 4 ? "hexadecimal" : "binary", what);
            }
            if (high >>> 64 - radixShift != 0) {
                throw new NumberTextException(quote(text) + " is not " + what + ": more than 128 bits");
            }
            high = high << radixShift | low >>> 64 - radixShift;
            low = low << radixShift | digit;
            any = true;
        }
        return new Word128(high, low);
    }

    private static Word128 decimal(String text, String what) {
        long value = 0;
        boolean any = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSeparator(c) && any && i + 1 < text.length()) {
                continue;
            }
            int digit = c < 128 ? Character.digit(c, 10) : -1;
            if (digit < 0) {
                boolean hexadecimal = c < 128 && Character.digit(c, 16) >= 0;
                throw hexadecimal
                        ? new NumberTextException(quote(text) + " is not " + what + ": '" + c + "' at column " + (i + 1)
                                + " is not a decimal digit; hexadecimal numbers start with 0x")
                        : notADigit(text, i, "decimal", what);
            }
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                throw new NumberTextException(quote(text) + " is not " + what + ": more than 64 bits");
            }
            value = value * 10 + digit;
            any = true;
        }
        return Word128.of(value);
    }

    private static boolean isSeparator(char c) {
        return c == '_' || c == '\'';
    }

    private static NumberTextException notADigit(String text, int index, String kind, String what) {
        return new NumberTextException(quote(text) + " is not " + what + ": '" + text.charAt(index) + "' at column "
                + (index + 1) + " is not a " + kind + " digit");
    }

    private static String quote(String text) {
        return text.isEmpty() ? "an empty text" : text;
    }
}

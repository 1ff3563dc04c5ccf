package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.bits.Word128;

/** Numbers as they are pasted from logs and dumps: hexadecimal, often without {@code 0x}. */
final class WordText {
    private static final int WORD_DIGITS = 16;

    private WordText() {}

    /**
     * A descriptor word: with {@code 0x} or {@code 0b}, or hexadecimal digits alone where they cannot be taken for a decimal
     * number, that is with a letter among them or all 16 (32) of them.
     */
    static Word128 descriptor(String text) {
        return parse(text, "a descriptor word");
    }

    /** A virtual address, written like a word. */
    static long address(String text) {
        Word128 value = parse(text, "an address");
        if (value.high() != 0) {
            throw new NumberTextException(text + " is not an address: more than 64 bits");
        }
        return value.low();
    }

    /** A register's value, written like a word. */
    static Word128 registerValue(String text, String name) {
        return parse(text, "a value of " + name);
    }

    /** Whether the text is meant as a number and not as a name. */
    static boolean looksLikeNumber(String text) {
        return !text.isEmpty() && (Character.isDigit(text.charAt(0)) || isFullWord(text));
    }

    private static boolean isFullWord(String text) {
        String digits = text.replace("_", "");
        return (digits.length() == WORD_DIGITS || digits.length() == 2 * WORD_DIGITS) && firstBad(digits) < 0;
    }

    private static Word128 parse(String text, String what) {
        if (isFullWord(text)) {
            return Hex.parse128("0x" + text, what);
        }
        if (text.regionMatches(true, 0, "0x", 0, 2) || text.regionMatches(true, 0, "0b", 0, 2)) {
            return Hex.parse128(text, what);
        }
        int bad = firstBad(text);
        if (text.isEmpty() || bad >= 0) {
            throw new NumberTextException((text.isEmpty() ? "an empty text" : text) + " is not " + what + ": "
                    + (bad < 0
                            ? "no digits"
                            : "'" + text.charAt(bad) + "' at column " + (bad + 1) + " is not a hexadecimal digit"));
        }
        if (text.length() > 1 && isDecimal(text)) {
            throw new NumberTextException(
                    text + " is not clearly " + what + ": write 0x" + text + " for hexadecimal, or all 16 digits");
        }
        return Hex.parse128("0x" + text, what);
    }

    private static boolean isDecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static int firstBad(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 || Character.digit(c, 16) < 0 && (c != '_' || i == 0)) {
                return i;
            }
        }
        return -1;
    }
}

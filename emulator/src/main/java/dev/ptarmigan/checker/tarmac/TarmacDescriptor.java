package dev.ptarmigan.checker.tarmac;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A descriptor that a walk has read: {@code TTW DTLB LPAE 1:3 000080805008 00600000800a0713 : PAGE ...}. Stage and level stand
 * before the address it was read from and the data; what the model says of them after the colon is not needed.
 *
 * @param side ITLB, DTLB or what else the line names
 * @param stage 1 or 2
 * @param level −1 to 3
 * @param slot where it was read, with its address space
 * @param word what was read
 * @param line line of the file
 */
record TarmacDescriptor(String side, int stage, int level, Slot slot, long word, int line) {
    private static final Pattern DESCRIPTOR = Pattern.compile(
            "(\\S+) (?:(\\S+) )?(?:S?([12]):(-?[0-9])|L(-?[0-9])) (?:0x)?([0-9a-fA-F]+)(_NS|_S|_RT|_RL|_N)?"
                    + " (?:0x)?([0-9a-fA-F]{1,8}(?:_?[0-9a-fA-F]{8})*)(?: ?:.*)?");
    private static final Place PAGE = Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL);
    private static final Place BLOCK = Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL - 1);
    private static final long VALID = Layouts.of(PAGE, DescriptorKind.PAGE).mask(DescriptorField.VALID);
    private static final long TYPE = Layouts.of(PAGE, DescriptorKind.PAGE).mask(DescriptorField.TYPE);
    private static final long ACCESS_FLAG =
            Layouts.of(PAGE, DescriptorKind.PAGE).mask(DescriptorField.AF);
    private static final BitField ADDRESS =
            Layouts.of(BLOCK, DescriptorKind.TABLE).field(DescriptorField.TA);
    private static final long SOFTWARE = softwareBits();
    private static final int WORD_DIGITS = 16;

    /**
     * A place in memory.
     *
     * @param pa its physical address
     * @param space {@code _NS} and the like as the trace writes it; empty for Secure
     */
    record Slot(long pa, String space) {}

    private static long softwareBits() {
        long bits = 0;
        for (var field : Layouts.of(PAGE, DescriptorKind.PAGE).fields()) {
            boolean none = field.field() == DescriptorField.SOFTWARE || field.field() == DescriptorField.IGNORED;
            bits |= none ? field.bits().mask() : 0;
        }
        return bits;
    }

    /**
     * Reads what follows {@code TTW}.
     *
     * @throws TarmacFormatException if it is cut off, or no descriptor of 64 bits
     */
    static TarmacDescriptor read(String text, String source, int number) {
        Matcher line = DESCRIPTOR.matcher(text.strip().replaceAll("\\s+", " "));
        if (!line.matches()) {
            throw new TarmacFormatException(
                    source,
                    number,
                    "TTW: ITLB or DTLB, LPAE, <stage>:<level>, an address and a word were expected, not '" + text
                            + "'");
        }
        String format = line.group(2);
        if (format != null && (format.startsWith("VMSA") || format.contains("SHORT"))) {
            throw new TarmacFormatException(
                    source, number, "TTW " + format + ": descriptors of 32 bits are not checked, LPAE was expected");
        }
        String digits = String.valueOf(line.group(8)).replace("_", "");
        if (digits.length() != WORD_DIGITS) {
            throw new TarmacFormatException(
                    source,
                    number,
                    "TTW: a descriptor of " + WORD_DIGITS + " digits was expected, not '" + line.group(8) + "'");
        }
        try {
            String level = line.group(4) == null ? line.group(5) : line.group(4);
            int depth = Integer.parseInt(String.valueOf(level));
            if (depth < -1 || depth > Place.LAST_LEVEL) {
                throw new TarmacFormatException(source, number, "TTW: level " + depth + " is not from -1 to 3");
            }
            return new TarmacDescriptor(
                    String.valueOf(line.group(1)),
                    line.group(3) == null ? 1 : Integer.parseInt(line.group(3)),
                    depth,
                    new Slot(Hex.parse("0x" + line.group(6), "an address"), line.group(7) == null ? "" : line.group(7)),
                    Hex.parse("0x" + digits, "a word"),
                    number);
        } catch (NumberTextException e) {
            throw new TarmacFormatException(source, number, String.valueOf(e.getMessage()));
        }
    }

    /** Whether it leads to a table. */
    boolean isTable() {
        return isTable(word, level);
    }

    static boolean isTable(long word, int level) {
        return level < Place.LAST_LEVEL && (word & (VALID | TYPE)) == (VALID | TYPE);
    }

    /** Whether it ends a walk with a translation that a TLB may hold. */
    boolean isLeaf() {
        return isLeaf(word, level);
    }

    static boolean isLeaf(long word, int level) {
        boolean ends = level == Place.LAST_LEVEL ? (word & TYPE) != 0 : (word & TYPE) == 0;
        return (word & VALID) != 0 && ends && (word & ACCESS_FLAG) != 0;
    }

    /** Output address, or that of the next table: bits 47:12. Those that a block does not have are for the reader to leave out. */
    static long address(long word) {
        return word & ADDRESS.mask();
    }

    /** The word without what no entry of a TLB has. */
    static long meaning(long word) {
        return word & ~SOFTWARE;
    }

    /** {@code page 0x... of level 3}. */
    static String describe(long word, int level) {
        String what = isTable(word, level)
                ? "a table descriptor"
                : isLeaf(word, level)
                        ? level == Place.LAST_LEVEL ? "a page descriptor" : "a block descriptor"
                        : "nothing";
        return what + " " + Hex.word(word) + " of level " + level;
    }
}

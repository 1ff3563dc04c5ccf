package dev.ptarmigan.listing;

import java.util.List;

/**
 * One column of the kernel's text: the bits it looks at, and what it prints (arch/arm64/mm/ptdump.c). Each is printed with
 * a space before it; an empty text prints nothing at all.
 *
 * @param mask bits looked at
 * @param value what they are compared with
 * @param set text if they are equal
 * @param clear text if not
 */
record PtdumpField(long mask, long value, String set, String clear) {
    /** All columns in the order they are printed. */
    static final List<PtdumpField> ALL = List.of(
            flag(LinuxEntry.VALID, " ", "F"),
            flag(LinuxEntry.USER, "USR", "   "),
            flag(LinuxEntry.RDONLY, "ro", "RW"),
            flag(LinuxEntry.PXN, "NX", "x "),
            flag(LinuxEntry.SHARED, "SHD", "   "),
            flag(LinuxEntry.AF, "AF", "  "),
            flag(LinuxEntry.NG, "NG", "  "),
            flag(LinuxEntry.CONT, "CON", "   "),
            new PtdumpField(LinuxEntry.TYPE, LinuxEntry.TYPE_BLOCK, "BLK", "   "),
            flag(LinuxEntry.UXN, "UXN", "   "),
            flag(LinuxEntry.GP, "GP", "  "),
            memory(3, "DEVICE/nGnRnE"),
            memory(4, "DEVICE/nGnRE"),
            memory(2, "MEM/NORMAL-NC"),
            memory(0, "MEM/NORMAL"),
            memory(1, "MEM/NORMAL-TAGGED"));

    /** The bits that some column looks at: neighbours that agree in these are one line. */
    static final long COMPARED = compared();

    private static PtdumpField flag(long mask, String set, String clear) {
        return new PtdumpField(mask, mask, set, clear);
    }

    /** Linux's memory types are fixed indices of MAIR (MT_NORMAL and so on). */
    private static PtdumpField memory(int index, String name) {
        return new PtdumpField(LinuxEntry.ATTR_INDEX, LinuxEntry.attrIndex(index), name, "");
    }

    private static long compared() {
        long bits = 0;
        for (PtdumpField field : ALL) {
            bits |= field.mask;
        }
        return bits;
    }

    /** Appends all columns for a word. */
    static void append(StringBuilder text, long word) {
        for (PtdumpField field : ALL) {
            String part = (word & field.mask) == field.value ? field.set : field.clear;
            if (!part.isEmpty()) {
                text.append(' ').append(part);
            }
        }
    }
}

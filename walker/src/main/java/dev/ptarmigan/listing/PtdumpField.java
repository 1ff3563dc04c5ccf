package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.LinuxPte;
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
            flag(LinuxPte.PTE_VALID, " ", "F"),
            flag(LinuxPte.PTE_USER, "USR", "   "),
            flag(LinuxPte.PTE_RDONLY, "ro", "RW"),
            flag(LinuxPte.PTE_PXN, "NX", "x "),
            flag(LinuxPte.PTE_SHARED, "SHD", "   "),
            flag(LinuxPte.PTE_AF, "AF", "  "),
            flag(LinuxPte.PTE_NG, "NG", "  "),
            flag(LinuxPte.PTE_CONT, "CON", "   "),
            new PtdumpField(LinuxEntry.TYPE, LinuxEntry.TYPE_BLOCK, "BLK", "   "),
            flag(LinuxPte.PTE_UXN, "UXN", "   "),
            flag(LinuxPte.PTE_GP, "GP", "  "),
            memory(3, "DEVICE/nGnRnE"),
            memory(4, "DEVICE/nGnRE"),
            memory(2, "MEM/NORMAL-NC"),
            memory(0, "MEM/NORMAL"),
            memory(1, "MEM/NORMAL-TAGGED"));

    /** The bits that some column looks at: neighbours that agree in these are one line. */
    static final long COMPARED = compared();

    private static PtdumpField flag(BitField bits, String set, String clear) {
        return new PtdumpField(bits.mask(), bits.mask(), set, clear);
    }

    /** Linux's memory types are fixed indices of MAIR (MT_NORMAL and so on). */
    private static PtdumpField memory(int index, String name) {
        return new PtdumpField(LinuxPte.PTE_ATTRINDX.mask(), LinuxPte.PTE_ATTRINDX.in(0, index), name, "");
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

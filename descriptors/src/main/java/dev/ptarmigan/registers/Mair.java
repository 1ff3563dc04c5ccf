package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * Memory attributes: MAIR_ELx for AttrIndx 0 to 7, MAIR2_ELx for 8 to 15.
 *
 * @param word the register's 64 bits
 */
public record Mair(long word) {
    private static final BitField[] ATTR = {
        bits("Attr0", 7, 0),
        bits("Attr1", 15, 8),
        bits("Attr2", 23, 16),
        bits("Attr3", 31, 24),
        bits("Attr4", 39, 32),
        bits("Attr5", 47, 40),
        bits("Attr6", 55, 48),
        bits("Attr7", 63, 56)
    };

    /** The field {@code Attr<index>}, 0 to 7. */
    public static BitField attr(int index) {
        return ATTR[index];
    }

    /** The byte at {@code index} (the low three bits of AttrIndx), 0 to 255; {@link MemoryAttribute} decodes it. */
    public int attribute(int index) {
        return (int) ATTR[index].of(word);
    }

    /** The table of a MAIR_ELx (AttrIndx from 0) or MAIR2_ELx (from 8). */
    static RegisterLayout layout(Register register, int firstIndex) {
        RegisterLayout.Builder layout = RegisterLayout.of(register);
        for (int i = 0; i < ATTR.length; i++) {
            layout.field(ATTR[i], "Memory attribute for AttrIndx " + (firstIndex + i), ValueFormat.MEMORY_ATTRIBUTE);
        }
        return layout.build();
    }
}

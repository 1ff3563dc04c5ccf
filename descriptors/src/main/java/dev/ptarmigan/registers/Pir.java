package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * A register of sixteen permission nibbles: PIR_ELx, PIRE0_ELx, POR_ELx, S2PIR_EL2, S2POR_EL1. What a nibble means depends
 * on the register: {@link PermissionIndirection}, {@link PermissionOverlay}, {@link Stage2Permission}.
 *
 * @param word the register's 64 bits
 */
public record Pir(long word) {
    private static final BitField[] PERM = {
        bits("Perm0", 3, 0),
        bits("Perm1", 7, 4),
        bits("Perm2", 11, 8),
        bits("Perm3", 15, 12),
        bits("Perm4", 19, 16),
        bits("Perm5", 23, 20),
        bits("Perm6", 27, 24),
        bits("Perm7", 31, 28),
        bits("Perm8", 35, 32),
        bits("Perm9", 39, 36),
        bits("Perm10", 43, 40),
        bits("Perm11", 47, 44),
        bits("Perm12", 51, 48),
        bits("Perm13", 55, 52),
        bits("Perm14", 59, 56),
        bits("Perm15", 63, 60)
    };

    /** The field {@code Perm<index>}, 0 to 15. */
    public static BitField perm(int index) {
        return PERM[index];
    }

    /** The nibble at {@code index}, 0 to 15. */
    public int nibble(int index) {
        return (int) PERM[index].of(word);
    }

    /** The table of a register of nibbles whose meaning {@code format} tells. */
    static RegisterLayout layout(Register register, String index, ValueFormat format) {
        RegisterLayout.Builder layout = RegisterLayout.of(register);
        for (int i = 0; i < PERM.length; i++) {
            layout.field(PERM[i], "Permission for " + index + " " + i, format);
        }
        return layout.build();
    }
}

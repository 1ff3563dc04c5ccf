package dev.ptarmigan.registers;

/** What a nibble of POR_ELx leaves of the base permissions (FEAT_S1POE). */
public final class PermissionOverlay {
    /** Bit of {@link #keeps}: reads stay. */
    public static final int READ = 1;
    /** Bit of {@link #keeps}: instruction fetches stay. */
    public static final int EXECUTE = 2;
    /** Bit of {@link #keeps}: writes stay. */
    public static final int WRITE = 4;

    private PermissionOverlay() {}

    /** The permissions a nibble (0 to 15) leaves, as a set of this class's bits; 8 to 15 are reserved and leave none. */
    public static int keeps(int nibble) {
        if (nibble < 0 || nibble > 15) {
            throw new IllegalArgumentException("not a nibble: nibble=" + nibble);
        }
        return nibble < 8 ? nibble : 0;
    }

    /** Whether the encoding is reserved: 8 to 15. */
    public static boolean isReserved(int nibble) {
        return nibble >= 8;
    }

    /** The nibble's effect as text: {@code keeps read, write}. */
    public static String text(int nibble) {
        return switch (keeps(nibble)) {
            case READ -> "keeps read";
            case EXECUTE -> "keeps execute";
            case READ | EXECUTE -> "keeps read, execute";
            case WRITE -> "keeps write";
            case READ | WRITE -> "keeps read, write";
            case WRITE | EXECUTE -> "keeps write, execute";
            case READ | WRITE | EXECUTE -> "keeps read, write, execute";
            default -> isReserved(nibble) ? "reserved: no access" : "no access";
        };
    }
}

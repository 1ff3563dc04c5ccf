package dev.ptarmigan.registers;

/**
 * What a nibble of S2PIR_EL2 (base) or S2POR_EL1 (overlay) grants to accesses and to stage 1 table walks (FEAT_S2PIE,
 * FEAT_S2POE).
 */
public final class Stage2Permission {
    /** Flag of {@link #grants}: data reads. */
    public static final int READ = 1;
    /** Flag of {@link #grants}: data writes. */
    public static final int WRITE = 2;
    /** Flag of {@link #grants}: instruction fetches by EL1. */
    public static final int PRIVILEGED_EXECUTE = 4;
    /** Flag of {@link #grants}: instruction fetches by EL0. */
    public static final int UNPRIVILEGED_EXECUTE = 8;
    /** Flag of {@link #grants}: reads by a stage 1 table walk. */
    public static final int WALK_READ = 16;
    /** Flag of {@link #grants}: writes by a stage 1 table walk (access flag, dirty state) and by RCW instructions. */
    public static final int WALK_WRITE = 32;
    /** Flag of {@link #grants}: may hold the start table of the lower range (FEAT_THE TopLevel0). */
    public static final int TOP_LEVEL_0 = 64;
    /** Flag of {@link #grants}: may hold the start table of the upper range (FEAT_THE TopLevel1). */
    public static final int TOP_LEVEL_1 = 128;
    /** Flag of {@link #grants}: the encoding is reserved and grants nothing. */
    public static final int RESERVED = 256;

    private static final int MOSTLY_READ_ONLY = READ | WALK_READ | WALK_WRITE;
    private static final int READ_ONLY = READ | WALK_READ;
    private static final int READ_WRITE = READ | WRITE | WALK_READ | WALK_WRITE;

    private static final short[] GRANTS = {
        0,
        RESERVED,
        MOSTLY_READ_ONLY,
        MOSTLY_READ_ONLY | TOP_LEVEL_1,
        WRITE,
        RESERVED,
        MOSTLY_READ_ONLY | TOP_LEVEL_0,
        MOSTLY_READ_ONLY | TOP_LEVEL_0 | TOP_LEVEL_1,
        READ_ONLY,
        READ_ONLY | UNPRIVILEGED_EXECUTE,
        READ_ONLY | PRIVILEGED_EXECUTE,
        READ_ONLY | PRIVILEGED_EXECUTE | UNPRIVILEGED_EXECUTE,
        READ_WRITE,
        READ_WRITE | UNPRIVILEGED_EXECUTE,
        READ_WRITE | PRIVILEGED_EXECUTE,
        READ_WRITE | PRIVILEGED_EXECUTE | UNPRIVILEGED_EXECUTE
    };

    private Stage2Permission() {}

    /** The flags of this class for a nibble, 0 to 15. */
    public static int grants(int nibble) {
        return GRANTS[nibble];
    }

    /** Whether the encoding is reserved: 1 and 5. */
    public static boolean isReserved(int nibble) {
        return (GRANTS[nibble] & RESERVED) != 0;
    }

    /** The nibble's permissions as text: {@code read, write; EL1 execute}. */
    public static String text(int nibble) {
        return switch (nibble) {
            case 0 -> "no access";
            case 1, 5 -> "reserved: no access";
            case 2 -> "mostly read-only: read; table walks write";
            case 3 -> "mostly read-only, start table of the upper range";
            case 4 -> "write";
            case 6 -> "mostly read-only, start table of the lower range";
            case 7 -> "mostly read-only, start table of either range";
            case 8 -> "read";
            case 9 -> "read; EL0 execute";
            case 10 -> "read; EL1 execute";
            case 11 -> "read; EL1 and EL0 execute";
            case 12 -> "read, write";
            case 13 -> "read, write; EL0 execute";
            case 14 -> "read, write; EL1 execute";
            case 15 -> "read, write; EL1 and EL0 execute";
            default -> throw new IllegalArgumentException("not a nibble: nibble=" + nibble);
        };
    }
}

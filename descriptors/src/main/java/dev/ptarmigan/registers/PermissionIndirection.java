package dev.ptarmigan.registers;

/**
 * What a nibble of PIR_ELx or PIRE0_ELx grants (FEAT_S1PIE). Nibbles 0 to 7 can be restricted by an overlay, 8 to 15
 * cannot.
 */
public final class PermissionIndirection {
    /** Flag of {@link #grants}: data reads. */
    public static final int READ = 1;
    /** Flag of {@link #grants}: data writes. */
    public static final int WRITE = 2;
    /** Flag of {@link #grants}: instruction fetches. */
    public static final int EXECUTE = 4;
    /** Flag of {@link #grants}: guarded control stack accesses. */
    public static final int GCS = 8;
    /** Flag of {@link #grants}: what is writable is not executable, decided after the overlay. */
    public static final int WXN = 16;
    /** Flag of {@link #grants}: the overlay applies. */
    public static final int OVERLAY = 32;
    /** Flag of {@link #grants}: the encoding is reserved and grants nothing. */
    public static final int RESERVED = 64;

    private static final byte[] GRANTS = {
        OVERLAY,
        READ | OVERLAY,
        EXECUTE | OVERLAY,
        READ | EXECUTE | OVERLAY,
        RESERVED | OVERLAY,
        READ | WRITE | OVERLAY,
        READ | WRITE | EXECUTE | WXN | OVERLAY,
        READ | WRITE | EXECUTE | OVERLAY,
        READ,
        READ | GCS,
        READ | EXECUTE,
        RESERVED,
        READ | WRITE,
        RESERVED,
        READ | WRITE | EXECUTE,
        RESERVED
    };

    private PermissionIndirection() {}

    /** The flags of this class for a nibble, 0 to 15. */
    public static int grants(int nibble) {
        return GRANTS[nibble];
    }

    /** Whether the encoding is reserved: 4, 0xb, 0xd, 0xf. */
    public static boolean isReserved(int nibble) {
        return (GRANTS[nibble] & RESERVED) != 0;
    }

    /** The nibble's permissions as text: {@code read, write; no overlay}. */
    public static String text(int nibble) {
        return switch (nibble) {
            case 0 -> "no access";
            case 1 -> "read";
            case 2 -> "execute";
            case 3 -> "read, execute";
            case 4 -> "reserved: no access";
            case 5 -> "read, write";
            case 6 -> "read, write, execute; WXN: not both write and execute";
            case 7 -> "read, write, execute";
            case 8 -> "read; no overlay";
            case 9 -> "read, guarded control stack; no overlay";
            case 10 -> "read, execute; no overlay";
            case 11 -> "reserved: no access; no overlay";
            case 12 -> "read, write; no overlay";
            case 13 -> "reserved: no access; no overlay";
            case 14 -> "read, write, execute; no overlay";
            case 15 -> "reserved: no access; no overlay";
            default -> throw new IllegalArgumentException("not a nibble: nibble=" + nibble);
        };
    }
}

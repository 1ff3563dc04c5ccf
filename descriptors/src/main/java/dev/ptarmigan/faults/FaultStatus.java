package dev.ptarmigan.faults;

import dev.ptarmigan.bits.Hex;
import org.jspecify.annotations.Nullable;

/**
 * A fault status code in its two forms: the six bits that ESR_ELx.DFSC, ESR_ELx.IFSC and PAR_EL1.FST hold, and the type
 * and level they stand for.
 *
 * @param type what went wrong
 * @param level level of the descriptor, -2 to 3; 0 for faults before any descriptor is read and for types without a level
 */
public record FaultStatus(FaultType type, int level) {
    private static final int LOWEST_LEVEL = -2;
    private static final int HIGHEST_LEVEL = 3;
    private static final int CODES = 64;
    private static final int NONE = -1;

    /** 0x22 serves twice: AArch64 reports no debug exception with a fault status, AArch32 has no level -2. */
    private static final int GPF_ON_WALK_LEVEL_MINUS_2 = 0x22;

    private static final FaultType[] TYPES = FaultType.values();
    private static final @Nullable FaultStatus[] BY_CODE = byCode();

    /** Checks that the architecture has a code for it. */
    public FaultStatus {
        if (lookUp(type, level) == NONE) {
            throw new IllegalArgumentException("no fault status code: type=" + type + ", level=" + level);
        }
    }

    /**
     * The status of a fault; always the same object, so that reporting one does not allocate.
     *
     * @throws IllegalArgumentException if the architecture has no code for it
     */
    public static FaultStatus of(FaultType type, int level) {
        FaultStatus status = BY_CODE[encode(type, level)];
        return status != null && status.type == type ? status : new FaultStatus(type, level);
    }

    /**
     * The six-bit code of a fault.
     *
     * @throws IllegalArgumentException if the architecture has none, for example an Access flag fault at level -1
     */
    public static int encode(FaultType type, int level) {
        int code = lookUp(type, level);
        if (code == NONE) {
            throw new IllegalArgumentException("no fault status code: type=" + type + ", level=" + level);
        }
        return code;
    }

    /** Whether the architecture has a code for this type at this level. */
    public static boolean exists(FaultType type, int level) {
        return lookUp(type, level) != NONE;
    }

    /** What a six-bit code stands for, or null if it is reserved. */
    public static @Nullable FaultStatus decode(int code) {
        if (code < 0 || code >= CODES) {
            throw new IllegalArgumentException("not a fault status code: code=" + Hex.address(code));
        }
        return BY_CODE[code];
    }

    /** The six-bit code. */
    public int code() {
        return lookUp(type, level);
    }

    /** The manual's words: {@code Translation fault, level 3}. */
    public String text() {
        return type.hasLevel() ? type.text() + ", level " + level : type.text();
    }

    @Override
    public String toString() {
        return text();
    }

    private static int lookUp(FaultType type, int level) {
        if (level < LOWEST_LEVEL || level > HIGHEST_LEVEL || !type.hasLevel() && level != 0) {
            return NONE;
        }
        return switch (type) {
            case ADDRESS_SIZE -> codeOf(level, 0x2c, 0x29, 0x00);
            case TRANSLATION -> codeOf(level, 0x2a, 0x2b, 0x04);
            case ACCESS_FLAG -> codeOf(level, NONE, NONE, 0x08);
            case PERMISSION -> codeOf(level, NONE, NONE, 0x0c);
            case EXTERNAL -> 0x10;
            case TAG_CHECK -> 0x11;
            case EXTERNAL_ON_WALK -> codeOf(level, 0x12, 0x13, 0x14);
            case PARITY -> 0x18;
            case PARITY_ON_WALK -> codeOf(level, 0x1a, 0x1b, 0x1c);
            case ALIGNMENT -> 0x21;
            case DEBUG -> 0x22;
            case GRANULE_PROTECTION_ON_WALK -> codeOf(level, GPF_ON_WALK_LEVEL_MINUS_2, 0x23, 0x24);
            case GRANULE_PROTECTION -> 0x28;
            case TLB_CONFLICT -> 0x30;
            case UNSUPPORTED_ATOMIC_UPDATE -> 0x31;
            case LOCKDOWN -> 0x34;
            case UNSUPPORTED_EXCLUSIVE -> 0x35;
        };
    }

    private static int codeOf(int level, int atMinus2, int atMinus1, int at0) {
        return switch (level) {
            case -2 -> atMinus2;
            case -1 -> atMinus1;
            default -> at0 + level;
        };
    }

    private static @Nullable FaultStatus[] byCode() {
        @Nullable FaultStatus[] statuses = new @Nullable FaultStatus[CODES];
        for (FaultType type : TYPES) {
            for (int level = LOWEST_LEVEL; level <= HIGHEST_LEVEL; level++) {
                int code = lookUp(type, level);
                if (code != NONE && type != FaultType.DEBUG) {
                    statuses[code] = new FaultStatus(type, level);
                }
            }
        }
        return statuses;
    }
}

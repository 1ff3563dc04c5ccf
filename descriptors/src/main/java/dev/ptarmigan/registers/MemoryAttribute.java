package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Hex;

/**
 * One byte of MAIR_ELx or MAIR2_ELx: the type and cacheability of memory (Arm ARM, MAIR_EL1, Attr&lt;n&gt; encoding).
 *
 * <p>The encodings the architecture leaves UNPREDICTABLE are neither Device nor Normal here; the questions that need one
 * of these refuse them.
 *
 * @param encoded the byte, 0 to 255
 */
public record MemoryAttribute(int encoded) {
    /** Device types, from the strictest to the most relaxed; the ordinal is the encoding {@code dd}. */
    public enum DeviceType {
        /** No gathering, no reordering, no early write acknowledgement. */
        NGNRNE("nGnRnE"),
        /** No gathering, no reordering. */
        NGNRE("nGnRE"),
        /** No gathering. */
        NGRE("nGRE"),
        /** Gathering, reordering and early write acknowledgement allowed. */
        GRE("GRE");

        private static final DeviceType[] ALL = values();

        private final String manualName;

        DeviceType(String manualName) {
            this.manualName = manualName;
        }

        static DeviceType of(int encoded) {
            return ALL[encoded];
        }

        /** The manual's spelling: {@code nGnRE}. */
        public String manualName() {
            return manualName;
        }
    }

    /** Cacheability of Normal memory at one level. */
    public enum Policy {
        /** Not cacheable. */
        NON_CACHEABLE("Non-cacheable"),
        /** Cacheable, writes go through. */
        WRITE_THROUGH("Write-Through"),
        /** Cacheable, writes may stay in the cache. */
        WRITE_BACK("Write-Back");

        private final String manualName;

        Policy(String manualName) {
            this.manualName = manualName;
        }

        /** The manual's spelling: {@code Write-Back}. */
        public String manualName() {
            return manualName;
        }
    }

    private static final int NON_CACHEABLE_XS0 = 0x40;
    private static final int WRITE_THROUGH_XS0 = 0xa0;
    private static final int TAGGED = 0xf0;
    /** The nibble of Write-Through, non-transient, Read-Allocate: what 0xa0 means in both halves. */
    private static final int WRITE_THROUGH_READ_ALLOCATE = 0xa;

    private static final int NON_CACHEABLE_NIBBLE = 4;
    /** Non-transient Write-Back with both allocation hints: what 0xf0 means in both halves. */
    private static final int WRITE_BACK_READ_WRITE_ALLOCATE = 0xf;

    /** Checks that it is a byte. */
    public MemoryAttribute {
        if (encoded < 0 || encoded > 255) {
            throw new IllegalArgumentException("not a byte: encoded=" + encoded);
        }
    }

    /** Whether it is a Device type: 0b0000dd00, or 0b0000dd01 with FEAT_XS. */
    public boolean isDevice() {
        return encoded >> 4 == 0 && (encoded & 2) == 0;
    }

    /** Whether it is Normal memory. */
    public boolean isNormal() {
        return encoded >> 4 != 0 && ((encoded & 15) != 0 || isShortForm());
    }

    /** Whether the architecture leaves the encoding UNPREDICTABLE. */
    public boolean isUnpredictable() {
        return !isDevice() && !isNormal();
    }

    /** Whether it is Normal Tagged memory (FEAT_MTE2): Write-Back in all else. */
    public boolean isTagged() {
        return encoded == TAGGED;
    }

    /**
     * The XS attribute: whether a {@code DSB nXS} need not wait for accesses to this memory when it is 1. Inner and outer
     * Write-Back memory has 0, and so have the encodings that FEAT_XS adds for it.
     */
    public boolean xs() {
        if (isDevice()) {
            return (encoded & 1) == 0;
        }
        requireNormal();
        boolean writeBack = innerPolicy() == Policy.WRITE_BACK && outerPolicy() == Policy.WRITE_BACK;
        return !writeBack && encoded != NON_CACHEABLE_XS0 && encoded != WRITE_THROUGH_XS0;
    }

    /** The Device type; refuses what is not Device. */
    public DeviceType deviceType() {
        if (!isDevice()) {
            throw new IllegalStateException("not Device memory: encoded=" + Hex.address(encoded));
        }
        return DeviceType.of(encoded >> 2 & 3);
    }

    /** Cacheability in the inner domain; refuses what is not Normal. */
    public Policy innerPolicy() {
        return policyOf(innerNibble());
    }

    /** Cacheability in the outer domain; refuses what is not Normal. */
    public Policy outerPolicy() {
        return policyOf(outerNibble());
    }

    /** The inner cacheability as the nibble 0bpprw of the manual, the short forms spelt out; refuses what is not Normal. */
    public int innerNibble() {
        requireNormal();
        return isShortForm() ? shortFormNibble() : encoded & 15;
    }

    /** The outer cacheability as the nibble 0bpprw of the manual, the short forms spelt out; refuses what is not Normal. */
    public int outerNibble() {
        requireNormal();
        return isShortForm() ? shortFormNibble() : encoded >> 4;
    }

    /** The Policy a nibble 0bpprw of the manual names. */
    public static Policy policyOf(int nibble) {
        if (nibble == NON_CACHEABLE_NIBBLE) {
            return Policy.NON_CACHEABLE;
        }
        return (nibble & 4) == 0 ? Policy.WRITE_THROUGH : Policy.WRITE_BACK;
    }

    /** Whether a nibble 0bpprw is transient: a hint that what it caches is soon not needed. */
    public static boolean isTransient(int nibble) {
        return (nibble & 8) == 0 && nibble != NON_CACHEABLE_NIBBLE;
    }

    /** Whether a nibble 0bpprw asks for allocation on reads. */
    public static boolean allocatesOnRead(int nibble) {
        return nibble != NON_CACHEABLE_NIBBLE && (nibble & 2) != 0;
    }

    /** Whether a nibble 0bpprw asks for allocation on writes. */
    public static boolean allocatesOnWrite(int nibble) {
        return nibble != NON_CACHEABLE_NIBBLE && (nibble & 1) != 0;
    }

    /** The attribute in the manual's words: {@code Normal, inner/outer Write-Back non-transient RW-allocate}. */
    public String text() {
        if (isDevice()) {
            return "Device-" + deviceType().manualName() + (xs() ? "" : ", XS=0");
        }
        if (!isNormal()) {
            return "UNPREDICTABLE";
        }
        int inner = innerNibble();
        int outer = outerNibble();
        String text = (isTagged() ? "Normal Tagged, " : "Normal, ")
                + (inner == outer
                        ? "inner/outer " + nibbleText(inner)
                        : "outer " + nibbleText(outer) + ", inner " + nibbleText(inner));
        return encoded == NON_CACHEABLE_XS0 || encoded == WRITE_THROUGH_XS0 ? text + ", XS=0" : text;
    }

    @Override
    public String toString() {
        return text();
    }

    private static String nibbleText(int nibble) {
        if (nibble == NON_CACHEABLE_NIBBLE) {
            return Policy.NON_CACHEABLE.manualName();
        }
        String hint = switch (nibble & 3) {
            case 0 -> "no-allocate";
            case 1 -> "write-allocate";
            case 2 -> "read-allocate";
            default -> "RW-allocate";
        };
        return policyOf(nibble).manualName() + (isTransient(nibble) ? " transient " : " non-transient ") + hint;
    }

    /** The three encodings whose inner nibble is 0 although the memory is Normal. */
    private boolean isShortForm() {
        return encoded == NON_CACHEABLE_XS0 || encoded == WRITE_THROUGH_XS0 || encoded == TAGGED;
    }

    private int shortFormNibble() {
        return switch (encoded) {
            case NON_CACHEABLE_XS0 -> NON_CACHEABLE_NIBBLE;
            case WRITE_THROUGH_XS0 -> WRITE_THROUGH_READ_ALLOCATE;
            default -> WRITE_BACK_READ_WRITE_ALLOCATE;
        };
    }

    private void requireNormal() {
        if (!isNormal()) {
            throw new IllegalStateException("not Normal memory: encoded=" + Hex.address(encoded));
        }
    }
}

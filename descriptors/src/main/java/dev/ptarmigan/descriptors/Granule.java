package dev.ptarmigan.descriptors;

import org.jspecify.annotations.Nullable;

/** A translation granule: the size of a page and of a full translation table (Arm ARM D8.2). */
public enum Granule {
    /** 4KB. */
    K4("4K", 12, 1),
    /** 16KB. */
    K16("16K", 14, 2),
    /** 64KB. */
    K64("64K", 16, 2);

    private static final int LAST_LEVEL = 3;

    private final String text;
    private final int pageShift;
    private final int lowestPlainBlockLevel;

    Granule(String text, int pageShift, int lowestPlainBlockLevel) {
        this.text = text;
        this.pageShift = pageShift;
        this.lowestPlainBlockLevel = lowestPlainBlockLevel;
    }

    /** Binary logarithm of the page size in bytes: 12, 14 or 16. */
    public int pageShift() {
        return pageShift;
    }

    /** Page size, which is also the size of a full table, in bytes. */
    public int pageBytes() {
        return 1 << pageShift;
    }

    /** Input address bits that one level resolves with descriptors of {@code format}: 9/11/13, or 8/10/12 for D128. */
    public int stride(Format format) {
        return pageShift - format.descriptorShift();
    }

    /** Entries of a full table. */
    public int entries(Format format) {
        return 1 << stride(format);
    }

    /**
     * Binary logarithm of the bytes that one entry at {@code level} maps: for 4K 12, 21, 30, 39, 48 at levels 3 to −1.
     */
    public int levelShift(Format format, int level) {
        return pageShift + (LAST_LEVEL - level) * stride(format);
    }

    /** Bytes that one entry at {@code level} maps. */
    public long levelBytes(Format format, int level) {
        return 1L << levelShift(format, level);
    }

    /**
     * Binary logarithm of the number of entries in a Contiguous group, 0 where the bit has no function (Arm ARM D8.6.1;
     * VMSAv9-128 has sizes of its own).
     */
    public int contiguousShift(Format format, int level) {
        if (format == Format.VMSA128) {
            return contiguousShift128(level);
        }
        if (level < lowestPlainBlockLevel || level > LAST_LEVEL) {
            return 0;
        }
        return switch (this) {
            case K4 -> 4;
            case K16 -> level == LAST_LEVEL ? 7 : 5;
            case K64 -> 5;
        };
    }

    private int contiguousShift128(int level) {
        return switch (this) {
            case K4 -> level == 3 || level == 2 ? 4 : level == 1 ? 2 : 0;
            case K16 -> level == 3 ? 6 : level == 2 ? 4 : level == 1 ? 2 : 0;
            case K64 -> level == 3 ? 4 : level == 2 ? 6 : 0;
        };
    }

    /** The lowest level at which the 48-bit VMSAv8-64 format has blocks and Contiguous groups: 1 for 4K, else 2. */
    int lowestPlainBlockLevel() {
        return lowestPlainBlockLevel;
    }

    /** The granule written as {@code 4K}, {@code 16k}, {@code 64KB} …, or null. */
    public static @Nullable Granule named(String name) {
        for (Granule granule : values()) {
            if (name.equalsIgnoreCase(granule.text)
                    || name.equalsIgnoreCase(granule.text + "B")
                    || name.equalsIgnoreCase(granule.text + "iB")) {
                return granule;
            }
        }
        return null;
    }

    /** {@code 4K}, {@code 16K} or {@code 64K}. */
    @Override
    public String toString() {
        return text;
    }
}

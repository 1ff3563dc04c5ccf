package dev.ptarmigan.tlb;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.Granule;
import org.jspecify.annotations.Nullable;

/** The fields of TLBI operands, and operands made from them (Arm ARM C5.5). */
public final class TlbiFields {
    // spotless:off
    /** Address space to invalidate in. */
    public static final BitField ASID       = bits("ASID", 63, 48);
    /** Intermediate address space, in Secure state: 1 is Non-secure. */
    public static final BitField NS         = bit("NS", 63);
    /** Level hint of operations by address: granule in its upper half, level in its lower. */
    public static final BitField TTL        = bits("TTL", 47, 44);
    /** The part of {@link #TTL} that names the granule; 0 means that there is no hint. */
    public static final BitField TTL_GRANULE = bits("TTL[3:2]", 47, 46);
    /** The part of {@link #TTL} that names the level. */
    public static final BitField TTL_LEVEL  = bits("TTL[1:0]", 45, 44);
    /** Virtual address bits 55:12, whatever the granule is. */
    public static final BitField VA         = bits("VA[55:12]", 43, 0);
    /** Intermediate address bits 55:12; those above 47 with FEAT_LPA, above 51 with FEAT_D128. */
    public static final BitField IPA        = bits("IPA[55:12]", 43, 0);
    /** Granule of a range. */
    public static final BitField TG         = bits("TG", 47, 46);
    /** Exponent of a range's length. */
    public static final BitField SCALE      = bits("SCALE", 45, 44);
    /** Factor of a range's length, less one. */
    public static final BitField NUM        = bits("NUM", 43, 39);
    /** Level hint of a range. */
    public static final BitField RANGE_TTL  = bits("TTL", 38, 37);
    /** First address of a range, in granules; in units of 64KB with 52-bit addresses in 4KB and 16KB granules. */
    public static final BitField RANGE_BASE = bits("BaseADDR", 36, 0);
    /** Size of a range of physical addresses. */
    public static final BitField SIZE       = bits("SIZE", 47, 44);
    /** Physical address bits 55:12. */
    public static final BitField PA         = bits("Address[55:12]", 43, 0);

    /** Virtual address in the second register of TLBIP. */
    public static final BitField PAIR_VA    = bits("VA[55:12]", 107, 64);
    /** Intermediate address in the second register of TLBIP. */
    public static final BitField PAIR_IPA   = bits("IPA[55:12]", 107, 64);
    /** First address of a range in the second register of TLBIP, in units of 4KB for all granules. */
    public static final BitField PAIR_BASE  = bits("BaseADDR[55:12]", 107, 64);
    // spotless:on

    /** Addresses of operands count in units of 4KB, whatever the granule is. */
    static final int UNIT_SHIFT = 12;

    /** Unit of BaseADDR with 52-bit addresses in all granules. */
    static final int WIDE_UNIT_SHIFT = 16;

    private static final @Nullable Granule[] GRANULES = {null, Granule.K4, Granule.K16, Granule.K64};

    private TlbiFields() {}

    /** TG and TTL[3:2] of a granule: 1, 2 or 3. */
    public static int granuleCode(Granule granule) {
        return switch (granule) {
            case K4 -> 1;
            case K16 -> 2;
            case K64 -> 3;
        };
    }

    /** The granule of a code, or null for 0. */
    static @Nullable Granule granule(long code) {
        return GRANULES[(int) code];
    }

    /** Granules that SCALE and NUM give: 2 to 2,097,152. */
    public static long rangeGranules(int scale, int num) {
        return num + 1L << 5 * scale + 1;
    }

    /** Operand of an operation by virtual address: ASID 0, no level hint. */
    public static long va(long address) {
        return address >>> UNIT_SHIFT & VA.mask();
    }

    /**
     * Operand of an operation on a range: ASID 0, no level hint.
     *
     * @param address its first address
     * @param wide whether BaseADDR counts in 64KB (52-bit addresses, or 128-bit descriptors)
     */
    public static long range(long address, Granule granule, int scale, int num, boolean wide) {
        long base = address >>> (wide ? WIDE_UNIT_SHIFT : granule.pageShift()) & RANGE_BASE.mask();
        return TG.in(NUM.in(SCALE.in(base, scale), num), granuleCode(granule));
    }
}

package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;

/**
 * A second walker, written without the first: stage 1 of EL1&amp;0 with 64-bit descriptors and direct permissions, one address at a
 * time, bit by bit from the manual, with no thought of speed. Its answer is a text: {@code pa 0x..} or the fault and its level.
 */
final class NaiveWalker {
    /**
     * A configuration.
     *
     * @param granule the granule of both ranges
     * @param tsz T0SZ, also for T1SZ
     * @param outputBits the effective output size
     * @param ds TCR_EL1.DS, with FEAT_LPA2
     */
    record Setting(Granule granule, int tsz, int outputBits, boolean ds, long ttbr0, long ttbr1) {}

    private NaiveWalker() {}

    static String walk(PhysicalMemory memory, Setting s, long va, boolean write, boolean fetch, boolean el0) {
        boolean high = (va >> 55 & 1) == 1;
        int iasize = 64 - s.tsz;
        for (int bit = iasize; bit < 64; bit++) {
            if ((va >> bit & 1) != (high ? 1 : 0)) {
                return "TRANSLATION 0";
            }
        }
        int page = s.granule.pageShift();
        int stride = page - 3;
        int level = 4;
        int top = page;
        while (top < iasize) {
            top += stride;
            level--;
        }
        long table = high ? s.ttbr1 : s.ttbr0;
        boolean apTable0 = false;
        boolean apTable1 = false;
        boolean uxnTable = false;
        boolean pxnTable = false;
        for (int shift = top - stride; ; shift -= stride, level++) {
            int upper = Math.min(shift + stride, iasize);
            long index = (va & mask(upper)) >> shift;
            if (table + index * 8 > mask(s.outputBits)) {
                return "ADDRESS_SIZE " + Math.max(level - 1, 0);
            }
            Segment segment = memory.at(table + index * 8);
            if (segment == Segment.ABSENT) {
                return "EXTERNAL_ON_WALK " + level;
            }
            long d = segment.read(table + index * 8);
            boolean leaf = level == 3 ? (d & 3) == 3 : (d & 3) == 1 && block(s, level);
            boolean next = level < 3 && (d & 3) == 3;
            if (!leaf && !next) {
                return "TRANSLATION " + level;
            }
            long address = d & mask(48) & ~mask(leaf ? shift : page);
            if (s.ds && s.granule != Granule.K64) {
                address |= (d >> 48 & 3) << 48 | (d >> 8 & 3) << 50;
            } else if (s.granule == Granule.K64) {
                address |= (d >> 12 & 15) << 48;
            }
            if (next) {
                if (address > mask(s.outputBits)) {
                    return "ADDRESS_SIZE " + level;
                }
                apTable0 |= (d >> 61 & 1) == 1;
                apTable1 |= (d >> 62 & 1) == 1;
                uxnTable |= (d >> 60 & 1) == 1;
                pxnTable |= (d >> 59 & 1) == 1;
                table = address;
                continue;
            }
            long pa = address | va & mask(shift);
            if (pa > mask(s.outputBits)) {
                return "ADDRESS_SIZE " + level;
            }
            if ((d >> 10 & 1) == 0) {
                return "ACCESS_FLAG " + level;
            }
            boolean readOnly = (d >> 7 & 1) == 1 || apTable1;
            boolean user = (d >> 6 & 1) == 1 && !apTable0;
            boolean ux = (d >> 54 & 1) == 0 && !uxnTable;
            boolean px = (d >> 53 & 1) == 0 && !pxnTable && !(user && !readOnly);
            boolean allowed = fetch ? (el0 ? ux : px) : (!el0 || user) && (!write || !readOnly);
            return allowed ? "pa 0x" + Long.toHexString(pa) : "PERMISSION " + level;
        }
    }

    private static boolean block(Setting s, int level) {
        return switch (s.granule) {
            case K4 -> level == 1 || level == 2 || level == 0 && s.ds;
            case K16 -> level == 2 || level == 1 && s.ds;
            case K64 -> level == 2 || level == 1;
        };
    }

    private static long mask(int bits) {
        return (1L << bits) - 1;
    }
}

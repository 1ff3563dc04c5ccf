package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;

/** Rows that every translation control register has, some twice: what table walks are to the memory system. */
final class TableWalkFields {
    private static final int LOWEST_FREE_BIT = 59;

    private TableWalkFields() {}

    /**
     * Adds cacheability and shareability of table walks.
     *
     * @param of what is walked, {@code " of the lower range"}, or nothing
     */
    static void addMemory(RegisterLayout.Builder layout, BitField inner, BitField outer, BitField share, String of) {
        addCacheability(layout, inner, "Inner", of);
        addCacheability(layout, outer, "Outer", of);
        layout.field(
                share,
                "Shareability of table walks" + of,
                "Non-shareable",
                NamedValues.RESERVED,
                "Outer Shareable",
                "Inner Shareable");
    }

    private static void addCacheability(RegisterLayout.Builder layout, BitField field, String which, String of) {
        layout.field(
                field,
                which + " cacheability of table walks" + of,
                "Non-cacheable",
                "Write-Back, read-allocate, write-allocate",
                "Write-Through, read-allocate, no write-allocate",
                "Write-Back, read-allocate, no write-allocate");
    }

    /**
     * Adds the four permissions for hardware to use bits 59 to 62 of descriptors (FEAT_HPDS2).
     *
     * @param of whose descriptors, {@code " of the lower range"}, or nothing
     * @param allowed what the value 1 says
     */
    static void addHardwareUse(RegisterLayout.Builder layout, String of, String allowed, BitField... use) {
        for (int i = 0; i < use.length; i++) {
            layout.field(
                    use[i],
                    "Use of bit " + (LOWEST_FREE_BIT + i) + " of descriptors" + of
                            + " by hardware, IMPLEMENTATION DEFINED",
                    "not allowed",
                    allowed);
        }
    }
}

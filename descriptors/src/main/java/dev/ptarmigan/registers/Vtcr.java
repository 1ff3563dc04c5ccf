package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * Translation control of stage 2: VTCR_EL2, and VSTCR_EL2, which repeats a few of its fields for the Secure intermediate
 * physical address space and leaves the rest to VTCR_EL2.
 *
 * @param word the register's 64 bits
 */
public record Vtcr(long word) {
    // spotless:off
    public static final BitField T0SZ         = bits("T0SZ", 5, 0);
    public static final BitField SL0          = bits("SL0", 7, 6);
    public static final BitField IRGN0        = bits("IRGN0", 9, 8);
    public static final BitField ORGN0        = bits("ORGN0", 11, 10);
    public static final BitField SH0          = bits("SH0", 13, 12);
    public static final BitField TG0          = bits("TG0", 15, 14);
    public static final BitField PS           = bits("PS", 18, 16);
    public static final BitField VS           = bit("VS", 19);
    public static final BitField HA           = bit("HA", 21);
    public static final BitField HD           = bit("HD", 22);
    public static final BitField HWU59        = bit("HWU59", 25);
    public static final BitField HWU60        = bit("HWU60", 26);
    public static final BitField HWU61        = bit("HWU61", 27);
    public static final BitField HWU62        = bit("HWU62", 28);
    public static final BitField NSW          = bit("NSW", 29);
    public static final BitField NSA          = bit("NSA", 30);
    public static final BitField DS           = bit("DS", 32);
    public static final BitField SL2          = bit("SL2", 33);
    public static final BitField ASSURED_ONLY = bit("AssuredOnly", 34);
    public static final BitField TL1          = bit("TL1", 35);
    public static final BitField S2PIE        = bit("S2PIE", 36);
    public static final BitField S2POE        = bit("S2POE", 37);
    public static final BitField D128         = bit("D128", 38);
    public static final BitField GCSH         = bit("GCSH", 40);
    public static final BitField TL0          = bit("TL0", 41);
    public static final BitField HAFT         = bit("HAFT", 44);
    public static final BitField HDBSS        = bit("HDBSS", 45);
    // VSTCR_EL2 has these in place of NSW and NSA.
    public static final BitField SW           = bit("SW", 29);
    public static final BitField SA           = bit("SA", 30);
    // spotless:on

    /** T0SZ: an intermediate physical address has 64 - T0SZ bits. */
    public int sizeOffset() {
        return (int) T0SZ.of(word);
    }

    /** log2 of the granule in bytes: 12, 14 or 16; 0 for the reserved encoding of TG0. */
    public int granuleShift() {
        return GranuleField.shiftOfTg0(TG0.of(word));
    }

    /** SL0, the encoded start level; its meaning depends on the granule and on SL2. */
    public int sl0() {
        return (int) SL0.of(word);
    }

    /** SL2: with DS=1 and the 4KB granule, start at level -1. */
    public boolean sl2() {
        return SL2.isSet(word);
    }

    /** PS, the encoded output address size; {@link OutputSize} decodes it. */
    public int ps() {
        return (int) PS.of(word);
    }

    /** VS: the VMID has 16 bits. */
    public boolean vmid16() {
        return VS.isSet(word);
    }

    /** SH0: shareability of table walks, and of the memory itself with DS=1. */
    public int shareability() {
        return (int) SH0.of(word);
    }

    /** HA: hardware sets the access flag. */
    public boolean hardwareAccessFlag() {
        return HA.isSet(word);
    }

    /** HD: hardware manages dirty state; effective only with HA. */
    public boolean hardwareDirtyState() {
        return HD.isSet(word);
    }

    /** DS: 52-bit descriptors for the 4KB and 16KB granules (FEAT_LPA2). */
    public boolean ds() {
        return DS.isSet(word);
    }

    /** S2PIE: permissions come from S2PIR_EL2. */
    public boolean indirectPermissions() {
        return S2PIE.isSet(word);
    }

    /** S2POE: permissions are restricted by S2POR_EL1. */
    public boolean permissionOverlay() {
        return S2POE.isSet(word);
    }

    /** D128: descriptors have 128 bits. */
    public boolean d128() {
        return D128.isSet(word);
    }

    /** HAFT: hardware sets the access flag of table descriptors; effective only with HA. */
    public boolean hardwareTableAccessFlag() {
        return HAFT.isSet(word);
    }
}

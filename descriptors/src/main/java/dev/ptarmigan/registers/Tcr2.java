package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;

import dev.ptarmigan.bits.BitField;

/**
 * Extended translation control: TCR2_EL1 and TCR2_EL2. A walk treats TCR2_EL1 as zero while HCRX_EL2.TCR2En or
 * SCR_EL3.TCR2En is 0, and TCR2_EL2 while SCR_EL3.TCR2En is 0; that is for whoever prepares the walk.
 *
 * @param word the register's 64 bits
 */
public record Tcr2(long word) {
    // spotless:off
    public static final BitField PNCH   = bit("PnCH", 0);
    public static final BitField PIE    = bit("PIE", 1);
    public static final BitField E0POE  = bit("E0POE", 2);
    public static final BitField POE    = bit("POE", 3);
    public static final BitField AIE    = bit("AIE", 4);
    public static final BitField D128   = bit("D128", 5);
    public static final BitField PTTWI  = bit("PTTWI", 10);
    public static final BitField HAFT   = bit("HAFT", 11);
    public static final BitField AMEC0  = bit("AMEC0", 12);
    public static final BitField AMEC1  = bit("AMEC1", 13);
    public static final BitField DISCH0 = bit("DisCH0", 14);
    public static final BitField DISCH1 = bit("DisCH1", 15);
    public static final BitField A2     = bit("A2", 16);
    public static final BitField FNG0   = bit("FNG0", 17);
    public static final BitField FNG1   = bit("FNG1", 18);
    public static final BitField FNGNA0 = bit("FNGNA0", 20);
    public static final BitField FNGNA1 = bit("FNGNA1", 21);
    // spotless:on

    /** PIE: permissions come from PIR and PIRE0. */
    public boolean indirectPermissions() {
        return PIE.isSet(word);
    }

    /** POE: privileged accesses are restricted by the overlay of POR_ELx. */
    public boolean permissionOverlay() {
        return POE.isSet(word);
    }

    /** E0POE: unprivileged accesses are restricted by the overlay of POR_EL0. */
    public boolean unprivilegedOverlay() {
        return E0POE.isSet(word);
    }

    /** AIE: AttrIndx has four bits, and MAIR2 is used. */
    public boolean extendedAttributeIndex() {
        return AIE.isSet(word);
    }

    /** D128: descriptors have 128 bits. */
    public boolean d128() {
        return D128.isSet(word);
    }

    /** PnCH: bit 52 of a 64-bit leaf is Protected, not Contiguous. */
    public boolean protectedNotContiguous() {
        return PNCH.isSet(word);
    }

    /** HAFT: hardware sets the access flag of table descriptors; effective only with TCR.HA. */
    public boolean hardwareTableAccessFlag() {
        return HAFT.isSet(word);
    }

    /** DisCHx: the Contiguous bit of the start table's 128-bit descriptors is ignored. */
    public boolean contiguousDisabled(boolean upper) {
        return (upper ? DISCH1 : DISCH0).isSet(word);
    }

    /** AMECx: a leaf of this range may set AMEC (EL2 in Realm state). */
    public boolean alternateMecAllowed(boolean upper) {
        return (upper ? AMEC1 : AMEC0).isSet(word);
    }

    /** A2: each range uses the ASID of its own table base register. */
    public boolean twoAsids() {
        return A2.isSet(word);
    }

    /** FNGx: all translations of this range are non-global. */
    public boolean forcedNonGlobal(boolean upper) {
        return (upper ? FNG1 : FNG0).isSet(word);
    }
}

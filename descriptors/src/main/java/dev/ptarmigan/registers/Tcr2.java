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

    /** The table of TCR2_EL1. */
    static RegisterLayout layoutEl1() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.TCR2_EL1);
        anyRegime(layout);
        twoRanges(layout);
        return layout.field(FNGNA0, "Forces translations of the lower range to be non-global, beside FNG0", "off", "on")
                .field(FNGNA1, "Forces translations of the upper range to be non-global, beside FNG1", "off", "on")
                .build();
    }

    /** The table of TCR2_EL2. */
    static RegisterLayout layoutEl2(boolean e2h) {
        RegisterLayout.Builder layout =
                RegisterLayout.of(Register.TCR2_EL2, e2h ? "HCR_EL2.E2H=1" : "HCR_EL2.E2H=0", 64);
        anyRegime(layout);
        layout.field(AMEC0, "AMEC=1 in a leaf of the lower range, in Realm state", "Translation fault", "allowed");
        if (e2h) {
            twoRanges(layout);
            layout.field(AMEC1, "AMEC=1 in a leaf of the upper range, in Realm state", "Translation fault", "allowed");
        }
        return layout.build();
    }

    private static void anyRegime(RegisterLayout.Builder layout) {
        layout.field(PNCH, "Bit 52 of a 64-bit leaf descriptor", "Contiguous", "Protected")
                .field(PIE, "Permissions", "in descriptors", "by PIIndex from PIR and PIRE0")
                .field(POE, "Permission overlay of privileged accesses", "off", "on")
                .field(AIE, "Memory attribute index", "3 bits, MAIR", "4 bits, MAIR and MAIR2")
                .field(PTTWI, "Writes of RCWS instructions", "are coherent", "may have the Reduced Coherence property")
                .field(
                        HAFT,
                        "Hardware setting of the access flag of table descriptors, effective with HA=1",
                        "off",
                        "on");
    }

    private static void twoRanges(RegisterLayout.Builder layout) {
        layout.field(E0POE, "Permission overlay of unprivileged accesses, from POR_EL0", "off", "on")
                .field(D128, "Descriptor size", "64 bits", "128 bits")
                .field(DISCH0, "Contiguous bit in the lower start table, with 128-bit descriptors", "used", "ignored")
                .field(DISCH1, "Contiguous bit in the upper start table, with 128-bit descriptors", "used", "ignored")
                .field(A2, "ASID of a range", "the one TCR.A1 selects", "that of the range's own table base")
                .field(FNG0, "Translations of the lower range", "global by nG", "all non-global")
                .field(FNG1, "Translations of the upper range", "global by nG", "all non-global");
    }
}

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

    private static final String[] START_LEVELS = {
        "4KB: level 2; 16KB: level 3; 64KB: level 3",
        "4KB: level 1; 16KB: level 2; 64KB: level 2",
        "4KB: level 0; 16KB: level 1; 64KB: level 1",
        "4KB: level 3 (FEAT_TTST); 16KB: level 0 (DS=1); 64KB: reserved"
    };

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

    /** The table of VTCR_EL2. */
    static RegisterLayout layout() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.VTCR_EL2);
        TableWalkFields.addMemory(layout, IRGN0, ORGN0, SH0, "");
        TableWalkFields.addHardwareUse(layout, "", "allowed", HWU59, HWU60, HWU61, HWU62);
        return layout.field(T0SZ, "Size offset of the intermediate physical address", ValueFormat.IPA_RANGE)
                .field(SL0, "Start level, by granule", START_LEVELS)
                .field(TG0, "Granule", "4KB", "64KB", "16KB")
                .field(PS, "Output address size", ValueFormat.OUTPUT_SIZE)
                .field(VS, "VMID size", "8 bits", "16 bits")
                .field(HA, "Hardware setting of the access flag", "off", "on")
                .field(HD, "Hardware management of dirty state, effective with HA=1", "off", "on")
                .field(
                        NSW,
                        "Stage 2 tables of Secure EL1&0's Non-secure IPA space",
                        "are in Secure memory",
                        "are in Non-secure memory")
                .field(NSA, "Output of Secure EL1&0's Non-secure IPA space", "Secure memory", "Non-secure memory")
                .res1(31, 31)
                .field(
                        DS,
                        "52-bit output addresses and shareability from SH0, for the 4KB and 16KB granules",
                        "off",
                        "on")
                .field(SL2, "Start level -1 for the 4KB granule with DS=1", "as SL0 says", "level -1")
                .field(ASSURED_ONLY, "Bit 58 of a 64-bit leaf descriptor", "software's", "AssuredOnly")
                .field(
                        TL1,
                        "Only pages with TopLevel1 may hold the start table of the upper range",
                        "not checked",
                        "checked")
                .field(S2PIE, "Permissions", "in descriptors", "by S2PIIndex from S2PIR_EL2")
                .field(S2POE, "Permission overlay from S2POR_EL1, with S2PIE=1", "off", "on")
                .field(D128, "Descriptor size", "64 bits", "128 bits")
                .field(GCSH, "Guarded control stack accesses outside Assured translations", "allowed", "refused")
                .field(
                        TL0,
                        "Only pages with TopLevel0 may hold the start table of the lower range",
                        "not checked",
                        "checked")
                .field(
                        HAFT,
                        "Hardware setting of the access flag of table descriptors, effective with HA=1",
                        "off",
                        "on")
                .field(HDBSS, "Hardware dirty state tracking structure", "off", "on")
                .build();
    }

    /** The table of VSTCR_EL2. */
    static RegisterLayout secureLayout() {
        return RegisterLayout.of(Register.VSTCR_EL2)
                .field(T0SZ, "Size offset of the Secure intermediate physical address", ValueFormat.IPA_RANGE)
                .field(SL0, "Start level, by granule", START_LEVELS)
                .field(TG0, "Granule", "4KB", "64KB", "16KB")
                .field(SW, "Stage 2 tables of the Secure IPA space", "are in Secure memory", "are in Non-secure memory")
                .field(SA, "Output of the Secure IPA space", "Secure memory", "Non-secure memory")
                .res1(31, 31)
                .field(SL2, "Start level -1 for the 4KB granule with VTCR_EL2.DS=1", "as SL0 says", "level -1")
                .build();
    }
}

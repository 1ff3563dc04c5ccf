package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * Translation control of a regime with one address range: TCR_EL3, and TCR_EL2 while HCR_EL2.E2H is 0.
 *
 * <p>In TCR_EL2 the fields from PnCH upwards are RES0; their counterparts are in TCR2_EL2.
 *
 * @param word the register's 64 bits
 */
public record TcrOneRange(long word) {
    // spotless:off
    public static final BitField T0SZ   = bits("T0SZ", 5, 0);
    public static final BitField IRGN0  = bits("IRGN0", 9, 8);
    public static final BitField ORGN0  = bits("ORGN0", 11, 10);
    public static final BitField SH0    = bits("SH0", 13, 12);
    public static final BitField TG0    = bits("TG0", 15, 14);
    public static final BitField PS     = bits("PS", 18, 16);
    public static final BitField TBI    = bit("TBI", 20);
    public static final BitField HA     = bit("HA", 21);
    public static final BitField HD     = bit("HD", 22);
    public static final BitField HPD    = bit("HPD", 24);
    public static final BitField HWU59  = bit("HWU59", 25);
    public static final BitField HWU60  = bit("HWU60", 26);
    public static final BitField HWU61  = bit("HWU61", 27);
    public static final BitField HWU62  = bit("HWU62", 28);
    public static final BitField TBID   = bit("TBID", 29);
    public static final BitField TCMA   = bit("TCMA", 30);
    public static final BitField DS     = bit("DS", 32);
    public static final BitField MTX    = bit("MTX", 33);
    // TCR_EL3 only.
    public static final BitField PNCH   = bit("PnCH", 34);
    public static final BitField PIE    = bit("PIE", 35);
    public static final BitField POE    = bit("POE", 36);
    public static final BitField AIE    = bit("AIE", 37);
    public static final BitField D128   = bit("D128", 38);
    public static final BitField PTTWI  = bit("PTTWI", 41);
    public static final BitField HAFT   = bit("HAFT", 42);
    public static final BitField DISCH0 = bit("DisCH0", 43);
    // spotless:on

    /** T0SZ: an address has 64 - T0SZ bits. */
    public int sizeOffset() {
        return (int) T0SZ.of(word);
    }

    /** log2 of the granule in bytes: 12, 14 or 16; 0 for the reserved encoding of TG0. */
    public int granuleShift() {
        return GranuleField.shiftOfTg0(TG0.of(word));
    }

    /** PS, the encoded output address size; {@link OutputSize} decodes it. */
    public int ps() {
        return (int) PS.of(word);
    }

    /** TBI: bits 63:56 of an address are ignored. */
    public boolean topByteIgnored() {
        return TBI.isSet(word);
    }

    /** TBID: TBI is for data accesses only. */
    public boolean topByteIgnoredForDataOnly() {
        return TBID.isSet(word);
    }

    /** MTX: bits 59:56 hold a tag that is not checked as part of the address. */
    public boolean extendedTagCheck() {
        return MTX.isSet(word);
    }

    /** HPD: the permissions of table descriptors are ignored. */
    public boolean hierarchicalPermissionsDisabled() {
        return HPD.isSet(word);
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

    /** The table of TCR_EL2 with HCR_EL2.E2H=0. */
    static RegisterLayout layoutEl2() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.TCR_EL2, "HCR_EL2.E2H=0", 64);
        commonFields(layout);
        return layout.build();
    }

    /** The table of TCR_EL3. */
    static RegisterLayout layoutEl3() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.TCR_EL3);
        commonFields(layout);
        return layout.field(PNCH, "Bit 52 of a 64-bit leaf descriptor", "Contiguous", "Protected")
                .field(PIE, "Permissions", "in descriptors", "by PIIndex from PIR_EL3")
                .field(POE, "Permission overlay from POR_EL3", "off", "on")
                .field(AIE, "Memory attribute index", "3 bits, MAIR_EL3", "4 bits, MAIR_EL3 and MAIR2_EL3")
                .field(D128, "Descriptor size", "64 bits", "128 bits")
                .field(PTTWI, "Writes of RCWS instructions", "are coherent", "may have the Reduced Coherence property")
                .field(
                        HAFT,
                        "Hardware setting of the access flag of table descriptors, effective with HA=1",
                        "off",
                        "on")
                .field(DISCH0, "Contiguous bit in the start table, with 128-bit descriptors", "used", "ignored")
                .build();
    }

    private static void commonFields(RegisterLayout.Builder layout) {
        TableWalkFields.addMemory(layout, IRGN0, ORGN0, SH0, "");
        TableWalkFields.addHardwareUse(layout, "", "allowed with HPD", HWU59, HWU60, HWU61, HWU62);
        layout.field(T0SZ, "Size offset of the address range", ValueFormat.ONE_RANGE)
                .field(TG0, "Granule", "4KB", "64KB", "16KB")
                .field(PS, "Output address size", ValueFormat.OUTPUT_SIZE)
                .field(TBI, "Top byte of addresses", "checked", "ignored")
                .field(HA, "Hardware setting of the access flag", "off", "on")
                .field(HD, "Hardware management of dirty state, effective with HA=1", "off", "on")
                .res1(23, 23)
                .field(HPD, "Permissions in table descriptors", "applied", "ignored")
                .field(TBID, "What TBI is for", "data and instruction addresses", "data addresses only")
                .field(TCMA, "Accesses with logical tag 0b0000", "checked", "unchecked")
                .res1(31, 31)
                .field(
                        DS,
                        "52-bit output addresses and shareability from SH0, for the 4KB and 16KB granules",
                        "off",
                        "on")
                .field(MTX, "Bits 59:56 of addresses", "part of the address", "a memory tag");
    }
}

package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * Translation control of a regime with two address ranges: TCR_EL1, and TCR_EL2 while HCR_EL2.E2H is 1.
 *
 * <p>Accessors that exist for both ranges take {@code upper}: false for the lower range (TTBR0), true for the upper one
 * (TTBR1).
 *
 * @param word the register's 64 bits
 */
public record Tcr(long word) {
    // spotless:off
    public static final BitField T0SZ   = bits("T0SZ", 5, 0);
    public static final BitField EPD0   = bit("EPD0", 7);
    public static final BitField IRGN0  = bits("IRGN0", 9, 8);
    public static final BitField ORGN0  = bits("ORGN0", 11, 10);
    public static final BitField SH0    = bits("SH0", 13, 12);
    public static final BitField TG0    = bits("TG0", 15, 14);
    public static final BitField T1SZ   = bits("T1SZ", 21, 16);
    public static final BitField A1     = bit("A1", 22);
    public static final BitField EPD1   = bit("EPD1", 23);
    public static final BitField IRGN1  = bits("IRGN1", 25, 24);
    public static final BitField ORGN1  = bits("ORGN1", 27, 26);
    public static final BitField SH1    = bits("SH1", 29, 28);
    public static final BitField TG1    = bits("TG1", 31, 30);
    public static final BitField IPS    = bits("IPS", 34, 32);
    public static final BitField AS     = bit("AS", 36);
    public static final BitField TBI0   = bit("TBI0", 37);
    public static final BitField TBI1   = bit("TBI1", 38);
    public static final BitField HA     = bit("HA", 39);
    public static final BitField HD     = bit("HD", 40);
    public static final BitField HPD0   = bit("HPD0", 41);
    public static final BitField HPD1   = bit("HPD1", 42);
    public static final BitField HWU059 = bit("HWU059", 43);
    public static final BitField HWU060 = bit("HWU060", 44);
    public static final BitField HWU061 = bit("HWU061", 45);
    public static final BitField HWU062 = bit("HWU062", 46);
    public static final BitField HWU159 = bit("HWU159", 47);
    public static final BitField HWU160 = bit("HWU160", 48);
    public static final BitField HWU161 = bit("HWU161", 49);
    public static final BitField HWU162 = bit("HWU162", 50);
    public static final BitField TBID0  = bit("TBID0", 51);
    public static final BitField TBID1  = bit("TBID1", 52);
    public static final BitField NFD0   = bit("NFD0", 53);
    public static final BitField NFD1   = bit("NFD1", 54);
    public static final BitField E0PD0  = bit("E0PD0", 55);
    public static final BitField E0PD1  = bit("E0PD1", 56);
    public static final BitField TCMA0  = bit("TCMA0", 57);
    public static final BitField TCMA1  = bit("TCMA1", 58);
    public static final BitField DS     = bit("DS", 59);
    public static final BitField MTX0   = bit("MTX0", 60);
    public static final BitField MTX1   = bit("MTX1", 61);
    // spotless:on

    /** TxSZ: the range has 64 - TxSZ address bits. */
    public int sizeOffset(boolean upper) {
        return (int) (upper ? T1SZ : T0SZ).of(word);
    }

    /** log2 of the range's granule in bytes: 12, 14 or 16; 0 for the reserved encoding of TG0 or TG1. */
    public int granuleShift(boolean upper) {
        return upper ? GranuleField.shiftOfTg1(TG1.of(word)) : GranuleField.shiftOfTg0(TG0.of(word));
    }

    /** IPS, the encoded output address size; {@link OutputSize} decodes it. */
    public int ips() {
        return (int) IPS.of(word);
    }

    /** EPDx: a walk of this range on a TLB miss is a Translation fault. */
    public boolean walkDisabled(boolean upper) {
        return (upper ? EPD1 : EPD0).isSet(word);
    }

    /** E0PDx: unprivileged accesses to this range fault. */
    public boolean unprivilegedFaults(boolean upper) {
        return (upper ? E0PD1 : E0PD0).isSet(word);
    }

    /** NFDx: unprivileged non-fault SVE accesses to this range fault without a walk. */
    public boolean nonFaultDisabled(boolean upper) {
        return (upper ? NFD1 : NFD0).isSet(word);
    }

    /** TBIx: bits 63:56 of an address in this range are ignored. */
    public boolean topByteIgnored(boolean upper) {
        return (upper ? TBI1 : TBI0).isSet(word);
    }

    /** TBIDx: TBIx is for data accesses only. */
    public boolean topByteIgnoredForDataOnly(boolean upper) {
        return (upper ? TBID1 : TBID0).isSet(word);
    }

    /** MTXx: bits 59:56 hold a tag that is not checked as part of the address. */
    public boolean extendedTagCheck(boolean upper) {
        return (upper ? MTX1 : MTX0).isSet(word);
    }

    /** TCMAx: accesses with logical tag 0 (lower range) or 15 (upper range) are unchecked. */
    public boolean tagCheckMatchAll(boolean upper) {
        return (upper ? TCMA1 : TCMA0).isSet(word);
    }

    /** HPDx: APTable, UXNTable and PXNTable are ignored. */
    public boolean hierarchicalPermissionsDisabled(boolean upper) {
        return (upper ? HPD1 : HPD0).isSet(word);
    }

    /** SHx: shareability of table walks, and of the memory itself with DS=1. */
    public int shareability(boolean upper) {
        return (int) (upper ? SH1 : SH0).of(word);
    }

    /** A1: the ASID comes from TTBR1. */
    public boolean asidFromUpper() {
        return A1.isSet(word);
    }

    /** AS: the ASID has 16 bits. */
    public boolean asid16() {
        return AS.isSet(word);
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

    /** The table of TCR_EL1, or of TCR_EL2 with HCR_EL2.E2H=1. */
    static RegisterLayout layout(Register register, String condition) {
        RegisterLayout.Builder layout = RegisterLayout.of(register, condition, 64);
        lowerRange(layout);
        upperRange(layout);
        return layout.field(IPS, "Output address size", ValueFormat.OUTPUT_SIZE)
                .field(A1, "Which table base register holds the ASID", "TTBR0", "TTBR1")
                .field(AS, "ASID size", "8 bits", "16 bits")
                .field(HA, "Hardware setting of the access flag", "off", "on")
                .field(HD, "Hardware management of dirty state, effective with HA=1", "off", "on")
                .field(
                        DS,
                        "52-bit output addresses and shareability from SH0 and SH1, for the 4KB and 16KB granules",
                        "off",
                        "on")
                .build();
    }

    private static void lowerRange(RegisterLayout.Builder layout) {
        TableWalkFields.addMemory(layout, IRGN0, ORGN0, SH0, " of the lower range");
        TableWalkFields.addHardwareUse(
                layout, " of the lower range", "allowed with HPD", HWU059, HWU060, HWU061, HWU062);
        layout.field(T0SZ, "Size offset of the lower range", ValueFormat.LOWER_RANGE)
                .field(EPD0, "A TLB miss in the lower range", "is walked", "is a Translation fault")
                .field(TG0, "Granule of the lower range", "4KB", "64KB", "16KB")
                .field(TBI0, "Top byte of addresses of the lower range", "checked", "ignored")
                .field(HPD0, "Permissions in table descriptors of the lower range", "applied", "ignored")
                .field(TBID0, "What TBI0 is for", "data and instruction addresses", "data addresses only")
                .field(NFD0, "Non-fault unprivileged accesses that miss, in the lower range", "are walked", "fault")
                .field(E0PD0, "Unprivileged accesses to the lower range", "are allowed", "are Translation faults")
                .field(TCMA0, "Accesses with logical tag 0b0000 in the lower range", "checked", "unchecked")
                .field(MTX0, "Bits 59:56 of addresses of the lower range", "part of the address", "a memory tag");
    }

    private static void upperRange(RegisterLayout.Builder layout) {
        TableWalkFields.addMemory(layout, IRGN1, ORGN1, SH1, " of the upper range");
        TableWalkFields.addHardwareUse(
                layout, " of the upper range", "allowed with HPD", HWU159, HWU160, HWU161, HWU162);
        layout.field(T1SZ, "Size offset of the upper range", ValueFormat.UPPER_RANGE)
                .field(EPD1, "A TLB miss in the upper range", "is walked", "is a Translation fault")
                .field(TG1, "Granule of the upper range", NamedValues.RESERVED, "16KB", "4KB", "64KB")
                .field(TBI1, "Top byte of addresses of the upper range", "checked", "ignored")
                .field(HPD1, "Permissions in table descriptors of the upper range", "applied", "ignored")
                .field(TBID1, "What TBI1 is for", "data and instruction addresses", "data addresses only")
                .field(NFD1, "Non-fault unprivileged accesses that miss, in the upper range", "are walked", "fault")
                .field(E0PD1, "Unprivileged accesses to the upper range", "are allowed", "are Translation faults")
                .field(TCMA1, "Accesses with logical tag 0b1111 in the upper range", "checked", "unchecked")
                .field(MTX1, "Bits 59:56 of addresses of the upper range", "part of the address", "a memory tag");
    }
}

package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64MMFR1_EL1: hardware management of AF and dirty state, VMID size, PAN, XNX. Values without a name are reserved. */
public final class IdAa64Mmfr1 {
    // spotless:off
    public static final BitField HAFDBS   = bits("HAFDBS", 3, 0);
    public static final BitField VMIDBITS = bits("VMIDBits", 7, 4);
    public static final BitField VH       = bits("VH", 11, 8);
    public static final BitField HPDS     = bits("HPDS", 15, 12);
    public static final BitField LO       = bits("LO", 19, 16);
    public static final BitField PAN      = bits("PAN", 23, 20);
    public static final BitField SPECSEI  = bits("SpecSEI", 27, 24);
    public static final BitField XNX      = bits("XNX", 31, 28);
    public static final BitField TWED     = bits("TWED", 35, 32);
    public static final BitField ETS      = bits("ETS", 39, 36);
    public static final BitField HCX      = bits("HCX", 43, 40);
    public static final BitField AFP      = bits("AFP", 47, 44);
    public static final BitField NTLBPA   = bits("nTLBPA", 51, 48);
    public static final BitField TIDCP1   = bits("TIDCP1", 55, 52);
    public static final BitField CMOW     = bits("CMOW", 59, 56);
    public static final BitField ECBHB    = bits("ECBHB", 63, 60);
    // spotless:on

    private IdAa64Mmfr1() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64MMFR1_EL1)
                .field(
                        HAFDBS,
                        "Hardware updates of the access flag and dirty state",
                        "not implemented",
                        "access flag, FEAT_HAFDBS",
                        "access flag and dirty state, FEAT_HAFDBS",
                        "access flag, also of table descriptors, and dirty state, FEAT_HAFT",
                        "as 3, and the dirty state tracking structure, FEAT_HDBSS")
                .field(VMIDBITS, "VMID size", "8 bits", NamedValues.RESERVED, "16 bits, FEAT_VMID16")
                .field(VH, "Virtualization host extensions", "not implemented", "FEAT_VHE")
                .field(HPDS, "Disabling of hierarchical permissions", "not implemented", "FEAT_HPDS", "FEAT_HPDS2")
                .field(LO, "Limited ordering regions", "not implemented", "FEAT_LOR")
                .field(PAN, "Privileged access never", "not implemented", "FEAT_PAN", "FEAT_PAN2", "FEAT_PAN3")
                .field(SPECSEI, "SError from speculative reads", "never", "possible")
                .field(XNX, "Execute-never for EL1 and EL0 separately at stage 2", "not implemented", "FEAT_XNX")
                .field(TWED, "Delayed trapping of WFE", "not implemented", "FEAT_TWED")
                .field(
                        ETS,
                        "Enhanced translation synchronization",
                        "not implemented",
                        "not implemented",
                        "FEAT_ETS2",
                        "FEAT_ETS3")
                .field(HCX, "HCRX_EL2", "not implemented", "FEAT_HCX")
                .field(AFP, "Alternate floating-point behaviour", "not implemented", "FEAT_AFP")
                .field(
                        NTLBPA,
                        "Intermediate caching of translation walks",
                        "may include non-coherent copies",
                        "does not, FEAT_nTLBPA")
                .field(TIDCP1, "Traps of IMPLEMENTATION DEFINED functionality at EL0", "not implemented", "FEAT_TIDCP1")
                .field(CMOW, "Write permission for cache maintenance", "not implemented", "FEAT_CMOW")
                .field(ECBHB, "Branch history isolation between exception levels", "not stated", "FEAT_ECBHB")
                .build();
    }
}

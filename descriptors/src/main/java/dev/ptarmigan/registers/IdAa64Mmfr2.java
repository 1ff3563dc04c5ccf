package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64MMFR2_EL1: large addresses, small tables, break-before-make level, E0PD. Values without a name are reserved. */
public final class IdAa64Mmfr2 {
    // spotless:off
    public static final BitField CNP     = bits("CnP", 3, 0);
    public static final BitField UAO     = bits("UAO", 7, 4);
    public static final BitField LSM     = bits("LSM", 11, 8);
    public static final BitField IESB    = bits("IESB", 15, 12);
    public static final BitField VARANGE = bits("VARange", 19, 16);
    public static final BitField CCIDX   = bits("CCIDX", 23, 20);
    public static final BitField NV      = bits("NV", 27, 24);
    public static final BitField ST      = bits("ST", 31, 28);
    public static final BitField AT      = bits("AT", 35, 32);
    public static final BitField IDS     = bits("IDS", 39, 36);
    public static final BitField FWB     = bits("FWB", 43, 40);
    public static final BitField TTL     = bits("TTL", 51, 48);
    public static final BitField BBM     = bits("BBM", 55, 52);
    public static final BitField EVT     = bits("EVT", 59, 56);
    public static final BitField E0PD    = bits("E0PD", 63, 60);
    // spotless:on

    private IdAa64Mmfr2() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64MMFR2_EL1)
                .field(CNP, "Common not Private translations", "not implemented", "FEAT_TTCNP")
                .field(UAO, "User access override", "not implemented", "FEAT_UAO")
                .field(LSM, "LSMAOE and nTLSMD", "not implemented", "FEAT_LSMAOC")
                .field(IESB, "Implicit error synchronization", "not implemented", "FEAT_IESB")
                .field(
                        VARANGE,
                        "Virtual address size",
                        "48 bits",
                        "52 bits with the 64KB granule, FEAT_LVA",
                        "56 bits, FEAT_LVA3")
                .field(CCIDX, "Format of CCSIDR_EL1", "32 bits", "64 bits, FEAT_CCIDX")
                .field(NV, "Nested virtualization", "not implemented", "FEAT_NV", "FEAT_NV2")
                .field(ST, "Small translation tables", "not implemented", "FEAT_TTST")
                .field(AT, "Unaligned single-copy atomicity", "not implemented", "FEAT_LSE2")
                .field(
                        IDS,
                        "Exception class of trapped ID register reads",
                        "0x00",
                        "0x18, FEAT_IDST",
                        "0x18 and more reads trapped, FEAT_IDTE3")
                .field(FWB, "Stage 2 forced Write-Back", "not implemented", "FEAT_S2FWB")
                .field(TTL, "Level hint in TLB maintenance by address", "not implemented", "FEAT_TTL")
                .field(
                        BBM,
                        "Change of block size without break-before-make",
                        "FEAT_BBM level 0",
                        "FEAT_BBM level 1",
                        "FEAT_BBM level 2")
                .field(
                        EVT,
                        "Enhanced virtualization traps",
                        "not implemented",
                        "FEAT_EVT without the TTLB traps",
                        "FEAT_EVT")
                .field(E0PD, "Prevention of EL0 access to half of the addresses", "not implemented", "FEAT_E0PD")
                .build();
    }
}

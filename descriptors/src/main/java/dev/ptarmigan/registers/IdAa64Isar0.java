package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64ISAR0_EL1: atomics, TLB range and outer shareable instructions. Values without a name are reserved. */
public final class IdAa64Isar0 {
    // spotless:off
    public static final BitField AES    = bits("AES", 7, 4);
    public static final BitField SHA1   = bits("SHA1", 11, 8);
    public static final BitField SHA2   = bits("SHA2", 15, 12);
    public static final BitField CRC32  = bits("CRC32", 19, 16);
    public static final BitField ATOMIC = bits("Atomic", 23, 20);
    public static final BitField TME    = bits("TME", 27, 24);
    public static final BitField RDM    = bits("RDM", 31, 28);
    public static final BitField SHA3   = bits("SHA3", 35, 32);
    public static final BitField SM3    = bits("SM3", 39, 36);
    public static final BitField SM4    = bits("SM4", 43, 40);
    public static final BitField DP     = bits("DP", 47, 44);
    public static final BitField FHM    = bits("FHM", 51, 48);
    public static final BitField TS     = bits("TS", 55, 52);
    public static final BitField TLB    = bits("TLB", 59, 56);
    public static final BitField RNDR   = bits("RNDR", 63, 60);
    // spotless:on

    private IdAa64Isar0() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64ISAR0_EL1)
                .field(AES, "AES instructions", "not implemented", "FEAT_AES", "FEAT_AES and FEAT_PMULL")
                .field(SHA1, "SHA1 instructions", "not implemented", "FEAT_SHA1")
                .field(SHA2, "SHA2 instructions", "not implemented", "FEAT_SHA256", "FEAT_SHA512")
                .field(CRC32, "CRC32 instructions", "not implemented", "FEAT_CRC32")
                .field(
                        ATOMIC,
                        "Atomic instructions",
                        "not implemented",
                        NamedValues.RESERVED,
                        "FEAT_LSE",
                        "FEAT_LSE128")
                .field(TME, "Transactional memory", "not implemented", "FEAT_TME")
                .field(RDM, "Rounding doubling multiply accumulate", "not implemented", "FEAT_RDM")
                .field(SHA3, "SHA3 instructions", "not implemented", "FEAT_SHA3")
                .field(SM3, "SM3 instructions", "not implemented", "FEAT_SM3")
                .field(SM4, "SM4 instructions", "not implemented", "FEAT_SM4")
                .field(DP, "Dot product instructions", "not implemented", "FEAT_DotProd")
                .field(FHM, "FMLAL and FMLSL", "not implemented", "FEAT_FHM")
                .field(TS, "Flag manipulation", "not implemented", "FEAT_FlagM", "FEAT_FlagM2")
                .field(
                        TLB,
                        "TLB maintenance of ranges and of the Outer Shareable domain",
                        "not implemented",
                        "Outer Shareable, FEAT_TLBIOS",
                        "Outer Shareable and ranges, FEAT_TLBIRANGE")
                .field(RNDR, "Random numbers", "not implemented", "FEAT_RNG")
                .build();
    }
}

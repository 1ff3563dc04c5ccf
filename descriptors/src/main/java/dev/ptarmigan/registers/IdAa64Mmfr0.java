package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Fields of ID_AA64MMFR0_EL1: address size, granules, ASID size. Values without a name are reserved. */
public final class IdAa64Mmfr0 {
    // spotless:off
    public static final BitField PARANGE   = bits("PARange", 3, 0);
    public static final BitField ASIDBITS  = bits("ASIDBits", 7, 4);
    public static final BitField BIGEND    = bits("BigEnd", 11, 8);
    public static final BitField SNSMEM    = bits("SNSMem", 15, 12);
    public static final BitField BIGENDEL0 = bits("BigEndEL0", 19, 16);
    public static final BitField TGRAN16   = bits("TGran16", 23, 20);
    public static final BitField TGRAN64   = bits("TGran64", 27, 24);
    public static final BitField TGRAN4    = bits("TGran4", 31, 28);
    public static final BitField TGRAN16_2 = bits("TGran16_2", 35, 32);
    public static final BitField TGRAN64_2 = bits("TGran64_2", 39, 36);
    public static final BitField TGRAN4_2  = bits("TGran4_2", 43, 40);
    public static final BitField EXS       = bits("ExS", 47, 44);
    public static final BitField FGT       = bits("FGT", 59, 56);
    public static final BitField ECV       = bits("ECV", 63, 60);
    // spotless:on

    private IdAa64Mmfr0() {}

    static RegisterLayout layout() {
        return RegisterLayout.of(Register.ID_AA64MMFR0_EL1)
                .field(
                        PARANGE,
                        "Physical address size",
                        "32 bits (4G)",
                        "36 bits (64G)",
                        "40 bits (1T)",
                        "42 bits (4T)",
                        "44 bits (16T)",
                        "48 bits (256T)",
                        "52 bits (4P), FEAT_LPA",
                        "56 bits (64P), FEAT_D128")
                .field(ASIDBITS, "ASID size", "8 bits", NamedValues.RESERVED, "16 bits")
                .field(BIGEND, "Mixed endianness above EL0", "not implemented", "implemented, FEAT_MixedEnd")
                .field(SNSMEM, "Distinction of Secure and Non-secure memory", "not implemented", "implemented")
                .field(BIGENDEL0, "Mixed endianness at EL0 only", "not implemented", "implemented, FEAT_MixedEndEL0")
                .field(
                        TGRAN16,
                        "16KB granule at stage 1",
                        "not implemented",
                        "implemented",
                        "52-bit addresses, FEAT_LPA2")
                .field(
                        TGRAN64,
                        "64KB granule at stage 1",
                        NamedValues.of(new String[] {"implemented"}, "0xf=not implemented"))
                .field(
                        TGRAN4,
                        "4KB granule at stage 1",
                        NamedValues.of(
                                new String[] {"implemented", "52-bit addresses, FEAT_LPA2"}, "0xf=not implemented"))
                .field(
                        TGRAN16_2,
                        "16KB granule at stage 2",
                        "as TGran16 says",
                        "not implemented",
                        "implemented",
                        "52-bit addresses, FEAT_LPA2")
                .field(TGRAN64_2, "64KB granule at stage 2", "as TGran64 says", "not implemented", "implemented")
                .field(
                        TGRAN4_2,
                        "4KB granule at stage 2",
                        "as TGran4 says",
                        "not implemented",
                        "implemented",
                        "52-bit addresses, FEAT_LPA2")
                .field(EXS, "Exceptions that do not synchronize context", "not implemented", "FEAT_ExS")
                .field(FGT, "Fine-grained traps", "not implemented", "FEAT_FGT", "FEAT_FGT2")
                .field(
                        ECV,
                        "Enhanced counter virtualization",
                        "not implemented",
                        "FEAT_ECV",
                        "FEAT_ECV with CNTPOFF_EL2")
                .build();
    }
}

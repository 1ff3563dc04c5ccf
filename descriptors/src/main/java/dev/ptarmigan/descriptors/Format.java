package dev.ptarmigan.descriptors;

/** How a descriptor holds an output address, which is what tells the translation table formats apart. */
public enum Format {
    /** VMSAv8-64 with output addresses of up to 48 bits. Every granule. */
    VMSA64("VMSAv8-64, 48-bit addresses", "48", 3, 48),
    /** VMSAv8-64, 64KB granule, FEAT_LPA: OA[51:48] in bits 15:12. */
    VMSA64_LPA("VMSAv8-64, 64KB with FEAT_LPA, 52-bit addresses", "lpa", 3, 52),
    /** VMSAv8-64, 4KB and 16KB granules, FEAT_LPA2 with TCR.DS (VTCR.DS) = 1: OA[51:50] in bits 9:8. */
    VMSA64_LPA2("VMSAv8-64, FEAT_LPA2 (DS=1), 52-bit addresses", "lpa2", 3, 52),
    /** VMSAv9-128 (FEAT_D128): 128-bit descriptors, output addresses of up to 56 bits. Every granule. */
    VMSA128("VMSAv9-128, 56-bit addresses", "d128", 4, 56);

    private final String description;
    private final String token;
    private final int descriptorShift;
    private final int addressBits;

    Format(String description, String token, int descriptorShift, int addressBits) {
        this.description = description;
        this.token = token;
        this.descriptorShift = descriptorShift;
        this.addressBits = addressBits;
    }

    /** What people call it. */
    public String description() {
        return description;
    }

    /** A short lower-case name for options and machine-readable output: 48, lpa, lpa2, d128. */
    public String token() {
        return token;
    }

    /** Binary logarithm of the descriptor size in bytes: 3, or 4 for VMSAv9-128. */
    public int descriptorShift() {
        return descriptorShift;
    }

    /** Size of a descriptor in bytes. */
    public int descriptorBytes() {
        return 1 << descriptorShift;
    }

    /** Number of bits of a descriptor: 64 or 128. */
    public int wordBits() {
        return descriptorBytes() * Byte.SIZE;
    }

    /** The widest output address a descriptor can hold, in bits. */
    public int addressBits() {
        return addressBits;
    }

    /** Whether the format exists for the granule. */
    public boolean supports(Granule granule) {
        return switch (this) {
            case VMSA64, VMSA128 -> true;
            case VMSA64_LPA -> granule == Granule.K64;
            case VMSA64_LPA2 -> granule != Granule.K64;
        };
    }

    /** The first level a walk can start at: −1, −2 (VMSAv9-128, 4KB), 0 or 1. */
    public int lowestLevel(Granule granule) {
        return switch (this) {
            case VMSA64 -> granule == Granule.K64 ? 1 : 0;
            case VMSA64_LPA -> 1;
            case VMSA64_LPA2 -> granule == Granule.K4 ? -1 : 0;
            case VMSA128 -> granule == Granule.K4 ? -2 : granule == Granule.K16 ? -1 : 0;
        };
    }

    @Override
    public String toString() {
        return description;
    }
}

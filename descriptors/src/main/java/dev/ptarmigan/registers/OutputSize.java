package dev.ptarmigan.registers;

/** The encoding of an address size in TCR.IPS, TCR.PS, VTCR.PS and ID_AA64MMFR0_EL1.PARange. */
public final class OutputSize {
    private OutputSize() {}

    /**
     * Number of address bits, 32 to 56; 0 for a value that no revision defines.
     *
     * @param encoded the field; 0b111 is 56 bits, which is reserved without FEAT_D128 (PARange: FEAT_LVA3)
     */
    public static int bits(long encoded) {
        return switch ((int) encoded) {
            case 0 -> 32;
            case 1 -> 36;
            case 2 -> 40;
            case 3 -> 42;
            case 4 -> 44;
            case 5 -> 48;
            case 6 -> 52;
            case 7 -> 56;
            default -> 0;
        };
    }

    /**
     * The field's value for a number of address bits.
     *
     * @throws IllegalArgumentException if no encoding has this many
     */
    public static int encode(int bits) {
        return switch (bits) {
            case 32 -> 0;
            case 36 -> 1;
            case 40 -> 2;
            case 42 -> 3;
            case 44 -> 4;
            case 48 -> 5;
            case 52 -> 6;
            case 56 -> 7;
            default -> throw new IllegalArgumentException("no encoding of an address size: bits=" + bits);
        };
    }
}

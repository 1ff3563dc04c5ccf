package dev.ptarmigan.registers;

/** The two encodings of a granule: TG0 (also VTCR_EL2.TG0 and VSTCR_EL2.TG0) and TG1 number the sizes differently. */
final class GranuleField {
    private GranuleField() {}

    /** log2 of the granule, or 0 for the reserved value 0b11. */
    static int shiftOfTg0(long tg0) {
        return switch ((int) tg0) {
            case 0 -> 12;
            case 1 -> 16;
            case 2 -> 14;
            default -> 0;
        };
    }

    /** log2 of the granule, or 0 for the reserved value 0b00. */
    static int shiftOfTg1(long tg1) {
        return switch ((int) tg1) {
            case 1 -> 14;
            case 2 -> 12;
            case 3 -> 16;
            default -> 0;
        };
    }
}

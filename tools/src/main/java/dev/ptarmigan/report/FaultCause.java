package dev.ptarmigan.report;

/**
 * A bit, field or register that made a fault.
 *
 * @param where what holds it: {@code level 3 descriptor at 0x430ee000}, {@code TCR_EL1}, {@code PSTATE}
 * @param field the field's name
 * @param bits its position, {@code 7} or {@code 7:6}; empty where there is none
 * @param value the value it has
 * @param effect what follows, or what another value would change
 */
public record FaultCause(String where, String field, String bits, String value, String effect) {
    /** {@code level 3 descriptor at 0x430ee000: AP[2:1] (bits 7:6) = 0b10; with 0b00 the access is allowed}. */
    public String text() {
        boolean several = bits.contains(":") || bits.contains(",");
        String position = bits.isEmpty() ? "" : (several ? " (bits " : " (bit ") + bits + ")";
        return where + ": " + field + position + " = " + value + "; " + effect;
    }
}

package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;

import dev.ptarmigan.bits.BitField;

/**
 * Extended system control: SCTLR2_EL1, SCTLR2_EL2 and SCTLR2_EL3.
 *
 * @param word the register's 64 bits
 */
public record Sctlr2(long word) {
    // spotless:off
    public static final BitField EMEC      = bit("EMEC", 1);
    public static final BitField NMEA      = bit("NMEA", 2);
    public static final BitField ENADERR   = bit("EnADERR", 3);
    public static final BitField ENANERR   = bit("EnANERR", 4);
    public static final BitField EASE      = bit("EASE", 5);
    public static final BitField ENIDCP128 = bit("EnIDCP128", 6);
    public static final BitField ENPACM    = bit("EnPACM", 7);
    public static final BitField ENPACM0   = bit("EnPACM0", 8);
    public static final BitField CPTA      = bit("CPTA", 9);
    public static final BitField CPTA0     = bit("CPTA0", 10);
    public static final BitField CPTM      = bit("CPTM", 11);
    public static final BitField CPTM0     = bit("CPTM0", 12);
    // spotless:on

    /** EMEC: memory encryption contexts are in use (EL2 and EL3). */
    public boolean memoryEncryptionContexts() {
        return EMEC.isSet(word);
    }
}

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

    private static final String UNDEFINED = "undefined";
    private static final String ENABLED = "enabled";

    /** The table of SCTLR2_EL1, SCTLR2_EL2 or SCTLR2_EL3. */
    static RegisterLayout layout(Register register) {
        RegisterLayout.Builder layout = RegisterLayout.of(register)
                .field(NMEA, "SError at this level while PSTATE.A=1", "masked", "not masked")
                .field(ENADERR, "External aborts on Device reads at this level", "synchronous", "may be asynchronous")
                .field(ENANERR, "External aborts on Normal reads at this level", "synchronous", "may be asynchronous")
                .field(ENPACM, "PACM instruction at this level", UNDEFINED, ENABLED)
                .field(CPTA, "Checked pointer arithmetic for additions at this level", "off", "on")
                .field(CPTM, "Checked pointer arithmetic for multiplications at this level", "off", "on");
        if (register != Register.SCTLR2_EL1) {
            layout.field(EMEC, "Memory encryption contexts", "off", "on");
        }
        if (register != Register.SCTLR2_EL3) {
            layout.field(
                            EASE,
                            "Synchronous External aborts to this level use",
                            "the synchronous vector",
                            "the SError vector")
                    .field(
                            ENIDCP128,
                            "128-bit accesses to IMPLEMENTATION DEFINED registers at EL0",
                            "trapped",
                            "not trapped")
                    .field(ENPACM0, "PACM instruction at EL0", UNDEFINED, ENABLED)
                    .field(CPTA0, "Checked pointer arithmetic for additions at EL0", "off", "on")
                    .field(CPTM0, "Checked pointer arithmetic for multiplications at EL0", "off", "on");
        }
        return layout.build();
    }
}

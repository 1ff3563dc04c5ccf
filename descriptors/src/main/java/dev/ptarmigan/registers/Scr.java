package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * Security configuration, SCR_EL3.
 *
 * @param word the register's 64 bits
 */
public record Scr(long word) {
    // spotless:off
    public static final BitField NS        = bit("NS", 0);
    public static final BitField IRQ       = bit("IRQ", 1);
    public static final BitField FIQ       = bit("FIQ", 2);
    public static final BitField EA        = bit("EA", 3);
    public static final BitField SMD       = bit("SMD", 7);
    public static final BitField HCE       = bit("HCE", 8);
    public static final BitField SIF       = bit("SIF", 9);
    public static final BitField RW        = bit("RW", 10);
    public static final BitField ST        = bit("ST", 11);
    public static final BitField TWI       = bit("TWI", 12);
    public static final BitField TWE       = bit("TWE", 13);
    public static final BitField TLOR      = bit("TLOR", 14);
    public static final BitField TERR      = bit("TERR", 15);
    public static final BitField APK       = bit("APK", 16);
    public static final BitField API       = bit("API", 17);
    public static final BitField EEL2      = bit("EEL2", 18);
    public static final BitField EASE      = bit("EASE", 19);
    public static final BitField NMEA      = bit("NMEA", 20);
    public static final BitField FIEN      = bit("FIEN", 21);
    public static final BitField ENSCXT    = bit("EnSCXT", 25);
    public static final BitField ATA       = bit("ATA", 26);
    public static final BitField FGTEN     = bit("FGTEn", 27);
    public static final BitField ECVEN     = bit("ECVEn", 28);
    public static final BitField TWEDEN    = bit("TWEDEn", 29);
    public static final BitField TWEDEL    = bits("TWEDEL", 33, 30);
    public static final BitField TME       = bit("TME", 34);
    public static final BitField AMVOFFEN  = bit("AMVOFFEN", 35);
    public static final BitField ENAS0     = bit("EnAS0", 36);
    public static final BitField ADEN      = bit("ADEn", 37);
    public static final BitField HXEN      = bit("HXEn", 38);
    public static final BitField GCSEN     = bit("GCSEn", 39);
    public static final BitField TRNDR     = bit("TRNDR", 40);
    public static final BitField ENTP2     = bit("EnTP2", 41);
    public static final BitField RCWMASKEN = bit("RCWMASKEn", 42);
    public static final BitField TCR2EN    = bit("TCR2En", 43);
    public static final BitField SCTLR2EN  = bit("SCTLR2En", 44);
    public static final BitField PIEN      = bit("PIEn", 45);
    public static final BitField AIEN      = bit("AIEn", 46);
    public static final BitField D128EN    = bit("D128En", 47);
    public static final BitField GPF       = bit("GPF", 48);
    public static final BitField MECEN     = bit("MECEn", 49);
    public static final BitField ENFPM     = bit("EnFPM", 50);
    public static final BitField TMEA      = bit("TMEA", 51);
    public static final BitField TWERR     = bit("TWERR", 52);
    public static final BitField PFAREN    = bit("PFAREn", 53);
    public static final BitField ENIDCP128 = bit("EnIDCP128", 55);
    public static final BitField DSE       = bit("DSE", 57);
    public static final BitField ENDSE     = bit("EnDSE", 58);
    public static final BitField FGTEN2    = bit("FGTEn2", 59);
    public static final BitField HDBSSEN   = bit("HDBSSEn", 60);
    public static final BitField HACDBSEN  = bit("HACDBSEn", 61);
    public static final BitField NSE       = bit("NSE", 62);
    // spotless:on

    private static final String TRAPPED = "trapped to EL3";
    private static final String NOT_TRAPPED = "not trapped";

    /** NS: below EL3 is not Secure (with NSE, FEAT_RME: 00 Secure, 01 Non-secure, 11 Realm as {NSE,NS}). */
    public boolean nonSecure() {
        return NS.isSet(word);
    }

    /** NSE: the other half of the security state, with FEAT_RME. */
    public boolean nse() {
        return NSE.isSet(word);
    }

    /** SIF: Secure state does not execute from Non-secure memory. */
    public boolean secureInstructionFetchOnly() {
        return SIF.isSet(word);
    }

    /** EEL2: Secure EL2 is in use. */
    public boolean secureEl2Enabled() {
        return EEL2.isSet(word);
    }

    /** TCR2En: TCR2_EL1 and TCR2_EL2 have their effect; otherwise they count as zero. */
    public boolean tcr2Enabled() {
        return TCR2EN.isSet(word);
    }

    /** SCTLR2En: SCTLR2_EL1 and SCTLR2_EL2 have their effect; otherwise they count as zero. */
    public boolean sctlr2Enabled() {
        return SCTLR2EN.isSet(word);
    }

    /** PIEn: the permission indirection and overlay registers may be used below EL3. */
    public boolean permissionRegistersEnabled() {
        return PIEN.isSet(word);
    }

    /** AIEn: MAIR2 and AMAIR2 may be used below EL3. */
    public boolean mair2Enabled() {
        return AIEN.isSet(word);
    }

    /** D128En: the 128-bit forms of system registers may be used below EL3. */
    public boolean d128Enabled() {
        return D128EN.isSet(word);
    }

    /** HXEn: HCRX_EL2 has its effect; otherwise it counts as zero. */
    public boolean hcrxEnabled() {
        return HXEN.isSet(word);
    }

    /** The table of SCR_EL3. */
    static RegisterLayout layout() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.SCR_EL3);
        routing(layout);
        traps(layout);
        return layout.field(
                        NS,
                        "Security state below EL3, with NSE",
                        "Secure (NSE=0)",
                        "Non-secure (NSE=0) or Realm (NSE=1)")
                .field(NSE, "Security state below EL3, with NS", "Secure or Non-secure", "Realm (NS=1)")
                .field(SIF, "Secure instruction fetches from Non-secure memory", "allowed", "refused")
                .field(RW, "The level below EL3 is", "AArch32", "AArch64")
                .field(EEL2, "Secure EL2", "off", "on")
                .field(HXEN, "HCRX_EL2", "trapped and treated as 0", "in use")
                .field(TCR2EN, "TCR2_EL1 and TCR2_EL2", "trapped and treated as 0", "in use")
                .field(SCTLR2EN, "SCTLR2_EL1 and SCTLR2_EL2", "trapped and treated as 0", "in use")
                .field(PIEN, "Permission indirection and overlay registers", "trapped and treated as 0", "in use")
                .field(AIEN, "MAIR2 and AMAIR2 registers", "trapped and treated as 0", "in use")
                .field(D128EN, "128-bit forms of registers", TRAPPED, NOT_TRAPPED)
                .field(GPF, "Granule Protection Faults", "reported as aborts as usual", "taken to EL3")
                .field(MECEN, "Memory encryption context registers at EL2", TRAPPED, NOT_TRAPPED)
                .field(GCSEN, "Guarded control stacks below EL3", "trapped and off", "allowed")
                .field(RCWMASKEN, "RCWMASK_EL1 and RCWSMASK_EL1", "trapped and treated as 0", "in use")
                .res1(5, 4)
                .build();
    }

    private static void routing(RegisterLayout.Builder layout) {
        layout.field(IRQ, "Physical IRQ below EL3", "not taken to EL3", "taken to EL3")
                .field(FIQ, "Physical FIQ below EL3", "not taken to EL3", "taken to EL3")
                .field(EA, "External aborts and SError", "not taken to EL3", "taken to EL3")
                .field(SMD, "SMC", "enabled", "undefined")
                .field(HCE, "HVC", "undefined", "enabled")
                .field(EASE, "Synchronous External aborts to EL3 use", "the synchronous vector", "the SError vector")
                .field(NMEA, "SError at EL3 while PSTATE.A=1", "masked", "not masked")
                .field(TMEA, "Masked External aborts below EL3", "stay masked", "taken to EL3")
                .field(DSE, "Delegated SError", "not pending", "pending")
                .field(ENDSE, "Delegated SError exceptions", "off", "on");
    }

    private static void traps(RegisterLayout.Builder layout) {
        layout.field(ST, "Secure EL1 accesses to the Secure timer", TRAPPED, NOT_TRAPPED)
                .field(TWI, "WFI below EL3", NOT_TRAPPED, TRAPPED)
                .field(TWE, "WFE below EL3", NOT_TRAPPED, TRAPPED)
                .field(TLOR, "Limited ordering registers", NOT_TRAPPED, TRAPPED)
                .field(TERR, "Error record registers", NOT_TRAPPED, TRAPPED)
                .field(APK, "Pointer authentication keys", TRAPPED, NOT_TRAPPED)
                .field(API, "Pointer authentication instructions", TRAPPED, NOT_TRAPPED)
                .field(FIEN, "Fault injection registers", TRAPPED, NOT_TRAPPED)
                .field(ENSCXT, "SCXTNUM registers", TRAPPED, NOT_TRAPPED)
                .field(ATA, "Access to allocation tags", "prevented", "allowed")
                .field(FGTEN, "Fine-grained trap registers", TRAPPED, NOT_TRAPPED)
                .field(ECVEN, "Enhanced counter virtualization registers", TRAPPED, NOT_TRAPPED)
                .field(TWEDEN, "Delay of trapped WFE", "IMPLEMENTATION DEFINED", "as TWEDEL says")
                .number(TWEDEL, "Delay of trapped WFE: at least 2^(TWEDEL+8) cycles")
                .field(TME, "TSTART", TRAPPED, NOT_TRAPPED)
                .field(AMVOFFEN, "Activity monitor virtual offset registers", TRAPPED, NOT_TRAPPED)
                .field(ENAS0, "ST64BV0", TRAPPED, NOT_TRAPPED)
                .field(ADEN, "ACCDATA_EL1", TRAPPED, NOT_TRAPPED)
                .field(TRNDR, "RNDR and RNDRRS", NOT_TRAPPED, TRAPPED)
                .field(ENTP2, "TPIDR2_EL0", TRAPPED, NOT_TRAPPED)
                .field(ENFPM, "FPMR", TRAPPED, NOT_TRAPPED)
                .field(TWERR, "Writes of error record registers", NOT_TRAPPED, TRAPPED)
                .field(PFAREN, "PFAR_EL1 and PFAR_EL2", TRAPPED, NOT_TRAPPED)
                .field(ENIDCP128, "128-bit IMPLEMENTATION DEFINED registers", TRAPPED, NOT_TRAPPED)
                .field(FGTEN2, "Second fine-grained trap registers", TRAPPED, NOT_TRAPPED)
                .field(HDBSSEN, "Hardware dirty state structure registers", TRAPPED, NOT_TRAPPED)
                .field(HACDBSEN, "Hardware accelerator for cleaning dirty state registers", TRAPPED, NOT_TRAPPED);
    }
}

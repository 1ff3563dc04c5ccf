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
}

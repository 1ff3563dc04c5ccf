package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * System control: SCTLR_EL1, SCTLR_EL2 and SCTLR_EL3. The registers agree on the position of every field they share.
 *
 * @param word the register's 64 bits
 */
public record Sctlr(long word) {
    // spotless:off
    public static final BitField M         = bit("M", 0);
    public static final BitField A         = bit("A", 1);
    public static final BitField C         = bit("C", 2);
    public static final BitField SA        = bit("SA", 3);
    public static final BitField SA0       = bit("SA0", 4);
    public static final BitField CP15BEN   = bit("CP15BEN", 5);
    public static final BitField NAA       = bit("nAA", 6);
    public static final BitField ITD       = bit("ITD", 7);
    public static final BitField SED       = bit("SED", 8);
    public static final BitField UMA       = bit("UMA", 9);
    public static final BitField ENRCTX    = bit("EnRCTX", 10);
    public static final BitField EOS       = bit("EOS", 11);
    public static final BitField I         = bit("I", 12);
    public static final BitField ENDB      = bit("EnDB", 13);
    public static final BitField DZE       = bit("DZE", 14);
    public static final BitField UCT       = bit("UCT", 15);
    public static final BitField NTWI      = bit("nTWI", 16);
    public static final BitField NTWE      = bit("nTWE", 18);
    public static final BitField WXN       = bit("WXN", 19);
    public static final BitField TSCXT     = bit("TSCXT", 20);
    public static final BitField IESB      = bit("IESB", 21);
    public static final BitField EIS       = bit("EIS", 22);
    public static final BitField SPAN      = bit("SPAN", 23);
    public static final BitField E0E       = bit("E0E", 24);
    public static final BitField EE        = bit("EE", 25);
    public static final BitField UCI       = bit("UCI", 26);
    public static final BitField ENDA      = bit("EnDA", 27);
    public static final BitField NTLSMD    = bit("nTLSMD", 28);
    public static final BitField LSMAOE    = bit("LSMAOE", 29);
    public static final BitField ENIB      = bit("EnIB", 30);
    public static final BitField ENIA      = bit("EnIA", 31);
    public static final BitField CMOW      = bit("CMOW", 32);
    public static final BitField MSCEN     = bit("MSCEn", 33);
    public static final BitField ENFPM     = bit("EnFPM", 34);
    public static final BitField BT0       = bit("BT0", 35);
    public static final BitField BT1       = bit("BT1", 36);
    public static final BitField ITFSB     = bit("ITFSB", 37);
    public static final BitField TCF0      = bits("TCF0", 39, 38);
    public static final BitField TCF       = bits("TCF", 41, 40);
    public static final BitField ATA0      = bit("ATA0", 42);
    public static final BitField ATA       = bit("ATA", 43);
    public static final BitField DSSBS     = bit("DSSBS", 44);
    public static final BitField TWEDEN    = bit("TWEDEn", 45);
    public static final BitField TWEDEL    = bits("TWEDEL", 49, 46);
    public static final BitField TMT0      = bit("TMT0", 50);
    public static final BitField TMT       = bit("TMT", 51);
    public static final BitField TME0      = bit("TME0", 52);
    public static final BitField TME       = bit("TME", 53);
    public static final BitField ENASR     = bit("EnASR", 54);
    public static final BitField ENAS0     = bit("EnAS0", 55);
    public static final BitField ENALS     = bit("EnALS", 56);
    public static final BitField EPAN      = bit("EPAN", 57);
    public static final BitField TCSO0     = bit("TCSO0", 58);
    public static final BitField TCSO      = bit("TCSO", 59);
    public static final BitField ENTP2     = bit("EnTP2", 60);
    public static final BitField NMI       = bit("NMI", 61);
    public static final BitField SPINTMASK = bit("SPINTMASK", 62);
    public static final BitField TIDCP     = bit("TIDCP", 63);
    // SCTLR_EL2 and SCTLR_EL3 call the bit of BT1 so.
    public static final BitField BT        = bit("BT", 36);
    // spotless:on

    /** M: stage 1 translation is on. */
    public boolean mmuEnabled() {
        return M.isSet(word);
    }

    /** A: all unaligned data accesses fault. */
    public boolean alignmentChecked() {
        return A.isSet(word);
    }

    /** C: data accesses to Normal memory may be cacheable. */
    public boolean dataCacheable() {
        return C.isSet(word);
    }

    /** I: instruction fetches from Normal memory may be cacheable. */
    public boolean instructionCacheable() {
        return I.isSet(word);
    }

    /** WXN: what is writable is not executable. */
    public boolean writeImpliesNeverExecute() {
        return WXN.isSet(word);
    }

    /** EE: data accesses at this level, and the table walks of its regime, are big-endian. */
    public boolean bigEndian() {
        return EE.isSet(word);
    }

    /** EPAN: PSTATE.PAN looks at unprivileged execute permission too. */
    public boolean enhancedPan() {
        return EPAN.isSet(word);
    }

    /** SPAN: taking an exception to this level leaves PSTATE.PAN as it is. */
    public boolean panKeptOnException() {
        return SPAN.isSet(word);
    }
}

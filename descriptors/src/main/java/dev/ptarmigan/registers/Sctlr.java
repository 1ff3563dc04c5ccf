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

    private static final String[] TAG_CHECK = {
        "no effect",
        "synchronous exception",
        "asynchronously accumulated",
        "synchronous on reads, asynchronous on writes"
    };
    private static final String TRAPPED = "trapped";
    private static final String NOT_TRAPPED = "not trapped";

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

    /** The table of SCTLR_EL1. */
    static RegisterLayout layoutEl1() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.SCTLR_EL1);
        anyLevel(layout);
        levelAndEl0(layout);
        return layout.field(UMA, "EL0 accesses to DAIF", TRAPPED, NOT_TRAPPED)
                .field(BT1, "At EL1, PACIASP and PACIBSP are landing pads of BR and BLR to any register", "yes", "no")
                .build();
    }

    /** The table of SCTLR_EL2. */
    static RegisterLayout layoutEl2(boolean e2h) {
        RegisterLayout.Builder layout =
                RegisterLayout.of(Register.SCTLR_EL2, e2h ? "HCR_EL2.E2H=1" : "HCR_EL2.E2H=0", 64);
        anyLevel(layout);
        layout.field(BT, "At EL2, PACIASP and PACIBSP are landing pads of BR and BLR to any register", "yes", "no");
        if (e2h) {
            levelAndEl0(layout);
        } else {
            reservedWithoutEl0(layout);
        }
        return layout.build();
    }

    /** The table of SCTLR_EL3. */
    static RegisterLayout layoutEl3() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.SCTLR_EL3);
        anyLevel(layout);
        reservedWithoutEl0(layout);
        return layout.field(
                        BT, "At EL3, PACIASP and PACIBSP are landing pads of BR and BLR to any register", "yes", "no")
                .build();
    }

    private static void reservedWithoutEl0(RegisterLayout.Builder layout) {
        layout.res1(5, 4).res1(16, 16).res1(18, 18).res1(23, 23).res1(29, 28);
    }

    private static void anyLevel(RegisterLayout.Builder layout) {
        layout.field(M, "Stage 1 address translation", "off", "on")
                .field(A, "Alignment check of all data accesses", "off", "on")
                .field(C, "Data accesses to Normal memory", "non-cacheable", "cacheable")
                .field(SA, "Stack pointer alignment check at this level", "off", "on")
                .field(NAA, "Unaligned accesses of atomic and ordered instructions within 16 bytes", "fault", "allowed")
                .field(EOS, "Exception exit", "does not synchronize context", "synchronizes context")
                .field(I, "Instruction fetches from Normal memory", "non-cacheable", "cacheable")
                .field(ENDB, "Pointer authentication of data addresses with key B", "off", "on")
                .field(WXN, "Memory that is writable", "may be executed", "is execute-never")
                .field(IESB, "Error synchronization event at exception entry and exit", "no", "yes")
                .field(EIS, "Exception entry", "does not synchronize context", "synchronizes context")
                .field(EE, "Data accesses at this level and table walks of its regime", "little-endian", "big-endian")
                .field(ENDA, "Pointer authentication of data addresses with key A", "off", "on")
                .field(ENIB, "Pointer authentication of instruction addresses with key B", "off", "on")
                .field(ENIA, "Pointer authentication of instruction addresses with key A", "off", "on")
                .field(ITFSB, "Asynchronous tag check faults are synchronized at exception entry", "no", "yes")
                .field(TCF, "Tag check faults at this level", TAG_CHECK)
                .field(ATA, "Access to allocation tags at this level", "prevented", "allowed")
                .field(DSSBS, "PSTATE.SSBS after an exception to this level", "0", "1")
                .field(TMT, "Transactions at this level", "may start", "always fail")
                .field(TME, "TSTART at this level", TRAPPED, NOT_TRAPPED)
                .field(TCSO, "Tag checks of stores at this level only", "loads are checked too", "loads are unchecked")
                .field(NMI, "Non-maskable interrupts", "off", "on")
                .field(SPINTMASK, "With NMI=1, PSTATE.SP", "does not mask interrupts", "masks interrupts");
    }

    private static void levelAndEl0(RegisterLayout.Builder layout) {
        layout.field(SA0, "Stack pointer alignment check at EL0", "off", "on")
                .field(CP15BEN, "CP15 barrier instructions of AArch32 EL0", "undefined", "enabled")
                .field(ITD, "IT instructions of AArch32 EL0", "all enabled", "some disabled")
                .field(SED, "SETEND of AArch32 EL0", "enabled", "disabled")
                .field(ENRCTX, "EL0 use of CFP, DVP, CPP and COSP RCTX", TRAPPED, NOT_TRAPPED)
                .field(DZE, "DC ZVA and the like at EL0", TRAPPED, NOT_TRAPPED)
                .field(UCT, "EL0 reads of CTR_EL0", TRAPPED, NOT_TRAPPED)
                .field(NTWI, "WFI at EL0", TRAPPED, NOT_TRAPPED)
                .field(NTWE, "WFE at EL0", TRAPPED, NOT_TRAPPED)
                .field(TSCXT, "EL0 accesses to SCXTNUM_EL0", NOT_TRAPPED, TRAPPED)
                .field(SPAN, "PSTATE.PAN on an exception to this level", "set to 1", "unchanged")
                .field(E0E, "Data accesses at EL0", "little-endian", "big-endian")
                .field(UCI, "Cache maintenance at EL0", TRAPPED, NOT_TRAPPED)
                .field(
                        NTLSMD,
                        "Load or store multiple to Device-nGRE, nGnRE, nGnRnE memory from AArch32",
                        TRAPPED,
                        NOT_TRAPPED)
                .field(
                        LSMAOE,
                        "Order and atomicity of load or store multiple in AArch32",
                        "may be interrupted",
                        "as in ARMv8.0")
                .field(CMOW, "Cache maintenance by address at EL0 needs write permission", "no", "yes")
                .field(MSCEN, "Memory copy and set instructions at EL0", "undefined", "enabled")
                .field(ENFPM, "EL0 accesses to FPMR", TRAPPED, NOT_TRAPPED)
                .field(BT0, "At EL0, PACIASP and PACIBSP are landing pads of BR and BLR to any register", "yes", "no")
                .field(TCF0, "Tag check faults at EL0", TAG_CHECK)
                .field(ATA0, "Access to allocation tags at EL0", "prevented", "allowed")
                .field(TWEDEN, "Delay of trapped WFE", "IMPLEMENTATION DEFINED", "as TWEDEL says")
                .number(TWEDEL, "Delay of trapped WFE: at least 2^(TWEDEL+8) cycles")
                .field(TMT0, "Transactions at EL0", "may start", "always fail")
                .field(TME0, "TSTART at EL0", TRAPPED, NOT_TRAPPED)
                .field(ENASR, "ST64BV at EL0", TRAPPED, NOT_TRAPPED)
                .field(ENAS0, "ST64BV0 at EL0", TRAPPED, NOT_TRAPPED)
                .field(ENALS, "LD64B and ST64B at EL0", TRAPPED, NOT_TRAPPED)
                .field(EPAN, "PSTATE.PAN also refuses pages that EL0 may execute", "no", "yes")
                .field(TCSO0, "Tag checks of stores at EL0 only", "loads are checked too", "loads are unchecked")
                .field(ENTP2, "EL0 accesses to TPIDR2_EL0", TRAPPED, NOT_TRAPPED)
                .field(TIDCP, "EL0 use of IMPLEMENTATION DEFINED registers and instructions", NOT_TRAPPED, TRAPPED);
    }
}

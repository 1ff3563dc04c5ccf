package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/**
 * Hypervisor configuration, HCR_EL2.
 *
 * @param word the register's 64 bits
 */
public record Hcr(long word) {
    // spotless:off
    public static final BitField VM       = bit("VM", 0);
    public static final BitField SWIO     = bit("SWIO", 1);
    public static final BitField PTW      = bit("PTW", 2);
    public static final BitField FMO      = bit("FMO", 3);
    public static final BitField IMO      = bit("IMO", 4);
    public static final BitField AMO      = bit("AMO", 5);
    public static final BitField VF       = bit("VF", 6);
    public static final BitField VI       = bit("VI", 7);
    public static final BitField VSE      = bit("VSE", 8);
    public static final BitField FB       = bit("FB", 9);
    public static final BitField BSU      = bits("BSU", 11, 10);
    public static final BitField DC       = bit("DC", 12);
    public static final BitField TWI      = bit("TWI", 13);
    public static final BitField TWE      = bit("TWE", 14);
    public static final BitField TID0     = bit("TID0", 15);
    public static final BitField TID1     = bit("TID1", 16);
    public static final BitField TID2     = bit("TID2", 17);
    public static final BitField TID3     = bit("TID3", 18);
    public static final BitField TSC      = bit("TSC", 19);
    public static final BitField TIDCP    = bit("TIDCP", 20);
    public static final BitField TACR     = bit("TACR", 21);
    public static final BitField TSW      = bit("TSW", 22);
    public static final BitField TPCP     = bit("TPCP", 23);
    public static final BitField TPU      = bit("TPU", 24);
    public static final BitField TTLB     = bit("TTLB", 25);
    public static final BitField TVM      = bit("TVM", 26);
    public static final BitField TGE      = bit("TGE", 27);
    public static final BitField TDZ      = bit("TDZ", 28);
    public static final BitField HCD      = bit("HCD", 29);
    public static final BitField TRVM     = bit("TRVM", 30);
    public static final BitField RW       = bit("RW", 31);
    public static final BitField CD       = bit("CD", 32);
    public static final BitField ID       = bit("ID", 33);
    public static final BitField E2H      = bit("E2H", 34);
    public static final BitField TLOR     = bit("TLOR", 35);
    public static final BitField TERR     = bit("TERR", 36);
    public static final BitField TEA      = bit("TEA", 37);
    public static final BitField MIOCNCE  = bit("MIOCNCE", 38);
    public static final BitField TME      = bit("TME", 39);
    public static final BitField APK      = bit("APK", 40);
    public static final BitField API      = bit("API", 41);
    public static final BitField NV       = bit("NV", 42);
    public static final BitField NV1      = bit("NV1", 43);
    public static final BitField AT       = bit("AT", 44);
    public static final BitField NV2      = bit("NV2", 45);
    public static final BitField FWB      = bit("FWB", 46);
    public static final BitField FIEN     = bit("FIEN", 47);
    public static final BitField GPF      = bit("GPF", 48);
    public static final BitField TID4     = bit("TID4", 49);
    public static final BitField TICAB    = bit("TICAB", 50);
    public static final BitField AMVOFFEN = bit("AMVOFFEN", 51);
    public static final BitField TOCU     = bit("TOCU", 52);
    public static final BitField ENSCXT   = bit("EnSCXT", 53);
    public static final BitField TTLBIS   = bit("TTLBIS", 54);
    public static final BitField TTLBOS   = bit("TTLBOS", 55);
    public static final BitField ATA      = bit("ATA", 56);
    public static final BitField DCT      = bit("DCT", 57);
    public static final BitField TID5     = bit("TID5", 58);
    public static final BitField TWEDEN   = bit("TWEDEn", 59);
    public static final BitField TWEDEL   = bits("TWEDEL", 63, 60);
    // spotless:on

    private static final String TRAPPED = "trapped to EL2";
    private static final String NOT_TRAPPED = "not trapped";

    /** VM: stage 2 translation of EL1&amp;0 is on. */
    public boolean stage2Enabled() {
        return VM.isSet(word);
    }

    /** PTW: a stage 1 walk that stage 2 maps to Device memory is a stage 2 Permission fault. */
    public boolean protectedTableWalk() {
        return PTW.isSet(word);
    }

    /** DC: stage 1 of EL1&amp;0 is off and its output Normal Write-Back; stage 2 is on whatever VM is. */
    public boolean defaultCacheable() {
        return DC.isSet(word);
    }

    /** DCT: memory is Tagged while DC is 1. */
    public boolean defaultCacheableTagged() {
        return DCT.isSet(word);
    }

    /** TGE: exceptions of EL0 go to EL2; with E2H, EL0 uses the EL2&amp;0 regime. */
    public boolean trapGeneralExceptions() {
        return TGE.isSet(word);
    }

    /** E2H: EL2 has two address ranges, and its registers the layout of EL1's. */
    public boolean e2h() {
        return E2H.isSet(word);
    }

    /** CD: stage 2 makes data accesses to Normal memory non-cacheable. */
    public boolean dataNonCacheable() {
        return CD.isSet(word);
    }

    /** ID: stage 2 makes instruction fetches from Normal memory non-cacheable. */
    public boolean instructionNonCacheable() {
        return ID.isSet(word);
    }

    /** FWB: stage 2 attributes override those of stage 1. */
    public boolean forcedWriteBack() {
        return FWB.isSet(word);
    }

    /** NV and NV1 together: EL1 is a guest hypervisor's EL2, and its descriptors are read as one-privilege ones. */
    public boolean nv1Effective() {
        return NV.isSet(word) && NV1.isSet(word);
    }

    /** RW: EL1 is AArch64. */
    public boolean el1IsAarch64() {
        return RW.isSet(word);
    }

    /** The table of HCR_EL2. */
    static RegisterLayout layout() {
        RegisterLayout.Builder layout = RegisterLayout.of(Register.HCR_EL2);
        translation(layout);
        interrupts(layout);
        identificationTraps(layout);
        maintenanceTraps(layout);
        features(layout);
        return layout.build();
    }

    private static void translation(RegisterLayout.Builder layout) {
        layout.field(VM, "Stage 2 address translation of EL1&0", "off", "on")
                .field(
                        PTW,
                        "A stage 1 walk that stage 2 maps to Device memory",
                        "is performed",
                        "is a Permission fault")
                .field(
                        FB,
                        "TLB and instruction cache maintenance at EL1 is broadcast Inner Shareable",
                        "as written",
                        "always")
                .field(
                        BSU,
                        "Barriers at EL1 and EL0 apply at least to",
                        "what they name",
                        "Inner Shareable",
                        "Outer Shareable",
                        "Full system")
                .field(DC, "Stage 1 of EL1&0", "as SCTLR_EL1.M says", "off with Normal Write-Back output; stage 2 on")
                .field(TGE, "Exceptions of EL0", "go to EL1 unless routed", "go to EL2; EL1 is not in use")
                .field(RW, "EL1 is", "AArch32", "AArch64")
                .field(CD, "Stage 2 data accesses to Normal memory", "as mapped", "non-cacheable")
                .field(ID, "Stage 2 instruction fetches from Normal memory", "as mapped", "non-cacheable")
                .field(
                        E2H,
                        "EL2 runs",
                        "a hypervisor with one address range",
                        "an operating system with two address ranges")
                .field(MIOCNCE, "Mismatched inner and outer cacheability", "keeps coherency", "may lose coherency")
                .field(NV, "Nested virtualization: EL1 uses of EL2 registers", "undefined", TRAPPED)
                .field(
                        NV1,
                        "With NV=1, EL1 registers belong to",
                        "EL1",
                        "the guest hypervisor; traps and descriptors differ")
                .field(NV2, "With NV=1, EL1 uses of EL2 registers", TRAPPED, "are turned into memory accesses")
                .field(FWB, "Stage 2 memory attributes", "combine with stage 1", "override stage 1")
                .field(DCT, "With DC=1, memory of EL1&0 is", "not Tagged", "Tagged")
                .field(GPF, "Granule Protection Faults of EL1 and EL0", "reported as aborts as usual", "routed to EL2");
    }

    private static void interrupts(RegisterLayout.Builder layout) {
        layout.field(FMO, "Physical FIQ at EL1 and EL0", "not taken to EL2", "taken to EL2")
                .field(IMO, "Physical IRQ at EL1 and EL0", "not taken to EL2", "taken to EL2")
                .field(AMO, "Physical SError at EL1 and EL0", "not taken to EL2", "taken to EL2")
                .field(VF, "Virtual FIQ", "not pending", "pending")
                .field(VI, "Virtual IRQ", "not pending", "pending")
                .field(VSE, "Virtual SError", "not pending", "pending")
                .field(TEA, "Synchronous External aborts at EL1 and EL0", "not routed", "taken to EL2")
                .field(TERR, "Accesses to error record registers", NOT_TRAPPED, TRAPPED)
                .field(FIEN, "Accesses to fault injection registers at EL1", TRAPPED, NOT_TRAPPED);
    }

    private static void identificationTraps(RegisterLayout.Builder layout) {
        layout.field(TWI, "WFI at EL1 and EL0", NOT_TRAPPED, TRAPPED)
                .field(TWE, "WFE at EL1 and EL0", NOT_TRAPPED, TRAPPED)
                .field(TID0, "ID group 0 reads (AArch32)", NOT_TRAPPED, TRAPPED)
                .field(TID1, "ID group 1 reads", NOT_TRAPPED, TRAPPED)
                .field(TID2, "ID group 2 accesses (cache identification)", NOT_TRAPPED, TRAPPED)
                .field(TID3, "ID group 3 reads (feature registers)", NOT_TRAPPED, TRAPPED)
                .field(TID4, "ID group 4 accesses (cache identification without CTR_EL0)", NOT_TRAPPED, TRAPPED)
                .field(TID5, "ID group 5 reads (GMID_EL1)", NOT_TRAPPED, TRAPPED)
                .field(TSC, "SMC at EL1", NOT_TRAPPED, TRAPPED)
                .field(TIDCP, "IMPLEMENTATION DEFINED registers and instructions at EL1", NOT_TRAPPED, TRAPPED)
                .field(TACR, "Accesses to ACTLR_EL1", NOT_TRAPPED, TRAPPED)
                .field(TWEDEN, "Delay of trapped WFE", "IMPLEMENTATION DEFINED", "as TWEDEL says")
                .number(TWEDEL, "Delay of trapped WFE: at least 2^(TWEDEL+8) cycles");
    }

    private static void maintenanceTraps(RegisterLayout.Builder layout) {
        layout.field(SWIO, "Data cache invalidation by set and way at EL1", "as written", "also cleans")
                .field(TSW, "Data cache maintenance by set and way at EL1", NOT_TRAPPED, TRAPPED)
                .field(TPCP, "Data cache maintenance to coherency or persistence", NOT_TRAPPED, TRAPPED)
                .field(TPU, "Cache maintenance to the point of unification", NOT_TRAPPED, TRAPPED)
                .field(TTLB, "TLB maintenance at EL1", NOT_TRAPPED, TRAPPED)
                .field(TTLBIS, "Inner Shareable TLB maintenance at EL1", NOT_TRAPPED, TRAPPED)
                .field(TTLBOS, "Outer Shareable TLB maintenance at EL1", NOT_TRAPPED, TRAPPED)
                .field(TICAB, "IC IALLUIS at EL1", NOT_TRAPPED, TRAPPED)
                .field(TOCU, "Cache maintenance to the point of unification, not broadcast", NOT_TRAPPED, TRAPPED)
                .field(TVM, "EL1 writes of translation control registers", NOT_TRAPPED, TRAPPED)
                .field(TRVM, "EL1 reads of translation control registers", NOT_TRAPPED, TRAPPED)
                .field(TDZ, "DC ZVA at EL1 and EL0", NOT_TRAPPED, TRAPPED)
                .field(AT, "AT S1E0* and S1E1* at EL1", NOT_TRAPPED, TRAPPED);
    }

    private static void features(RegisterLayout.Builder layout) {
        layout.field(HCD, "HVC at EL1 and EL2", "enabled", "undefined")
                .field(TLOR, "Accesses to limited ordering registers", NOT_TRAPPED, TRAPPED)
                .field(TME, "TSTART at EL1 and EL0", TRAPPED, NOT_TRAPPED)
                .field(APK, "Accesses to pointer authentication keys at EL1", TRAPPED, NOT_TRAPPED)
                .field(API, "Pointer authentication instructions at EL1 and EL0", TRAPPED, NOT_TRAPPED)
                .field(AMVOFFEN, "Virtual offsets of activity monitors", "off", "on")
                .field(ENSCXT, "Accesses to SCXTNUM_EL0 and SCXTNUM_EL1", TRAPPED, NOT_TRAPPED)
                .field(ATA, "Access to allocation tags at EL1 and EL0", "prevented", "allowed");
    }
}

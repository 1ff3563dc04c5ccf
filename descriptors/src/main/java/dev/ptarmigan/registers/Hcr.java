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
}

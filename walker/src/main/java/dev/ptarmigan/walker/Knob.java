package dev.ptarmigan.walker;

/**
 * A point at which the architecture leaves a choice (CONSTRAINED UNPREDICTABLE, IMPLEMENTATION DEFINED), or at which the
 * measured machine, QEMU 11.1.3, departs from it. A {@link Profile} turns each on or off; off is the architecture, or the
 * plainest of the choices it allows.
 */
public enum Knob {
    /** TxSZ above the maximum is clamped to it; off: Translation fault, level 0. */
    TXSZ_ABOVE_MAXIMUM_CLAMPED("TxSZ above the maximum is used as the maximum", false),
    /**
     * The low output address bits of a Contiguous group come from the input address, which shows only where the group is
     * misprogrammed; off: they are the descriptor's own.
     */
    CONTIGUOUS_TAKES_INPUT_BITS(
            "the output address of a Contiguous group takes its low bits from the input address", false),
    /** A Contiguous group larger than the input range is a Translation fault; off: the bit is ignored there. */
    CONTIGUOUS_SPAN_FAULTS("a Contiguous group larger than the input range faults", false),
    /** A block with nT=1 is a Translation fault at its level; off: it is translated and not cached. */
    NT_FAULTS("a block with nT=1 faults", false),
    /** DS=1 and an output size below 52 bits: OA[51:50] of descriptors is dropped; off: it is checked. */
    LPA2_HIGHEST_BITS_DROPPED("with DS=1 and less than 52 output bits, descriptor bits 9:8 are ignored", true),
    /** 64KB granule and an output size below 52 bits: bits 15:12 are dropped; off: they are OA[51:48] and checked. */
    LPA_HIGH_BITS_DROPPED("with 64KB and less than 52 output bits, descriptor bits 15:12 are ignored", true),
    /** The range check of a leaf looks at its own address only, not at what the input address adds. */
    LEAF_BASE_CHECKED_ONLY("only the base of a block is checked against the output size", true),
    /** A 52-bit TTBR of a table below 64 bytes keeps its low address bits; off: the base is 64-byte aligned. */
    SMALL_TABLE_BASE_UNALIGNED("a 52-bit TTBR uses address bits below 6", true),
    /** AT for writing reports a Permission fault for a writable-clean entry (DBM) under HD. */
    AT_WRITE_IGNORES_DBM("AT *W takes AP[2] or S2AP[1] at face value under HA=HD=DBM=1", true),
    /** AT for writing ignores the dirty state of indirect permissions. */
    AT_WRITE_IGNORES_DIRTY_STATE("AT *W ignores nDirty and Dirty", true),
    /** With indirect permissions a clean entry becomes dirty only if descriptor bit 51 is 1. */
    INDIRECT_DIRTY_NEEDS_BIT_51("hardware dirty update under PIE needs descriptor bit 51", true),
    /** For fetches, DBM does not make a page writable (implied PXN, WXN). */
    FETCH_IGNORES_DBM("DBM does not count as writable for WXN and implied PXN", true),
    /** WXN looks at write permission after PAN. */
    WXN_AFTER_PAN("WXN is evaluated after PAN", true),
    /** HCR_EL2.PTW and a stage 1 table in stage 2 Device memory: the fault has level 0. */
    PTW_FAULT_AT_LEVEL_0("the HCR_EL2.PTW fault is reported at level 0", true),
    /** PIE with PAN: a reserved PIRE0 nibble does not make PAN refuse. */
    PAN_IGNORES_RESERVED_PIRE0("reserved PIRE0 encodings do not trigger PAN", true),
    /** PAN with overlays looks at EL0 permissions after POR_EL0. */
    PAN_AFTER_OVERLAY("PAN looks at the EL0 permissions after the overlay", false),
    /** POE with direct permissions leaves hierarchical permissions on. */
    POE_KEEPS_HIERARCHY("overlays leave hierarchical permissions on", false),
    /** SCTLR_ELx.C and I do not change the attributes of translated accesses. */
    CACHE_ENABLES_IGNORED("SCTLR_ELx.C=0 and I=0 do not change the memory type", true),
    /** FWB: a stage 2 Device type replaces that of stage 1. */
    FWB_DEVICE_REPLACES("with FWB a stage 2 Device type replaces a stage 1 Device type", true),
    /** FWB: MemAttr[3] is not treated as reserved. */
    FWB_MEMATTR_8_TO_15("with FWB, MemAttr 8 to 13 read as Device-nGnRnE and 14 as stage 1 with NoTagAccess", true),
    /** Without FWB the device type is chosen from the low nibbles of both attribute bytes. */
    DEVICE_TYPE_BY_LOW_NIBBLE("the combined Device type is chosen by the low nibbles of both bytes", true),
    /** Stage combination loses transient hints and works nibble by nibble. */
    TRANSIENT_LOST("stage 2 Write-Through drops the transient hint", true),
    /** XS is not tracked after stage 2. */
    XS_NOT_TRACKED("XS is not tracked after stage 2", true),
    /** HCR_EL2.CD has no effect with FWB. */
    CD_IGNORED_WITH_FWB("HCR_EL2.CD has no effect with FWB", true),
    /** AT S1E1* with TGE=1 and E2H=0 walks the tables; off: stage 1 is disabled. */
    TGE_WALKS("stage 1 of EL1&0 is walked with TGE=1, E2H=0", true),
    /** HPFAR_EL2 is written on every stage 2 fault; off: it is UNKNOWN on plain Permission faults and on aborts. */
    HPFAR_ON_EVERY_FAULT("HPFAR_EL2 is written on every stage 2 fault", true),
    /** Cache maintenance by address never translates. */
    CACHE_OPERATIONS_DO_NOT_TRANSLATE("DC and IC by address neither translate nor fault", true),
    /** Fault forms of PAR_EL1 never have bits 15:12. */
    PAR_WITHOUT_DETAIL("PAR_EL1 fault bits 15:12 are never set", true),
    /** A reserved shareability (SH=0b01) is reported as it stands; off: as Non-shareable. */
    RESERVED_SH_REPORTED("SH=0b01 is reported raw", true),
    /** Fetches from Device memory fault; off: allowed. */
    DEVICE_FETCH_FAULTS("an instruction fetch from Device memory is a Permission fault", false),
    /** NFDn has no effect. */
    NFD_IGNORED("TCR_ELx.NFDn has no effect", true),
    /** Stage 2 T0SZ below 64−PAMax is accepted. */
    STAGE2_TXSZ_IGNORES_PAMAX("the least stage 2 T0SZ does not depend on PAMax", true),
    /** SCR_EL3.PIEn=0 makes PIR registers read as 0 for walks. */
    PIEN_GATES_WALKS("SCR_EL3.PIEn=0 makes the PIR registers 0 for walks", true),
    /** S2PIE: hardware may update a stage 1 descriptor in a clean stage 2 page. */
    TABLE_UPDATE_IGNORES_STAGE2_DIRTY("a stage 1 update is allowed on a clean stage 2 page under S2PIE", true),
    /** Guarded control stack accesses skip stage 2. */
    GCS_SKIPS_STAGE2("guarded control stack accesses skip stage 2", true),
    /** AT sets the Access flag under HA. */
    AT_SETS_ACCESS_FLAG("AT sets the Access flag under HA", false);

    private final String description;
    private final boolean qemu;

    Knob(String description, boolean qemu) {
        this.description = description;
        this.qemu = qemu;
    }

    /** What is done when the knob is on, as a clause. */
    public String description() {
        return description;
    }

    boolean inQemu() {
        return qemu;
    }
}

package dev.ptarmigan.walker;

import java.util.EnumSet;
import java.util.Set;

/**
 * A point at which the architecture leaves a choice (CONSTRAINED UNPREDICTABLE, IMPLEMENTATION DEFINED), or at which the
 * measured machine, QEMU 11.1.3, departs from it. A {@link Profile} turns each on or off; off is the architecture, or the
 * plainest of the choices it allows.
 *
 * <p>Of the known points these have no knob. They are the same in every profile: an output address bit above the output size
 * faults also in DS=1 descriptors' bits 49:48 and in TTBR bits 5:2 (K6, K8); reserved, software and ignored descriptor bits are
 * ignored (K10); PAR_EL1.NS of Non-secure state, which is UNKNOWN, is 1 (K31); WnR of a stage 2 fault on a stage 1 walk is the
 * direction of the access that caused the walk (K35); an External abort on the walk of an AT instruction is an exception (K39).
 * ID registers say what exists: HAFT, POE, D128, PnCH (rest of K32), RME (K41), LPA2 (K42). What only a TLB can show is no matter
 * of a walk: a permission that a load has cached (K16).
 */
public enum Knob {
    /** TxSZ above the maximum is clamped to it; off: Translation fault, level 0. */
    TXSZ_ABOVE_MAXIMUM_CLAMPED("K1", "TxSZ above the maximum is used as the maximum", false),
    /** TxSZ below the minimum is clamped to it, as a PE without FEAT_LVA (stage 2: FEAT_LPA) may; off: Translation fault, level 0. */
    TXSZ_BELOW_MINIMUM_CLAMPED(
            "K1", "TxSZ below the minimum is used as the minimum, on a PE without 52-bit addresses", false),
    /** A reserved or missing granule reads as the largest granule there is; off: as the smallest. */
    RESERVED_GRANULE_IS_LARGEST("K2 K43", "a reserved or missing granule reads as the largest one implemented", false),
    /**
     * The low output address bits of a Contiguous group come from the input address, which shows only where the group is
     * misprogrammed; off: they are the descriptor's own.
     */
    CONTIGUOUS_TAKES_INPUT_BITS(
            "K3", "the output address of a Contiguous group takes its low bits from the input address", false),
    /** A Contiguous group larger than the input range is a Translation fault; off: the bit is ignored there. */
    CONTIGUOUS_SPAN_FAULTS("K3", "a Contiguous group larger than the input range faults", false),
    /** A block with nT=1 is a Translation fault at its level; off: it is translated and not cached. */
    NT_FAULTS("K4", "a block with nT=1 faults", false),
    /** DS=1 and an output size below 52 bits: OA[51:50] of descriptors is dropped; off: it is checked. */
    LPA2_HIGHEST_BITS_DROPPED("K5", "with DS=1 and less than 52 output bits, descriptor bits 9:8 are ignored", true),
    /** 64KB granule and an output size below 52 bits: bits 15:12 are dropped; off: they are OA[51:48] and checked. */
    LPA_HIGH_BITS_DROPPED("K7", "with 64KB and less than 52 output bits, descriptor bits 15:12 are ignored", true),
    /** The range check of a leaf looks at its own address only, not at what the input address adds. */
    LEAF_BASE_CHECKED_ONLY("", "only the base of a block is checked against the output size", true),
    /** A 52-bit TTBR of a table below 64 bytes keeps its low address bits; off: the base is 64-byte aligned. */
    SMALL_TABLE_BASE_UNALIGNED("K9", "a 52-bit TTBR uses address bits below 6", true),
    /** TTBR.SKL that skips beyond level 3 starts at level 3; off: Translation fault, level 0. */
    SKL_CLAMPED("", "TTBR.SKL that leads beyond level 3 starts the walk at level 3", false),
    /** The Access flag is set under HA even if the access is refused by a permission. */
    ACCESS_FLAG_SET_WITHOUT_PERMISSION("K11", "hardware sets the Access flag although a permission fails", false),
    /** AT sets the Access flag under HA, of tables too under HAFT. */
    AT_SETS_ACCESS_FLAG("K12", "AT sets the Access flag under HA", false),
    /** AT for writing reports a Permission fault for a writable-clean entry (DBM) under HD. */
    AT_WRITE_IGNORES_DBM("K13", "AT *W takes AP[2] or S2AP[1] at face value under HA=HD=DBM=1", true),
    /** AT for writing ignores the dirty state of indirect permissions. */
    AT_WRITE_IGNORES_DIRTY_STATE("K14", "AT *W ignores nDirty and Dirty", true),
    /** With indirect permissions a clean entry becomes dirty only if descriptor bit 51 is 1. */
    INDIRECT_DIRTY_NEEDS_BIT_51("K15", "hardware dirty update under PIE needs descriptor bit 51", true),
    /** For fetches, DBM does not make a page writable (implied PXN, WXN). */
    FETCH_IGNORES_DBM("", "DBM does not count as writable for WXN and implied PXN", true),
    /** WXN looks at write permission after PAN. */
    WXN_AFTER_PAN("", "WXN is evaluated after PAN", true),
    /** HCR_EL2.PTW and a stage 1 table in stage 2 Device memory: the fault has level 0. */
    PTW_FAULT_AT_LEVEL_0("K17", "the HCR_EL2.PTW fault is reported at level 0", true),
    /** PIE with PAN: a reserved PIRE0 nibble does not make PAN refuse. */
    PAN_IGNORES_RESERVED_PIRE0("K18", "reserved PIRE0 encodings do not trigger PAN", true),
    /** PAN with overlays looks at EL0 permissions after POR_EL0; off: at the base permissions. */
    PAN_AFTER_OVERLAY("", "PAN looks at the EL0 permissions after the overlay", false),
    /** POE with direct permissions leaves hierarchical permissions on; off: rule R_BVXDG. */
    POE_KEEPS_HIERARCHY("", "overlays leave hierarchical permissions on", false),
    /** SCTLR_ELx.C and I do not change the attributes of translated accesses. */
    CACHE_ENABLES_IGNORED("K19", "SCTLR_ELx.C=0 and I=0 do not change the memory type", true),
    /** FWB: a stage 2 Device type replaces that of stage 1; off: the stricter one counts. */
    FWB_DEVICE_REPLACES("K20", "with FWB a stage 2 Device type replaces a stage 1 Device type", true),
    /** FWB: reserved MemAttr values are read otherwise; off: bit 3 is ignored, and 4 is Non-cacheable like 5. */
    FWB_MEMATTR_8_TO_15(
            "K21", "with FWB, MemAttr 4 and 8 to 13 read as Device-nGnRnE and 14 as stage 1 with NoTagAccess", true),
    /** Without FWB the device type is chosen from the low nibbles of both attribute bytes. */
    DEVICE_TYPE_BY_LOW_NIBBLE("K22", "the combined Device type is chosen by the low nibbles of both bytes", true),
    /** Stage 2 Write-Through makes a transient Write-Back non-transient. */
    TRANSIENT_LOST("K23", "stage 2 Write-Through drops the transient hint", true),
    /** XS is not tracked after stage 2, and the encodings with XS=0 are combined nibble by nibble. */
    XS_NOT_TRACKED("K24", "XS is not tracked after stage 2", true),
    /** HCR_EL2.CD has no effect with FWB. */
    CD_IGNORED_WITH_FWB("K25", "HCR_EL2.CD has no effect with FWB", true),
    /** AT S1E1* with TGE=1 and E2H=0 walks the tables; off: stage 1 is disabled. */
    TGE_WALKS("K26", "stage 1 of EL1&0 is walked with TGE=1, E2H=0", true),
    /** HPFAR_EL2 is written on every stage 2 fault; off: it is UNKNOWN on plain Permission faults and on aborts. */
    HPFAR_ON_EVERY_FAULT("K27", "HPFAR_EL2 is written on every stage 2 fault", true),
    /** Cache maintenance by address never translates. */
    CACHE_OPERATIONS_DO_NOT_TRANSLATE("K28", "DC and IC by address neither translate nor fault", true),
    /** ESR_ELx.EA of an External abort on a walk is 1; off: 0, as the measured machine has it where no memory is. */
    EXTERNAL_ABORT_SETS_EA("K29", "External aborts on walks set ESR_ELx.EA", false),
    /** SCR_EL3.EA and HCR_EL2.TEA do not take External aborts to EL3 and EL2. */
    EXTERNAL_ABORTS_STAY("", "SCR_EL3.EA and HCR_EL2.TEA do not route External aborts", true),
    /** PAR_EL1 never has bits 15:12 in its fault forms, nor NSE. */
    PAR_WITHOUT_DETAIL("K30", "PAR_EL1 fault bits 15:12 and NSE are never set", true),
    /** NFDn has no effect. */
    NFD_IGNORED("K32", "TCR_ELx.NFDn has no effect", true),
    /** AMEC=1 without permission for it (TCR2_EL2.AMECn=0, SCTLR2_EL2.EMEC=1) does not fault. */
    AMEC_IGNORED("K32", "AMEC never faults", true),
    /** A reserved shareability (SH=0b01) is reported as it stands; off: as Non-shareable. */
    RESERVED_SH_REPORTED("K33", "SH=0b01 is reported raw", true),
    /** Fetches from Device memory fault; off: allowed. */
    DEVICE_FETCH_FAULTS("K34", "an instruction fetch from Device memory is a Permission fault", false),
    /** A stage 2 fault on a stage 1 walk reports the level of the stage 1 descriptor, as KVM does; off: the stage 2 level. */
    S1PTW_HAS_STAGE_1_LEVEL("K36", "a stage 2 fault on a stage 1 walk has the stage 1 level", false),
    /** SCR_EL3.PIEn=0 makes PIR registers read as 0 for walks; off: it only traps accesses to them. */
    PIEN_GATES_WALKS("K37", "SCR_EL3.PIEn=0 makes the PIR registers 0 for walks", true),
    /** HCR_EL2.NV1 counts even with NV=0; off: it does not. */
    NV1_WITHOUT_NV("K38", "HCR_EL2.NV1=1 is effective with NV=0", false),
    /** Stage 2 T0SZ below 64−PAMax is accepted. */
    STAGE2_TXSZ_IGNORES_PAMAX("K40", "the least stage 2 T0SZ does not depend on PAMax", true),
    /** S2PIE: hardware may update a stage 1 descriptor in a clean stage 2 page. */
    TABLE_UPDATE_IGNORES_STAGE2_DIRTY("", "a stage 1 update is allowed on a clean stage 2 page under S2PIE", true),
    /** Guarded control stack accesses skip stage 2. */
    GCS_SKIPS_STAGE2("K44", "guarded control stack accesses skip stage 2", true);

    private static final Set<Knob> OPEN = EnumSet.of(
            TXSZ_ABOVE_MAXIMUM_CLAMPED,
            TXSZ_BELOW_MINIMUM_CLAMPED,
            RESERVED_GRANULE_IS_LARGEST,
            CONTIGUOUS_TAKES_INPUT_BITS,
            CONTIGUOUS_SPAN_FAULTS,
            NT_FAULTS,
            SMALL_TABLE_BASE_UNALIGNED,
            SKL_CLAMPED,
            ACCESS_FLAG_SET_WITHOUT_PERMISSION,
            AT_SETS_ACCESS_FLAG,
            PAN_AFTER_OVERLAY,
            POE_KEEPS_HIERARCHY,
            FWB_MEMATTR_8_TO_15,
            HPFAR_ON_EVERY_FAULT,
            EXTERNAL_ABORT_SETS_EA,
            RESERVED_SH_REPORTED,
            DEVICE_FETCH_FAULTS,
            PIEN_GATES_WALKS,
            NV1_WITHOUT_NV,
            STAGE2_TXSZ_IGNORES_PAMAX);

    private final String numbers;
    private final String description;
    private final boolean qemu;

    Knob(String numbers, String description, boolean qemu) {
        this.numbers = numbers;
        this.description = description;
        this.qemu = qemu;
    }

    /** The numbers of the point in the project's list of them, {@code K2 K43}; empty if it was found later. */
    public String numbers() {
        return numbers;
    }

    /** What is done when the knob is on, as a clause. */
    public String description() {
        return description;
    }

    /**
     * Whether the architecture leaves the point open (CONSTRAINED UNPREDICTABLE, IMPLEMENTATION DEFINED, UNKNOWN), or its
     * sources disagree; if not, turning the knob on is a departure from it that some machine is known for.
     */
    public boolean isOpen() {
        return OPEN.contains(this);
    }

    boolean inQemu() {
        return qemu;
    }
}

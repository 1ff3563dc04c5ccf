package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import java.util.ArrayList;
import java.util.List;

/**
 * What the registers say about one table tree, under one set of names for all regimes: the input from which
 * {@link WalkParameters} are worked out. Filled by {@link ContextBuilder}.
 */
final class TableSettings {
    TranslationStage stage = TranslationStage.EL10;
    boolean upper;
    Granule granule = Granule.K4;
    /** TxSZ as written. */
    int sizeOffset;
    /** PS or IPS as an address size in bits, not yet limited by the PE. */
    int requestedOutputBits;
    /** PARange in bits. */
    int peOutputBits;
    /** DS as written. */
    boolean ds;
    /** FEAT_LPA2 for this granule and stage. */
    boolean lpa2;
    /** FEAT_LVA, whatever the granule; asked for only where TxSZ is small. */
    boolean lvaImplemented;

    /** FEAT_LVA: 52-bit input addresses with the 64KB granule. */
    boolean lva;
    /** FEAT_LVA3: 56-bit input addresses with 128-bit descriptors. */
    boolean lva3;
    /** FEAT_TTST. */
    boolean smallTables;

    boolean d128;
    Word128 ttbr = Word128.ZERO;
    /** TTBR0_EL3 and VSTTBR_EL2 hold a D128 base in bits 55:5. */
    boolean narrowTtbr;

    boolean topByteIgnored;
    boolean topByteIgnoredForDataOnly;
    boolean extendedTagCheck;
    boolean walkDisabled;
    boolean unprivilegedFaults;
    boolean nonFaultDisabled;
    boolean hierarchyDisabled;
    boolean hardwareAccessFlag;
    boolean hardwareDirtyState;
    boolean hardwareTableAccessFlag;
    boolean contiguousDisabled;
    boolean bigEndian;
    /** SHn, which is the shareability of leaves with DS=1. */
    int shareability;

    /** SCTLR2_ELx.EMEC=1 with AMECn=0 in Realm state: a leaf with AMEC=1 faults. */
    boolean alternateContextFaults;

    /** Stage 2 only: VTCR_EL2.TL0, TL1: start tables of stage 1 must be in pages marked so (FEAT_THE). */
    boolean topLevel0Checked;

    boolean topLevel1Checked;

    /** Stage 2 only: leaves have AssuredOnly (FEAT_THE). */
    boolean assuredOnly;

    /** Stage 2 only: VTCR_EL2.GCSH. */
    boolean gcsAssured;

    /** Stage 2 only: SL0, SL2 as written. */
    int sl0;

    boolean sl2;

    Features features = Features.NONE;

    /** What is CONSTRAINED UNPREDICTABLE or IMPLEMENTATION DEFINED in the registers; see {@link StrictFindings}. */
    final List<String> findings = new ArrayList<>();
}

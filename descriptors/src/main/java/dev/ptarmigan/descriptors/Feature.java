package dev.ptarmigan.descriptors;

/**
 * A circumstance under which the same bit of a descriptor has another meaning: an architecture extension together with the
 * control that turns it on, or the Security state.
 */
public enum Feature {
    /** Indirect permissions: FEAT_S1PIE with TCR2_ELx.PIE, or FEAT_S2PIE with VTCR_EL2.S2PIE. */
    PIE("pie", "indirect permissions (FEAT_S1PIE or FEAT_S2PIE) are in use"),
    /** Permission overlays: FEAT_S1POE with TCR2_ELx.POE or E0POE, or FEAT_S2POE with VTCR_EL2.S2POE. */
    POE("poe", "permission overlays (FEAT_S1POE or FEAT_S2POE) are in use"),
    /** Attribute index extension: FEAT_AIE with TCR2_ELx.AIE. */
    AIE("aie", "sixteen memory attributes (FEAT_AIE) are in use"),
    /** Stage 2 forced write-back: HCR_EL2.FWB. */
    FWB("fwb", "stage 2 MemAttr is read with HCR_EL2.FWB=1 (FEAT_S2FWB)"),
    /** Stage 2 execute-never for EL1 and EL0 separately: FEAT_XNX. */
    XNX("xnx", "stage 2 XN has two bits (FEAT_XNX)"),
    /** HCR_EL2.{NV,NV1} = {1,1}: a guest hypervisor at EL1. */
    NV1("nv1", "HCR_EL2.NV=1 and NV1=1"),
    /** Hardware managed Access flag for Table descriptors: FEAT_HAFT with TCR2_ELx.HAFT. */
    HAFT("haft", "hardware manages the Access flag of Table descriptors (FEAT_HAFT)"),
    /** Block translation entry nT: FEAT_BBM level 1 or 2. */
    BBM("bbm", "FEAT_BBM level 1 or 2"),
    /** Branch target identification: FEAT_BTI. */
    BTI("bti", "FEAT_BTI"),
    /** Hierarchical permissions are disabled: TCR_ELx.HPDn. */
    HPD("hpd", "TCR_ELx.HPDn=1"),
    /** Page-based hardware attributes: FEAT_HPDS2. */
    HPDS2("hpds2", "FEAT_HPDS2"),
    /** The walk starts in Secure state. */
    SECURE("secure", "Secure state"),
    /** The walk starts in Realm state. */
    REALM("realm", "Realm state"),
    /** Realm management extension: FEAT_RME (EL3 is then in Root state). */
    RME("rme", "FEAT_RME"),
    /** Memory encryption contexts: FEAT_MEC. */
    MEC("mec", "FEAT_MEC"),
    /** Translation hardening: FEAT_THE with TCR2_ELx.PnCH (stage 1) or VTCR_EL2.AssuredOnly (stage 2). */
    THE("the", "FEAT_THE with PnCH=1 or AssuredOnly=1"),
    /** Stage 2 NoTagAccess: FEAT_MTE_PERM. */
    MTE_PERM("mte-perm", "FEAT_MTE_PERM"),
    /** XS attribute: FEAT_XS. */
    XS("xs", "FEAT_XS"),
    /** The PE has 52-bit or larger physical addresses, which permits 4TB blocks with the 64KB granule. */
    LARGE_PA("large-pa", "the PE has 52-bit or larger physical addresses");

    private final String token;
    private final String description;

    Feature(String token, String description) {
        this.token = token;
        this.description = description;
    }

    /** A short lower-case name for options. */
    public String token() {
        return token;
    }

    /** When the feature holds, as a clause. */
    public String description() {
        return description;
    }

    long bit() {
        return 1L << ordinal();
    }
}

package dev.ptarmigan.descriptors;

import org.jspecify.annotations.Nullable;

/**
 * The fields of translation table descriptors, by the manual's names. Where a field lies, and whether it exists at a
 * {@link Place}, is said in the field tables and found with {@link Layouts}; what a value means is said in
 * {@code FieldMeaning}.
 */
public enum DescriptorField {
    /** Bit 0: whether the descriptor is valid. */
    VALID("Valid", "1: the descriptor is valid; 0: translation fault, the other bits are software's"),
    /** Bit 1 of a 64-bit descriptor. */
    TYPE("Type", "1: table, or page at level 3; 0: block, reserved at level 3"),
    /** Skip level of a 128-bit descriptor. */
    SKL("SKL", "how many levels the walk skips below this descriptor; decides table or leaf"),
    /** Output address of a leaf. */
    OA("OA", "output address, in units of what the descriptor maps"),
    /** Address of the next table. */
    TA("TA", "address of the next-level table, in granules"),
    /** Stage 1 memory attribute index. */
    ATTR_INDX("AttrIndx", "which attribute byte of MAIR_ELx (MAIR2_ELx from 8 on) gives the memory type"),
    /** Stage 2 memory attributes. */
    MEM_ATTR("MemAttr", "stage 2 memory type, combined with that of stage 1"),
    /** Output address space. */
    NS("NS", "1: the output address is Non-secure"),
    /** Second bit of the output address space, EL3 with RME. */
    NSE("NSE", "with NS chooses the output address space: Secure, Non-secure, Root or Realm"),
    /** Stage 1 data access permissions. */
    AP("AP", "data access permissions"),
    /** Stage 2 data access permissions. */
    S2AP("S2AP", "stage 2 data access permissions: bit 0 read, bit 1 write"),
    /** Shareability. */
    SH("SH", "shareability of Normal cacheable memory"),
    /** Access flag. */
    AF("AF", "access flag; 0 makes the first access fault unless hardware sets it (HA)"),
    /** Not global. */
    NG("nG", "not global: TLB entries are tagged with the ASID"),
    /** Force nXS, stage 2. */
    FNXS("FnXS", "1: the XS attribute of the access is forced to 0"),
    /** Block translation entry not translated in the TLB. */
    NT("nT", "1: may not be cached in a TLB as one entry, so its size can be changed without break-before-make"),
    /** Guarded page. */
    GP("GP", "guarded page: branch target identification applies"),
    /** Dirty bit modifier. */
    DBM("DBM", "dirty bit modifier: hardware may make the entry writable on a write (HD)"),
    /** Not dirty, stage 1 indirect permissions. */
    NDIRTY("nDirty", "1: clean; a write faults or, with HD, clears the bit"),
    /** Dirty, stage 2 indirect permissions. */
    DIRTY("Dirty", "0: clean; a write faults or, with HD, sets the bit"),
    /** Contiguous. */
    CONTIGUOUS("Contiguous", "the entry is one of a group that may be cached as one TLB entry"),
    /** Privileged execute-never. */
    PXN("PXN", "privileged execute-never"),
    /** Unprivileged execute-never. */
    UXN("UXN", "unprivileged (EL0) execute-never"),
    /** Execute-never. */
    XN("XN", "execute-never"),
    /** Protected, FEAT_THE. */
    PROTECTED("Protected", "protected against plain stores (FEAT_THE)"),
    /** AssuredOnly, FEAT_THE. */
    ASSURED_ONLY("AssuredOnly", "may only be reached through assured stage 1 translations (FEAT_THE)"),
    /** Alternate memory encryption context. */
    AMEC("AMEC", "1: the alternate memory encryption context"),
    /** Page-based hardware attributes. */
    PBHA("PBHA", "page-based hardware attributes, each under TCR_ELx.HWU; implementation defined"),
    /** Permission indirection index. */
    PI_INDEX("PIIndex", "which nibble of PIR_ELx and PIRE0_ELx gives the base permissions"),
    /** Stage 2 permission indirection index. */
    S2PI_INDEX("S2PIIndex", "which nibble of S2PIR_EL2 gives the base permissions"),
    /** Permission overlay index. */
    PO_INDEX("POIndex", "which nibble of POR_ELx restricts the permissions"),
    /** Stage 2 permission overlay index. */
    S2PO_INDEX("S2POIndex", "which nibble of S2POR_EL1 restricts the permissions"),
    /** Hierarchical security. */
    NS_TABLE("NSTable", "1: the tables below are fetched from Non-secure memory and what they map is Non-secure"),
    /** Hierarchical data access permissions. */
    AP_TABLE("APTable", "removes access for everything below: bit 1 writes, bit 0 EL0"),
    /** Hierarchical unprivileged execute-never. */
    UXN_TABLE("UXNTable", "1: nothing below is executable at EL0"),
    /** Hierarchical execute-never, one privilege level. */
    XN_TABLE("XNTable", "1: nothing below is executable"),
    /** Hierarchical privileged execute-never. */
    PXN_TABLE("PXNTable", "1: nothing below is executable at the privileged level"),
    /** Disable Contiguous of the next level. */
    DISCH("DisCH", "1: Contiguous is ignored in the next level's descriptors"),
    /** Left to software by the architecture. */
    SOFTWARE("software", "reserved for software use; hardware never looks at it"),
    /** Ignored by hardware here. */
    IGNORED("ignored", "ignored by hardware"),
    /** Should be zero; hardware does not look at it. */
    RES0("RES0", "reserved, should be 0; hardware does not fault on it"),
    /** Should be one; hardware does not look at it. */
    RES1("RES1", "reserved, should be 1; hardware does not fault on it");

    private final String label;
    private final String doc;

    DescriptorField(String label, String doc) {
        this.label = label;
        this.doc = doc;
    }

    /**
     * The field with the manual's name, in any case, with or without bit numbers: {@code AP}, {@code ap[2:1]},
     * {@code Contiguous}; null if there is none. Fillers have no name.
     */
    public static @Nullable DescriptorField named(String name) {
        int bracket = name.indexOf('[');
        String bare = (bracket < 0 ? name : name.substring(0, bracket)).strip();
        for (DescriptorField field : values()) {
            if (!field.isFiller() && field.label.equalsIgnoreCase(bare)) {
                return field;
            }
        }
        return null;
    }

    /** The manual's name without bit numbers, for example {@code AP}. */
    public String label() {
        return label;
    }

    /** One clause on what the field is for. */
    public String doc() {
        return doc;
    }

    /** Whether this names bits without a function, of which a word can have several runs. */
    public boolean isFiller() {
        return this == SOFTWARE || this == IGNORED || this == RES0 || this == RES1;
    }

    @Override
    public String toString() {
        return label;
    }
}

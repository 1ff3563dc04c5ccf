package dev.ptarmigan.tlb;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.walker.SecurityState;

/**
 * Anything a cache of translations may hold: its tags, by which it is found and invalidated, and its result. Rules read
 * entries through this interface only, so a TLB can keep them packed; no method may allocate.
 *
 * <p>The span ({@link #base}, {@link #sizeBytes}) is what must go together. It is the span of the <em>descriptor</em>, also if
 * the TLB holds a fraction of a block: an invalidation of any address of a block removes all pieces of it. An entry that serves
 * several descriptors at once (a Contiguous group, neighbours coalesced) has the span of all of them: one that cannot keep the
 * others without the one hit must drop all. A model in which pages of a group are separate entries gives each its own page: the
 * Contiguous bit does not enlarge what an operation by address is guaranteed to remove.
 */
public interface CachedEntry {
    /** What it was made from. */
    EntryKind kind();

    /** The regime it is used in; {@link TlbRegime#PHYSICAL} for granule protection. */
    TlbRegime regime();

    /** The Security state it is used in. */
    SecurityState security();

    /** VMID, 0 to 65535; meaningful in EL1&amp;0 where EL2 is implemented and enabled, even with stage 2 off. */
    int vmid();

    /** ASID, 0 to 65535; meaningful for {@link EntryKind#TABLE} always, for leaves unless {@link #global}. */
    int asid();

    /** Whether a leaf serves every ASID (nG = 0 in effect). Always false for tables: they keep the ASID of their walk. */
    boolean global();

    /**
     * The first address of the span: a virtual address with its upper bits copies of bit 55, an intermediate address for stage
     * 2 entries, a physical address for granule protection.
     */
    long base();

    /** Bytes of the span, a power of two except for coalesced runs. */
    long sizeBytes();

    /** The granule of the tables; stage 1's for {@link EntryKind#COMBINED}. */
    Granule granule();

    /** The level of the descriptor, −1 (−2 with 128-bit descriptors) to 3; stage 1's for {@link EntryKind#COMBINED}. */
    int level();

    /** The intermediate address space of a stage 2 entry: Secure or Non-secure in Secure state, else the state's own. */
    SecurityState ipaSpace();

    /** The XS attribute of the memory (FEAT_XS); false for tables. */
    boolean xs();

    /** Whether it comes from a 128-bit descriptor (FEAT_D128). */
    boolean wide();

    /** Whether the descriptor has nT set (FEAT_BBM level 1). */
    boolean nT();

    /** Whether the leaf has the Contiguous bit set. */
    boolean contiguous();

    /** What {@link #base} is translated to; for tables the address of the next table. */
    long outputAddress();

    /** The space of {@link #outputAddress}. */
    SecurityState outputSpace();

    /** Everything that decides permission, in an encoding of the owner: equal values mean equal permission. */
    long permissions();

    /** Whether some exception level may write: also a clean leaf that hardware may make dirty. */
    boolean writable();

    /** Memory type and cacheability, as the byte of MAIR_ELx with what else distinguishes memory types. */
    int memoryType();

    /** Shareability as written: 0 Non-shareable, 2 Outer, 3 Inner Shareable. */
    int shareability();

    /** Whether {@code address} lies in the span. */
    default boolean covers(long address) {
        return Long.compareUnsigned(address - base(), sizeBytes()) < 0;
    }
}

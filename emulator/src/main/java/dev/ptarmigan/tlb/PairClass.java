package dev.ptarmigan.tlb;

/** How two entries for the same address differ, the gravest difference deciding; {@link PairRule} assigns it. */
public enum PairClass {
    /** Same result, same size. */
    SAME,
    /** Only permissions differ. */
    PERM,
    /** The output addresses differ, both are read-only, and both places hold the same bytes. */
    OARO,
    /** Same output and attributes; level or Contiguous bit differ. */
    SIZE,
    /** As {@link #SIZE}, and permissions differ. */
    SIZE_PERM,
    /** One is global and one is not. */
    NG,
    /** The output addresses differ, and one may be written or the contents differ. */
    OA,
    /** Memory type, cacheability or shareability differ. */
    MT
}

package dev.ptarmigan.tlb;

/** How much more than it must a PE removes. The architecture allows any of it; each includes those above. */
public enum OverInvalidation {
    /** What it must, no more. */
    EXACT,
    /** Every ASID, and entries of memory with the XS attribute for nXS. */
    DROP_ASID,
    /** Every level too: last-level forms take entries of tables, hints and granules are not looked at. */
    DROP_LEVEL,
    /** Every address too: all entries of regime, Security state and VMID. */
    DROP_ADDRESS,
    /** Every entry the PE has. */
    DROP_ALL
}

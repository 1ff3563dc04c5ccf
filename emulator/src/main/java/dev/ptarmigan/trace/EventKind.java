package dev.ptarmigan.trace;

/** What kind of thing happened. */
public enum EventKind {
    /** An aligned 64-bit store: address, word before, word after. */
    STORE,
    /** A barrier: DSB or DMB of some domain, or ISB. */
    BARRIER,
    /** A TLB invalidation: operation and operand. */
    TLBI,
    /** A page of zeros was taken for a table: its address, the level it serves and the first VA. */
    ALLOCATE,
    /** A table page was given back. */
    FREE,
    /** A page for a table was asked for and there was none. */
    ALLOCATE_FAILED,
    /** A lock was taken. */
    LOCK,
    /** A lock was given back. */
    UNLOCK,
    /** The kernel warned. */
    WARN,
    /** Other CPUs were stopped or released, or something else worth a line. */
    NOTE
}

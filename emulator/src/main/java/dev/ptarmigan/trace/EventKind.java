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
    /** An access that was allowed: virtual and physical address, and what it was. */
    ACCESS,
    /** An access that ended in a fault: virtual address, what it was and which fault. */
    FAULT,
    /** A translation cache filled an entry: first address, where the descriptor was read, the descriptor. */
    FILL,
    /** A translation cache threw a valid entry out to make room: first address. */
    EVICT,
    /** The kernel warned. */
    WARN,
    /** Other CPUs were stopped or released, or something else worth a line. */
    NOTE;

    /** Whether events v1 has a line for it, with a number; the others are comments there. */
    public boolean isNumbered() {
        return switch (this) {
            case STORE, BARRIER, TLBI, ACCESS, FAULT, FILL, EVICT -> true;
            case ALLOCATE, FREE, ALLOCATE_FAILED, LOCK, UNLOCK, WARN, NOTE -> false;
        };
    }
}

package dev.ptarmigan.kernel;

/**
 * A step of the kernel's code that can be got wrong on purpose, so that whoever judges the events can be judged in turn. A task
 * has a set of them, none by default. Only what cannot be expressed as a change of the event stream is here; the rest are
 * decorators of the port.
 */
public enum Flaw {
    /** A Contiguous group is split by clearing the bit of the addressed member alone. */
    UNCONT_ADDRESSED_MEMBER_ONLY,
    /** A range of one page is split at the better aligned of its ends. */
    SPLIT_WRONG_EDGE,
    /** Only the start of a range is split. */
    SKIP_END_EDGE,
    /** A change from read-only to writable is not followed by TLB maintenance. */
    NO_FLUSH_TO_WRITABLE,
    /** Bits are set before they are cleared, although nG and PRESENT_INVALID are one bit. */
    SET_BEFORE_CLEAR,
    /** Lazy MMU mode is left without emitting what it held back. */
    KEEP_LAZY_BARRIERS,
    /** The last page of a range is not invalidated. */
    FLUSH_ONE_PAGE_SHORT,
    /** A collapse does not ask whether the output address of a group is aligned. */
    FOLD_UNALIGNED,
    /** A collapse frees the table before the invalidation of its old entries has completed. */
    FREE_BEFORE_FLUSH
}

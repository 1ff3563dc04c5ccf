package dev.ptarmigan.pe;

/** Which rule a {@link TableWriter} leaves out. */
enum RuleBook {
    /** None: everything by the book. */
    KEPT,
    NO_TLBI,
    NO_DSB_BEFORE_TLBI,
    NO_DSB_AFTER_TLBI,
    /** DSB ISHST instead of DSB ISH: waits for stores, not for a TLBI. */
    STORE_DSB_AFTER_TLBI,
    /** The TLBI of this PE alone. */
    LOCAL_TLBI,
    /** DSB NSH: does not wait for other PEs. */
    NARROW_DSB_AFTER_TLBI,
    /** VALE1IS with another ASID, of entries that are not global. */
    WRONG_ASID,
    /** A last-level TLBI where a table was unhooked, which is then used again. */
    LAST_LEVEL_FOR_TABLE,
    /** A level hint for pages, while a block entry from before a live split may still be there. */
    HINT_AFTER_SPLIT,
    /** One page of a Contiguous group flushed after all of it was changed. */
    ONE_PAGE_OF_GROUP,
    /** By ASID, which leaves global entries. */
    ASID_FOR_GLOBAL,
    /** No ISB after the ASID was switched. */
    NO_ISB_AFTER_SWITCH,
    /** Pages of one place become a block of another in place: no break. */
    NO_BREAK
}

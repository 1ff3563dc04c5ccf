package dev.ptarmigan.kernel;

/** Whether the walk that changes entries holds {@code init_mm.mmap_lock}. */
public enum Walking {
    /** Held for writing: no other such walk and no dump of the tables runs at the same time. Not possible in atomic context. */
    LOCKED,
    /** Not held: callers own their addresses, and kernel tables are not freed under them. */
    LOCKLESS
}

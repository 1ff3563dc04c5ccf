package dev.ptarmigan.pe;

/** When, between a TLBI and the DSB that completes it, a PE carries the invalidation out. Software may rely on none of them. */
public enum TlbiTiming {
    /** At once. */
    EARLY,
    /** When the DSB of the PE that issued it asks for it. */
    LATE,
    /** At a moment chosen by the machine's seed, each PE its own. */
    RANDOM
}

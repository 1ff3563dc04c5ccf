package dev.ptarmigan.pe;

/** What a TLB makes of the Contiguous bit. */
public enum ContiguousUse {
    /** Nothing: every descriptor has an entry of its own. */
    IGNORE,
    /** One entry for the group if all its descriptors agree. */
    VERIFY,
    /** One entry for the group whatever the other descriptors say; allowed, for software must keep them equal. */
    TRUST
}

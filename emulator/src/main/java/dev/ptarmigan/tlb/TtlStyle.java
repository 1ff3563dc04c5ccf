package dev.ptarmigan.tlb;

/** How a level hint meets entries of tables, where prose and pseudocode of the manual differ. */
public enum TtlStyle {
    /** The hint names the level of the leaf: entries of tables at lower-numbered levels go too (the prose). */
    LEAF_LEVEL,
    /** The hint is compared with the level of every entry: entries of tables at other levels stay (the pseudocode, ASL). */
    ASL
}

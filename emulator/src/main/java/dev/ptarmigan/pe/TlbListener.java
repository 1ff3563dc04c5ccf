package dev.ptarmigan.pe;

import dev.ptarmigan.tlb.EntryKind;

/** Is told what comes into a TLB and what goes. */
interface TlbListener {
    /** An entry was filled. */
    void filled(String array, EntryKind kind, long base, int shift, long physicalSlot, long word);

    /** A valid entry made room for another. */
    void evicted(String array, long base, int shift);
}

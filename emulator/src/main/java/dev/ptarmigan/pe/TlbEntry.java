package dev.ptarmigan.pe;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.TlbRegime;

/**
 * An entry as a listing shows it.
 *
 * @param array the array that holds it
 * @param kind what it was made from
 * @param regime the regime it is used in
 * @param vmid VMID
 * @param asid ASID; of no use if {@code global}
 * @param global whether it serves every ASID
 * @param first the first address it translates
 * @param bytes how many
 * @param spanBytes how many the descriptors behind it span: more where it holds a part of a block
 * @param level the level of its descriptor
 * @param outputAddress what {@code first} is translated to; for tables the next table
 * @param slot where its descriptor was read
 * @param word the descriptor
 * @param memoryWord the word that memory holds there now
 * @param agrees whether memory still agrees: the same word, and for leaves of a known context a walk that ends at it
 * @param staleSince the number of the event that changed that word, −1 if no event of the machine did or memory agrees
 */
public record TlbEntry(
        String array,
        EntryKind kind,
        TlbRegime regime,
        int vmid,
        int asid,
        boolean global,
        long first,
        long bytes,
        long spanBytes,
        int level,
        long outputAddress,
        long slot,
        long word,
        long memoryWord,
        boolean agrees,
        long staleSince) {

    /** One line. */
    @Override
    public String toString() {
        String tags = (regime.hasVmid() ? " vmid=" + vmid : "") + (global ? " global" : " asid=" + asid);
        String state = agrees
                ? ""
                : staleSince < 0
                        ? "  stale: memory has " + Hex.word(memoryWord)
                        : "  stale since event " + staleSince + ": memory has " + Hex.word(memoryWord);
        return array + " " + kind + " " + regime + tags + " " + Hex.word(first) + "-" + Hex.word(first + bytes - 1)
                + " level " + level + " -> " + Hex.address(outputAddress) + ", " + Hex.word(word) + " at "
                + Hex.address(slot) + state;
    }
}

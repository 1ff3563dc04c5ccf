package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorKind;

/**
 * One or more neighbouring descriptors that a {@link TableScanner} shows to a {@link TableVisitor}: of one kind and level,
 * equal in everything but the output address, which either goes up by what an entry maps ({@link #step}) or is the same
 * in all.
 *
 * <p>There is one such object for a scan; it holds only until the visitor returns.
 */
public final class EntryRun {
    long va;
    int level;
    int entryShift;
    long count;
    DescriptorKind kind = DescriptorKind.INVALID;
    long word;
    long highWord;
    long step;
    long descriptorAddress;
    long tableAttributes;
    long tableAttributesHigh;
    long tableAddress;
    long tableEntries;
    boolean firstVisit;

    EntryRun() {}

    /** The address that the first entry maps. */
    public long va() {
        return va;
    }

    /** The last address that the last entry maps. */
    public long lastVa() {
        return va + (count << entryShift) - 1;
    }

    /** Level of the entries, −2 to 3. */
    public int level() {
        return level;
    }

    /** Binary logarithm of the bytes that one entry maps. */
    public int entryShift() {
        return entryShift;
    }

    /** How many entries, at least one. */
    public long count() {
        return count;
    }

    /** What all of them map together, in bytes. */
    public long bytes() {
        return count << entryShift;
    }

    /** What the entries are. */
    public DescriptorKind kind() {
        return kind;
    }

    /** The first entry, bits 63:0. */
    public long word() {
        return word;
    }

    /** The first entry, bits 127:64; 0 unless descriptors have 128 bits. */
    public long highWord() {
        return highWord;
    }

    /** By how much bits 63:0 of an entry are greater than those of its predecessor: what an entry maps, or 0. */
    public long step() {
        return step;
    }

    /** Whether no entry has a bit set. */
    public boolean isZero() {
        return (word | highWord) == 0;
    }

    /**
     * Physical address of the first entry. Runs below tables that are shared many times ({@link TableVisitor#leaves}) are
     * shown with the address of the one entry that maps them all.
     */
    public long descriptorAddress() {
        return descriptorAddress;
    }

    /** The hierarchical attributes (APTable, PXNTable …) of all tables above, ORed, in place; bits 63:0. */
    public long tableAttributes() {
        return tableAttributes;
    }

    /** The hierarchical attributes of all tables above, bits 127:64. */
    public long tableAttributesHigh() {
        return tableAttributesHigh;
    }

    /** For a table: the address of the next table, else 0. */
    public long tableAddress() {
        return tableAddress;
    }

    /** For a table: how many descriptors the next table has, else 0. */
    public long tableEntries() {
        return tableEntries;
    }

    /** For a table: whether the scan meets the next table for the first time. */
    public boolean isFirstVisit() {
        return firstVisit;
    }

    /** The first entry as one value. */
    public Word128 firstWord() {
        return new Word128(highWord, word);
    }

    @Override
    public String toString() {
        return count + " " + kind + " at level " + level + " from " + Hex.word(va) + ": " + firstWord();
    }
}

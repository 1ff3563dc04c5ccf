package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorKind;

/**
 * A range of addresses mapped in one way: by neighbouring entries of one level that agree in all but the output address.
 *
 * @param range the addresses mapped
 * @param outputAddress where the first goes, {@link #NO_OUTPUT} for entries that hold no address. Invalid entries that
 *     Linux takes for present hold one
 * @param level level of the entries, −2 to 3
 * @param leafShift binary logarithm of the bytes that one entry maps
 * @param kind block or page; or invalid or reserved, for entries that are not zero and map nothing
 * @param contiguous whether the entries have the Contiguous bit, at a level where it has a function
 * @param sameOutput whether every entry maps the same output address; else output addresses go up with the range
 * @param attributes the word without its output address; the whole first word for an entry that has none
 * @param tableAttributes the hierarchical attributes of all tables above, ORed, in place
 */
public record Mapping(
        VaRange range,
        long outputAddress,
        int level,
        int leafShift,
        DescriptorKind kind,
        boolean contiguous,
        boolean sameOutput,
        Word128 attributes,
        Word128 tableAttributes) {
    /** In place of an output address. */
    public static final long NO_OUTPUT = -1;

    /** What is mapped, in bytes. */
    public long bytes() {
        return range.end() - range.first();
    }

    /** How many entries do it. */
    public long entries() {
        return bytes() >>> leafShift;
    }

    /** Whether hardware translates the range. */
    public boolean isValid() {
        return kind.isLeaf();
    }

    /** Whether the entries hold an output address. */
    public boolean hasOutput() {
        return outputAddress != NO_OUTPUT;
    }

    /** Where an address of the range goes, or would go if the entries were valid. */
    public long output(long va) {
        long offset = va - range.first();
        return outputAddress + (sameOutput ? offset & (1L << leafShift) - 1 : offset);
    }

    /** {@code 0x..-0x.. to 0x.., 512 x 4K page at level 3, attributes 0x..}. */
    @Override
    public String toString() {
        return range + " to " + (hasOutput() ? Hex.address(outputAddress) : "nothing")
                + (sameOutput ? " everywhere" : "") + ", " + entries() + " x " + Hex.size(1L << leafShift) + " " + kind
                + " at level " + level + ", attributes " + attributes;
    }
}

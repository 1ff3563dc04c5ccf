package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.walker.WalkParameters;

/**
 * A tree of translation tables: where it begins and how its words are read.
 *
 * <p>Mostly that is what a base register says ({@link #of}), but a kernel has trees that no register points to just now
 * (a process that is not running, {@code swapper_pg_dir} while a processor is in user space), so base and size stand on
 * their own.
 *
 * @param parameters format, granule and controls of the regime and VA range the tree is for
 * @param base physical address of the start table, a multiple of the descriptor size
 * @param startLevel level of the start table
 * @param entries how many descriptors the start table has, at least one
 * @param firstVa the address that the first entry of the start table maps, a multiple of what that entry maps
 */
public record TableTree(WalkParameters parameters, long base, int startLevel, long entries, long firstVa) {
    /** Checks level, sizes and alignment. */
    public TableTree {
        Format format = parameters.format();
        int lowest = format.lowestLevel(parameters.granule());
        if (startLevel < lowest || startLevel > Place.LAST_LEVEL) {
            throw new IllegalArgumentException("startLevel=" + startLevel + ", expected " + lowest + " to 3");
        }
        if (entries < 1) {
            throw new IllegalArgumentException("entries=" + entries + ", expected at least 1");
        }
        if ((base & format.descriptorBytes() - 1) != 0) {
            throw new IllegalArgumentException(
                    "base=" + Hex.address(base) + " is not a multiple of " + format.descriptorBytes());
        }
        int shift = parameters.granule().levelShift(format, startLevel);
        if (shift < Long.SIZE && (firstVa & (1L << shift) - 1) != 0) {
            throw new IllegalArgumentException("firstVa=" + Hex.address(firstVa) + " is not a multiple of what an entry"
                    + " of level " + startLevel + " maps");
        }
    }

    /**
     * The tree that the base register of a range points to.
     *
     * @throws IllegalArgumentException if the registers allow no walk of the range
     */
    public static TableTree of(WalkParameters parameters) {
        String unusable = parameters.unusable();
        if (unusable != null) {
            throw new IllegalArgumentException("no walk of this range can start: " + unusable);
        }
        return new TableTree(
                parameters,
                parameters.base(),
                parameters.startLevel(),
                parameters.startEntries(),
                parameters.lowestAddress());
    }

    /** A tree of the same shape somewhere else. */
    public TableTree withBase(long other) {
        return new TableTree(parameters, other, startLevel, entries, firstVa);
    }

    /** Binary logarithm of the bytes that one entry of a level maps. */
    public int entryShift(int level) {
        return parameters.granule().levelShift(parameters.format(), level);
    }

    /** The addresses the tree is for. */
    public VaRange range() {
        int shift = entryShift(startLevel);
        long bytes = shift >= Long.SIZE ? 0 : entries << shift;
        return VaRange.until(firstVa, firstVa + bytes);
    }

    /** {@code table 0x42703000, level 0, 512 entries, from 0xffff000000000000}. */
    @Override
    public String toString() {
        return "table " + Hex.address(base) + ", level " + startLevel + ", " + entries + " entries, from "
                + Hex.word(firstVa);
    }
}

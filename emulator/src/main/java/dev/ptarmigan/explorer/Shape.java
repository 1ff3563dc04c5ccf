package dev.ptarmigan.explorer;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import java.util.ArrayList;
import java.util.List;

/**
 * A descriptor of a recording without its place: what two slots may have in common.
 *
 * @param kind what it is
 * @param table number of the table it points to, or −1
 * @param delta output address minus address, of leaves
 * @param permissions as in {@link SlotValue}
 * @param memory number of its combination of AttrIndx and SH
 */
record Shape(
        SlotValue.Kind kind,
        int table,
        long delta,
        int permissions,
        int memory,
        boolean contiguous,
        boolean nonGlobal,
        boolean accessFlagClear,
        boolean dirtyModifier) {
    static final Shape INVALID = new Shape(SlotValue.Kind.INVALID, -1, 0, 0, 0, false, false, false, false);

    static Shape table(int number) {
        return new Shape(SlotValue.Kind.TABLE, number, 0, 0, 0, false, false, false, false);
    }

    boolean isLeaf() {
        return kind == SlotValue.Kind.BLOCK || kind == SlotValue.Kind.PAGE;
    }

    /** Numbers combinations of attributes as they come. */
    static final class Attributes {
        private final List<Long> seen = new ArrayList<>();

        int number(long word) {
            long key = word & (LinuxPte.PTE_ATTRINDX.mask() | LinuxPte.PTE_SHARED.mask());
            if (!seen.contains(key)) {
                seen.add(key);
            }
            if (seen.size() > SlotValue.Memory.values().length) {
                throw new ScenarioException("more than " + SlotValue.Memory.values().length
                        + " combinations of AttrIndx and SH; scenarios have no more memory types");
            }
            return seen.indexOf(key);
        }
    }

    /**
     * The shape of a leaf.
     *
     * @param word the descriptor
     * @param va the first address of the descriptor it is from
     * @param piece whether it stands for a part of a larger leaf
     * @param mask bits that tables above force
     */
    static Shape leaf(
            KernelTables tables, SlotValue.Kind kind, long word, long va, boolean piece, long mask, Attributes types) {
        int permissions = permissions(word | mask);
        boolean writable = (permissions & SlotValue.WRITE) != 0;
        return new Shape(
                kind,
                -1,
                tables.address(word) - va,
                permissions,
                types.number(word),
                !piece && LinuxPte.cont(word),
                LinuxPte.PTE_NG.isSet(word),
                !LinuxPte.PTE_AF.isSet(word),
                LinuxPte.PTE_WRITE.isSet(word) && !writable);
    }

    /** Permissions of EL1. */
    static int permissions(long word) {
        return SlotValue.READ
                | (LinuxPte.PTE_RDONLY.isSet(word) ? 0 : SlotValue.WRITE)
                | (LinuxPte.PTE_PXN.isSet(word) ? 0 : SlotValue.EXECUTE);
    }

    /** The same as a leaf of another kind. */
    Shape as(SlotValue.Kind other) {
        return new Shape(other, table, delta, permissions, memory, false, nonGlobal, accessFlagClear, dirtyModifier);
    }

    SlotValue value(int page) {
        if (kind == SlotValue.Kind.INVALID) {
            return SlotValue.INVALID;
        }
        return new SlotValue(
                kind,
                kind == SlotValue.Kind.TABLE ? "T" + table : "",
                kind == SlotValue.Kind.TABLE ? 0 : page,
                permissions,
                SlotValue.Memory.values()[memory],
                contiguous,
                false,
                nonGlobal,
                accessFlagClear,
                dirtyModifier,
                false);
    }
}

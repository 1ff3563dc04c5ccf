package dev.ptarmigan.pe;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.walker.FoundLeaf;
import dev.ptarmigan.walker.WalkParameters;

/** Looks at the neighbours of a leaf: whether one entry can serve them all. */
final class LeafGroups {
    private static final int LINE_DESCRIPTORS = 8;

    private final PhysicalMemory memory;
    private final ContiguousUse use;
    private Segment segment = Segment.ABSENT;

    LeafGroups(PhysicalMemory memory, ContiguousUse use) {
        this.memory = memory;
        this.use = use;
    }

    /** Binary logarithm of what one entry can span by the Contiguous bit: the group, or the leaf alone. */
    int contiguousSpan(WalkParameters p, FoundLeaf leaf) {
        if (use == ContiguousUse.IGNORE || !leaf.isContiguous(p)) {
            return leaf.shift;
        }
        int group = leaf.shift + p.contiguousShift(leaf.level);
        boolean whole = group <= p.inputBits() && isAligned(p, leaf, group);
        return whole && (use == ContiguousUse.TRUST || agree(p, leaf, group)) ? group : leaf.shift;
    }

    /** Binary logarithm of what one entry can span by equal neighbours, at most {@code most} of them. */
    int coalescedSpan(WalkParameters p, FoundLeaf leaf, int most) {
        int members = Math.min(most, LINE_DESCRIPTORS * Long.BYTES >> p.format().descriptorShift());
        int span = leaf.shift;
        for (int count = 2; count <= members; count <<= 1) {
            if (!agree(p, leaf, span + 1)) {
                break;
            }
            span++;
        }
        return span;
    }

    /** The place of the leaf in the group by its slot is its place by its address. */
    private static boolean isAligned(WalkParameters p, FoundLeaf leaf, int span) {
        long members = (1L << span - leaf.shift) - 1;
        long index = leaf.physicalSlot >>> p.format().descriptorShift() & members;
        return (leaf.word >>> leaf.shift & members) == index;
    }

    private boolean agree(WalkParameters p, FoundLeaf leaf, int span) {
        int slotShift = p.format().descriptorShift();
        long members = 1L << span - leaf.shift;
        long own = leaf.physicalSlot >>> slotShift & members - 1;
        long first = leaf.physicalSlot - (own << slotShift);
        if (!segment.contains(first)) {
            segment = memory.at(first);
        }
        Segment words = segment;
        if (!words.contains(first) || !words.contains(first + (members << slotShift) - Long.BYTES)) {
            return false;
        }
        long word = leaf.word - (own << leaf.shift);
        for (long i = 0; i < members; i++) {
            long slot = first + (i << slotShift);
            if (word(p, words, slot, false) != word + (i << leaf.shift)
                    || slotShift > 3 && word(p, words, slot, true) != leaf.wordHigh) {
                return false;
            }
        }
        return true;
    }

    private static long word(WalkParameters p, Segment words, long slot, boolean high) {
        boolean wide = p.format().descriptorShift() > 3;
        long address = wide && high != p.isBigEndian() ? slot + Long.BYTES : slot;
        long word = words.read(address);
        return p.isBigEndian() ? Long.reverseBytes(word) : word;
    }
}

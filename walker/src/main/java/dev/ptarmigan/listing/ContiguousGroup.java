package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.WordLayout;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.walker.WalkParameters;

/** Groups of entries with the Contiguous bit: whether they are what the bit promises, and how Linux reads a member. */
final class ContiguousGroup {
    private final PhysicalMemory memory;
    private final WalkParameters parameters;
    private final int entryShift;
    private final boolean wide;

    ContiguousGroup(PhysicalMemory memory, TableTree tree) {
        this.memory = memory;
        this.parameters = tree.parameters();
        this.entryShift = parameters.format().descriptorShift();
        this.wide = entryShift == 4;
    }

    /** The address of the first entry of the group that an entry belongs to. */
    private long start(long descriptorAddress, int level) {
        return descriptorAddress & -1L << parameters.contiguousShift(level) + entryShift;
    }

    private Word128 read(long address) {
        if (!wide) {
            long word = memory.read(address);
            return Word128.of(parameters.isBigEndian() ? Long.reverseBytes(word) : word);
        }
        long low = memory.read(address);
        long high = memory.read(address + Long.BYTES);
        return parameters.isBigEndian()
                ? new Word128(Long.reverseBytes(low), Long.reverseBytes(high))
                : new Word128(high, low);
    }

    private boolean present(long start, long bytes) {
        for (long address = start; address != start + bytes; address += Long.BYTES) {
            if (memory.at(address) == Segment.ABSENT) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the group that an entry belongs to may be used as one translation: every member is a leaf with the Contiguous
     * bit, output addresses go up from an aligned one, and all else agrees (Arm ARM D8.6.1) but for Access flag and dirty
     * state, which hardware changes one by one, and bits it does not look at.
     */
    boolean isComplete(long descriptorAddress, int level) {
        int shift = parameters.contiguousShift(level);
        long start = start(descriptorAddress, level);
        long bytes = 1L << shift + entryShift;
        if (!present(start, bytes)) {
            return false;
        }
        Place place = parameters.place(level);
        DescriptorKind kind = level == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.BLOCK;
        WordLayout layout = Layouts.of(place, kind);
        BitField contiguous = layout.field(DescriptorField.CONTIGUOUS);
        Word128 first = read(start);
        Word128 differing = mayDiffer(layout, first).not();
        long unit = 1L << parameters.granule().levelShift(parameters.format(), level);
        long output = parameters.leafAddress(level, first.low());
        if ((output & (unit << shift) - 1) != 0) {
            return false;
        }
        for (int i = 0; i < 1 << shift; i++) {
            Word128 word = read(start + ((long) i << entryShift));
            if (DescriptorKind.of(word, place) != kind
                    || contiguous.of(word) == 0
                    || parameters.leafAddress(level, word.low()) != output + i * unit
                    || !word.xor(first).and(differing).isZero()) {
                return false;
            }
        }
        return true;
    }

    private static Word128 mayDiffer(WordLayout layout, Word128 word) {
        Word128 mask = layout.fillerMask(DescriptorField.SOFTWARE).or(layout.fillerMask(DescriptorField.IGNORED));
        mask = mask.or(bits(layout.field(DescriptorField.OA))).or(bits(layout.field(DescriptorField.AF)));
        for (DescriptorField dirty : new DescriptorField[] {DescriptorField.NDIRTY, DescriptorField.DIRTY}) {
            BitField field = layout.find(dirty);
            mask = field == null ? mask : mask.or(bits(field));
        }
        BitField modifier = layout.find(DescriptorField.DBM);
        if (modifier != null && modifier.of(word) != 0) {
            BitField stage1 = layout.find(DescriptorField.AP);
            BitField stage2 = layout.find(DescriptorField.S2AP);
            // The highest bit of either says whether the entry is clean.
            BitField access = stage1 != null ? stage1 : stage2;
            if (access != null) {
                mask = mask.or(access.in(Word128.ZERO, 1L << access.width() - 1));
            }
        }
        return mask;
    }

    private static Word128 bits(BitField field) {
        return new Word128(field.highMask(), field.lowMask());
    }

    /**
     * A page with the Contiguous bit as Linux reads it without a lock (contpte_ptep_get_lockless): its own word, young if any
     * member of the group is, dirty if any is. The kernel reads again and again while the members do not fit together; here
     * such a page gives its own word.
     */
    long gathered(long descriptorAddress, long own) {
        int shift = parameters.contiguousShift(Place.LAST_LEVEL);
        long start = start(descriptorAddress, Place.LAST_LEVEL);
        long unit = parameters.granule().pageBytes();
        if (!present(start, 1L << shift + entryShift)) {
            return own;
        }
        long output = Layouts.of(parameters.place(Place.LAST_LEVEL), DescriptorKind.PAGE)
                .field(DescriptorField.OA)
                .lowMask();
        long first = read(start).low();
        long common = LinuxEntry.cleanAndOld(own) & ~output;
        long gathered = own;
        for (int i = 0; i < 1 << shift; i++) {
            long word = read(start + ((long) i << entryShift)).low();
            boolean consistent = LinuxPte.validCont(word)
                    && (LinuxEntry.cleanAndOld(word) & ~output) == common
                    && parameters.leafAddress(Place.LAST_LEVEL, word)
                            == parameters.leafAddress(Place.LAST_LEVEL, first) + i * unit;
            if (!consistent) {
                return own;
            }
            if (LinuxEntry.isDirty(word)) {
                gathered = LinuxEntry.makeDirty(gathered);
            }
            gathered |= word & LinuxEntry.AF;
        }
        return gathered;
    }
}

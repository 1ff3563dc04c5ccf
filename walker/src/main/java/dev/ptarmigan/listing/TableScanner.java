package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.walker.WalkParameters;

/**
 * Visits the descriptors of a whole tree in address order, whatever the tree is like: tables that several entries share are
 * visited for each, tables that lead to themselves and tables without memory are reported and passed over.
 *
 * <p>Neighbouring entries that differ in nothing but consecutive output addresses are shown as one {@link EntryRun}, so
 * visitors are called about once per run and not once per page. The scanner allocates one object per scan and 16 bytes for
 * each table. It changes nothing; words that others change meanwhile are read once each.
 *
 * <p>Not for use by several threads, and not from within its own visitor.
 */
public final class TableScanner {
    /** How often tables met before are visited again before the scan gives up on them, unless told otherwise. */
    public static final long DEFAULT_REPEAT_LIMIT = 1L << 22;

    private static final Place ANY_PAGE = Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL);
    private static final long VALID = Layouts.of(ANY_PAGE, DescriptorKind.PAGE).mask(DescriptorField.VALID);
    private static final long TYPE = Layouts.of(ANY_PAGE, DescriptorKind.PAGE).mask(DescriptorField.TYPE);
    private static final int MOST_LEVELS = 6;
    /** Memory is looked for in steps of the smallest page. */
    private static final long ABSENCE_BYTES = Granule.K4.pageBytes();

    private final PhysicalMemory memory;
    private final TableTree tree;
    private final WalkParameters parameters;
    private final boolean wide;
    private final boolean bigEndian;
    private final int entryShift;
    private final int stride;
    private final int mostSkipped;
    private final BitField skipField;
    private final long hierarchical;
    private final long hierarchicalHigh;

    private final VisitedTables visited = new VisitedTables();
    private final long[] path = new long[MOST_LEVELS];
    private final EntryRun run = new EntryRun();
    private long repeatLimit = DEFAULT_REPEAT_LIMIT;
    private long repeats;
    private TableVisitor visitor = new TableVisitor() {};
    private VaRange range = VaRange.ALL;
    private Segment segment = Segment.ABSENT;

    /** A scanner of one tree. */
    public TableScanner(PhysicalMemory memory, TableTree tree) {
        this.memory = memory;
        this.tree = tree;
        this.parameters = tree.parameters();
        Format format = parameters.format();
        wide = format == Format.VMSA128;
        bigEndian = parameters.isBigEndian();
        entryShift = format.descriptorShift();
        stride = parameters.granule().stride(format);
        mostSkipped = parameters.granule() == Granule.K4 ? 3 : 2;
        long attributes = 0;
        long attributesHigh = 0;
        BitField skip = BitField.bit("none", 0);
        if (tree.startLevel() < Place.LAST_LEVEL) {
            WordLayout table = Layouts.of(parameters.place(tree.startLevel()), DescriptorKind.TABLE);
            for (DescriptorField field : HierarchicalText.FIELDS) {
                BitField bits = table.find(field);
                attributes |= bits == null ? 0 : bits.lowMask();
                attributesHigh |= bits == null ? 0 : bits.highMask();
            }
        }
        if (wide) {
            skip = Layouts.of(parameters.place(Place.LAST_LEVEL), DescriptorKind.PAGE)
                    .field(DescriptorField.SKL);
        }
        skipField = skip;
        hierarchical = attributes;
        hierarchicalHigh = attributesHigh;
    }

    /**
     * Sets how often tables that were met before are visited again. A tree whose tables all point to the same few tables
     * would otherwise take years.
     */
    public TableScanner repeatLimit(long limit) {
        repeatLimit = limit;
        return this;
    }

    /** Visits the whole tree. */
    public void scan(TableVisitor who) {
        scan(VaRange.ALL, who);
    }

    /** Visits the entries that map an address of a range, each as a whole. Nothing if the tree has none. */
    public void scan(VaRange wanted, TableVisitor who) {
        if (!wanted.intersects(tree.range())) {
            return;
        }
        visitor = who;
        range = wanted;
        segment = Segment.ABSENT;
        repeats = 0;
        visited.clear();
        visited.add(tree.base(), tree.startLevel());
        table(tree.base(), tree.startLevel(), tree.entries(), tree.firstVa(), 0, 0, 0);
    }

    private void table(long base, int level, long entries, long va, long attributes, long attributesHigh, int depth) {
        path[depth] = base;
        int shift = tree.entryShift(level);
        long span = entries << shift;
        // Unsigned, and the table may end with the address space.
        long first = Long.compareUnsigned(va, range.first()) >= 0 ? 0 : range.first() - va >>> shift;
        long last =
                Long.compareUnsigned(va + (span - 1), range.last()) <= 0 ? entries - 1 : range.last() - va >>> shift;
        long index = first;
        while (index <= last) {
            long address = base | index << entryShift;
            Segment here = segment;
            if (!holds(here, address)) {
                here = memory.at(address);
                if (!holds(here, address)) {
                    long present = afterAbsent(base, index, last);
                    set(va + (index << shift), level, shift, present - index, DescriptorKind.INVALID, address);
                    run.tableAttributes = attributes;
                    run.tableAttributesHigh = attributesHigh;
                    visitor.problem(ScanProblem.ABSENT, run);
                    index = present;
                    continue;
                }
                segment = here;
            }
            long low = low(here, address);
            long high = wide ? high(here, address) : 0;
            DescriptorKind kind = kind(low, high, level);
            long count = kind == DescriptorKind.TABLE ? 1 : extent(here, base, index, last, level, kind, low, high);
            set(va + (index << shift), level, shift, count, kind, address);
            run.word = low;
            run.highWord = high;
            run.tableAttributes = attributes;
            run.tableAttributesHigh = attributesHigh;
            switch (kind) {
                case TABLE -> descend(depth);
                case BLOCK, PAGE -> leaves();
                case INVALID, RESERVED -> visitor.holes(run);
            }
            index += count;
        }
    }

    private void set(long va, int level, int shift, long count, DescriptorKind kind, long address) {
        run.va = va;
        run.level = level;
        run.entryShift = shift;
        run.count = count;
        run.kind = kind;
        run.word = 0;
        run.highWord = 0;
        // extent() has left the step of the run it found.
        run.step = count > 1 ? run.step : 0;
        run.descriptorAddress = address;
        run.tableAddress = 0;
        run.tableEntries = 0;
        run.firstVisit = false;
    }

    private void leaves() {
        long first = parameters.leafAddress(run.level, run.word);
        long last = parameters.leafAddress(run.level, run.word + run.step * (run.count - 1));
        if ((first | last) >>> parameters.outputBits() != 0) {
            visitor.problem(ScanProblem.LEAF_BEYOND_OUTPUT, run);
        }
        visitor.leaves(run);
    }

    private void descend(int depth) {
        int skipped = wide ? (int) skipField.of(run.firstWord()) : 0;
        int level = run.level + 1 + skipped;
        int sizeShift = stride * (1 + skipped);
        long base = parameters.tableAddress(run.word);
        long entries = 1L << sizeShift;
        run.tableAddress = base;
        run.tableEntries = entries;
        if (base >>> parameters.outputBits() != 0) {
            visitor.problem(ScanProblem.TABLE_BEYOND_OUTPUT, run);
            return;
        }
        for (int i = 0; i <= depth; i++) {
            if (path[i] == base) {
                visitor.problem(ScanProblem.LOOP, run);
                return;
            }
        }
        int before = visited.add(base, level);
        run.firstVisit = before == VisitedTables.NEW;
        if (!run.firstVisit) {
            if (before != level) {
                visitor.problem(ScanProblem.OTHER_LEVEL, run);
                return;
            }
            if (++repeats > repeatLimit) {
                visitor.problem(ScanProblem.TOO_MANY_REPEATS, run);
                return;
            }
        }
        long va = run.va;
        long attributes = run.tableAttributes | run.word & hierarchical;
        long attributesHigh = run.tableAttributesHigh | run.highWord & hierarchicalHigh;
        visitor.table(run);
        if (before != VisitedTables.NEW && !wide && uniform(base, level, attributes)) {
            leaves();
            return;
        }
        table(base, level, entries, va, attributes, attributesHigh, depth + 1);
    }

    /**
     * Whether a table maps the same output with the same attributes everywhere: all its entries are one word, and so on
     * down to a leaf. Linux points the shadow of memory that has none to such tables, terabytes of it. If so, the run is
     * made to stand for all of it.
     */
    private boolean uniform(long start, int startLevel, long above) {
        if (!range.contains(new VaRange(run.va, run.lastVa()))) {
            return false;
        }
        long bytes = run.bytes();
        long table = start;
        long attributes = above;
        for (int level = startLevel; level <= Place.LAST_LEVEL; level++) {
            long size = 1L << stride + entryShift;
            Segment here = memory.at(table);
            if (here == Segment.ABSENT || !here.contains(table + size - 1)) {
                return false;
            }
            long word = here.read(table);
            for (long offset = 1L << entryShift; offset < size; offset += 1L << entryShift) {
                if (here.read(table + offset) != word) {
                    return false;
                }
            }
            word = low(here, table);
            DescriptorKind kind = kind(word, 0, level);
            if (kind.isLeaf()) {
                int shift = tree.entryShift(level);
                set(run.va, level, shift, bytes >>> shift, kind, table);
                run.word = word;
                run.step = 0;
                run.tableAttributes = attributes;
                return true;
            }
            if (kind != DescriptorKind.TABLE) {
                return false;
            }
            attributes |= word & hierarchical;
            table = parameters.tableAddress(word);
        }
        return false;
    }

    private DescriptorKind kind(long low, long high, int level) {
        if ((low & VALID) == 0) {
            return DescriptorKind.INVALID;
        }
        if (wide) {
            int reached = level + skipped(high);
            if (reached > Place.LAST_LEVEL || skipped(high) > mostSkipped) {
                return DescriptorKind.RESERVED;
            }
            if (reached < Place.LAST_LEVEL) {
                return DescriptorKind.TABLE;
            }
            return level == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.BLOCK;
        }
        if (level == Place.LAST_LEVEL) {
            return (low & TYPE) != 0 ? DescriptorKind.PAGE : DescriptorKind.RESERVED;
        }
        if ((low & TYPE) != 0) {
            return DescriptorKind.TABLE;
        }
        return parameters.blockAllowed(level) ? DescriptorKind.BLOCK : DescriptorKind.RESERVED;
    }

    private int skipped(long high) {
        long mask = skipField.highMask();
        return (int) ((high & mask) >>> Long.numberOfTrailingZeros(mask));
    }

    /** How many entries from {@code index} on are alike; sets the step of the run. */
    private long extent(
            Segment here, long base, long index, long last, int level, DescriptorKind kind, long low, long high) {
        long next = index + 1;
        long address = base | next << entryShift;
        run.step = 0;
        if ((low | high) == 0) {
            while (next <= last
                    && holds(here, address)
                    && here.read(address) == 0
                    && (!wide || here.read(address + Long.BYTES) == 0)) {
                next++;
                address = base | next << entryShift;
            }
            return next - index;
        }
        if (next > last || !holds(here, address)) {
            return 1;
        }
        long step = low(here, address) - low;
        if (step != 0 && step != 1L << tree.entryShift(level)) {
            return 1;
        }
        run.step = step;
        long expected = low + step;
        // The addition can carry out of the address field: then it is another attribute that differs.
        long output = kind.isLeaf() ? parameters.leafAddress(level, low) + step : 0;
        while (next <= last
                && holds(here, address)
                && low(here, address) == expected
                && (!wide || high(here, address) == high)
                && (!kind.isLeaf() || parameters.leafAddress(level, expected) == output)) {
            next++;
            address = base | next << entryShift;
            expected += step;
            output += step;
        }
        return next - index;
    }

    /** The first index from {@code index} on at which there is memory again, or one more than the last. */
    private long afterAbsent(long base, long index, long last) {
        long at = index;
        long address = base | at << entryShift;
        do {
            at += ABSENCE_BYTES - (address & ABSENCE_BYTES - 1) >>> entryShift;
            address = base | at << entryShift;
        } while (at <= last && !holds(memory.at(address), address));
        return Math.min(at, last + 1);
    }

    private boolean holds(Segment here, long address) {
        return here.contains(address) && (!wide || here.contains(address + Long.BYTES));
    }

    private long low(Segment here, long address) {
        if (!bigEndian) {
            return here.read(address);
        }
        return Long.reverseBytes(here.read(wide ? address + Long.BYTES : address));
    }

    private long high(Segment here, long address) {
        return bigEndian ? Long.reverseBytes(here.read(address)) : here.read(address + Long.BYTES);
    }
}

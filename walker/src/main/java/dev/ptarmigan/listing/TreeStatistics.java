package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.walker.LeafReader;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tree is made of: tables, leaves and Contiguous groups by level, entries that map nothing although they are not
 * zero, and leaves that can be both written and executed.
 */
public final class TreeStatistics implements TableVisitor {
    /**
     * One level of a tree.
     *
     * @param level the level, −2 to 3
     * @param entryBytes what one entry maps
     * @param tables different tables
     * @param sharedTables how often a table was met again
     * @param leaves blocks or pages, also those that several tables share
     * @param leafBytes what they map
     * @param contiguousLeaves leaves with the Contiguous bit, where it has a function
     * @param completeGroups Contiguous groups that hold what the bit promises
     * @param brokenGroups groups of which some entry has the bit although they do not
     * @param invalidEntries invalid entries that are not zero
     * @param presentInvalidEntries those among them that Linux takes for present
     * @param reservedEntries valid entries with a reserved encoding
     */
    public record Level(
            int level,
            long entryBytes,
            long tables,
            long sharedTables,
            long leaves,
            long leafBytes,
            long contiguousLeaves,
            long completeGroups,
            long brokenGroups,
            long invalidEntries,
            long presentInvalidEntries,
            long reservedEntries) {}

    private static final int LEVEL_OFFSET = 2;
    private static final int LEVELS = Place.LAST_LEVEL + LEVEL_OFFSET + 1;
    private static final int PRIVILEGED_WX = Permissions.PW | Permissions.PX;
    private static final int UNPRIVILEGED_WX = Permissions.UW | Permissions.UX;
    private static final long NO_GROUP = -1;

    private final TableTree tree;
    private final WalkParameters parameters;
    private final LeafReader reader;
    private final ContiguousGroup groups;
    private final long[] tables = new long[LEVELS];
    private final long[] shared = new long[LEVELS];
    private final long[] leaves = new long[LEVELS];
    private final long[] contiguous = new long[LEVELS];
    private final long[] complete = new long[LEVELS];
    private final long[] broken = new long[LEVELS];
    private final long[] invalid = new long[LEVELS];
    private final long[] presentInvalid = new long[LEVELS];
    private final long[] reserved = new long[LEVELS];
    private final BitField[] contiguousBit = new BitField[LEVELS];
    private final List<ScanReport> problems = new ArrayList<>();
    private long writableExecutableLeaves;
    private long writableExecutableBytes;
    private long lastGroup = NO_GROUP;

    private TreeStatistics(PhysicalMemory memory, TableTree tree, TranslationContext context) {
        this.tree = tree;
        this.parameters = tree.parameters();
        this.reader = new LeafReader(context, parameters);
        this.groups = new ContiguousGroup(memory, tree);
        this.tables[tree.startLevel() + LEVEL_OFFSET] = 1;
        for (int level = tree.startLevel(); level <= Place.LAST_LEVEL; level++) {
            if (parameters.contiguousShift(level) > 0) {
                DescriptorKind kind = level == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.BLOCK;
                BitField bit = Layouts.of(parameters.place(level), kind).find(DescriptorField.CONTIGUOUS);
                if (bit != null) {
                    contiguousBit[level + LEVEL_OFFSET] = bit;
                }
            }
        }
    }

    /** The statistics of a whole tree; {@code context} is the one its parameters come from. */
    public static TreeStatistics of(PhysicalMemory memory, TableTree tree, TranslationContext context) {
        TreeStatistics statistics = new TreeStatistics(memory, tree, context);
        new TableScanner(memory, tree).scan(statistics);
        return statistics;
    }

    @Override
    public void table(EntryRun table) {
        // The level of the table it points to: one further, or more if a 128-bit descriptor skips some.
        int skipped = Long.numberOfTrailingZeros(table.tableEntries())
                        / parameters.granule().stride(parameters.format())
                - 1;
        int index = table.level() + 1 + skipped + LEVEL_OFFSET;
        if (table.isFirstVisit()) {
            tables[index]++;
        } else {
            shared[index]++;
        }
    }

    @Override
    public void leaves(EntryRun run) {
        int index = run.level() + LEVEL_OFFSET;
        leaves[index] += run.count();
        int allowed = reader.permissions(run.word(), run.highWord(), run.tableAttributes(), run.tableAttributesHigh());
        if ((allowed & PRIVILEGED_WX) == PRIVILEGED_WX || (allowed & UNPRIVILEGED_WX) == UNPRIVILEGED_WX) {
            writableExecutableLeaves += run.count();
            writableExecutableBytes += run.bytes();
        }
        BitField bit = bit(index);
        if (bit != null && ((run.word() & bit.lowMask()) | (run.highWord() & bit.highMask())) != 0) {
            contiguous[index] += run.count();
            countGroups(run, index);
        }
    }

    private @Nullable BitField bit(int index) {
        return contiguousBit[index];
    }

    private void countGroups(EntryRun run, int index) {
        int groupShift = parameters.contiguousShift(run.level());
        long members = 1L << groupShift;
        if (run.count() > 1 && run.step() == 0) {
            broken[index] += run.count() + members - 1 >>> groupShift;
            lastGroup = NO_GROUP;
            return;
        }
        int slotShift = parameters.format().descriptorShift();
        long position = run.descriptorAddress() >>> slotShift & members - 1;
        long done = 0;
        while (done < run.count()) {
            if (position == 0 && run.count() - done >= members) {
                // Whole groups of consecutive entries: they differ only in where they begin.
                long whole = run.count() - done >>> groupShift;
                long output = parameters.leafAddress(run.level(), run.word() + done * run.step());
                boolean aligned = (output & (1L << run.entryShift() + groupShift) - 1) == 0;
                (aligned ? complete : broken)[index] += whole;
                done += whole << groupShift;
                continue;
            }
            long address = run.descriptorAddress() + (done << slotShift);
            long group = address & -1L << groupShift + slotShift;
            if (group != lastGroup) {
                lastGroup = group;
                (groups.isComplete(address, run.level()) ? complete : broken)[index]++;
            }
            done += members - position;
            position = 0;
        }
    }

    @Override
    public void holes(EntryRun run) {
        if (run.isZero()) {
            return;
        }
        int index = run.level() + LEVEL_OFFSET;
        if (run.kind() == DescriptorKind.RESERVED) {
            reserved[index] += run.count();
            return;
        }
        invalid[index] += run.count();
        if (!parameters.stage().isStage2() && LinuxPte.presentInvalid(run.word())) {
            presentInvalid[index] += run.count();
        }
    }

    @Override
    public void problem(ScanProblem problem, EntryRun run) {
        ScanReport.keep(problems, problem, run);
    }

    /** One record a level, from the start level to 3. */
    public List<Level> levels() {
        List<Level> levels = new ArrayList<>();
        for (int level = tree.startLevel(); level <= Place.LAST_LEVEL; level++) {
            int i = level + LEVEL_OFFSET;
            int shift = tree.entryShift(level);
            levels.add(new Level(
                    level,
                    1L << shift,
                    tables[i],
                    shared[i],
                    leaves[i],
                    leaves[i] << shift,
                    contiguous[i],
                    complete[i],
                    broken[i],
                    invalid[i],
                    presentInvalid[i],
                    reserved[i]));
        }
        return levels;
    }

    /** Different tables of all levels. */
    public long tables() {
        long sum = 0;
        for (long count : tables) {
            sum += count;
        }
        return sum;
    }

    /** What is mapped in all, in bytes. */
    public long mappedBytes() {
        return levels().stream().mapToLong(Level::leafBytes).sum();
    }

    /**
     * Leaves that one exception level may both write and execute, all restrictions considered: those of tables, indirect
     * permissions and overlays.
     */
    public long writableExecutableLeaves() {
        return writableExecutableLeaves;
    }

    /** What those leaves map, in bytes. */
    public long writableExecutableBytes() {
        return writableExecutableBytes;
    }

    /** Parts of the tree that could not be read, the first thousand. */
    public List<ScanReport> problems() {
        return List.copyOf(problems);
    }
}

package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.WordLayout;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link Mapping}s of what a scan shows: neighbours of one level with equal attributes become one if their output
 * addresses go on from one to the next, or are all the same. Invalid and reserved entries that are not zero are mappings too,
 * valid ones apart; those that Linux takes for present (bit 11) keep their output address.
 */
public final class MappingMerger implements TableVisitor {
    private static final int LEVEL_OFFSET = 2;

    private final WalkParameters parameters;
    private final boolean linuxInvalid;
    private final Consumer<? super Mapping> out;
    private final List<ScanReport> problems = new ArrayList<>();
    private final @Nullable WordLayout[] layouts = new WordLayout[Place.LAST_LEVEL + LEVEL_OFFSET + 1];

    // The mapping that is being put together.
    private boolean open;
    private long first;
    private long count;
    private long next;
    private int level;
    private int shift;
    private DescriptorKind kind = DescriptorKind.INVALID;
    private boolean addressed;
    private long value;
    private long attributes;
    private long attributesHigh;
    private long tables;
    private long tablesHigh;
    private boolean same;

    /** Gives mappings to {@code out}, each when the next begins; {@link #finish} gives the last. */
    public MappingMerger(TableTree tree, Consumer<? super Mapping> out) {
        this.parameters = tree.parameters();
        this.linuxInvalid = !parameters.stage().isStage2() && parameters.format() != Format.VMSA128;
        this.out = out;
    }

    /** All mappings with an entry that maps an address of a range; entries are taken as a whole. */
    public static List<Mapping> of(PhysicalMemory memory, TableTree tree, VaRange range) {
        List<Mapping> mappings = new ArrayList<>();
        MappingMerger merger = new MappingMerger(tree, mappings::add);
        new TableScanner(memory, tree).scan(range, merger);
        merger.finish();
        return mappings;
    }

    /** Parts of the tree that could not be read, the first thousand. */
    public List<ScanReport> problems() {
        return problems;
    }

    @Override
    public void problem(ScanProblem problem, EntryRun run) {
        ScanReport.keep(problems, problem, run);
    }

    @Override
    public void holes(EntryRun run) {
        if (!run.isZero()) {
            leaves(run);
        }
    }

    @Override
    public void leaves(EntryRun run) {
        // An entry without an address is compared as a whole: its word plays the part of the address.
        WordLayout layout = addressLayout(run);
        BitField output = layout == null ? null : layout.field(DescriptorField.OA);
        long newValue = output == null ? run.word() : parameters.leafAddress(run.level(), run.word());
        long newAttributes = output == null ? 0 : run.word() & ~output.lowMask();
        boolean agrees = open
                && run.va() == next
                && run.level() == level
                && run.kind() == kind
                && (output != null) == addressed
                && newAttributes == attributes
                && run.highWord() == attributesHigh
                && run.tableAttributes() == tables
                && run.tableAttributesHigh() == tablesHigh;
        long step = 1L << run.entryShift();
        boolean runSame = run.count() > 1 && run.step() == 0;
        boolean runGoesOn = run.count() == 1 || run.step() == step;
        boolean goesOn = agrees && !same && runGoesOn && newValue == value + count * step;
        boolean repeats = agrees && (same || count == 1) && (runSame || run.count() == 1) && newValue == value;
        if (goesOn || repeats) {
            same = repeats;
            count += run.count();
            next = run.lastVa() + 1;
            return;
        }
        finish();
        open = true;
        first = run.va();
        count = run.count();
        next = run.lastVa() + 1;
        level = run.level();
        shift = run.entryShift();
        kind = run.kind();
        addressed = output != null;
        value = newValue;
        attributes = newAttributes;
        attributesHigh = run.highWord();
        tables = run.tableAttributes();
        tablesHigh = run.tableAttributesHigh();
        same = runSame;
    }

    /** The layout that says where the entry holds an output address; null if it holds none. */
    private @Nullable WordLayout addressLayout(EntryRun run) {
        boolean present = linuxInvalid
                && run.kind() == DescriptorKind.INVALID
                && LinuxPte.presentInvalid(run.word())
                && (run.level() == Place.LAST_LEVEL || parameters.blockAllowed(run.level()));
        if (!run.kind().isLeaf() && !present) {
            return null;
        }
        int index = run.level() + LEVEL_OFFSET;
        WordLayout layout = layouts[index];
        if (layout == null) {
            layout = Layouts.of(
                    parameters.place(run.level()),
                    run.level() == Place.LAST_LEVEL ? DescriptorKind.PAGE : DescriptorKind.BLOCK);
            layouts[index] = layout;
        }
        return layout;
    }

    /** Gives the last mapping. */
    public void finish() {
        if (!open) {
            return;
        }
        open = false;
        Word128 word = new Word128(attributesHigh, addressed ? attributes : value);
        out.accept(new Mapping(
                VaRange.until(first, next),
                addressed ? value : Mapping.NO_OUTPUT,
                level,
                shift,
                kind,
                isContiguous(word),
                same,
                word,
                new Word128(tablesHigh, tables)));
    }

    private boolean isContiguous(Word128 word) {
        WordLayout layout = layouts[level + LEVEL_OFFSET];
        BitField bit = addressed && layout != null ? layout.find(DescriptorField.CONTIGUOUS) : null;
        return bit != null && bit.of(word) != 0;
    }
}

package dev.ptarmigan.listing;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The listing that Linux 7.2 makes of a stage 1 tree (mm/ptdump.c, mm/pagewalk.c and arch/arm64/mm/ptdump.c): for a kernel
 * tree what {@code /sys/kernel/debug/kernel_page_tables} reads, for a process the same over its own tree.
 *
 * <p>The kernel visits entries in address order and notes each with its level and its {@linkplain PtdumpLine#COMPARED
 * compared} bits; a line ends where these change or a marker is reached. What it sees is not quite what hardware does:
 *
 * <ul>
 *   <li>An entry is a leaf if it is <i>present</i>: valid, or invalid with bit 11 set. A block that is neither and not zero is
 *       not noted at all; it disappears in the line before it. Level 3 entries are noted as they are.
 *   <li>A page with the Contiguous bit is read together with its group, so it is young or dirty if any member is.
 *   <li>At most two markers are passed with an entry, one of them behind a line of its own; further ones wait for the entries
 *       that follow.
 *   <li>Permissions of the tables above and indirect permissions are ignored.
 * </ul>
 */
public final class Ptdump implements TableVisitor {
    private static final int NONE = -1;

    private final PhysicalMemory memory;
    private final TableTree tree;
    private final List<PtdumpMarkers.Marker> markers;
    private final int pageShift;
    private final ContiguousGroup groups;

    private VaRange range;
    private PtdumpSink sink = new Discarding();
    private List<ScanReport> problems = new ArrayList<>();
    private int marker;
    private int level;
    private long attributes;
    private long start;
    private long writableExecutable;
    private long userExecutable;

    /**
     * A listing of a tree.
     *
     * @throws IllegalArgumentException for a tree that Linux cannot have: stage 2, or 128-bit descriptors
     */
    public Ptdump(PhysicalMemory memory, TableTree tree, PtdumpMarkers markers) {
        if (tree.parameters().stage().isStage2() || tree.parameters().format() == Format.VMSA128) {
            throw new IllegalArgumentException("the kernel's listing is for 64-bit stage 1 descriptors, not for "
                    + tree.parameters().place(Place.LAST_LEVEL));
        }
        this.memory = memory;
        this.tree = tree;
        this.markers = markers.list();
        this.pageShift = tree.parameters().granule().pageShift();
        this.groups = new ContiguousGroup(memory, tree);
        this.range = tree.range();
    }

    /** Lists the whole tree, as the kernel does. */
    public PtdumpSummary list(PtdumpSink to) {
        return list(VaRange.ALL, to);
    }

    /**
     * Lists a part of the tree as if the kernel's walk was limited to it: lines begin and end with the range, widened to
     * pages. The first marker is the one in whose area the range begins.
     */
    public PtdumpSummary list(VaRange wanted, PtdumpSink to) {
        sink = to;
        problems = new ArrayList<>();
        level = NONE;
        attributes = 0;
        start = 0;
        writableExecutable = 0;
        userExecutable = 0;
        if (wanted.intersects(tree.range())) {
            range = clip(wanted.aligned(pageShift), tree.range());
            marker = firstMarker();
            new TableScanner(memory, tree).scan(range, this);
            note(range.end(), NONE, 0);
        }
        return new PtdumpSummary(new WxCheck(writableExecutable, userExecutable), List.copyOf(problems));
    }

    private static VaRange clip(VaRange wanted, VaRange whole) {
        return new VaRange(
                whole.contains(wanted.first()) ? wanted.first() : whole.first(),
                whole.contains(wanted.last()) ? wanted.last() : whole.last());
    }

    private int firstMarker() {
        int index = 0;
        if (range.first() == tree.firstVa()) {
            return index;
        }
        while (index + 1 < markers.size() && reached(index + 1, range.first())) {
            index++;
        }
        return index;
    }

    private boolean reached(int index, long va) {
        return index < markers.size()
                && Long.compareUnsigned(va, markers.get(index).address()) >= 0;
    }

    @Override
    public void leaves(EntryRun run) {
        if (run.level() == Place.LAST_LEVEL) {
            pages(run);
        } else {
            noteAll(run, 0, run.count(), LinuxLevel.ofLeaf(tree, run.level()), run.word());
        }
    }

    @Override
    public void holes(EntryRun run) {
        if (run.isZero()) {
            noteAll(run, 0, run.count(), LinuxLevel.ofHole(tree, run.level()), 0);
        } else if (run.level() == Place.LAST_LEVEL) {
            pages(run);
        } else if (run.level() < 1) {
            // pgd_bad and p4d_bad: the kernel clears such an entry and goes on.
            noteAll(run, 0, run.count(), LinuxLevel.ofHole(tree, run.level()), 0);
        } else if (LinuxPte.leaf(run.word())) {
            noteAll(run, 0, run.count(), LinuxLevel.ofLeaf(tree, run.level()), run.word());
        }
    }

    @Override
    public void problem(ScanProblem problem, EntryRun run) {
        ScanReport.keep(problems, problem, run);
        if (problem.leavesOut()) {
            noteAll(run, 0, run.count(), LinuxLevel.ofHole(tree, run.level()), 0);
        }
    }

    /** Level 3: ptep_get_lockless gathers Access flag and dirty state over a contiguous group. */
    private void pages(EntryRun run) {
        int leaf = LinuxLevel.ofLeaf(tree, Place.LAST_LEVEL);
        boolean single = run.count() > 1 && run.step() == 0;
        if (!LinuxPte.validCont(run.word()) || single) {
            noteAll(run, 0, run.count(), leaf, run.word());
            return;
        }
        long members = 1L << tree.parameters().contiguousShift(Place.LAST_LEVEL);
        long position = run.descriptorAddress() >>> Long.numberOfTrailingZeros(Long.BYTES) & members - 1;
        long done = 0;
        while (done < run.count()) {
            long rest = members - position;
            long count;
            long word;
            if (position == 0 && run.count() - done >= members) {
                // Whole groups whose members are alike.
                count = run.count() - done & -members;
                word = LinuxEntry.isDirty(run.word()) ? LinuxEntry.makeDirty(run.word()) : run.word();
            } else {
                count = Math.min(rest, run.count() - done);
                word = groups.gathered(run.descriptorAddress() + done * Long.BYTES, run.word() + done * run.step());
            }
            noteAll(run, done, count, leaf, word);
            done += count;
            position = 0;
        }
    }

    /**
     * Notes entries that are alike. After the first only those make a difference that reach a marker; the kernel passes at
     * most two markers with each.
     */
    private void noteAll(EntryRun run, long from, long count, int index, long word) {
        long entryBytes = 1L << run.entryShift();
        long lastEntry = run.va() + (from + count - 1 << run.entryShift());
        if (Long.compareUnsigned(lastEntry, range.last()) > 0) {
            lastEntry = range.last() & -entryBytes;
        }
        long va = run.va() + (from << run.entryShift());
        if (Long.compareUnsigned(va, range.first()) < 0) {
            va = range.first();
        }
        note(va, index, word);
        while (marker + 1 < markers.size()) {
            long address = markers.get(marker + 1).address();
            long next = (va & -entryBytes) + entryBytes;
            if (Long.compareUnsigned(address, next) > 0) {
                next = address + entryBytes - 1 & -entryBytes;
            }
            // Beyond the run, or beyond the end of the address space.
            if (Long.compareUnsigned(next, lastEntry) > 0 || Long.compareUnsigned(next, va) <= 0) {
                return;
            }
            va = next;
            note(va, index, word);
        }
    }

    /** The kernel's note_page. */
    private void note(long va, int index, long word) {
        long compared = index == NONE ? 0 : word & PtdumpLine.COMPARED;
        if (level == NONE) {
            begin(va, index, compared);
            sink.marker(markers.get(marker));
        } else if (compared != attributes || index != level || reached(marker + 1, va)) {
            count(va);
            sink.line(new PtdumpLine(start, va, LinuxLevel.name(level), attributes));
            passMarker(va);
            begin(va, index, compared);
        }
        passMarker(va);
    }

    private void begin(long va, int index, long compared) {
        start = va;
        level = index;
        attributes = compared;
    }

    private void passMarker(long va) {
        if (reached(marker + 1, va)) {
            marker++;
            sink.marker(markers.get(marker));
        }
    }

    /** note_prot_uxn and note_prot_wx. */
    private void count(long end) {
        if (attributes == 0) {
            return;
        }
        long pages = end - start >>> pageShift;
        if ((attributes & LinuxEntry.UXN) == 0) {
            userExecutable += pages;
        }
        if ((attributes & (LinuxEntry.RDONLY | LinuxEntry.PXN)) == 0) {
            writableExecutable += pages;
        }
    }

    private static final class Discarding implements PtdumpSink {
        @Override
        public void marker(PtdumpMarkers.Marker marker) {}

        @Override
        public void line(PtdumpLine line) {}
    }
}

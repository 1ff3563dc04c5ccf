package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes scenarios of what a kernel did: the events of one operation of one CPU, and the tables before. Pages and blocks that the
 * operation treats alike are represented by one of them ({@link Representatives}), two levels of tables at a time; an operation
 * that changes three levels gives two scenarios. The document {@code explorer.md} says what is kept and what is lost.
 */
public final class ScenarioExtractor {
    private static final int MOST_BLOCKS = 4096;

    private final KernelTables tables;
    private final long base;
    private final LongUnaryOperator before;
    private final Map<String, String> hardware;

    /**
     * For operations on some tables.
     *
     * @param base the first address that the root table serves
     * @param before words before the operation, by physical address; called for words of tables only
     * @param hardware options of the machine as scenario files have them: {@code bbml}, {@code noabort}, {@code ets} and so on
     */
    public ScenarioExtractor(KernelTables tables, long base, LongUnaryOperator before, Map<String, String> hardware) {
        this.tables = tables;
        this.base = base;
        this.before = before;
        this.hardware = Map.copyOf(hardware);
    }

    /**
     * The scenarios of events {@code from} to {@code to} (exclusive), the uppermost level first.
     *
     * @param id name of the scenarios; those of an upper level get a suffix
     * @throws ScenarioException if they do not fit into scenarios
     */
    public List<Scenario> extract(String id, EventLog log, int from, int to, Call call) {
        List<Scenario> result = new ArrayList<>();
        extract(id, log, List.of(new MarkedCalls.Marked(call, from, to, false)))
                .forEach(extracted -> result.add(extracted.scenario()));
        return result;
    }

    /**
     * A scenario and what its pages stand for.
     *
     * @param level the upper level of tables
     */
    record Extracted(Scenario scenario, int level, Representatives chosen) {
        /** The first addresses of its blocks. */
        List<Long> blocks() {
            return chosen.roots().stream().map(block -> block.va).toList();
        }

        /** The first addresses of its pages. */
        List<Long> pages() {
            return java.util.stream.IntStream.range(0, chosen.roots().size() * chosen.fanOut())
                    .mapToObj(chosen::va)
                    .toList();
        }
    }

    /** The scenarios of operations that follow each other, with what happens in between. */
    List<Extracted> extract(String id, EventLog log, List<MarkedCalls.Marked> calls) {
        List<RecordedStep> steps = new ArrayList<>();
        int at = calls.get(0).from();
        for (MarkedCalls.Marked marked : calls) {
            steps.addAll(read(log, at, marked.from()));
            steps.add(new RecordedStep.Asked(marked.call()));
            steps.addAll(read(log, marked.from(), marked.to()));
            steps.add(new RecordedStep.Returned(marked.call()));
            at = marked.to();
        }
        List<Extracted> result = new ArrayList<>();
        NavigableSet<Integer> levels = levels(log, calls);
        for (int level : levels) {
            LevelScenarios scenarios = new LevelScenarios(this::memory, steps, level, hardware);
            result.addAll(scenarios.all(level == levels.last() ? id : id + "-level" + level));
        }
        return result;
    }

    private RecordedTables memory() {
        return new RecordedTables(tables, base, before);
    }

    private List<RecordedStep> read(EventLog log, int from, int to) {
        return RecordedStep.read(log, from, to, tables.granule(), tables.format() == Format.VMSA64_LPA2);
    }

    /** Upper levels of the pairs of levels at which something happens. */
    private NavigableSet<Integer> levels(EventLog log, List<MarkedCalls.Marked> calls) {
        RecordedTables memory = memory();
        NavigableSet<Integer> levels = new TreeSet<>();
        for (int i = calls.get(0).from(); i < calls.get(calls.size() - 1).to(); i++) {
            if (log.kind(i) == EventKind.ALLOCATE) {
                memory.allocate(log.address(i), (int) log.after(i), log.before(i));
            } else if (log.kind(i) == EventKind.STORE && log.before(i) != log.after(i)) {
                RecordedTables.Table table = memory.tableOf(log.address(i));
                if (table != null) {
                    levels.add(Math.max(tables.rootLevel(), Math.min(table.level(), KernelTables.PTE - 1)));
                }
            } else if (log.kind(i) == EventKind.FREE) {
                RecordedTables.Table table = memory.tableOf(log.address(i));
                if (table != null && table.level() > tables.rootLevel()) {
                    levels.add(table.level() - 1);
                }
            }
        }
        for (Call.Range range : calls.stream()
                .flatMap(marked -> marked.call().ranges().stream())
                .toList()) {
            for (int level = Math.max(0, tables.rootLevel()); level < KernelTables.PTE; level++) {
                boolean whole = KernelTables.aligned(range.first(), tables.bytes(level))
                        && KernelTables.aligned(range.last() + 1, tables.bytes(level));
                if (!whole
                        && (level == KernelTables.PTE - 1
                                || tables.leaf(memory.walk(range.first(), level).word(), level))) {
                    levels.add(level);
                }
            }
        }
        if (levels.isEmpty()) {
            levels.add(KernelTables.PTE - 1);
        }
        if (levels.first() < 0) {
            throw new ScenarioException("the operation changes the table of level -1; levels 0 to 3 are handled");
        }
        return levels;
    }

    /**
     * What the words say at the end that was not asked for: scenarios have not all bits, so all are compared here. Sizes of
     * leaves and Contiguous bits may differ.
     *
     * @return the first leaf that is wrong, or null
     */
    public @Nullable String wrongResult(EventLog log, int from, int to, Call call) {
        RecordedTables old = new RecordedTables(tables, base, before);
        RecordedTables now = new RecordedTables(tables, base, before);
        TreeSet<Long> starts = new TreeSet<>(Long::compareUnsigned);
        long span = tables.bytes(KernelTables.PTE - 1);
        call.ranges().forEach(range -> {
            for (long va = range.first() & -span; starts.size() < MOST_BLOCKS; va += span) {
                starts.add(va);
                if (Long.compareUnsigned(range.last() - va, span) < 0) {
                    return;
                }
            }
        });
        for (int i = from; i < to; i++) {
            if (log.kind(i) == EventKind.ALLOCATE) {
                now.allocate(log.address(i), (int) log.after(i), log.before(i));
            } else if (log.kind(i) == EventKind.STORE) {
                RecordedTables.Table table = now.tableOf(log.address(i));
                now.store(log.address(i), log.after(i));
                if (table != null && log.before(i) != log.after(i)) {
                    long first = now.va(log.address(i), table);
                    long last = first + tables.bytes(table.level()) - 1;
                    for (long va = first & -span; starts.size() < MOST_BLOCKS; va += span) {
                        starts.add(va);
                        if (Long.compareUnsigned(last - va, span) < 0) {
                            break;
                        }
                    }
                }
            }
        }
        for (long start : starts) {
            for (long va = start; va != start + span; va += tables.pageBytes()) {
                RecordedTables.Found was = old.walk(va, KernelTables.PTE);
                RecordedTables.Found is = now.walk(va, KernelTables.PTE);
                long wanted = call.contains(va, va + tables.pageBytes() - 1) && !LinuxPte.none(was.word())
                        ? call.goal(was.word())
                        : was.word();
                if (!same(wanted, was, is.word(), is, va)) {
                    return Hex.word(va) + ": the descriptor is " + Hex.word(is.word()) + ", expected the bits of "
                            + Hex.word(wanted);
                }
            }
        }
        return null;
    }

    /** Whether two leaves say the same of a page. */
    private boolean same(long wanted, RecordedTables.Found was, long word, RecordedTables.Found is, long va) {
        if (!LinuxPte.present(wanted) || !LinuxPte.present(word)) {
            return LinuxPte.present(wanted) == LinuxPte.present(word);
        }
        long offsetWas = va & tables.bytes(was.level()) - 1;
        long offsetIs = va & tables.bytes(is.level()) - 1;
        return tables.address(wanted) + offsetWas == tables.address(word) + offsetIs
                && attributes(wanted) == attributes(word)
                && (word & typeBit()) == (is.level() == KernelTables.PTE ? typeBit() : 0);
    }

    private long attributes(long word) {
        return tables.protection(word) & ~(LinuxPte.PTE_CONT.mask() | typeBit());
    }

    /** The bit that pages and tables have and blocks have not. */
    private static long typeBit() {
        return Layouts.of(Place.of(Granule.K4, TranslationStage.EL10, Place.LAST_LEVEL), DescriptorKind.PAGE)
                .mask(DescriptorField.TYPE);
    }
}

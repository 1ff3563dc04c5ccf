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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
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
        List<RecordedStep> steps =
                RecordedStep.read(log, from, to, tables.granule(), tables.format() == Format.VMSA64_LPA2);
        List<Scenario> result = new ArrayList<>();
        NavigableSet<Integer> levels = levels(log, from, to, call);
        for (int level : levels) {
            result.add(new OneLevel(steps, level, call).scenario(level == levels.last() ? id : id + "-level" + level));
        }
        return result;
    }

    /** Upper levels of the pairs of levels at which something happens. */
    private NavigableSet<Integer> levels(EventLog log, int from, int to, Call call) {
        RecordedTables memory = new RecordedTables(tables, base, before);
        NavigableSet<Integer> levels = new TreeSet<>();
        for (int i = from; i < to; i++) {
            if (log.kind(i) == EventKind.ALLOCATE) {
                memory.allocate(log.address(i), (int) log.after(i), log.before(i));
            } else if (log.kind(i) == EventKind.STORE && log.before(i) != log.after(i)) {
                RecordedTables.Table table = memory.tableOf(log.address(i));
                if (table != null) {
                    levels.add(Math.max(tables.rootLevel(), Math.min(table.level(), KernelTables.PTE - 1)));
                }
            }
        }
        for (Call.Range range : call.ranges()) {
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
                    starts.add(now.va(log.address(i), table) & -span);
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

    /** The operation at a level of tables and the one below. */
    private final class OneLevel {
        private final List<RecordedStep> steps;
        private final int level;
        private final Call call;
        private final LevelReplay replay;
        private final Representatives chosen;
        private final Map<Long, Integer> outputs = new LinkedHashMap<>();
        private final List<List<Operation>> programs = new ArrayList<>();
        private int pes = 2;

        OneLevel(List<RecordedStep> steps, int level, Call call) {
            this.steps = steps;
            this.level = level;
            this.call = call;
            RecordedTables memory = new RecordedTables(tables, base, before);
            replay = new LevelReplay(memory, level, new Shape.Attributes());
            watch(memory);
            for (int i = 0; i < steps.size(); i++) {
                replay.play(i, steps.get(i));
            }
            List<RecordedStep.Flush> flushes = new ArrayList<>();
            for (RecordedStep step : steps) {
                if (step instanceof RecordedStep.Flush flush) {
                    flushes.add(flush);
                }
            }
            chosen = new Representatives(replay, tables, call, flushes);
        }

        private void watch(RecordedTables memory) {
            TreeSet<Long> addresses = new TreeSet<>(Long::compareUnsigned);
            Map<Long, RecordedTables.Table> fresh = new LinkedHashMap<>();
            for (RecordedStep step : steps) {
                if (!(step instanceof RecordedStep.Stores stores)) {
                    continue;
                }
                for (var event : stores.events()) {
                    if (event.kind() == EventKind.ALLOCATE) {
                        int at = (int) event.after();
                        long first = event.before() & -(tables.bytes(at) * tables.entries());
                        fresh.put(event.address(), new RecordedTables.Table(at, first));
                        if (at == level + 1) {
                            addresses.add(first);
                        }
                        continue;
                    }
                    RecordedTables.Table table = fresh.get(event.address() & -tables.pageBytes());
                    table = table != null ? table : memory.tableOf(event.address());
                    if (table == null) {
                        throw new ScenarioException("store to " + Hex.address(event.address())
                                + ", which lies in no table that is known from the start or allocated");
                    }
                    long va = memory.va(event.address(), table);
                    if (table.level() >= level) {
                        addresses.add(va & -replay.blockBytes());
                    } else {
                        add(addresses, va, va + tables.bytes(table.level()) - 1);
                    }
                }
            }
            call.ranges().forEach(range -> add(addresses, range.first(), range.last()));
            if (addresses.isEmpty()) {
                throw new ScenarioException("nothing happens in this recording");
            }
            addresses.forEach(replay::watch);
            neighbour(memory, addresses);
        }

        private void add(Set<Long> addresses, long first, long last) {
            long bytes = replay.blockBytes();
            if (Long.compareUnsigned((last - first) / bytes, MOST_BLOCKS) > 0) {
                throw new ScenarioException("the operation touches more than " + MOST_BLOCKS + " descriptors of level "
                        + level + " at once");
            }
            for (long va = first & -bytes; ; va += bytes) {
                addresses.add(va);
                if (Long.compareUnsigned(last - va, bytes) < 0) {
                    return;
                }
            }
        }

        /** A block that nothing happens to. */
        private void neighbour(RecordedTables memory, NavigableSet<Long> touched) {
            for (long va : new long[] {touched.last() + replay.blockBytes(), touched.first() - replay.blockBytes()}) {
                RecordedTables.Found found = memory.walk(va, level);
                if (LinuxPte.valid(found.word())
                        && !LinuxPte.table(found.word())
                        && !replay.blocks().containsKey(va)) {
                    replay.watch(va);
                    return;
                }
            }
        }

        Scenario scenario(String id) {
            Map<Location, SlotValue> initial = new LinkedHashMap<>();
            programs.add(new ArrayList<>());
            for (int r = 0; r < chosen.roots().size(); r++) {
                BlockHistory block = chosen.roots().get(r);
                put(initial, new Location(Location.Kind.ROOT, "L2", r), value(block.initial, r * chosen.fanOut()));
                for (int table : block.tables) {
                    for (int s = 0; s < chosen.fanOut(); s++) {
                        Shape shape =
                                block.initialPage(table, chosen.pages(block).get(s));
                        put(initial, slot(table, s), value(shape, r * chosen.fanOut() + s));
                    }
                }
            }
            Goals goals = new Goals();
            programs.get(0).addAll(goals.begin);
            int next = 0;
            List<LevelReplay.Effect> effects = replay.effects();
            for (int i = 0; i < steps.size(); i++) {
                for (; next < effects.size() && effects.get(next).step() == i; next++) {
                    Operation operation = operation(effects.get(next));
                    if (operation != null) {
                        programs.get(0).add(operation);
                    }
                }
                step(steps.get(i));
            }
            programs.get(0).addAll(goals.end);
            Hardware.Builder builder = new Hardware.Builder();
            hardware.forEach(builder::set);
            builder.set("pes", String.valueOf(Math.max(pes, programs.size())));
            builder.set("fan-out", String.valueOf(chosen.fanOut()));
            builder.set("group", String.valueOf(chosen.group()));
            builder.set("root-level", String.valueOf(level));
            Set<Invariant> checked = new TreeSet<>(List.of(Invariant.values()));
            checked.remove(Invariant.I12);
            List<Program> lists = new ArrayList<>();
            programs.forEach(program -> lists.add(new OperationList(program)));
            return new Scenario(
                    id, title(), builder.build(programs.size()), initial, lists, null, checked, null, Set.of());
        }

        private String title() {
            StringBuilder text = new StringBuilder(call.name()).append(", pages");
            for (int page = 0; page < chosen.roots().size() * chosen.fanOut() && page < 2 * chosen.fanOut(); page++) {
                text.append(' ').append(page).append("=").append(Hex.address(chosen.va(page)));
            }
            return text.toString();
        }

        private static void put(Map<Location, SlotValue> initial, Location slot, SlotValue value) {
            if (value.kind() != SlotValue.Kind.INVALID) {
                initial.put(slot, value);
            }
        }

        private static Location slot(int table, int index) {
            return new Location(Location.Kind.TABLE, "T" + table, index);
        }

        private SlotValue value(Shape shape, int page) {
            return shape.value(shape.isLeaf() ? page + output(shape.delta()) : 0);
        }

        /** Pages are mapped to the page of their own number; those of another distance to another row of pages. */
        private int output(long delta) {
            Integer known = outputs.get(delta);
            if (known != null) {
                return known;
            }
            boolean pages = KernelTables.aligned(delta, tables.contiguousBytes(level + 1));
            boolean blocks = KernelTables.aligned(delta, tables.contiguousBytes(level));
            int row = outputs.isEmpty() && pages && blocks ? 0 : 1 + outputs.size();
            int number = row * 1024 + (!pages ? 1 : blocks ? 0 : chosen.fanOut());
            outputs.put(delta, number);
            return number;
        }

        private @Nullable Operation operation(LevelReplay.Effect effect) {
            int root = chosen.roots().indexOf(effect.block());
            Shape shape = effect.shape();
            if (root < 0) {
                return null;
            }
            if (shape == null) {
                return new Operation.FreeTable("T" + effect.table());
            }
            if (effect.table() < 0) {
                Location slot = new Location(Location.Kind.ROOT, "L2", root);
                return new Operation.Store(slot, value(shape, root * chosen.fanOut()), false, null);
            }
            int index = chosen.pages(effect.block()).indexOf(effect.index());
            if (index < 0) {
                return null;
            }
            SlotValue value = value(shape, root * chosen.fanOut() + index);
            return new Operation.Store(slot(effect.table(), index), value, false, null);
        }

        private void step(RecordedStep step) {
            List<Operation> program = programs.get(0);
            if (step instanceof RecordedStep.Fence fence) {
                program.add(new Operation.Fence(fence.barrier()));
            } else if (step instanceof RecordedStep.Flush flush) {
                program.addAll(chosen.operations(flush));
            } else if (step instanceof RecordedStep.Note note) {
                new Parking(program).note(note.text());
            }
        }

        /** Other CPUs stopped by {@code stop_machine}: what they do is not recorded, so it is written down here. */
        private final class Parking {
            private final List<Operation> program;

            Parking(List<Operation> program) {
                this.program = program;
            }

            void note(String text) {
                if (text.startsWith("stop_machine: ")) {
                    int cpus = Integer.parseInt(text.replaceAll("\\D", ""));
                    long parked = steps.stream()
                            .filter(step -> step instanceof RecordedStep.Note note
                                    && note.text().startsWith("parked:"))
                            .count();
                    pes = parked < cpus - 1 ? 3 : 2;
                } else if (text.startsWith("parked:") && programs.size() == 1) {
                    programs.add(new ArrayList<>());
                    String[] lines = {"ttbr off", "isb", "tlbi vmalle1", "dsb nsh", "isb", "set parked"};
                    for (String line : lines) {
                        programs.get(1).add(ScenarioText.operation(line.split(" ")));
                    }
                    program.add(new Operation.WaitFlag("parked"));
                } else if (text.startsWith("the acting CPU leaves")) {
                    program.add(new Operation.TableBase(false, -1));
                    program.add(new Operation.Fence(Barrier.named("isb")));
                } else if (text.startsWith("the acting CPU is back")) {
                    program.add(new Operation.TableBase(true, -1));
                    program.add(new Operation.Fence(Barrier.named("isb")));
                } else if (text.startsWith("released:") && programs.size() > 1) {
                    program.add(new Operation.SetFlag("go"));
                    programs.get(1).add(new Operation.WaitFlag("go"));
                    programs.get(1).add(new Operation.TableBase(true, -1));
                    programs.get(1).add(new Operation.Fence(Barrier.named("isb")));
                }
            }
        }

        /** What pages must become, and when. */
        private final class Goals {
            private final List<Operation> begin = new ArrayList<>();
            private final List<Operation> end = new ArrayList<>();

            Goals() {
                Map<Integer, List<Integer>> permissions = new TreeMap<>();
                List<Integer> dead = new ArrayList<>();
                List<Integer> born = new ArrayList<>();
                List<Integer> hidden = new ArrayList<>();
                RecordedTables memory = new RecordedTables(tables, base, before);
                for (int page = 0; page < chosen.roots().size() * chosen.fanOut(); page++) {
                    long va = chosen.va(page);
                    RecordedTables.Found found = memory.walk(va, KernelTables.PTE);
                    long word = found.word();
                    if (!call.meets(va, va + replay.pageBytes() - 1) && LinuxPte.presentInvalid(word)) {
                        hidden.add(page);
                    }
                    if (!call.changes() || !call.contains(va, va + replay.pageBytes() - 1)) {
                        continue;
                    }
                    long goal = call.goal(word);
                    if (LinuxPte.none(word)) {
                        continue;
                    }
                    if (LinuxPte.valid(word) && !LinuxPte.valid(goal)) {
                        dead.add(page);
                        continue;
                    }
                    if (!LinuxPte.valid(goal)) {
                        continue;
                    }
                    if (!LinuxPte.valid(word)) {
                        born.add(page);
                    }
                    int wanted = Shape.permissions(goal | memory.mask(found.table()));
                    permissions
                            .computeIfAbsent(wanted, any -> new ArrayList<>())
                            .add(page);
                }
                free(hidden, begin);
                if (!dead.isEmpty()) {
                    begin.add(new Operation.Live(false, dead));
                }
                permissions.forEach((wanted, pages) -> {
                    String id = "g" + SlotValue.permissionText(wanted);
                    begin.add(new Operation.Begin(id, pages, wanted, -1, null));
                    if (call.flush()) {
                        end.add(new Operation.Return(id));
                    }
                });
                if (call.flush()) {
                    free(dead, end);
                }
                if (!born.isEmpty()) {
                    end.add(new Operation.Live(true, born));
                }
            }

            /** Nothing may be mapped to pages that are hidden: as if they were given back. */
            private void free(List<Integer> pages, List<Operation> to) {
                for (int page : pages) {
                    if (output(delta(page)) == 0) {
                        to.add(new Operation.FreePage(page));
                    }
                }
            }

            private long delta(int page) {
                long va = chosen.va(page);
                RecordedTables.Found found = new RecordedTables(tables, base, before).walk(va, KernelTables.PTE);
                return tables.address(found.word()) - (va & -tables.bytes(found.level()));
            }
        }
    }
}

package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The scenarios of a recording at a level of tables and the one below. */
final class LevelScenarios {
    private static final int MOST_BLOCKS = 4096;

    private final Supplier<RecordedTables> start;
    private final KernelTables tables;
    private final List<RecordedStep> steps;
    private final int level;
    private final Map<String, String> hardware;
    private final LevelReplay replay;
    /**
     * Plays a recording.
     *
     * @param start makes the tables as they are before
     */
    LevelScenarios(Supplier<RecordedTables> start, List<RecordedStep> steps, int level, Map<String, String> hardware) {
        this.start = start;
        this.steps = steps;
        this.level = level;
        this.hardware = hardware;
        RecordedTables memory = start.get();
        tables = memory.tables();
        replay = new LevelReplay(memory, level, new Shape.Attributes());
        watch(memory);
        for (int i = 0; i < steps.size(); i++) {
            replay.play(i, steps.get(i));
        }
    }

    /** All of them; if there are several, their names have numbers. */
    List<ScenarioExtractor.Extracted> all(String id) {
        List<Representatives> choices = Representatives.of(replay, tables, new PageKinds(replay, steps));
        List<ScenarioExtractor.Extracted> result = new ArrayList<>();
        for (Representatives chosen : choices) {
            String name = choices.size() == 1 ? id : id + "-part" + (result.size() + 1);
            result.add(new ScenarioExtractor.Extracted(new One(chosen).scenario(name), level, chosen));
        }
        return result;
    }

    private void watch(RecordedTables memory) {
        TreeSet<Long> addresses = new TreeSet<>(Long::compareUnsigned);
        Map<Long, RecordedTables.Table> fresh = new LinkedHashMap<>();
        for (RecordedStep step : steps) {
            if (step instanceof RecordedStep.Stores stores) {
                stores.events().forEach(event -> watch(memory, event, fresh, addresses));
            } else if (step instanceof RecordedStep.Freed freed) {
                RecordedTables.Table table = memory.tableOf(freed.pa());
                if (table != null && table.level() == level + 1) {
                    addresses.add(table.va());
                }
            } else if (step instanceof RecordedStep.Asked asked) {
                asked.call().ranges().forEach(range -> add(addresses, range.first(), range.last()));
            }
        }
        if (addresses.isEmpty()) {
            throw new ScenarioException("nothing happens in this recording");
        }
        addresses.forEach(replay::watch);
        neighbour(memory, addresses);
    }

    private void watch(
            RecordedTables memory, Event event, Map<Long, RecordedTables.Table> fresh, NavigableSet<Long> addresses) {
        if (event.kind() == EventKind.ALLOCATE) {
            int at = (int) event.after();
            long first = event.before() & -(tables.bytes(at) * tables.entries());
            fresh.put(event.address(), new RecordedTables.Table(at, first));
            if (at == level + 1) {
                addresses.add(first);
            }
            return;
        }
        RecordedTables.Table table = fresh.get(event.address() & -tables.pageBytes());
        table = table != null ? table : memory.tableOf(event.address());
        if (table == null) {
            throw new ScenarioException("store to " + Hex.address(event.address())
                    + ", which lies in no table that is known from the start or allocated");
        }
        if (table.level() < KernelTables.PTE
                && LinuxPte.table(event.after())
                && fresh.containsKey(tables.address(event.after()))) {
            memory.announce(event.after(), event.address() & -tables.pageBytes());
        }
        long va = memory.va(event.address(), table);
        if (table.level() >= level) {
            addresses.add(va & -replay.blockBytes());
        } else {
            add(addresses, va, va + tables.bytes(table.level()) - 1);
        }
    }

    private void add(Set<Long> addresses, long first, long last) {
        long bytes = replay.blockBytes();
        if (Long.compareUnsigned((last - first) / bytes, MOST_BLOCKS) > 0) {
            throw new ScenarioException(
                    "the operation touches more than " + MOST_BLOCKS + " descriptors of level " + level + " at once");
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

    /** One scenario: what its pages become of their history. */
    private final class One {
        private final Representatives chosen;
        private final List<List<Operation>> programs = new ArrayList<>();
        private final ParkedCpus parked;
        /** Distances between addresses and outputs, with the row of pages that stands for each. */
        private final Map<Long, Integer> distances = new LinkedHashMap<>();

        private final boolean contiguousPages;
        private final boolean contiguousBlocks;

        One(Representatives chosen) {
            this.chosen = chosen;
            programs.add(new ArrayList<>());
            parked = new ParkedCpus(programs, steps);
            contiguousPages = chosen.roots().stream().anyMatch(block -> block.usesContiguous);
            contiguousBlocks = chosen.roots().stream().anyMatch(BlockHistory::isEverContiguous);
        }

        Scenario scenario(String id) {
            RecordedGoals goals = new RecordedGoals(start.get(), chosen, steps);
            // Pages that are given back have the first row, that of the pages' own numbers.
            goals.hiddenDistances().forEach(this::output);
            Map<Location, SlotValue> initial = new LinkedHashMap<>();
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
            int next = 0;
            List<LevelReplay.Effect> effects = replay.effects();
            for (int i = 0; i < steps.size(); i++) {
                for (; next < effects.size() && effects.get(next).step() == i; next++) {
                    operation(effects.get(next));
                }
                programs.get(0).addAll(goals.at(i, this::output));
                step(i);
            }
            Hardware.Builder builder = new Hardware.Builder();
            hardware.forEach(builder::set);
            builder.set("pes", String.valueOf(Math.max(parked.pes(), programs.size())));
            builder.set("fan-out", String.valueOf(chosen.fanOut()));
            builder.set("group", String.valueOf(chosen.group()));
            builder.set("root-group", String.valueOf(chosen.rootGroup()));
            builder.set("root-level", String.valueOf(level));
            Set<Invariant> checked = new TreeSet<>(List.of(Invariant.values()));
            checked.remove(Invariant.I12);
            List<Program> lists = new ArrayList<>();
            programs.forEach(program -> lists.add(new OperationList(program)));
            return new Scenario(
                    id, title(), builder.build(programs.size()), initial, lists, null, checked, null, Set.of());
        }

        private String title() {
            List<String> names = new ArrayList<>();
            for (RecordedStep step : steps) {
                if (step instanceof RecordedStep.Asked asked) {
                    names.add(asked.call().name());
                }
            }
            StringBuilder text = new StringBuilder(String.join(", ", names)).append(", pages");
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
            return shape.value(shape.isLeaf() ? page + (int) output(shape.delta()) : 0);
        }

        /** Pages are mapped to the page of their own number; those of another distance to another row of pages. */
        private long output(long delta) {
            boolean pages = !contiguousPages || KernelTables.aligned(delta, tables.contiguousBytes(level + 1));
            boolean blocks = !contiguousBlocks || KernelTables.aligned(delta, tables.contiguousBytes(level));
            Integer known = distances.get(delta);
            int row = known != null ? known : distances.isEmpty() && pages && blocks ? 0 : 1 + distances.size();
            distances.put(delta, row);
            return row * 1024L + (!pages ? 1 : blocks ? 0 : chosen.fanOut());
        }

        private void operation(LevelReplay.Effect effect) {
            List<Operation> program = programs.get(0);
            int root = chosen.roots().indexOf(effect.block());
            Shape shape = effect.shape();
            if (root < 0) {
                return;
            }
            if (shape == null) {
                program.add(new Operation.FreeTable("T" + effect.table()));
                return;
            }
            if (effect.table() < 0) {
                Location slot = new Location(Location.Kind.ROOT, "L2", root);
                program.add(new Operation.Store(slot, value(shape, root * chosen.fanOut()), false, null));
                return;
            }
            int index = chosen.pages(effect.block()).indexOf(effect.index());
            if (index >= 0) {
                SlotValue value = value(shape, root * chosen.fanOut() + index);
                program.add(new Operation.Store(slot(effect.table(), index), value, false, null));
            }
        }

        private void step(int number) {
            RecordedStep step = steps.get(number);
            if (step instanceof RecordedStep.Fence fence) {
                programs.get(0).add(new Operation.Fence(fence.barrier()));
            } else if (step instanceof RecordedStep.Flush flush) {
                programs.get(0).addAll(chosen.operations(flush, number));
            } else if (step instanceof RecordedStep.Note note) {
                parked.note(note.text());
            }
        }
    }
}

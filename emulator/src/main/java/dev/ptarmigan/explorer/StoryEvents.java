package dev.ptarmigan.explorer;

import dev.ptarmigan.descriptors.DescriptorBuilder;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.TtlStyle;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A story as events v1, with real words and operands: what the programs do, in its order. What the machine does by itself (a
 * store becoming visible, an invalidation taking effect) that format has no lines for; it is left to whoever replays it.
 */
public final class StoryEvents {
    /** MAIR_EL1 as Linux sets it up: the words' AttrIndx go with it. */
    public static final long MAIR = 0x0000_0004_0044_ffffL;

    private static final int NORMAL = 0;

    private static final int NON_CACHEABLE = 2;
    private static final int DEVICE = 3;
    private static final int INNER_SHAREABLE = 3;
    private static final long ROOT = 0xF000;
    private static final long STAGE2 = 0xF001;

    private final Scenario scenario;
    private final Geometry geometry;
    private final Map<Location, SlotValue> memory;
    private final List<String> tables = new ArrayList<>();
    private final Map<String, Long> flags = new HashMap<>();
    private final EventLog log = new EventLog();

    private StoryEvents(Scenario scenario) {
        this.scenario = scenario;
        geometry = new Geometry(scenario.hardware());
        memory = new HashMap<>(scenario.initial());
        Set<String> names = new TreeSet<>();
        for (Map.Entry<Location, SlotValue> slot : scenario.initial().entrySet()) {
            note(names, slot.getKey(), slot.getValue());
        }
        for (Program program : scenario.programs()) {
            if (program instanceof OperationList list) {
                for (Operation operation : list.operations()) {
                    if (operation instanceof Operation.Store store) {
                        note(names, store.slot(), store.value());
                    }
                }
            }
        }
        tables.addAll(names);
    }

    private static void note(Set<String> names, Location slot, SlotValue value) {
        if (slot.kind() == Location.Kind.TABLE) {
            names.add(slot.name());
        }
        if (value.kind() == SlotValue.Kind.TABLE) {
            names.add(value.table());
        }
    }

    /**
     * A table as it is before the first event.
     *
     * @param address where it lies
     * @param level its level
     * @param va the first address it translates
     * @param words its descriptors
     */
    public record InitialTable(long address, int level, long va, List<Long> words) {
        /** Fixes the list. */
        public InitialTable {
            words = List.copyOf(words);
        }
    }

    /**
     * The tables before the first event: the root first, then those it links.
     *
     * @throws ScenarioException where stage 2 is on: those are no tables of a kernel
     */
    public static List<InitialTable> tables(Scenario scenario) {
        if (scenario.hardware().stage2()) {
            throw new ScenarioException(scenario.id() + ": with stage 2 there are no tables of a kernel to write");
        }
        StoryEvents events = new StoryEvents(scenario);
        List<InitialTable> result = new ArrayList<>();
        long[] root = new long[Geometry.GRANULE.pageBytes() / Long.BYTES];
        List<String> linked = new ArrayList<>();
        for (int slot = 0; slot < root.length; slot++) {
            Location place = new Location(Location.Kind.ROOT, "L2", slot);
            SlotValue value = scenario.initial().get(place);
            if (value == null) {
                continue;
            }
            root[slot] = events.word(place, value);
            if (value.kind() == SlotValue.Kind.TABLE && !linked.contains(value.table())) {
                linked.add(value.table());
                long[] words = new long[root.length];
                for (int i = 0; i < scenario.hardware().fanOut(); i++) {
                    Location below = new Location(Location.Kind.TABLE, value.table(), i);
                    words[i] = events.word(below, scenario.initial().getOrDefault(below, SlotValue.INVALID));
                }
                long va = events.geometry.virtualAddress(
                        slot * scenario.hardware().fanOut());
                result.add(
                        new InitialTable(events.table(value.table()), events.geometry.leafLevel(), va, boxed(words)));
            }
        }
        long first = ROOT * Geometry.GRANULE.pageBytes();
        result.add(0, new InitialTable(first, events.geometry.rootLevel(), 0, boxed(root)));
        return result;
    }

    /** The text. */
    public static String write(Story story) {
        StoryEvents events = new StoryEvents(story.scenario());
        for (Story.Step step : story.steps()) {
            if (step.operation() != null) {
                events.add(step.pe(), step.operation());
            }
        }
        List<String> header = new ArrayList<>();
        header.add(story.scenario().id() + ": " + story.invariant() + " "
                + story.invariant().claim());
        header.add(story.reason());
        return EventText.write(events.log, header);
    }

    private static List<Long> boxed(long[] words) {
        return Arrays.stream(words).boxed().toList();
    }

    private void add(int pe, Operation operation) {
        if (operation instanceof Operation.Store store) {
            SlotValue before = memory.getOrDefault(store.slot(), SlotValue.INVALID);
            log.store(pe, address(store.slot()), word(store.slot(), before), word(store.slot(), store.value()));
            memory.put(store.slot(), store.value());
        } else if (operation instanceof Operation.Fence fence) {
            dev.ptarmigan.trace.Barrier barrier =
                    dev.ptarmigan.trace.Barrier.named(fence.barrier().text());
            if (barrier == null) {
                log.text(pe, EventKind.NOTE, fence.barrier().text());
            } else {
                log.barrier(pe, barrier);
            }
        } else if (operation instanceof Operation.Tlbi tlbi) {
            int asid = tlbi.asid() < 0 ? scenario.hardware().asid() : tlbi.asid();
            for (Invalidation one : geometry.invalidations(tlbi, asid, TtlStyle.LEAF_LEVEL)) {
                log.tlbi(
                        pe,
                        one.operation().name().toLowerCase(Locale.ROOT),
                        one.operand().low());
            }
        } else if (operation instanceof Operation.SetFlag set) {
            log.text(pe, EventKind.NOTE, "flag " + set.flag() + " " + flags.merge(set.flag(), 1L, Long::sum));
        } else if (operation instanceof Operation.FreeTable free) {
            log.free(pe, table(free.table()));
        } else if (operation instanceof Operation.Lock lock) {
            log.text(pe, lock.take() ? EventKind.LOCK : EventKind.UNLOCK, "lock");
        } else {
            log.text(pe, EventKind.NOTE, operation.toString());
        }
    }

    private long table(String name) {
        if (!tables.contains(name)) {
            tables.add(name);
        }
        return Geometry.table(tables.indexOf(name));
    }

    private long address(Location slot) {
        long base = switch (slot.kind()) {
            case ROOT -> ROOT * Geometry.GRANULE.pageBytes();
            case STAGE2 -> STAGE2 * Geometry.GRANULE.pageBytes();
            case TABLE, FLAG -> table(slot.name());
        };
        return base + (long) slot.index() * Long.BYTES;
    }

    private long word(Location slot, SlotValue value) {
        boolean stage2 = slot.kind() == Location.Kind.STAGE2;
        TranslationStage stage = stage2 ? TranslationStage.STAGE2 : TranslationStage.EL10;
        int level = slot.kind() == Location.Kind.ROOT ? geometry.rootLevel() : geometry.leafLevel();
        Place place = Place.of(Geometry.GRANULE, stage, level);
        return switch (value.kind()) {
            case INVALID, FLAG -> 0;
            case TABLE ->
                DescriptorBuilder.table(place).nextTable(table(value.table())).word();
            case BLOCK, PAGE ->
                leaf(
                        place,
                        value,
                        stage2,
                        output(geometry, value, scenario.hardware().fanOut()));
        };
    }

    private static long leaf(Place place, SlotValue value, boolean stage2, long output) {
        DescriptorBuilder builder =
                value.kind() == SlotValue.Kind.BLOCK ? DescriptorBuilder.block(place) : DescriptorBuilder.page(place);
        builder.outputAddress(output);
        builder.set(DescriptorField.AF, value.accessFlagClear() ? 0 : 1).set(DescriptorField.SH, INNER_SHAREABLE);
        builder.set(DescriptorField.CONTIGUOUS, value.contiguous() ? 1 : 0);
        builder.set(DescriptorField.DBM, value.dirtyModifier() ? 1 : 0);
        if (value.nT()) {
            builder.set(DescriptorField.NT, 1);
        }
        boolean write = (value.effectivePermissions() & SlotValue.WRITE) != 0;
        boolean execute = (value.permissions() & SlotValue.EXECUTE) != 0;
        if (stage2) {
            return builder.set(DescriptorField.S2AP, write ? 3 : 1).word();
        }
        int index = switch (value.memory()) {
            case WRITE_BACK -> NORMAL;
            case NON_CACHEABLE -> NON_CACHEABLE;
            case DEVICE -> DEVICE;
        };
        return builder.set(DescriptorField.ATTR_INDX, index)
                .set(DescriptorField.AP, write ? 0 : 2)
                .set(DescriptorField.NG, value.nonGlobal() ? 1 : 0)
                .set(DescriptorField.PXN, execute ? 0 : 1)
                .set(DescriptorField.UXN, 1)
                .word();
    }

    /** Pages lie as in virtual memory, so that blocks are aligned and the pages below them follow. */
    private static long output(Geometry geometry, SlotValue value, int fanOut) {
        int page = value.kind() == SlotValue.Kind.BLOCK ? value.page() / fanOut * fanOut : value.page();
        return geometry.virtualAddress(page);
    }
}

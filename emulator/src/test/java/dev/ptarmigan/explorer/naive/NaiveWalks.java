package dev.ptarmigan.explorer.naive;

import dev.ptarmigan.explorer.naive.NaiveState.Pe;
import dev.ptarmigan.explorer.naive.NaiveState.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The adversary: whatever walks may find is cached, until nothing more comes. */
final class NaiveWalks {
    /** Slots of a Contiguous group. */
    static final int GROUP = 2;

    private final NaiveScenario scenario;
    private final Set<Integer> roots = new TreeSet<>();
    private final Set<Integer> stage2Slots = new TreeSet<>();

    NaiveWalks(NaiveScenario scenario, Set<Integer> mentionedPages) {
        this.scenario = scenario;
        if (scenario.stage2) {
            stage2Slots.addAll(mentionedPages);
            for (String slot : scenario.slots) {
                if (slot.startsWith("S2.")) {
                    stage2Slots.add(NaiveScenario.index(slot));
                }
            }
        } else {
            roots.addAll(scenario.roots());
            mentionedPages.forEach(page -> roots.add(page / scenario.fanOut));
        }
    }

    /** What a PE's walks may read from a slot: memory and its own stores, from the newest that a DSB has made sure of. */
    static List<Descriptor> candidates(NaiveState state, Pe pe, String slot) {
        List<Descriptor> candidates = new ArrayList<>();
        candidates.add(state.memory.getOrDefault(slot, Descriptor.INVALID));
        for (Store store : pe.buffer) {
            if (store.slot().equals(slot) && store.value() != null) {
                if (store.ownWalks()) {
                    candidates.clear();
                }
                candidates.add(store.value());
            }
        }
        return candidates;
    }

    void close(NaiveState state) {
        for (Pe pe : state.pes) {
            pe.faults.clear();
            int before = -1;
            while (before != pe.tlb.size()) {
                before = pe.tlb.size();
                for (int context : pe.contexts) {
                    if (scenario.stage2) {
                        walkStage2(state, pe, context);
                    } else {
                        walkRoots(state, pe, context);
                        walkTables(state, pe, context);
                    }
                }
            }
            pe.faultsSinceContext.addAll(pe.faults);
            pe.faultsSinceDsb.addAll(pe.faults);
            pe.faultsSinceAccess.addAll(pe.faults);
        }
    }

    private void walkRoots(NaiveState state, Pe pe, int context) {
        for (int root : roots) {
            int first = root * scenario.fanOut;
            for (Descriptor value : candidates(state, pe, "L2." + root)) {
                if (value.isTable()) {
                    pe.tlb.add(new Entry(
                            Entry.Kind.TABLE,
                            first,
                            scenario.fanOut,
                            value.table(),
                            0,
                            "",
                            "",
                            false,
                            false,
                            false,
                            context,
                            2,
                            false,
                            false));
                } else {
                    found(pe, value, root, scenario.fanOut, 2, context, Entry.Kind.LEAF);
                }
            }
        }
    }

    private void walkTables(NaiveState state, Pe pe, int context) {
        for (Entry table : List.copyOf(pe.tlb)) {
            if (table.kind() == Entry.Kind.TABLE && table.asid() == context) {
                for (int index = 0; index < scenario.fanOut; index++) {
                    for (Descriptor value : candidates(state, pe, table.table() + "." + index)) {
                        found(pe, value, table.first() + index, 1, 3, context, Entry.Kind.LEAF);
                    }
                }
            }
        }
    }

    private void walkStage2(NaiveState state, Pe pe, int context) {
        for (int slot : stage2Slots) {
            for (Descriptor value : candidates(state, pe, "S2." + slot)) {
                found(pe, value, slot, 1, 3, context, Entry.Kind.STAGE2);
            }
        }
        for (Entry entry : List.copyOf(pe.tlb)) {
            if (entry.kind() == Entry.Kind.STAGE2) {
                // Stage 1 is the identity, with everything permitted.
                pe.tlb.add(new Entry(
                        Entry.Kind.COMBINED,
                        entry.first(),
                        1,
                        "",
                        entry.pa(),
                        entry.perm(),
                        entry.type(),
                        entry.cont(),
                        entry.nT(),
                        entry.global(),
                        entry.global() ? 0 : context,
                        3,
                        entry.dbm(),
                        entry.dirty()));
            }
        }
    }

    /** A leaf, or a fault, was found in a slot: unit is how many pages one slot is. */
    private static void found(Pe pe, Descriptor value, int slot, int unit, int level, int context, Entry.Kind kind) {
        if (!value.isLeaf() || !value.accessed()) {
            for (int page = slot * unit; page < (slot + 1) * unit; page++) {
                pe.faults.add(page);
            }
            return;
        }
        int group = value.cont() ? GROUP : 1;
        int firstSlot = slot / group * group;
        int bytes = group * unit;
        int firstPa = value.pa() / bytes * bytes;
        for (int member = 0; member < group; member++) {
            int pa = value.cont() ? firstPa + member * unit : value.pa();
            pe.tlb.add(new Entry(
                    kind,
                    (firstSlot + member) * unit,
                    unit,
                    "",
                    pa,
                    value.perm(),
                    value.type(),
                    value.cont(),
                    value.nT(),
                    value.global(),
                    value.global() ? 0 : context,
                    level,
                    value.dbm(),
                    value.dirty()));
        }
    }
}

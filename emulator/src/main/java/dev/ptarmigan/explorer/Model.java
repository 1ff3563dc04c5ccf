package dev.ptarmigan.explorer;

import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.TtlStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A scenario compiled: memory words, program trees, the entries that can exist, and for every descriptor value what a walk of
 * it adds to a TLB. Nothing here changes during an exploration.
 */
final class Model {
    final Scenario scenario;
    final Hardware hardware;
    final Geometry geometry;
    final Words words = new Words();
    final List<String> tables = new ArrayList<>();
    /** ASIDs, by number of context; 0 is what PEs start with. */
    final List<Integer> asids = new ArrayList<>();

    final List<Operation.Begin> goals = new ArrayList<>();
    /** Names of locks, by number; 0 is the lock without a name. */
    final List<String> locks = new ArrayList<>(List.of(""));

    /** Output pages that are ever freed; sets of them are numbered by their places here. */
    final List<Integer> freed = new ArrayList<>();

    final Entries entries;
    final ProgramTrees programs;
    /** Locations that some program loads. */
    final Set<Integer> loadedLocations = new HashSet<>();
    /** Slots of the root of stage 1 (location numbers), of each table, and of stage 2. */
    final int[] roots;

    final int[][] tableSlots;
    final int[] stage2;
    final int[] initial;
    /** What a value adds, as a set: by context, location, value. Only for roots. */
    final long[][][][] rootAdds;
    /** Of {@link #rootAdds} the table entries; nothing for locations that are no roots. */
    final long[][][][] rootTables;
    /** What a value adds: by table entry, slot, value. Empty for entries that are no tables. */
    final long[][][][] tableAdds;
    /** What a value adds: by location (index into {@link #stage2}) and value. */
    final long[][][] stage2Adds;
    /** Combined entries: {stage 1 leaf (or again the stage 2 entry, where stage 1 is not modelled), stage 2 entry, both}. */
    final int[][] combined;
    /** Pages for which a value of a root leads to a fault. */
    final long[][] rootFaults;
    /** Stage 1 is not modelled and maps each page to itself. */
    final boolean identityStage1;
    /** Entries of tables, of stage 1 leaves, of stage 2. */
    final long[] tableEntries;

    final long[] leafEntries;
    final long[] stage2Entries;
    /** The table that a location is a slot of, by location; −1 for others. */
    final int[] tableOfSlot;
    /** The table that a value points to, by location and value; −1 for others. */
    final int[][] tableOfValue;
    /** The values of a location that a walk can cache as a leaf, as a set. */
    final long[] cacheable;
    /** The table that an entry leads to, by entry; −1 for leaves. */
    final int[] tableOfEntry;
    /** Entries that lead to a table, by table. */
    final long[][] entriesOfTable;
    /** What walkers may keep by the address of descriptors; empty unless the hardware does that. */
    final PhysicalWalkCache physical;
    /** Entries usable in each context. */
    final long[][] contextEntries;
    /** Values by location and number: what {@link #words} has, for hot loops. */
    final SlotValue[][] values;
    /** Nodes by number: what {@link #programs} has, for hot loops. */
    final Node[] nodes;

    /**
     * A model.
     *
     * @param growth what programs have loaded so far
     */
    Model(Scenario scenario, Growth growth) {
        this.scenario = scenario;
        hardware = scenario.hardware();
        geometry = new Geometry(hardware);
        entries = new Entries(hardware.stage2());
        asids.add(hardware.asid());
        for (Map.Entry<Location, SlotValue> slot : sorted(scenario.initial())) {
            int location = words.number(slot.getKey());
            words.value(location, slot.getValue());
            noteTable(slot.getKey());
            noteTable(slot.getValue());
        }
        programs = new ProgramTrees(this, growth);
        for (String table : List.copyOf(tables)) {
            for (int i = 0; i < hardware.fanOut(); i++) {
                words.number(new Location(Location.Kind.TABLE, table, i));
            }
        }
        noteSpokenPages();
        initial = initialValues();
        addDirtyValues();
        roots = locations(Location.Kind.ROOT);
        stage2 = locations(Location.Kind.STAGE2);
        tableSlots = new int[tables.size()][hardware.fanOut()];
        for (int t = 0; t < tables.size(); t++) {
            for (int i = 0; i < hardware.fanOut(); i++) {
                tableSlots[t][i] = words.find(new Location(Location.Kind.TABLE, tables.get(t), i));
            }
        }
        identityStage1 = hardware.stage2() && roots.length == 0;

        EntryFactory factory = new EntryFactory(entries, hardware, asids);
        combined = makeEntries(factory).toArray(new int[0][]);
        rootAdds = new long[asids.size()][words.size()][][];
        rootFaults = new long[words.size()][];
        tableAdds = new long[entries.size()][][][];
        stage2Adds = new long[stage2.length][][];
        tableEntries = entries.set();
        leafEntries = entries.set();
        stage2Entries = entries.set();
        contextEntries = new long[asids.size()][entries.words()];
        fillRoots(factory);
        fillTables(factory);
        fillStage2(factory);
        for (int e = 0; e < entries.size(); e++) {
            Entries.Entry entry = entries.get(e);
            EntryKind kind = entry.cached().kind();
            if (kind == EntryKind.TABLE) {
                Entries.add(tableEntries, e);
            } else if (kind == EntryKind.LEAF) {
                Entries.add(leafEntries, e);
            } else if (kind == EntryKind.STAGE2_LEAF) {
                Entries.add(stage2Entries, e);
            }
            boolean everywhere = entry.cached().global() || kind.isStage2();
            for (int context = 0; context < asids.size(); context++) {
                if (everywhere || entry.cached().asid() == asids.get(context)) {
                    Entries.add(contextEntries[context], e);
                }
            }
        }
        tableOfSlot = new int[words.size()];
        tableOfValue = new int[words.size()][];
        cacheable = new long[words.size()];
        tableOfEntry = new int[entries.size()];
        entriesOfTable = new long[tables.size()][entries.words()];
        number();
        rootTables = rootTables();
        physical = new PhysicalWalkCache(this);
        programs.bindEffects();
        values = new SlotValue[words.size()][];
        for (int l = 0; l < values.length; l++) {
            values[l] = words.values(l).toArray(new SlotValue[0]);
        }
        nodes = new Node[programs.size()];
        for (int n = 0; n < nodes.length; n++) {
            nodes[n] = programs.node(n);
        }
    }

    private void number() {
        for (int l = 0; l < words.size(); l++) {
            Location location = words.location(l);
            tableOfSlot[l] = location.kind() == Location.Kind.TABLE ? tableNumber(location.name()) : -1;
            List<SlotValue> values = words.values(l);
            tableOfValue[l] = new int[values.size()];
            for (int v = 0; v < values.size(); v++) {
                SlotValue value = values.get(v);
                tableOfValue[l][v] = value.kind() == SlotValue.Kind.TABLE ? tableNumber(value.table()) : -1;
                cacheable[l] |= value.isCacheableLeaf() ? 1L << v : 0;
            }
        }
        for (int e = 0; e < entries.size(); e++) {
            Entries.Entry entry = entries.get(e);
            tableOfEntry[e] = entry.cached().kind() == EntryKind.TABLE ? entry.output() : -1;
            if (tableOfEntry[e] >= 0) {
                Entries.add(entriesOfTable[tableOfEntry[e]], e);
            }
        }
    }

    /** A page that is accessed or live has a slot in the root, though nothing may ever be stored there. */
    private void noteSpokenPages() {
        long pages = 0;
        for (int page : scenario.live() == null ? List.<Integer>of() : scenario.live()) {
            pages |= 1L << page;
        }
        for (int n = 0; n < programs.size(); n++) {
            Operation operation = programs.node(n).operation;
            if (operation instanceof Operation.Access access) {
                pages |= 1L << access.page();
            } else if (operation instanceof Operation.Live change && change.live()) {
                for (int page : change.pages()) {
                    pages |= 1L << page;
                }
            }
        }
        boolean identity = hardware.stage2() && locations(Location.Kind.ROOT).length == 0;
        for (; pages != 0; pages &= pages - 1) {
            int page = Long.numberOfTrailingZeros(pages);
            words.number(
                    identity
                            ? new Location(Location.Kind.STAGE2, "S2", page)
                            : new Location(Location.Kind.ROOT, "L2", page / hardware.fanOut()));
        }
    }

    private static List<Map.Entry<Location, SlotValue>> sorted(Map<Location, SlotValue> initial) {
        List<Map.Entry<Location, SlotValue>> list = new ArrayList<>(initial.entrySet());
        list.sort(java.util.Comparator.comparing(
                        (Map.Entry<Location, SlotValue> e) -> e.getKey().kind())
                .thenComparing(e -> e.getKey().name())
                .thenComparing(e -> e.getKey().index()));
        return list;
    }

    void noteTable(Location location) {
        if (location.kind() == Location.Kind.TABLE) {
            noteTable(location.name());
        }
    }

    void noteTable(SlotValue value) {
        if (value.kind() == SlotValue.Kind.TABLE) {
            noteTable(value.table());
        }
    }

    private void noteTable(String name) {
        if (!tables.contains(name)) {
            tables.add(name);
        }
    }

    private int[] initialValues() {
        int[] values = new int[words.size()];
        for (int l = 0; l < values.length; l++) {
            Location location = words.location(l);
            SlotValue absent = location.kind() == Location.Kind.FLAG ? SlotValue.FLAG_CLEAR : SlotValue.INVALID;
            values[l] = words.value(l, scenario.initial().getOrDefault(location, absent));
        }
        return values;
    }

    /** Hardware may make a value dirty, and an atomic store keeps that. */
    private void addDirtyValues() {
        if (hardware.accessFlagByHardware()) {
            for (int l = 0; l < words.size(); l++) {
                for (SlotValue value : List.copyOf(words.values(l))) {
                    if (value.mayBeAccessed()) {
                        words.value(l, value.asAccessed());
                    }
                }
            }
        }
        if (!hardware.dirtyByHardware()) {
            return;
        }
        for (int l = 0; l < words.size(); l++) {
            boolean tracked = words.values(l).stream().anyMatch(value -> value.mayBecomeDirty() || value.dirty());
            for (SlotValue value : List.copyOf(words.values(l))) {
                if (tracked && value.isCacheableLeaf()) {
                    words.value(l, value.asDirty());
                }
            }
        }
    }

    private int[] locations(Location.Kind kind) {
        List<Integer> result = new ArrayList<>();
        for (int l = 0; l < words.size(); l++) {
            if (words.location(l).kind() == kind) {
                result.add(l);
            }
        }
        return result.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The number of a lock, which is added if it is new. */
    int lockNumber(String name) {
        int number = locks.indexOf(name);
        if (number < 0) {
            number = locks.size();
            locks.add(name);
            if (number >= StateLayout.MOST_LOCKS) {
                throw new ScenarioException("more than " + StateLayout.MOST_LOCKS + " locks");
            }
        }
        return number;
    }

    /** The number of a freed page. */
    int freedNumber(int page) {
        if (!freed.contains(page)) {
            freed.add(page);
            if (freed.size() > Long.SIZE) {
                throw new ScenarioException("more than 64 pages are freed");
            }
        }
        return freed.indexOf(page);
    }

    /** Whether an entry leads to one of a set of freed tables or pages. */
    boolean leadsToFreed(Entries.Entry entry, long tables, long pages) {
        if (entry.isTable()) {
            return (tables & 1L << entry.output()) != 0;
        }
        if (hardware.stage2() && entry.cached().kind() == EntryKind.LEAF) {
            // Its output is an intermediate address.
            return false;
        }
        for (long left = pages; left != 0; left &= left - 1) {
            int page = freed.get(Long.numberOfTrailingZeros(left));
            if (entry.output() <= page && page < entry.output() + Long.bitCount(entry.pages())) {
                return true;
            }
        }
        return false;
    }

    int tableNumber(String name) {
        return tables.indexOf(name);
    }

    /** Makes every entry; returns the rows of {@link #combined}. */
    private List<int[]> makeEntries(EntryFactory factory) {
        Map<Integer, List<Integer>> leaves = new HashMap<>();
        for (int context = 0; context < asids.size(); context++) {
            for (int root : roots) {
                int slot = words.location(root).index();
                for (SlotValue value : words.values(root)) {
                    if (value.kind() == SlotValue.Kind.TABLE) {
                        int table = tableNumber(value.table());
                        factory.table(slot, value, table, context);
                        for (int s = 0; s < hardware.fanOut(); s++) {
                            for (SlotValue leaf : words.values(tableSlots[table][s])) {
                                if (leaf.isCacheableLeaf()) {
                                    leaves.computeIfAbsent(context, c -> new ArrayList<>())
                                            .addAll(factory.page(slot, s, leaf, context, value.denied()));
                                }
                            }
                        }
                    } else if (value.isCacheableLeaf()) {
                        leaves.computeIfAbsent(context, c -> new ArrayList<>())
                                .addAll(factory.block(slot, value, context));
                    }
                }
            }
        }
        List<Integer> seconds = new ArrayList<>();
        for (int location : stage2) {
            for (SlotValue value : words.values(location)) {
                if (value.isCacheableLeaf()) {
                    seconds.addAll(factory.stage2(words.location(location).index(), value));
                }
            }
        }
        return combine(factory, leaves, seconds);
    }

    private List<int[]> combine(EntryFactory factory, Map<Integer, List<Integer>> leaves, List<Integer> seconds) {
        List<int[]> rows = new ArrayList<>();
        for (int s : seconds) {
            Entries.Entry second = entries.get(s);
            if (identityStage1) {
                rows.add(new int[] {s, s, factory.combined(null, second.firstPage(), second)});
            }
            for (List<Integer> ofContext : leaves.values()) {
                for (int l : ofContext) {
                    Entries.Entry first = entries.get(l);
                    int offset = second.firstPage() - first.output();
                    int page = first.firstPage() + offset;
                    if (offset >= 0 && page < Long.SIZE && (first.pages() & 1L << page) != 0) {
                        rows.add(new int[] {l, s, factory.combined(first, page, second)});
                    }
                }
            }
        }
        return rows;
    }

    private void fillRoots(EntryFactory factory) {
        for (int root : roots) {
            int slot = words.location(root).index();
            int count = words.values(root).size();
            rootFaults[root] = new long[count];
            for (int context = 0; context < asids.size(); context++) {
                rootAdds[context][root] = new long[count][];
                for (int v = 0; v < count; v++) {
                    SlotValue value = words.value(root, v);
                    long[] adds = entries.set();
                    if (value.kind() == SlotValue.Kind.TABLE) {
                        Entries.add(adds, factory.table(slot, value, tableNumber(value.table()), context));
                    } else if (value.isCacheableLeaf()) {
                        factory.block(slot, value, context).forEach(e -> Entries.add(adds, e));
                    } else {
                        rootFaults[root][v] = factory.rootPages(slot);
                    }
                    rootAdds[context][root][v] = adds;
                }
            }
        }
    }

    private long[][][][] rootTables() {
        long[][][][] result = new long[asids.size()][words.size()][0][];
        for (int context = 0; context < asids.size(); context++) {
            for (int root : roots) {
                result[context][root] = new long[rootAdds[context][root].length][entries.words()];
                for (int v = 0; v < rootAdds[context][root].length; v++) {
                    for (int w = 0; w < entries.words(); w++) {
                        result[context][root][v][w] = rootAdds[context][root][v][w] & tableEntries[w];
                    }
                }
            }
        }
        return result;
    }

    private void fillTables(EntryFactory factory) {
        for (int e = 0; e < entries.size(); e++) {
            Entries.Entry entry = entries.get(e);
            if (entry.cached().kind() != EntryKind.TABLE) {
                tableAdds[e] = new long[0][][];
                continue;
            }
            int rootSlot = entry.firstPage() / hardware.fanOut();
            tableAdds[e] = new long[hardware.fanOut()][][];
            for (int s = 0; s < hardware.fanOut(); s++) {
                int location = tableSlots[entry.output()][s];
                List<SlotValue> values = words.values(location);
                tableAdds[e][s] = new long[values.size()][];
                for (int v = 0; v < values.size(); v++) {
                    long[] adds = entries.set();
                    if (values.get(v).isCacheableLeaf()) {
                        factory.page(
                                        rootSlot,
                                        s,
                                        values.get(v),
                                        entry.context(),
                                        entry.value().denied())
                                .forEach(leaf -> Entries.add(adds, leaf));
                    }
                    tableAdds[e][s][v] = adds;
                }
            }
        }
    }

    private void fillStage2(EntryFactory factory) {
        for (int i = 0; i < stage2.length; i++) {
            List<SlotValue> values = words.values(stage2[i]);
            stage2Adds[i] = new long[values.size()][];
            for (int v = 0; v < values.size(); v++) {
                long[] adds = entries.set();
                if (values.get(v).isCacheableLeaf()) {
                    factory.stage2(words.location(stage2[i]).index(), values.get(v))
                            .forEach(e -> Entries.add(adds, e));
                }
                stage2Adds[i][v] = adds;
            }
        }
    }

    /** What an operation removes of all entries. */
    TlbiEffect effect(Operation.Tlbi tlbi, int asid) {
        TtlStyle style = hardware.pseudocodeTtl() ? TtlStyle.ASL : TtlStyle.LEAF_LEVEL;
        var invalidations = geometry.invalidations(tlbi, tlbi.asid() < 0 ? asid : tlbi.asid(), style);
        long[] hits = entries.set();
        for (int e = 0; e < entries.size(); e++) {
            for (var invalidation : invalidations) {
                if (invalidation.hits(entries.get(e).cached())) {
                    Entries.add(hits, e);
                }
            }
        }
        long pages = tlbi.page() < 0 ? -1L : geometry.namedPages(tlbi);
        boolean removesConflicts = invalidations.get(0).removesConflicts(hardware.stage2());
        return new TlbiEffect(hits, physical.hits(hits), invalidations, pages, removesConflicts);
    }
}

package dev.ptarmigan.checker;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables as the events have left them, and pages that may become tables. */
final class TrackedTables {
    private final DescriptorReader reader;
    private final long pageMask;
    private final LongMap<TrackedTable> pages = new LongMap<>();
    private final List<TrackedTable> all = new ArrayList<>();
    private @Nullable TrackedTable last;
    private @Nullable TrackedTable root;
    private final TreeMap<Long, TrackedTable> roots = new TreeMap<>(Long::compareUnsigned);

    TrackedTables(DescriptorReader reader) {
        this.reader = reader;
        this.pageMask = -reader.pageBytes();
    }

    /** The page that holds an address, or null. */
    @Nullable
    TrackedTable find(long pa) {
        long page = pa & pageMask;
        TrackedTable recent = last;
        if (recent != null && (recent.pa & pageMask) == page && recent.words.length * 8L <= reader.pageBytes()) {
            return recent;
        }
        TrackedTable found = pages.get(page);
        if (found != null) {
            last = found;
        }
        return found;
    }

    TrackedTable require(long pa) {
        TrackedTable found = find(pa);
        if (found != null) {
            return found;
        }
        TrackedTable fresh = new TrackedTable(pa & pageMask, (int) (reader.pageBytes() / Long.BYTES));
        pages.put(fresh.pa, fresh);
        all.add(fresh);
        return fresh;
    }

    /** The first store into a page that never was a table, or −1. */
    int firstStray() {
        return strays().values().stream().min(Integer::compare).orElse(-1);
    }

    int size() {
        return pages.size();
    }

    @Nullable
    TrackedTable root() {
        return root;
    }

    /** Index in a table, or −1 for what lies beside a root that is smaller than its page. */
    static int index(TrackedTable table, long pa) {
        long index = pa - table.pa >> 3;
        return index < 0 || index >= table.words.length ? -1 : (int) index;
    }

    TrackedTable addRoot(long pa, int level, long va, int entries) {
        TrackedTable table = new TrackedTable(pa, entries);
        table.level = level;
        table.va = va;
        table.placed = true;
        table.live = true;
        for (long page = pa & pageMask; page < pa + (long) entries * Long.BYTES; page += reader.pageBytes()) {
            pages.put(page, table);
        }
        roots.put(va, table);
        if (root == null) {
            root = table;
        }
        return table;
    }

    /** Reads a tree, or as much of it as there is. */
    void load(PhysicalMemory memory, TrackedTable table) {
        for (int i = 0; i < table.words.length; i++) {
            long word = memory.read(table.slot(i));
            table.words[i] = word;
            if (!reader.isTable(word, table.level)) {
                continue;
            }
            long pa = reader.address(word);
            if (memory.at(pa) == Segment.ABSENT || find(pa) != null) {
                continue;
            }
            TrackedTable child = require(pa);
            place(child, table, i, word);
            load(memory, child);
        }
    }

    /** Says where a table is, by the link to it. */
    void place(TrackedTable child, TrackedTable parent, int index, long word) {
        child.level = parent.level + 1;
        child.va = va(parent, index);
        child.placed = true;
        child.live = true;
        child.known = true;
        child.inherited = parent.inherited | reader.inheritedBits(word);
        child.removed = parent.removed | reader.removedBits(word);
    }

    long va(TrackedTable table, int index) {
        return table.va + ((long) index << reader.shift(table.level));
    }

    /** A leaf of a table with what the tables above it add. */
    static long effective(TrackedTable table, long word) {
        return DescriptorReader.isValid(word) ? word & ~table.removed | table.inherited : word;
    }

    /** The live table that holds the entry for an address, of the given level or above where the walk ends earlier. */
    @Nullable
    TrackedTable holder(long va, int level) {
        Map.Entry<Long, TrackedTable> below = roots.floorEntry(va);
        TrackedTable table = below == null ? null : below.getValue();
        if (table == null || !covers(table, va)) {
            return null;
        }
        while (table.level < level) {
            long word = table.words[index(table, va, reader)];
            if (!reader.isTable(word, table.level)) {
                return table;
            }
            TrackedTable child = find(reader.address(word));
            if (child == null || !child.live) {
                return table;
            }
            table = child;
        }
        return table;
    }

    /** The roots whose addresses meet those from {@code first} to {@code last}. */
    List<TrackedTable> rootsOver(long first, long last) {
        List<TrackedTable> found = new ArrayList<>();
        for (TrackedTable table : roots.values()) {
            long bytes = (long) table.words.length << reader.shift(table.level);
            boolean before = bytes != 0 && Long.compareUnsigned(table.va + bytes - 1, first) < 0;
            if (!before && Long.compareUnsigned(table.va, last) <= 0) {
                found.add(table);
            }
        }
        return found;
    }

    /** Pages that were stored into, never were tables, and were not taken as such. */
    Map<Long, Integer> strays() {
        Map<Long, Integer> strays = new HashMap<>();
        for (TrackedTable table : all) {
            if (!table.known && table.firstStore >= 0) {
                strays.put(table.pa, table.firstStore);
            }
        }
        return strays;
    }

    private boolean covers(TrackedTable table, long va) {
        return Long.compareUnsigned(va - table.va, (long) table.words.length << reader.shift(table.level)) < 0
                || (long) table.words.length << reader.shift(table.level) == 0;
    }

    static int index(TrackedTable table, long va, DescriptorReader reader) {
        return (int) (va - table.va >>> reader.shift(table.level));
    }
}

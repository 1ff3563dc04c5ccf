package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.kernel.KernelTables;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The tables of a recording: where each lies, what their words are while the recording is read. */
final class RecordedTables {
    /**
     * A table.
     *
     * @param level level of its descriptors
     * @param va first address that it serves
     */
    record Table(int level, long va) {}

    private final KernelTables tables;
    private final long base;
    private final LongUnaryOperator before;
    private final Map<Long, Table> known = new HashMap<>();
    private final Map<Long, Long> words = new HashMap<>();
    private final Map<Long, Long> masks = new HashMap<>();
    /** Of tables that are filled before they are linked. */
    private final Map<Long, Long> announced = new HashMap<>();

    /**
     * Finds the tables that are there at the start.
     *
     * @param base the first address that the root serves
     * @param before the words then, by physical address
     */
    RecordedTables(KernelTables tables, long base, LongUnaryOperator before) {
        this.tables = tables;
        this.base = base;
        this.before = before;
        find(tables.root(), tables.rootLevel(), base);
    }

    private void find(long table, int level, long va) {
        if (known.putIfAbsent(table, new Table(level, va)) != null || level == KernelTables.PTE) {
            return;
        }
        int count = level == tables.rootLevel() ? rootEntries() : tables.entries();
        for (int i = 0; i < count; i++) {
            long at = va + i * tables.bytes(level);
            long word = word(tables.slot(table, level, at));
            if (LinuxPte.table(word)) {
                hierarchy(word, table);
                find(tables.address(word), level + 1, at);
            }
        }
    }

    private int rootEntries() {
        // Half of the addresses of the root are the kernel's linear map and vmalloc space: all are served.
        return (int) Math.min(tables.entries(), (1L << tables.vaBits()) / tables.bytes(tables.rootLevel()));
    }

    /** Takes notice of what a table descriptor forbids below it; both words of a table must say the same. */
    private void hierarchy(long word, long in) {
        long mask = masks.getOrDefault(in, 0L) | (LinuxPte.TABLE_PXN.isSet(word) ? LinuxPte.PTE_PXN.mask() : 0);
        Long old = masks.put(tables.address(word), mask);
        if (old != null && old != mask) {
            throw new ScenarioException("table " + Hex.address(tables.address(word))
                    + " has PXNTable at one time and not at another; that is not handled");
        }
    }

    /** PXN if a table on the way to a table forbids execution. */
    long mask(long table) {
        return masks.getOrDefault(table, announced.getOrDefault(table, 0L));
    }

    /** A word that will link a new table: what it forbids counts for entries that are written before. */
    void announce(long word, long in) {
        long mask = mask(in) | (LinuxPte.TABLE_PXN.isSet(word) ? LinuxPte.PTE_PXN.mask() : 0);
        announced.putIfAbsent(tables.address(word), mask);
    }

    void allocate(long pa, int level, long va) {
        known.put(pa, new Table(level, va & -(tables.bytes(level) * tables.entries())));
        masks.remove(pa);
        for (long at = pa; at < pa + tables.pageBytes(); at += Long.BYTES) {
            words.put(at, 0L);
        }
    }

    /** The table that a word lies in, or null. */
    @Nullable
    Table tableOf(long pa) {
        return known.get(pa & -tables.pageBytes());
    }

    /** The first address that a descriptor serves. */
    long va(long pa, Table table) {
        long index = (pa & tables.pageBytes() - 1) / Long.BYTES;
        if (table.level() == tables.rootLevel() && tables.root() != (tables.root() & -tables.pageBytes())) {
            index = (pa - tables.root()) / Long.BYTES;
        }
        return table.va() + index * tables.bytes(table.level());
    }

    long word(long pa) {
        Long word = words.get(pa);
        return word != null ? word : before.applyAsLong(pa);
    }

    void store(long pa, long word) {
        words.put(pa, word);
        Table table = tableOf(pa);
        if (table != null && table.level() < KernelTables.PTE && LinuxPte.table(word)) {
            hierarchy(word, pa & -tables.pageBytes());
        }
    }

    /**
     * What a walk to a level finds for an address.
     *
     * @param word the descriptor, or the one of a larger leaf above
     * @param level the level it was found at
     * @param table the table it is in
     */
    record Found(long word, int level, long table) {}

    Found walk(long va, int last) {
        long table = tables.root();
        for (int level = tables.rootLevel(); ; level++) {
            long word = word(tables.slot(table, level, va));
            if (level == last || !LinuxPte.table(word)) {
                return new Found(word, level, table);
            }
            table = tables.address(word);
        }
    }

    KernelTables tables() {
        return tables;
    }

    long base() {
        return base;
    }
}

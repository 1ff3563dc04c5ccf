package dev.ptarmigan.replay;

import dev.ptarmigan.dump.DumpTable;
import dev.ptarmigan.dump.TableDump;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which table a descriptor's address belongs to: those of the dump, and those that events allocate. */
final class TablePlaces {
    /**
     * Where a descriptor stands.
     *
     * @param level the level of its table
     * @param va the first address it translates
     */
    record Slot(int level, long va) {}

    private record Table(int level, long va, long bytes) {}

    private final KernelTables geometry;
    private final TreeMap<Long, Table> tables = new TreeMap<>();

    TablePlaces(TableDump dump, KernelTables geometry) {
        this.geometry = geometry;
        for (DumpTable table : dump.tables()) {
            tables.putIfAbsent(table.pa(), new Table(table.level(), table.va(), table.sizeBytes()));
        }
    }

    /** Adds the tables that a log's events allocate. */
    TablePlaces with(EventLog log) {
        for (int i = 0; i < log.size(); i++) {
            if (log.kind(i) == EventKind.ALLOCATE) {
                tables.put(log.address(i), new Table((int) log.after(i), log.before(i), geometry.pageBytes()));
            }
        }
        return this;
    }

    /** Adds tables that a recording says were new. */
    TablePlaces with(List<Operations.NewTable> newTables) {
        for (Operations.NewTable table : newTables) {
            tables.put(table.pa(), new Table(table.level(), table.va(), geometry.pageBytes()));
        }
        return this;
    }

    /** The place of the descriptor at an address, or null if no table lies there. */
    @Nullable
    Slot slot(long pa) {
        Map.Entry<Long, Table> entry = tables.floorEntry(pa);
        if (entry == null || pa - entry.getKey() >= entry.getValue().bytes()) {
            return null;
        }
        Table table = entry.getValue();
        long index = pa - entry.getKey() >>> geometry.format().descriptorShift();
        return new Slot(table.level(), table.va() + index * geometry.bytes(table.level()));
    }
}

package dev.ptarmigan.replay;

import dev.ptarmigan.dump.DumpTable;
import dev.ptarmigan.dump.TableDump;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import java.util.ArrayList;
import java.util.List;

/** Compares memory after a replay with the tables the real kernel had. */
public final class WordComparison {
    /**
     * A word that differs.
     *
     * @param table its table
     * @param level the table's level
     * @param index its index
     * @param va the first address it translates
     * @param expected the real kernel's word
     * @param actual ours
     */
    public record Difference(long table, int level, int index, long va, long expected, long actual) {}

    private WordComparison() {}

    /** Every word of a dump's tables that memory holds otherwise; tables that memory lacks count as zeros. */
    public static List<Difference> differences(TableDump after, PhysicalMemory memory, KernelTables geometry) {
        List<Difference> differences = new ArrayList<>();
        for (DumpTable table : after.tables()) {
            for (int i = 0; i < table.entries(); i++) {
                long pa = table.pa() + 8L * i;
                long actual = memory.at(pa) == Segment.ABSENT ? 0 : memory.read(pa);
                if (actual != table.word(i)) {
                    long va = table.va() + i * geometry.bytes(table.level());
                    differences.add(new Difference(table.pa(), table.level(), i, va, table.word(i), actual));
                }
            }
        }
        return differences;
    }
}

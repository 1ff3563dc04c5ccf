package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.pe.AccessRun;
import dev.ptarmigan.study.StudyRow;
import java.util.ArrayList;
import java.util.List;

/** A study as a table and as JSON. */
public final class TlbStudyText {
    private static final int LEFT_COLUMNS = 2;

    private TlbStudyText() {}

    /** The table, with what its columns mean. */
    public static String table(List<StudyRow> rows) {
        List<String[]> cells = new ArrayList<>();
        cells.add(
                new String[] {"mapping", "calls", "leaves", "L1 misses/M", "walks/M", "reads/M", "faults/M", "reach"});
        for (StudyRow row : rows) {
            AccessRun.Cost cost = row.cost();
            cells.add(new String[] {
                row.mapping(),
                calls(row),
                leaves(row),
                Long.toString(cost.perMillion(cost.firstLevelMisses())),
                Long.toString(cost.perMillion(cost.walks())),
                Long.toString(cost.perMillion(cost.descriptorReads())),
                Long.toString(cost.perMillion(cost.faults())),
                reach(cost.reachBytes())
            });
        }
        return aligned(cells)
                + "\nper million accesses: misses of the first level, walks (misses of every level), descriptors read by walks,"
                + "\nfaults; reach: addresses that the leaf entries of the last level translate in the end\n";
    }

    private static String calls(StudyRow row) {
        if (row.strategy() == null) {
            return "-";
        }
        String refused = row.refused() == 0 ? "" : ", " + row.refused() + " refused";
        return row.splits() + " by " + row.strategy() + refused;
    }

    private static String leaves(StudyRow row) {
        return row.leaves().pages() + "p"
                + (row.leaves().blocks() == 0 ? "" : "+" + row.leaves().blocks() + "b");
    }

    private static String reach(long bytes) {
        int shift = 0;
        while (bytes >>> shift + 10 >= 10 && shift < 30) {
            shift += 10;
        }
        return Hex.size(bytes >>> shift << shift);
    }

    private static String aligned(List<String[]> rows) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                text.append(i < LEFT_COLUMNS ? row[i] + pad : pad + row[i]);
                text.append(i + 1 < columns ? "  " : "\n");
            }
        }
        return text.toString();
    }

    /** The rows as JSON, in an array called {@code rows}. */
    public static void json(Json json, List<StudyRow> rows) {
        json.array("rows");
        for (StudyRow row : rows) {
            AccessRun.Cost cost = row.cost();
            json.object()
                    .text("mapping", row.mapping())
                    .text("strategy", row.strategy())
                    .number("splits", row.splits())
                    .number("refused", row.refused())
                    .number("linearBytes", row.linearBytes())
                    .number("pages", row.leaves().pages())
                    .number("blocks", row.leaves().blocks())
                    .number("accesses", cost.accesses())
                    .number("firstLevelMisses", cost.firstLevelMisses())
                    .number("walks", cost.walks())
                    .number("walkCacheHits", cost.walkCacheHits())
                    .number("descriptorReads", cost.descriptorReads())
                    .number("faults", cost.faults())
                    .number("reachBytes", cost.reachBytes())
                    .number("entries", cost.entries())
                    .endObject();
        }
        json.endArray();
    }
}

package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;
import java.util.List;

/**
 * A problem that a scan met, kept.
 *
 * @param problem what is wrong
 * @param range the addresses concerned
 * @param level level of the entries concerned
 * @param descriptorAddress physical address of the first of them
 * @param tableAddress the table they point to, 0 if the problem is not about one
 */
public record ScanReport(ScanProblem problem, VaRange range, int level, long descriptorAddress, long tableAddress) {
    /** A damaged dump can hold millions of problems; that many are kept. */
    private static final int MOST_KEPT = 1000;

    static ScanReport of(ScanProblem problem, EntryRun run) {
        return new ScanReport(
                problem, new VaRange(run.va(), run.lastVa()), run.level(), run.descriptorAddress(), run.tableAddress());
    }

    static void keep(List<ScanReport> reports, ScanProblem problem, EntryRun run) {
        if (reports.size() < MOST_KEPT) {
            reports.add(of(problem, run));
        }
    }

    /** {@code 0x..-0x..: no memory is at the table, level 2 entry at 0x40001000, table 0x50000000}. */
    @Override
    public String toString() {
        return range + ": " + problem + ", level " + level + " entry at " + Hex.address(descriptorAddress)
                + (tableAddress == 0 ? "" : ", table " + Hex.address(tableAddress));
    }
}

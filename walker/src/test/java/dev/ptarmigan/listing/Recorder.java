package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a scan shows, as text, and holds it to the promise that every address is shown once and in order. */
final class Recorder implements TableVisitor {
    final List<String> leaves = new ArrayList<>();
    final List<String> holes = new ArrayList<>();
    final List<String> problems = new ArrayList<>();
    final List<String> tables = new ArrayList<>();
    private long next;
    private boolean begun;
    private long bytes;

    @Override
    public void table(EntryRun table) {
        tables.add(Hex.address(table.tableAddress()) + (table.isFirstVisit() ? "" : " again"));
    }

    @Override
    public void leaves(EntryRun run) {
        advance(run);
        leaves.add(text(run));
    }

    @Override
    public void holes(EntryRun run) {
        advance(run);
        holes.add(text(run));
    }

    @Override
    public void problem(ScanProblem problem, EntryRun run) {
        problems.add(problem.name() + " " + text(run));
        if (problem.leavesOut()) {
            advance(run);
        }
    }

    private void advance(EntryRun run) {
        if (begun && run.va() != next) {
            throw new AssertionError(run + " comes after an entry that ends at " + Hex.word(next));
        }
        begun = true;
        next = run.lastVa() + 1;
        bytes += run.bytes();
    }

    long bytes() {
        return bytes;
    }

    private static String text(EntryRun run) {
        return Hex.word(run.va()) + " L" + run.level() + " x" + run.count() + " " + run.kind() + " "
                + Hex.address(run.word()) + (run.count() > 1 && run.step() == 0 && !run.isZero() ? " same" : "");
    }
}

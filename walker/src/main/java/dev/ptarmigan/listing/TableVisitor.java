package dev.ptarmigan.listing;

/**
 * Whoever wants to know what a tree holds. A {@link TableScanner} calls in address order; every address of the scanned
 * range lies in exactly one of {@link #leaves}, {@link #holes} and a {@link #problem} that leaves something out.
 *
 * <p>The {@link EntryRun} is the scanner's and changes after the call. An exception ends the scan.
 */
public interface TableVisitor {
    /** A table is entered: the run is the one descriptor that points to it. The start table has none and is not shown. */
    default void table(EntryRun table) {}

    /**
     * Leaves: blocks or pages. Where a table is reached again and maps the same output address with one descriptor
     * everywhere (the shadow of unused memory), the run stands for all of it.
     */
    default void leaves(EntryRun run) {}

    /** Entries without a translation: zero, invalid or reserved, as the run's kind and word say. */
    default void holes(EntryRun run) {}

    /** Something is wrong with the entries of the run; unless it leaves something out they are shown to others too. */
    default void problem(ScanProblem problem, EntryRun run) {}
}

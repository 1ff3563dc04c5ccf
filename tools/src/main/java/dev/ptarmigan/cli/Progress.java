package dev.ptarmigan.cli;

import java.io.PrintStream;

/** How far a long command has come, in one line of standard error that is written over; only where a person sees it. */
final class Progress implements AutoCloseable {
    /** The launcher says so; see tools/ptarmigan. */
    private static final String WATCHED = "ptarmigan.watched";

    private static final long INTERVAL_NANOS = 100_000_000L;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean shown;
    private long last;
    private boolean dirty;

    Progress(Console console) {
        err = console.err();
        shown = Boolean.getBoolean(WATCHED);
        last = System.nanoTime();
    }

    /** Says where the work is, at most ten times a second. */
    void at(String text) {
        if (!shown) {
            return;
        }
        long now = System.nanoTime();
        if (now - last >= INTERVAL_NANOS) {
            last = now;
            dirty = true;
            err.print(ERASE_LINE + text);
            err.flush();
        }
    }

    /** Leaves nothing behind. */
    @Override
    public void close() {
        if (dirty) {
            err.print(ERASE_LINE);
            err.flush();
        }
    }
}

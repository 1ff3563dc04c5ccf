package dev.ptarmigan.kernel;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The switches that a strategy was asked for with.
 *
 * @param names their names
 */
public record Switches(SortedSet<String> names) {
    static final String LOCKED = "locked";
    static final String LOCKLESS = "lockless";

    /** Copies the names. */
    public Switches {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** The walking that is asked for, or the strategy's own. */
    Walking walking(Walking usual) {
        if (has(LOCKED)) {
            return Walking.LOCKED;
        }
        return has(LOCKLESS) ? Walking.LOCKLESS : usual;
    }
}

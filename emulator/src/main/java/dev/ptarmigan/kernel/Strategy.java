package dev.ptarmigan.kernel;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A way of changing permissions, as {@link Strategies} lists it.
 *
 * @param name its name
 * @param description one line
 * @param source where the algorithm comes from
 * @param switches what can be varied: name and one line each
 * @param maker makes it with a set of switches
 */
public record Strategy(
        String name,
        String description,
        String source,
        SortedMap<String, String> switches,
        Function<Switches, SetMemory> maker) {

    /** Copies the switches. */
    public Strategy {
        switches = Collections.unmodifiableSortedMap(new TreeMap<>(switches));
    }

    /** The strategy with no switch set. */
    public SetMemory make() {
        return maker.apply(new Switches(Collections.emptySortedSet()));
    }
}

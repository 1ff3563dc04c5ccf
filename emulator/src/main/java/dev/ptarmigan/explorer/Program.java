package dev.ptarmigan.explorer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a PE does. A program is a pure function of what it has loaded: given the values of its loads so far it says what it
 * does next, up to and including its next load. The explorer asks once for every history of loads and keeps the answers as a
 * tree, so code that can only be run from its start may do that.
 *
 * <p>Loads are {@link Operation.Load} and {@link Operation.SkipIf}; of the latter only the kind of the value matters.
 */
interface Program {
    /**
     * The operations after the last load of a history.
     *
     * @param loaded the values of the loads so far, oldest first
     * @return operations, the last of them a load unless the program ends
     */
    List<Operation> next(List<SlotValue> loaded);

    /** The operations as they are written down, in order. */
    List<Operation> operations();

    /** The goals that it begins on some way. */
    default List<Operation.Begin> goals() {
        return operations().stream()
                .filter(Operation.Begin.class::isInstance)
                .map(Operation.Begin.class::cast)
                .toList();
    }

    /**
     * What the load after a history is likely to give: the tree is grown that far before anything is explored. A wrong answer
     * costs time and changes nothing else.
     */
    default @Nullable SlotValue guess(List<SlotValue> loaded) {
        return null;
    }

    /** The same program, which may remember what it was asked for as long as one exploration lasts. */
    default Program remembering() {
        return this;
    }

    /** How often its code was run from the start; 0 for programs that are written down. */
    default int runs() {
        return 0;
    }

    /**
     * Whether places that differ only in the way that led there are made one. For what is written down they are not: figures of
     * scenarios are compared with those of other explorers.
     */
    default boolean mergesPlaces() {
        return false;
    }
}

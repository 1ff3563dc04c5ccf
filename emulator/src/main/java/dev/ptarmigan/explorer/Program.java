package dev.ptarmigan.explorer;

import java.util.List;

/**
 * What a PE does. A program is a pure function of what it has loaded: given the values of its loads so far it says what it
 * does next, up to and including its next load. The explorer asks once for every history of loads and keeps the answers as a
 * tree, so code that can only be run from its start may do that.
 *
 * <p>{@link Operation.SkipIf} is the load; whatever it loads is the next value.
 */
interface Program {
    /**
     * The operations after the last load of a history.
     *
     * @param loaded the values of the loads so far, oldest first
     * @return operations, the last of them a load unless the program ends
     */
    List<Operation> next(List<SlotValue> loaded);
}

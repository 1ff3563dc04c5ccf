package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a program from its start: loads are answered from a history, then by what the PE knows of the slot (its last store
 * or load, or the start). What the program does is cut into pieces, each of which ends with a load.
 */
final class KernelTrail {
    private static final int MOST_OPERATIONS = 2_000;

    /** Ends a run; it is not an error and needs no stack trace. */
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stop() {
            super(null, null, false, false);
        }
    }

    private final List<SlotValue> history;
    private final Map<Location, SlotValue> known;
    private final List<List<Operation>> pieces = new ArrayList<>();
    private final List<SlotValue> loaded = new ArrayList<>();
    private int operations;

    KernelTrail(List<SlotValue> history, Map<Location, SlotValue> initial) {
        this.history = history;
        known = new HashMap<>(initial);
        pieces.add(new ArrayList<>());
    }

    void add(Operation operation) {
        if (++operations > MOST_OPERATIONS) {
            if (isGuessing()) {
                throw new Stop();
            }
            throw new ScenarioException("a program does more than " + MOST_OPERATIONS + " things and has not ended");
        }
        pieces.get(pieces.size() - 1).add(operation);
        if (operation instanceof Operation.Store store) {
            known.put(store.slot(), store.value());
        }
    }

    /** Whether a load was answered that the history has no answer for. */
    boolean isGuessing() {
        return loaded.size() > history.size();
    }

    SlotValue load(Location slot) {
        add(new Operation.Load(slot));
        int number = loaded.size();
        SlotValue value = number < history.size() ? history.get(number) : known.getOrDefault(slot, SlotValue.INVALID);
        known.put(slot, value);
        loaded.add(value);
        pieces.add(new ArrayList<>());
        return value;
    }

    /** A load of which only the history has answers. */
    SlotValue load(Operation.SkipIf skip) {
        add(skip);
        int number = loaded.size();
        if (number >= history.size()) {
            throw new Stop();
        }
        loaded.add(history.get(number));
        pieces.add(new ArrayList<>());
        return history.get(number);
    }

    /** What could not be finished is forgotten: the program was not as guessed. */
    void forgetLast() {
        pieces.remove(pieces.size() - 1);
        loaded.remove(loaded.size() - 1);
    }

    /** How many pieces there are; the last one ends with the program's end, or with a load without an answer. */
    int size() {
        return pieces.size();
    }

    List<Operation> piece(int number) {
        return List.copyOf(pieces.get(number));
    }

    /** What was loaded before a piece began. */
    List<SlotValue> before(int piece) {
        return List.copyOf(loaded.subList(0, piece));
    }

    /** Whether the load at the end of a piece was answered. */
    boolean isAnswered(int piece) {
        return piece < loaded.size();
    }

    SlotValue answer(int piece) {
        return loaded.get(piece);
    }
}

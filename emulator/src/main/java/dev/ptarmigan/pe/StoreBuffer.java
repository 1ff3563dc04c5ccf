package dev.ptarmigan.pe;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Stores of one PE that the rest of the machine does not see yet. */
final class StoreBuffer {
    private final List<Waiting> waiting = new ArrayList<>();
    private int epoch;

    /** One store. */
    record Waiting(long pa, long word, int epoch) {}

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(long pa, long word) {
        waiting.add(new Waiting(pa, word, epoch));
    }

    /** A barrier between stores: those before it become visible before those after it. */
    void separate() {
        epoch++;
    }

    /** The last store to an address, or null. */
    @Nullable
    Waiting last(long pa) {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (waiting.get(i).pa == pa) {
                return waiting.get(i);
            }
        }
        return null;
    }

    /** The oldest. */
    Waiting takeFirst() {
        return waiting.remove(0);
    }

    /** Any that may become visible next: none of an earlier epoch waits, and none before it to the same address. */
    Waiting takeAny(RandomGenerator random) {
        int first = waiting.get(0).epoch;
        int candidates = 0;
        while (candidates < waiting.size() && waiting.get(candidates).epoch == first) {
            candidates++;
        }
        int chosen = random.nextInt(candidates);
        long pa = waiting.get(chosen).pa;
        for (int i = 0; i < chosen; i++) {
            if (waiting.get(i).pa == pa) {
                chosen = i;
                break;
            }
        }
        return waiting.remove(chosen);
    }
}

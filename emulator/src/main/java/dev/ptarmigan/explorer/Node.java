package dev.ptarmigan.explorer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a program: the operation that comes next, and what the way here has settled for good. Everything in it is fixed
 * when the tree is built, so states only name nodes.
 */
final class Node {
    final int id;
    final int pe;
    final @Nullable Operation operation;
    /** The location that the operation stores to or loads, −1 for others. */
    final int location;
    /** Stores that were executed on the way here, by ordinal. */
    final Stored[] stores;
    /** Invalidations that were executed on the way here, by ordinal. */
    final Issued[] invalidations;
    /** Stores (by ordinal) that this PE's own walks are sure to see. */
    final long visibleStores;
    /** Stores (by ordinal) that loads wait for. */
    final long fencedStores;
    /** Contexts (by number) that walks of this PE may use; none while its tables are switched off. */
    final int contexts;
    /** The ASID of the register. */
    final int asid;
    /** Tables and pages that this PE has freed, by number. */
    final long freedTables;

    final long freedPages;
    /** Goals that this PE has begun, and those it has said to be reached. */
    final long begunGoals;

    final long reachedGoals;
    /** Where the program goes on; for a load that skips, where it goes on if it does not skip. */
    @Nullable
    Node next;
    /** Where a load that skips goes on if it skips. */
    @Nullable
    Node skipped;

    Node(int id, int pe, @Nullable Operation operation, int location, Way way) {
        this.id = id;
        this.pe = pe;
        this.operation = operation;
        this.location = location;
        this.stores = way.stores.toArray(new Stored[0]);
        this.invalidations = way.invalidations.toArray(new Issued[0]);
        this.visibleStores = way.visibleStores;
        this.fencedStores = way.fencedStores;
        this.contexts = way.contexts;
        this.asid = way.asid;
        this.freedTables = way.freedTables;
        this.freedPages = way.freedPages;
        this.begunGoals = way.begunGoals;
        this.reachedGoals = way.reachedGoals;
    }

    Node next() {
        if (next == null) {
            throw new IllegalStateException("node " + id + " is the program's end");
        }
        return next;
    }

    /**
     * A store in a store buffer.
     *
     * @param location number of the location
     * @param value number of the value among the location's
     * @param before stores (by ordinal) that become visible first
     */
    record Stored(int location, int value, long before, Operation operation) {}

    /** An invalidation; its effect is known when all entries are. */
    static final class Issued {
        final Operation.Tlbi operation;
        final int asid;
        private @Nullable TlbiEffect effect;

        Issued(Operation.Tlbi operation, int asid) {
            this.operation = operation;
            this.asid = asid;
        }

        void bind(TlbiEffect known) {
            effect = known;
        }

        TlbiEffect effect() {
            if (effect == null) {
                throw new IllegalStateException("effect of " + operation);
            }
            return effect;
        }
    }

    /** What the way to a node has settled, while a tree is built. */
    static final class Way {
        List<Stored> stores = List.of();
        List<Issued> invalidations = List.of();
        int[] epochs = new int[0];
        int epoch;
        long visibleStores;
        long fencedStores;
        int contexts = 1;
        int contextsAfterIsb = 1;
        int asid;
        long freedTables;
        long freedPages;
        long begunGoals;
        long reachedGoals;

        Way copy() {
            Way copy = new Way();
            copy.stores = stores;
            copy.invalidations = invalidations;
            copy.epochs = epochs;
            copy.epoch = epoch;
            copy.visibleStores = visibleStores;
            copy.fencedStores = fencedStores;
            copy.contexts = contexts;
            copy.contextsAfterIsb = contextsAfterIsb;
            copy.asid = asid;
            copy.freedTables = freedTables;
            copy.freedPages = freedPages;
            copy.begunGoals = begunGoals;
            copy.reachedGoals = reachedGoals;
            return copy;
        }
    }
}

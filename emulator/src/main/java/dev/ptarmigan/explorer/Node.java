package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a program: the operation that comes next, and what the way here has settled for good. Everything in it is fixed
 * when the tree is built, so states only name nodes.
 */
final class Node {
    int id;
    final int pe;
    final @Nullable Operation operation;
    /** The location that the operation stores to or loads, the number of the lock it takes or gives back; −1 for others. */
    final int location;
    /** Stores that were executed on the way here, by ordinal. */
    final Stored[] stores;
    /** Invalidations that were executed on the way here, by ordinal. */
    final Issued[] invalidations;
    /** Stores (by ordinal) that this PE's own walks are sure to see. */
    final long visibleStores;
    /** Stores (by ordinal) that loads wait for. */
    final long fencedStores;
    /** Stores (by ordinal) that a barrier has put before everything stored from now on. */
    final long olderStores;
    /** Contexts (by number) that walks of this PE may use; none while its tables are switched off. */
    final int contexts;
    /** The ASID of the register. */
    final int asid;
    /** Tables and pages that this PE has freed, by number. */
    final long freedTables;

    final long freedPages;
    /** Tables that this PE has taken and nothing points to yet, by number: nobody else can have found them. */
    final long privateTables;
    /** Goals that this PE has begun, and those it has said to be reached. */
    final long begunGoals;

    final long reachedGoals;
    /** Where the program goes on; for a load that skips, where it goes on if it does not skip. */
    @Nullable
    Node next;
    /** Where a load that skips goes on if it skips. */
    @Nullable
    Node skipped;
    /** Where a load goes on, by number of the value; null where that is not known yet. */
    private @Nullable Node[] after = new Node[0];
    /** Values that were loaded here and are not in {@link #after}, as a set of numbers. */
    private long wanted;
    /** Whether an exploration came by; kept for notes only. */
    private boolean passed;
    /** What was loaded on the ways here, for loads; more than one where ways have met. */
    final List<List<SlotValue>> histories = new ArrayList<>();

    Node(int id, int pe, @Nullable Operation operation, int location, Way way) {
        this.id = id;
        this.pe = pe;
        this.operation = operation;
        this.location = location;
        this.stores = way.stores;
        this.invalidations = way.invalidations;
        this.visibleStores = way.visibleStores;
        this.fencedStores = way.fencedStores;
        this.olderStores = way.olderStores();
        this.contexts = way.contexts;
        this.asid = way.asid;
        this.freedTables = way.freedTables;
        this.freedPages = way.freedPages;
        this.privateTables = way.privateTables;
        this.begunGoals = way.begunGoals;
        this.reachedGoals = way.reachedGoals;
    }

    Node next() {
        if (next == null) {
            throw new IllegalStateException("node " + id + " is the program's end");
        }
        return next;
    }

    void setAfter(int value, Node node) {
        if (value >= after.length) {
            after = Arrays.copyOf(after, value + 1);
        }
        after[value] = node;
    }

    /** Whether it is known where a load goes on with a value. */
    boolean knows(int value) {
        return value < after.length && after[value] != null;
    }

    Node after(int value) {
        Node node = after[value];
        if (node == null) {
            throw new IllegalStateException("value=" + value + " at node " + id);
        }
        return node;
    }

    /** A value was loaded here of which it is not known where that leads. */
    void want(int value) {
        wanted |= 1L << value;
    }

    long wanted() {
        return wanted;
    }

    void pass() {
        passed = true;
    }

    boolean isPassed() {
        return passed;
    }

    /** What distinguishes this place from others, but for the ways that led here. */
    List<Object> key() {
        List<Object> key = new ArrayList<>();
        key.add(operation == null ? "end" : operation);
        key.add(Arrays.asList(stores));
        for (Issued one : invalidations) {
            key.add(one.operation);
            key.add(one.asid);
        }
        key.addAll(List.of(visibleStores, fencedStores, contexts, asid, freedTables, freedPages, privateTables));
        key.addAll(List.of(begunGoals, reachedGoals, next == null ? -1 : next.id, skipped == null ? -1 : skipped.id));
        for (Node node : after) {
            key.add(node == null ? -1 : node.id);
        }
        return key;
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
        Stored[] stores = new Stored[0];
        Issued[] invalidations = new Issued[0];
        int[] epochs = new int[0];
        int epoch;
        long visibleStores;
        long fencedStores;
        int contexts = 1;
        int contextsAfterIsb = 1;
        int asid;
        long freedTables;
        long freedPages;
        long privateTables;
        long begunGoals;
        long reachedGoals;

        long olderStores() {
            long older = 0;
            for (int i = 0; i < epochs.length; i++) {
                older |= epochs[i] < epoch ? 1L << i : 0;
            }
            return older;
        }

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
            copy.privateTables = privateTables;
            copy.begunGoals = begunGoals;
            copy.reachedGoals = reachedGoals;
            return copy;
        }
    }
}

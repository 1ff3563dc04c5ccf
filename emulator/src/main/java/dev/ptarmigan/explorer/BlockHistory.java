package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a recording did to one descriptor of the upper of two levels, and to the tables that it pointed to. */
final class BlockHistory {
    /** Something that happened, in order: at step {@code step} the slot became {@code shape}. */
    record Change(int step, Shape shape) {}

    final long va;
    Shape initial = Shape.INVALID;
    Shape current = Shape.INVALID;
    final List<Change> changes = new ArrayList<>();
    /** Tables by number, in order of appearance. */
    final List<Integer> tables = new ArrayList<>();
    /** What tables hold when they first appear, by number and slot; absent: invalid. */
    final Map<Integer, Map<Integer, Shape>> initialPages = new HashMap<>();

    final Map<Integer, Map<Integer, Shape>> currentPages = new HashMap<>();
    final Map<Integer, Map<Integer, List<Change>>> pageChanges = new HashMap<>();
    boolean usesContiguous;
    /** Bytes of the larger leaf that the block is a piece of at the start; 0 if it is none. */
    long leafBytes;

    BlockHistory(long va) {
        this.va = va;
    }

    /** The slot itself; nothing is noted where it stays what it was. */
    boolean becomes(int step, Shape shape) {
        if (shape.equals(current)) {
            return false;
        }
        current = shape;
        changes.add(new Change(step, shape));
        return true;
    }

    void addTable(int table) {
        if (!tables.contains(table)) {
            tables.add(table);
            initialPages.put(table, new HashMap<>());
            currentPages.put(table, new HashMap<>());
            pageChanges.put(table, new HashMap<>());
        }
    }

    void startsWith(int table, int index, Shape shape) {
        of(initialPages, table).put(index, shape);
        of(currentPages, table).put(index, shape);
        usesContiguous |= shape.contiguous();
    }

    Shape page(int table, int index) {
        return of(currentPages, table).getOrDefault(index, Shape.INVALID);
    }

    Shape initialPage(int table, int index) {
        return of(initialPages, table).getOrDefault(index, Shape.INVALID);
    }

    boolean pageBecomes(int step, int table, int index, Shape shape) {
        if (page(table, index).equals(shape)) {
            return false;
        }
        of(currentPages, table).put(index, shape);
        of(pageChanges, table).computeIfAbsent(index, any -> new ArrayList<>()).add(new Change(step, shape));
        usesContiguous |= shape.contiguous();
        return true;
    }

    private static <T> Map<Integer, T> of(Map<Integer, Map<Integer, T>> maps, int table) {
        Map<Integer, T> map = maps.get(table);
        if (map == null) {
            throw new IllegalStateException("table=" + table);
        }
        return map;
    }

    /** Whether at a step caches can hold nothing but the larger leaf, or nothing: no descriptor of its own was there yet. */
    boolean isPieceUntil(int step) {
        return leafBytes > 0
                && changes.stream()
                        .filter(change -> change.step() < step)
                        .allMatch(change -> change.shape().equals(Shape.INVALID));
    }

    /** Whether the slot has the Contiguous bit at some time. */
    boolean isEverContiguous() {
        return initial.contiguous()
                || changes.stream().anyMatch(change -> change.shape().contiguous());
    }

    /** What happened to a page, as a key: equal keys, equal histories. Numbers of tables are those of the block. */
    String pageKey(int index) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < tables.size(); i++) {
            int table = tables.get(i);
            key.append('/').append(relative(initialPage(table, index)));
            for (Change change : of(pageChanges, table).getOrDefault(index, List.of())) {
                key.append(';').append(change.step()).append(relative(change.shape()));
            }
        }
        return key.toString();
    }

    /** What happened to the slot, as a key. */
    String key() {
        StringBuilder key = new StringBuilder(relative(initial));
        for (Change change : changes) {
            key.append(';').append(change.step()).append(relative(change.shape()));
        }
        return key.toString();
    }

    private String relative(Shape shape) {
        return shape.kind() == SlotValue.Kind.TABLE ? "table" + tables.indexOf(shape.table()) : shape.toString();
    }
}

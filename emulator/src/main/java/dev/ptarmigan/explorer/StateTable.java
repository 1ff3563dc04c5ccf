package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states that were found: each once, numbered in the order of discovery, with the state it was first reached from. States
 * are found again by a 64-bit hash and compared in full.
 */
final class StateTable {
    private static final int CHUNK_STATES = 1 << 14;
    private static final long FREE = -1;

    private final int words;
    private final List<long[]> chunks = new ArrayList<>();
    private final long mostStates;
    /** High half of the hash, and the state's number. */
    private long[] slots = new long[1 << 10];

    private long[] hashes = new long[1 << 10];
    private int[] parents = new int[1 << 10];
    private int[] moves = new int[1 << 10];
    private int size;

    /**
     * An empty table.
     *
     * @param words words of a state
     * @param mostBytes how much memory it may take
     */
    StateTable(int words, long mostBytes) {
        this.words = words;
        // State, parent, move, hash, and slots that are half to a quarter full.
        long each = (long) words * Long.BYTES + 2L * Integer.BYTES + Long.BYTES + 3L * Long.BYTES;
        mostStates = Math.min(Integer.MAX_VALUE - 8, Math.max(1, mostBytes / each));
        Arrays.fill(slots, FREE);
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size >= mostStates;
    }

    /** Adds a state if it is new; whether it was. */
    boolean add(long[] state, int parent, int move) {
        long hash = hash(state);
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != FREE) {
            long found = slots[slot];
            if (found >>> Integer.SIZE == hash >>> Integer.SIZE && equal((int) found, state)) {
                return false;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = entry(hash, size);
        store(state, hash, parent, move);
        if (2L * size > slots.length) {
            rehash();
        }
        return true;
    }

    private static long entry(long hash, int number) {
        return hash >>> Integer.SIZE << Integer.SIZE | number;
    }

    private void store(long[] state, long hash, int parent, int move) {
        if (size == parents.length) {
            int more = (int) Math.min(Integer.MAX_VALUE - 8L, size + (size >> 1) + 16L);
            parents = Arrays.copyOf(parents, more);
            moves = Arrays.copyOf(moves, more);
            hashes = Arrays.copyOf(hashes, more);
        }
        int chunk = size / CHUNK_STATES;
        if (chunk == chunks.size()) {
            chunks.add(new long[words * CHUNK_STATES]);
        }
        System.arraycopy(state, 0, chunks.get(chunk), size % CHUNK_STATES * words, words);
        hashes[size] = hash;
        parents[size] = parent;
        moves[size] = move;
        size++;
    }

    private void rehash() {
        long[] larger = new long[slots.length * 2];
        Arrays.fill(larger, FREE);
        int mask = larger.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = (int) hashes[number] & mask;
            while (larger[slot] != FREE) {
                slot = slot + 1 & mask;
            }
            larger[slot] = entry(hashes[number], number);
        }
        slots = larger;
    }

    private boolean equal(int number, long[] state) {
        long[] chunk = chunks.get(number / CHUNK_STATES);
        int from = number % CHUNK_STATES * words;
        for (int w = 0; w < words; w++) {
            if (chunk[from + w] != state[w]) {
                return false;
            }
        }
        return true;
    }

    private long hash(long[] state) {
        long hash = 0x9E3779B97F4A7C15L;
        for (int w = 0; w < words; w++) {
            hash = (hash ^ state[w]) * 0xBF58476D1CE4E5B9L;
            hash ^= hash >>> 29;
        }
        return hash ^ hash >>> 32;
    }

    /** Copies a state. */
    void load(int number, long[] into) {
        System.arraycopy(chunks.get(number / CHUNK_STATES), number % CHUNK_STATES * words, into, 0, words);
    }

    /** The state that a state was first reached from, −1 for the first. */
    int parent(int number) {
        return parents[number];
    }

    /** How it was reached. */
    int move(int number) {
        return moves[number];
    }
}

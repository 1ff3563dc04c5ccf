package dev.ptarmigan.explorer;

import java.util.Arrays;

/**
 * The states that were found: each once, numbered in the order of discovery, with the state it was first reached from. States
 * are found again by a 64-bit hash and compared in full.
 */
final class StateTable {
    private static final int CHUNK_STATES = 1 << 14;
    private static final long FREE = -1;

    private final int words;
    /** One odd number for each word of a state. */
    private final long[] keys;

    private long[][] chunks = new long[0][];
    private final long mostStates;
    /** High half of the hash, and the state's number. */
    private long[] slots = new long[1 << 10];

    private long[] hashes = new long[1 << 10];
    private int[] parents = new int[1 << 10];
    private int[] moves = new int[1 << 10];
    private int size;
    /** So that reading ahead is not left out. */
    long touched;

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
        keys = new long[words];
        for (int w = 0; w < words; w++) {
            long key = (w + 1) * 0x9E3779B97F4A7C15L;
            key = (key ^ key >>> 30) * 0xBF58476D1CE4E5B9L;
            keys[w] = key ^ key >>> 27 | 1;
        }
    }

    int size() {
        return size;
    }

    /** Bytes of everything in it. */
    long bytes() {
        return (long) chunks.length * CHUNK_STATES * words * Long.BYTES
                + (long) (slots.length + hashes.length) * Long.BYTES
                + (long) (parents.length + moves.length) * Integer.BYTES;
    }

    boolean isFull() {
        return size >= mostStates;
    }

    /**
     * Reads what {@link #add} will read for some states, without waiting for one before the next: most of the time of an
     * exploration is waiting for memory.
     */
    void touch(long[] hashesToCome, int count) {
        int mask = slots.length - 1;
        long seen = 0;
        for (int i = 0; i < count; i++) {
            seen += slots[(int) hashesToCome[i] & mask];
        }
        for (int i = 0; i < count; i++) {
            long found = slots[(int) hashesToCome[i] & mask];
            if (found != FREE) {
                int number = (int) found;
                seen += chunks[number / CHUNK_STATES][number % CHUNK_STATES * words];
            }
        }
        touched = seen;
    }

    /**
     * Adds a state if it is new; whether it was.
     *
     * @param from an array with the state from word {@code at} on
     * @param hash its {@link #hash}
     */
    boolean add(long[] from, int at, long hash, int parent, int move) {
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != FREE) {
            long found = slots[slot];
            if (found >>> Integer.SIZE == hash >>> Integer.SIZE && equal((int) found, from, at)) {
                return false;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = entry(hash, size);
        store(from, at, hash, parent, move);
        if (2L * size > slots.length) {
            rehash();
        }
        return true;
    }

    private static long entry(long hash, int number) {
        return hash >>> Integer.SIZE << Integer.SIZE | number;
    }

    private void store(long[] from, int at, long hash, int parent, int move) {
        if (size == parents.length) {
            int more = (int) Math.min(Integer.MAX_VALUE - 8L, size + (size >> 1) + 16L);
            parents = Arrays.copyOf(parents, more);
            moves = Arrays.copyOf(moves, more);
            hashes = Arrays.copyOf(hashes, more);
        }
        int chunk = size / CHUNK_STATES;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk + 1);
            chunks[chunk] = new long[words * CHUNK_STATES];
        }
        System.arraycopy(from, at, chunks[chunk], size % CHUNK_STATES * words, words);
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

    private boolean equal(int number, long[] from, int at) {
        int first = number % CHUNK_STATES * words;
        return Arrays.equals(chunks[number / CHUNK_STATES], first, first + words, from, at, at + words);
    }

    /** The hash of a state. Words are mixed one by one, so that no multiplication waits for another. */
    long hash(long[] state) {
        long hash = 0;
        for (int w = 0; w < words; w++) {
            long word = (state[w] ^ keys[w]) * 0xBF58476D1CE4E5B9L;
            hash += (word ^ word >>> 32) * keys[w];
        }
        hash = (hash ^ hash >>> 32) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 29;
    }

    /** Copies a state. */
    void load(int number, long[] into) {
        System.arraycopy(chunks[number / CHUNK_STATES], number % CHUNK_STATES * words, into, 0, words);
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

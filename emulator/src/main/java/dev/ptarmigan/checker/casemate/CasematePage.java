package dev.ptarmigan.checker.casemate;

import org.jspecify.annotations.Nullable;

/** A page of memory that the trace tells of; while it is a table, with the state of each of its descriptors. */
final class CasematePage {
    static final int WORDS = 512;
    /** States of a descriptor: invalid, and no cache holds anything. */
    static final byte CLEAN = 0;

    /** Valid. */
    static final byte VALID = 1;
    /** Invalid, just stored. */
    static final byte STORED = 2;
    /** Invalid, and a DSB of the thread that stored made it visible. */
    static final byte VISIBLE = 3;
    /** Entries of stage 2 alone are invalidated. */
    static final byte STAGE2 = 4;
    /** That is complete. */
    static final byte STAGE2_DONE = 5;
    /** Everything is invalidated. */
    static final byte ALL = 6;

    private static final int NOBODY = -1;

    final long address;
    private long @Nullable [] words;
    private final long[] initialised = new long[WORDS / Long.SIZE];
    /** Root of the tree that it is a table of, or null. */
    @Nullable
    CasemateRoot root;

    int level;
    /** First address that it translates. */
    long base;
    /** How many descriptors above it are invalid and not clean. */
    int unclean;

    private byte @Nullable [] states;
    private byte @Nullable [] invalidators;
    private byte @Nullable [] issuers;
    private long @Nullable [] old;
    private byte @Nullable [] owners;

    CasematePage(long address) {
        this.address = address;
    }

    boolean isTable() {
        return root != null;
    }

    boolean isInitialised(int index) {
        return (initialised[index >> 6] >>> index & 1) != 0;
    }

    boolean isAllInitialised() {
        for (long part : initialised) {
            if (part != -1) {
                return false;
            }
        }
        return true;
    }

    void initialise(int index, boolean value) {
        if (value) {
            initialised[index >> 6] |= 1L << index;
        } else {
            initialised[index >> 6] &= ~(1L << index);
        }
        if (words != null) {
            words[index] = 0;
        }
    }

    /** Its words; there are none before somebody asks, for most pages of a large range are never written. */
    long[] words() {
        long[] all = words;
        if (all == null) {
            all = new long[WORDS];
            words = all;
        }
        return all;
    }

    void becomeTable(CasemateRoot newRoot, int newLevel, long newBase) {
        root = newRoot;
        level = newLevel;
        base = newBase;
        unclean = 0;
        states = new byte[WORDS];
        invalidators = null;
        issuers = null;
        old = null;
        owners = null;
    }

    void noTable() {
        root = null;
        unclean = 0;
        states = null;
        invalidators = null;
        issuers = null;
        old = null;
        owners = null;
    }

    private static <T> T present(@Nullable T array) {
        if (array == null) {
            throw new IllegalStateException("the page is no table");
        }
        return array;
    }

    byte state(int index) {
        return present(states)[index];
    }

    void state(int index, byte state) {
        present(states)[index] = state;
    }

    boolean isUnclean(int index) {
        return present(states)[index] > VALID;
    }

    int invalidator(int index) {
        return present(invalidators)[index];
    }

    void invalidated(int index, int thread, long word) {
        present(states)[index] = STORED;
        byte[] threads = invalidators;
        if (threads == null) {
            threads = new byte[WORDS];
            invalidators = threads;
            issuers = new byte[WORDS];
            old = new long[WORDS];
        }
        threads[index] = (byte) thread;
        present(old)[index] = word;
    }

    int issuer(int index) {
        return present(issuers)[index];
    }

    void issuer(int index, int thread) {
        present(issuers)[index] = (byte) thread;
    }

    long old(int index) {
        return present(old)[index];
    }

    int owner(int index) {
        return owners == null ? NOBODY : owners[index] - 1;
    }

    void owner(int index, int thread) {
        byte[] all = owners;
        if (all == null) {
            all = new byte[WORDS];
            owners = all;
        }
        all[index] = (byte) (thread + 1);
    }

    static boolean isNobody(int thread) {
        return thread == NOBODY;
    }

    /** First address that a descriptor translates. */
    long spanBase(int index) {
        return base + ((long) index << shift());
    }

    int shift() {
        return 12 + 9 * (3 - level);
    }
}

package dev.ptarmigan.pe;

import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.walker.FoundLeaf;
import dev.ptarmigan.walker.FoundTable;
import java.util.Arrays;

/**
 * One cache of translations: sets and ways of entries, packed into arrays of longs so that neither look-up nor fill allocates.
 *
 * <p>An entry is found by {@code (key ^ base) & mask == 0} and {@code (tag ^ tags) & tagMask == 0}. Look-up goes through a hash
 * of the page number for every size in use, smallest first, so it costs the same for 10 entries and for 8192; sets and ways
 * decide what is replaced, as they do in hardware. The index of a set is the page number at the entry's size, modulo the number
 * of sets.
 */
final class EntryArray {
    static final int NONE = -1;

    private static final int GOLDEN = 0x9E37_79B9;
    private static final int MOST_SHIFTS = 64;
    private static final EntryKind[] KINDS = EntryKind.values();

    final String name;
    final int sets;
    final int ways;
    final int capacity;
    final long sizes;
    final int coalesce;

    // What a hit reads.
    final long[] base;
    final long[] mask;
    final long[] tags;
    final long[] tagMask;
    final long[] output;
    /** Accesses known to succeed without another look: bit {@code a} for the access {@code a} of the walker, if that is below 32. */
    final int[] allowed;

    // What an entry was made from.
    final byte[] kind;
    final byte[] level;
    final byte[] leafShift;
    final byte[] heldShift;
    /** The span of the descriptor, of its Contiguous group, or of a coalesced run. */
    final byte[] spanShift;

    final int[] flags;
    /** The first member's descriptor, if the span has several. */
    final long[] word;

    final long[] wordHigh;
    final long[] slot;
    final long[] physicalSlot;
    final long[] attributes;
    final long[] stage2Word;
    final long[] stage2WordHigh;
    final long[] stage2Slot;
    final byte[] stage2Level;
    final byte[] stage2Shift;
    final long[] filledAt;
    /** Changes whenever the entry goes, or what it is known to allow is forgotten: who remembers an entry remembers this too. */
    final long[] serial;

    private long lastSerial;
    final long[] hits;
    /** Hits of entries that are gone, by size. */
    private final long[] earlierHits = new long[MOST_SHIFTS];

    private final int[] next;
    private final int[] head;
    private final int hashShift;
    private final int[][] shifts = new int[Tags.GROUPS][0];
    private final int[] population = new int[Tags.GROUPS * MOST_SHIFTS];
    private final Victims victims;
    private int valid;

    EntryArray(String name, ArrayGeometry geometry, Replacement replacement, long seed) {
        this.name = name;
        sets = geometry.sets();
        ways = geometry.waysInSet();
        capacity = geometry.entries();
        sizes = geometry.sizes();
        coalesce = geometry.coalesce();
        base = new long[capacity];
        mask = new long[capacity];
        tags = new long[capacity];
        tagMask = new long[capacity];
        output = new long[capacity];
        allowed = new int[capacity];
        kind = new byte[capacity];
        level = new byte[capacity];
        leafShift = new byte[capacity];
        heldShift = new byte[capacity];
        spanShift = new byte[capacity];
        flags = new int[capacity];
        word = new long[capacity];
        wordHigh = new long[capacity];
        slot = new long[capacity];
        physicalSlot = new long[capacity];
        attributes = new long[capacity];
        stage2Word = new long[capacity];
        stage2WordHigh = new long[capacity];
        stage2Slot = new long[capacity];
        stage2Level = new byte[capacity];
        stage2Shift = new byte[capacity];
        filledAt = new long[capacity];
        hits = new long[capacity];
        serial = new long[capacity];
        next = new int[capacity];
        int buckets = Integer.highestOneBit(Math.max(capacity * 2, 2)) * 2;
        head = new int[buckets];
        hashShift = Integer.SIZE - Integer.numberOfTrailingZeros(buckets);
        Arrays.fill(head, NONE);
        victims = new Victims(replacement, sets, ways, seed);
    }

    private int bucket(long page) {
        return ((int) (page ^ page >>> Integer.SIZE) * GOLDEN) >>> hashShift;
    }

    /** An entry for an address in a context, or {@link #NONE}; of several, one with the smallest size. */
    int find(long key, long tag, int group) {
        int[] inUse = shifts[group];
        for (int shift : inUse) {
            for (int i = head[bucket(key >>> shift)]; i >= 0; i = next[i]) {
                if (((key ^ base[i]) & mask[i]) == 0 && ((tag ^ tags[i]) & tagMask[i]) == 0) {
                    return i;
                }
            }
        }
        return NONE;
    }

    /** The entry for the same address after {@code previous} in the order of {@link #find}, or {@link #NONE}. */
    int findNext(long key, long tag, int group, int previous) {
        boolean passed = false;
        for (int shift : shifts[group]) {
            for (int i = head[bucket(key >>> shift)]; i >= 0; i = next[i]) {
                if (((key ^ base[i]) & mask[i]) == 0 && ((tag ^ tags[i]) & tagMask[i]) == 0) {
                    if (passed) {
                        return i;
                    }
                    passed = i == previous;
                }
            }
        }
        return NONE;
    }

    /** An entry is used. */
    void hit(int i) {
        hits[i]++;
        victims.touch(i);
    }

    /** How often entries of a size were used. */
    long hits(int shift) {
        long count = earlierHits[shift];
        for (int i = 0; i < capacity; i++) {
            count += mask[i] != 0 && heldShift[i] == shift ? hits[i] : 0;
        }
        return count;
    }

    /** How often entries were used. */
    long hits() {
        long count = 0;
        for (int shift = 0; shift < MOST_SHIFTS; shift++) {
            count += hits(shift);
        }
        return count;
    }

    /** Forgets how often entries were used. */
    void forgetHits() {
        Arrays.fill(earlierHits, 0);
        Arrays.fill(hits, 0);
    }

    /** Number of entries that hold something. */
    int valid() {
        return valid;
    }

    boolean isValid(int i) {
        return mask[i] != 0;
    }

    EntryKind kindOf(int i) {
        return KINDS[kind[i]];
    }

    boolean is(int i, int flag) {
        return (flags[i] & flag) != 0;
    }

    /** The largest size that is at most {@code shift} and that this array has, or {@link #NONE}. */
    int heldShift(int shift) {
        long possible = sizes & (2L << shift) - 1;
        return possible == 0 ? NONE : Long.SIZE - 1 - Long.numberOfLeadingZeros(possible);
    }

    /** Whether some entry of the group has a smaller size: then a new one of this size may overlap it. */
    boolean hasSmaller(int group, int shift) {
        int[] inUse = shifts[group];
        return inUse.length > 0 && inUse[0] < shift;
    }

    /**
     * Takes a place for a new entry; what was there is gone. The caller then sets everything but {@link #base}, {@link #mask},
     * {@link #tags}, {@link #tagMask}, {@link #heldShift} and {@link #filledAt}.
     *
     * @return the place; {@code evicted} tells whether something valid was thrown out
     */
    int take(long key, int shift, long tag, long matched, int group, long now) {
        int same = same(key, shift, tag, matched, group);
        int i = same != NONE ? same : victim((int) (key >>> shift) & sets - 1);
        evicted = same == NONE && mask[i] != 0;
        if (mask[i] != 0) {
            if (evicted) {
                evictedBase = base[i];
                evictedShift = heldShift[i];
            }
            remove(i);
        }
        base[i] = key & -1L << shift;
        mask[i] = -1L << shift;
        tags[i] = tag;
        tagMask[i] = matched;
        heldShift[i] = (byte) shift;
        allowed[i] = 0;
        serial[i] = ++lastSerial;
        filledAt[i] = now;
        int bucket = bucket(key >>> shift);
        next[i] = head[bucket];
        head[bucket] = i;
        valid++;
        count(group, shift, 1);
        victims.touch(i);
        return i;
    }

    boolean evicted;
    long evictedBase;
    int evictedShift;

    /** An entry of just this place and these tags, which a new one replaces. */
    private int same(long key, int shift, long tag, long matched, int group) {
        for (int i = head[bucket(key >>> shift)]; i >= 0; i = next[i]) {
            if (heldShift[i] == shift
                    && ((key ^ base[i]) & mask[i]) == 0
                    && tagMask[i] == matched
                    && ((tag ^ tags[i]) & matched) == 0
                    && Tags.group(tags[i]) == group) {
                return i;
            }
        }
        return NONE;
    }

    private int victim(int set) {
        int first = set * ways;
        for (int i = first; valid < capacity && i < first + ways; i++) {
            if (mask[i] == 0) {
                return i;
            }
        }
        return victims.choose(set);
    }

    /** Removes an entry. */
    void remove(int i) {
        int shift = heldShift[i];
        int bucket = bucket(base[i] >>> shift);
        int at = head[bucket];
        if (at == i) {
            head[bucket] = next[i];
        } else {
            while (next[at] != i) {
                at = next[at];
            }
            next[at] = next[i];
        }
        mask[i] = 0;
        serial[i] = ++lastSerial;
        earlierHits[shift] += hits[i];
        hits[i] = 0;
        valid--;
        count(Tags.group(tags[i]), shift, -1);
    }

    /** Removes all. */
    void clear() {
        if (valid == 0) {
            return;
        }
        for (int i = 0; i < capacity; i++) {
            earlierHits[heldShift[i]] += hits[i];
            serial[i] = ++lastSerial;
        }
        Arrays.fill(hits, 0);
        Arrays.fill(mask, 0);
        Arrays.fill(head, NONE);
        Arrays.fill(population, 0);
        Arrays.fill(shifts, new int[0]);
        valid = 0;
    }

    /** Forgets which accesses are known to succeed: what decides them has changed. */
    void forgetAllowed() {
        for (int i = 0; i < capacity; i++) {
            forgetAllowed(i);
        }
    }

    /** Forgets which accesses an entry is known to allow. */
    void forgetAllowed(int i) {
        allowed[i] = 0;
        serial[i] = ++lastSerial;
    }

    private void count(int group, int shift, int change) {
        int index = group * MOST_SHIFTS + shift;
        int before = population[index];
        population[index] = before + change;
        if (before == 0 || before + change == 0) {
            listShifts(group);
        }
    }

    private void listShifts(int group) {
        int[] inUse = new int[MOST_SHIFTS];
        int n = 0;
        for (int shift = 0; shift < MOST_SHIFTS; shift++) {
            if (population[group * MOST_SHIFTS + shift] > 0) {
                inUse[n++] = shift;
            }
        }
        shifts[group] = Arrays.copyOf(inUse, n);
    }

    /** The number of a descriptor in the span of its entry. */
    private long member(int i, long key) {
        return (key & (1L << spanShift[i]) - 1) >>> leafShift[i];
    }

    private int memberShift(int i) {
        return (flags[i] & Flags.WIDE) != 0 ? 4 : 3;
    }

    /** The stage 1 leaf of an entry, or the stage 2 leaf of one of stage 2, as a walk of {@code key} found it. */
    void leaf(int i, long key, FoundLeaf out) {
        long member = spanShift[i] > leafShift[i] ? member(i, key) : 0;
        out.valid = true;
        out.slot = slot[i] + (member << memberShift(i));
        out.physicalSlot = physicalSlot[i] + (member << memberShift(i));
        out.word = word[i] + (member << leafShift[i]);
        out.wordHigh = wordHigh[i];
        out.level = level[i];
        out.shift = leafShift[i];
        out.attributes = attributes[i];
        out.contiguousOff = (flags[i] & Flags.CONTIGUOUS_OFF) != 0;
        out.assured = (flags[i] & Flags.ASSURED) != 0;
    }

    /** Keeps a leaf that was found for {@code key} in an entry whose span is set. */
    void setLeaf(int i, long key, FoundLeaf leaf) {
        long member = spanShift[i] > leaf.shift ? (key & (1L << spanShift[i]) - 1) >>> leaf.shift : 0;
        leafShift[i] = (byte) leaf.shift;
        level[i] = (byte) leaf.level;
        slot[i] = leaf.slot - (member << memberShift(i));
        physicalSlot[i] = leaf.physicalSlot - (member << memberShift(i));
        word[i] = leaf.word - (member << leaf.shift);
        wordHigh[i] = leaf.wordHigh;
        attributes[i] = leaf.attributes;
    }

    /** The stage 2 leaf of a combined entry. */
    void stage2Leaf(int i, FoundLeaf out) {
        out.valid = true;
        out.slot = stage2Slot[i];
        out.physicalSlot = stage2Slot[i];
        out.word = stage2Word[i];
        out.wordHigh = stage2WordHigh[i];
        out.level = stage2Level[i];
        out.shift = stage2Shift[i];
        out.attributes = 0;
        out.contiguousOff = false;
        out.assured = false;
    }

    /** The way on from a table entry. */
    void table(int i, FoundTable out) {
        out.slot = slot[i];
        out.physicalSlot = physicalSlot[i];
        out.word = word[i];
        out.wordHigh = wordHigh[i];
        out.level = level[i];
        out.shift = leafShift[i];
        out.table = output[i];
        out.nextLevel = stage2Level[i];
        out.nextShift = stage2Shift[i];
        out.nextIndexMask = stage2Word[i];
        out.attributes = attributes[i];
        out.contiguousOff = (flags[i] & Flags.CONTIGUOUS_OFF) != 0;
        out.assured = (flags[i] & Flags.ASSURED) != 0;
    }

    /** Keeps a table. */
    void setTable(int i, FoundTable table) {
        spanShift[i] = (byte) table.shift;
        leafShift[i] = (byte) table.shift;
        level[i] = (byte) table.level;
        slot[i] = table.slot;
        physicalSlot[i] = table.physicalSlot;
        word[i] = table.word;
        wordHigh[i] = table.wordHigh;
        attributes[i] = table.attributes;
        output[i] = table.table;
        stage2Level[i] = (byte) table.nextLevel;
        stage2Shift[i] = (byte) table.nextShift;
        stage2Word[i] = table.nextIndexMask;
    }

    /** Copies what {@link #take} does not set from an entry of another array. */
    void copy(int i, EntryArray from, int j) {
        output[i] = from.output[j];
        kind[i] = from.kind[j];
        level[i] = from.level[j];
        leafShift[i] = from.leafShift[j];
        spanShift[i] = from.spanShift[j];
        flags[i] = from.flags[j];
        word[i] = from.word[j];
        wordHigh[i] = from.wordHigh[j];
        slot[i] = from.slot[j];
        physicalSlot[i] = from.physicalSlot[j];
        attributes[i] = from.attributes[j];
        stage2Word[i] = from.stage2Word[j];
        stage2WordHigh[i] = from.stage2WordHigh[j];
        stage2Slot[i] = from.stage2Slot[j];
        stage2Level[i] = from.stage2Level[j];
        stage2Shift[i] = from.stage2Shift[j];
    }

    /** Bits of {@link #flags}. */
    static final class Flags {
        static final int GLOBAL = 1;
        /** The leaf has the Contiguous bit. */
        static final int CONTIGUOUS = 1 << 1;

        static final int NOT_TRANSLATED = 1 << 2;
        static final int CONTIGUOUS_OFF = 1 << 3;
        static final int ASSURED = 1 << 4;
        static final int WIDE = 1 << 5;
        static final int COALESCED = 1 << 6;
        /** Made while TTBRx.CnP was 1. */
        static final int SHARED = 1 << 7;
        /** Overlaps another entry of this array. */
        static final int CONFLICTED = 1 << 8;

        private Flags() {}
    }
}

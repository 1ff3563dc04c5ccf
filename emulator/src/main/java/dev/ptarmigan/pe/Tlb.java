package dev.ptarmigan.pe;

import dev.ptarmigan.pe.EntryArray.Flags;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.OverInvalidation;
import dev.ptarmigan.tlb.PairClass;
import dev.ptarmigan.tlb.PairRule;
import dev.ptarmigan.walker.FoundLeaf;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The translation caches of one PE: first levels for fetches and data, second level, tables, stage 2. It holds what was filled
 * until that is evicted or invalidated, whatever happens to memory; look-up allocates nothing.
 */
public final class Tlb {
    final EntryArray l1i;
    final EntryArray l1d;
    final @Nullable EntryArray l2;
    /** Stage 1 tables; may be the second level. */
    final @Nullable EntryArray walk;
    /** Stage 2 tables and leaves; may be the second level. */
    final @Nullable EntryArray ipa;

    private final TlbGeometry geometry;
    private final Conflicts conflicts;
    private final List<EntryArray> arrays = new ArrayList<>();
    private final EntryView view;
    private final EntryView other;
    private TlbStatistics statistics = new TlbStatistics();
    private @Nullable TlbListener listener;
    private long now;

    Tlb(MachineOptions options, long seed) {
        geometry = options.geometry();
        conflicts = new Conflicts(options, seed);
        l1i = array("L1I", geometry.l1i(), seed + 1);
        l1d = array("L1D", geometry.l1d(), seed + 2);
        ArrayGeometry second = geometry.l2();
        l2 = second == null ? null : array("L2", second, seed + 3);
        ArrayGeometry tables = geometry.walk();
        walk = geometry.walkInL2() ? l2 : tables == null ? null : array("walk", tables, seed + 4);
        ArrayGeometry stage2 = geometry.ipa();
        ipa = geometry.ipaInL2() ? l2 : stage2 == null ? null : array("IPA", stage2, seed + 5);
        view = new EntryView(l1d);
        other = new EntryView(l1d);
    }

    private EntryArray array(String name, ArrayGeometry shape, long seed) {
        EntryArray array = new EntryArray(name, shape, geometry.replacement(), seed);
        arrays.add(array);
        return array;
    }

    /** Its shape. */
    public TlbGeometry geometry() {
        return geometry;
    }

    /** What it has done. */
    public TlbStatistics statistics() {
        return statistics;
    }

    /** Counts from 0 again; entries stay. */
    public void clearStatistics() {
        statistics = new TlbStatistics();
        arrays.forEach(EntryArray::forgetHits);
    }

    /** The arrays, first levels first. */
    List<EntryArray> arrays() {
        return arrays;
    }

    /** The names of the arrays there are. */
    public List<String> arrayNames() {
        return arrays.stream().map(array -> array.name).toList();
    }

    private EntryArray array(String name) {
        for (EntryArray array : arrays) {
            if (array.name.equals(name)) {
                return array;
            }
        }
        throw new IllegalArgumentException("array=" + name);
    }

    /** How often entries of an array were used. */
    public long hits(String array) {
        return array(array).hits();
    }

    /** How often entries of 2^{@code shift} bytes of an array were used. */
    public long hits(String array, int shift) {
        return array(array).hits(shift);
    }

    /** Number of valid entries of an array. */
    public int entries(String array) {
        return array(array).valid();
    }

    /** How many bytes of addresses its leaf entries translate, of the second level or of the first for data without one. */
    public long reachBytes() {
        EntryArray array = l2 == null ? l1d : l2;
        long sum = 0;
        for (int i = 0; i < array.capacity; i++) {
            if (array.isValid(i) && Tags.group(array.tags[i]) == Tags.LEAVES) {
                sum += 1L << array.heldShift[i];
            }
        }
        return sum;
    }

    void listen(@Nullable TlbListener newListener) {
        listener = newListener;
    }

    /** Entries filled from now on are marked with this time. */
    void setNow(long events) {
        now = events;
    }

    long now() {
        return now;
    }

    /** Registers have changed: what an access may do is decided anew. */
    void forgetAllowed() {
        l1i.forgetAllowed();
        l1d.forgetAllowed();
        if (l2 != null) {
            l2.forgetAllowed();
        }
    }

    /** Removes everything, as a reset may. */
    public void clear() {
        arrays.forEach(EntryArray::clear);
    }

    /** Counts and tells a fill. */
    void filled(EntryArray array, int i) {
        statistics.fills++;
        TlbListener told = listener;
        if (array.evicted) {
            statistics.evictions++;
            if (told != null) {
                told.evicted(array.name, array.evictedBase, array.evictedShift);
            }
        }
        if (told != null) {
            told.filled(
                    array.name,
                    array.kindOf(i),
                    array.base[i],
                    array.heldShift[i],
                    array.physicalSlot[i],
                    array.word[i]);
        }
    }

    /**
     * Keeps a leaf in an array.
     *
     * @param span binary logarithm of what the descriptors behind it span
     * @param stage2Limit the stage 2 leaf's size, or 63
     * @return the entry, or {@link EntryArray#NONE} if the array has no entries as small
     */
    int fill(
            EntryArray array,
            RegimeState state,
            WalkParameters p,
            long key,
            int span,
            int stage2Limit,
            int flags,
            EntryKind kind,
            FoundLeaf leaf,
            Walk out) {
        boolean coalesced = (flags & Flags.COALESCED) != 0;
        int held = coalesced ? span : array.heldShift(Math.min(span, stage2Limit));
        if (held < 0) {
            return EntryArray.NONE;
        }
        int half = RegimeState.half(key);
        boolean global = (flags & Flags.GLOBAL) != 0;
        long tag = Tags.in(state.tags[half], Tags.LEAVES);
        int i = array.take(key, held, tag, global ? ~Tags.ASID : -1L, Tags.LEAVES, now);
        array.kind[i] = (byte) kind.ordinal();
        array.spanShift[i] = (byte) span;
        array.flags[i] = flags;
        array.setLeaf(i, key, leaf);
        long result = out.ok() ? out.outputAddress : output(p, leaf, key);
        array.output[i] = result - (key & ~array.mask[i]);
        if (kind == EntryKind.COMBINED) {
            array.stage2Word[i] = out.stage2Descriptor;
            array.stage2WordHigh[i] = out.stage2DescriptorHigh;
            array.stage2Slot[i] = out.stage2DescriptorAddress;
            array.stage2Level[i] = (byte) out.stage2Level;
            array.stage2Shift[i] = (byte) out.stage2LeafShift;
        }
        if (held < Math.min(span, stage2Limit)) {
            statistics.splinters++;
        } else if (coalesced) {
            statistics.coalescedFills++;
        } else if (span > leaf.shift) {
            statistics.contiguousFills++;
        }
        filled(array, i);
        if (array.hasSmaller(Tags.LEAVES, held)) {
            noteOverlaps(array, i, state);
        }
        return i;
    }

    private static long output(WalkParameters p, FoundLeaf leaf, long key) {
        long offset = (1L << leaf.shift) - 1;
        return p.leafAddress(leaf.level, leaf.word) & ~offset | key & offset;
    }

    /** Copies an entry of the second level that translates {@code key} into a first level. */
    int promote(EntryArray to, EntryArray from, int j, long key, RegimeState state) {
        boolean coalesced = from.is(j, Flags.COALESCED);
        int most = coalesced && to.coalesce <= 1 ? from.leafShift[j] : from.heldShift[j];
        int held = coalesced && to.coalesce > 1 ? most : to.heldShift(most);
        if (held < 0) {
            return EntryArray.NONE;
        }
        long base = from.base[j];
        int i = to.take(key, held, from.tags[j], from.tagMask[j], Tags.LEAVES, from.filledAt[j]);
        to.copy(i, from, j);
        to.flags[i] &= ~Flags.CONFLICTED;
        to.output[i] = from.output[j] + (to.base[i] - base);
        if (coalesced && held < from.heldShift[j]) {
            FoundLeaf member = promoted;
            from.leaf(j, key, member);
            to.spanShift[i] = (byte) member.shift;
            to.setLeaf(i, key, member);
            to.flags[i] &= ~Flags.COALESCED;
        }
        to.allowed[i] = from.is(j, Flags.CONFLICTED) ? 0 : from.allowed[j];
        filled(to, i);
        if (to.hasSmaller(Tags.LEAVES, held)) {
            noteOverlaps(to, i, state);
        }
        return i;
    }

    private final FoundLeaf promoted = new FoundLeaf();

    /** Looks for entries of the array that translate an address the new one does, and marks both. */
    private void noteOverlaps(EntryArray array, int i, RegimeState state) {
        long base = array.base[i];
        long mask = array.mask[i];
        long[] bases = array.base;
        for (int j = 0; j < array.capacity; j++) {
            if (((bases[j] ^ base) & mask) == 0
                    && j != i
                    && array.isValid(j)
                    && ((array.tags[i] ^ array.tags[j]) & array.tagMask[i] & array.tagMask[j]) == 0) {
                overlap(array, i, j, state);
            }
        }
    }

    private void overlap(EntryArray array, int i, int j, RegimeState state) {
        EntryView a = view.at(array, i, state);
        EntryView b = other.at(array, j, state);
        if (!PairRule.bothServe(a, b)) {
            return;
        }
        PairClass pair = conflicts.classify(a, b);
        statistics.pair(pair);
        if (pair != PairClass.SAME) {
            array.flags[i] |= Flags.CONFLICTED;
            array.flags[j] |= Flags.CONFLICTED;
            array.forgetAllowed(i);
            array.forgetAllowed(j);
        }
    }

    /** What an access has that entries i and j translate; i was found first. */
    Conflicts.Outcome outcome(EntryArray array, int i, int j, RegimeState state) {
        EntryView a = view.at(array, i, state);
        EntryView b = other.at(array, j, state);
        return conflicts.choose(conflicts.classify(a, b), a, b);
    }

    long mixture(long a, long b) {
        return conflicts.mixture(a, b);
    }

    /**
     * Carries an invalidation out.
     *
     * @param states the regimes of the PE as they are set up, by number
     * @param onlyShared only entries that other PEs may use by CnP
     */
    void invalidate(
            Invalidation what, OverInvalidation more, @Nullable RegimeState[] states, boolean own, boolean onlyShared) {
        statistics.invalidations++;
        statistics.broadcastsReceived += own ? 0 : 1;
        for (EntryArray array : arrays) {
            if (array.valid() == 0) {
                continue;
            }
            for (int i = 0; i < array.capacity; i++) {
                if (!array.isValid(i) || onlyShared && !array.is(i, Flags.SHARED)) {
                    continue;
                }
                EntryView entry =
                        view.at(array, i, states[Tags.regime(array.tags[i]).ordinal()]);
                boolean must = what.hits(entry);
                if (must || more != OverInvalidation.EXACT && what.mayHit(entry, more)) {
                    statistics.entriesMatched += must ? 1 : 0;
                    statistics.entriesRemoved++;
                    array.remove(i);
                }
            }
        }
    }
}

package dev.ptarmigan.pe;

import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.pe.EntryArray.Flags;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.walker.FoundLeaf;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.WalkParameters;
import dev.ptarmigan.walker.Walker;
import org.jspecify.annotations.Nullable;

/**
 * Translates the accesses of one PE through its TLB. What the TLB gives is judged by the walker's rules from the words in the
 * entry, so a hit and a walk that reads the same words end alike, faults included. An access that was allowed once is remembered
 * with the entry, and then costs a look-up.
 */
final class Mmu {
    /** Accesses below this are remembered: reads, writes, fetches, privileged or not, with PAN or not. */
    private static final int REMEMBERED = 32;

    private static final int NO_LIMIT = 63;

    private final Tlb tlb;
    private final Walker walker;
    private final TableCaches caches;
    private final LeafGroups groups;
    private final FoundLeaf known = new FoundLeaf();
    private final FoundLeaf knownStage2 = new FoundLeaf();
    private final SharedTlbs shared;
    private final boolean combined;
    private final Walk alternative = new Walk();

    Mmu(Tlb tlb, Walker walker, TableCaches caches, LeafGroups groups, SharedTlbs shared) {
        this.tlb = tlb;
        this.walker = walker;
        this.caches = caches;
        this.groups = groups;
        this.shared = shared;
        combined = tlb.geometry().combined();
        walker.use(caches);
        walker.observe(caches);
    }

    /** Translates one address. */
    boolean translate(RegimeState state, long va, int access, Walk out) {
        caches.setState(state);
        boolean ok = state.cached ? throughTlb(state, va, access, out) : walker.walk(state.context, va, access, out);
        if (!ok) {
            tlb.statistics().faults++;
        }
        return ok;
    }

    private boolean throughTlb(RegimeState state, long va, int access, Walk out) {
        boolean fetch = Accesses.isFetch(access);
        EntryArray first = fetch ? tlb.l1i : tlb.l1d;
        long key = state.key(va, fetch);
        long tag = Tags.in(state.tags[RegimeState.half(va)], Tags.LEAVES);
        int i = first.find(key, tag, Tags.LEAVES);
        if (i != EntryArray.NONE) {
            first.hit(i);
            return through(state, first, i, va, key, access, out);
        }
        TlbStatistics statistics = tlb.statistics();
        if (fetch) {
            statistics.l1iMisses++;
        } else {
            statistics.l1dMisses++;
        }
        EntryArray second = tlb.l2;
        if (second != null) {
            int j = second.find(key, tag, Tags.LEAVES);
            if (j == EntryArray.NONE && state.shared[RegimeState.half(va)]) {
                j = shared.fetch(tlb, key, tag, state);
            }
            if (j != EntryArray.NONE) {
                second.hit(j);
                return throughSecond(state, first, second, j, va, key, access, out);
            }
        }
        statistics.l2Misses++;
        statistics.walks++;
        boolean ok = walker.walk(state.context, va, access, out);
        fill(state, first, va, key, access, out);
        return ok;
    }

    private boolean throughSecond(
            RegimeState state, EntryArray first, EntryArray second, int j, long va, long key, int access, Walk out) {
        if (second.is(j, Flags.CONFLICTED)) {
            return through(state, second, j, va, key, access, out);
        }
        int i = tlb.promote(first, second, j, key, state);
        if (i == EntryArray.NONE) {
            return through(state, second, j, va, key, access, out);
        }
        boolean ok = through(state, first, i, va, key, access, out);
        if (ok && first.isValid(i) && second.isValid(j) && first.word[i] == wordOf(second, j, key)) {
            second.allowed[j] |= first.allowed[i];
        }
        return ok;
    }

    private long wordOf(EntryArray array, int j, long key) {
        if (array.spanShift[j] == array.leafShift[j]) {
            return array.word[j];
        }
        array.leaf(j, key, known);
        return array.is(j, Flags.COALESCED) ? known.word : array.word[j];
    }

    /** An access through an entry. */
    private boolean through(RegimeState state, EntryArray array, int i, long va, long key, int access, Walk out) {
        if (array.is(i, Flags.CONFLICTED)) {
            long tag = Tags.in(state.tags[RegimeState.half(va)], Tags.LEAVES);
            int j = array.findNext(key, tag, Tags.LEAVES, i);
            if (j != EntryArray.NONE) {
                return conflict(state, array, i, j, va, key, access, out);
            }
        }
        return resume(state, array, i, va, key, access, out);
    }

    private boolean resume(RegimeState state, EntryArray array, int i, long va, long key, int access, Walk out) {
        boolean both = array.kind[i] == EntryKind.COMBINED.ordinal();
        array.leaf(i, key, known);
        FoundLeaf second = null;
        if (both) {
            second = knownStage2;
            array.stage2Leaf(i, second);
        }
        boolean ok = walker.resume(state.context, va, access, known, second, out);
        if (walker.hasWalkedAgain()) {
            tlb.statistics().walks++;
            forget(state, key);
            fill(state, array == tlb.l2 ? tlb.l1d : array, va, key, access, out);
            return ok;
        }
        if (!ok) {
            return false;
        }
        if (out.descriptor != known.word || both && out.stage2Descriptor != knownStage2.word) {
            // Hardware has marked the descriptor: the entry has the new word, and serves it alone.
            forget(state, key);
            fill(state, array == tlb.l2 ? tlb.l1d : array, va, key, access, out);
            return true;
        }
        if (access < REMEMBERED && !array.is(i, Flags.CONFLICTED) && (both || state.context.stage2() == null)) {
            array.allowed[i] |= 1 << access;
            array.output[i] = out.outputAddress - (key & ~array.mask[i]);
        }
        return true;
    }

    /** Drops what the PE has for an address: memory was found to say something else. */
    private void forget(RegimeState state, long key) {
        long tag = Tags.in(state.tags[RegimeState.half(key)], Tags.LEAVES);
        forget(tlb.l1d, key, tag);
        forget(tlb.l1i, key, tag);
        if (tlb.l2 != null) {
            forget(tlb.l2, key, tag);
        }
    }

    private static void forget(EntryArray array, long key, long tag) {
        for (int i = array.find(key, tag, Tags.LEAVES); i != EntryArray.NONE; i = array.find(key, tag, Tags.LEAVES)) {
            array.remove(i);
        }
    }

    /** Keeps what a walk has ended at. */
    private void fill(RegimeState state, EntryArray first, long va, long key, int access, Walk out) {
        FoundLeaf leaf = walker.lastLeaf();
        WalkParameters p = out.parameters();
        if (!leaf.valid || p == null) {
            return;
        }
        boolean stage2 = state.context.stage2() != null;
        EntryKind kind = EntryKind.LEAF;
        int limit = NO_LIMIT;
        if (stage2 && combined) {
            if (!out.stage2) {
                return;
            }
            kind = EntryKind.COMBINED;
            limit = out.stage2LeafShift;
        }
        int half = RegimeState.half(va);
        int flags = flags(state, p, leaf, half);
        int span = groups.contiguousSpan(p, leaf);
        EntryArray second = tlb.l2;
        int remembered = out.ok() && access < REMEMBERED && (!stage2 || combined) ? 1 << access : 0;
        if (second != null) {
            int run = stage2 || span > leaf.shift ? span : groups.coalescedSpan(p, leaf, second.coalesce);
            int more = run > span ? Flags.COALESCED : 0;
            int j = tlb.fill(second, state, p, key, run, limit, flags | more, kind, leaf, out);
            remember(second, j, remembered);
        }
        int run = stage2 || span > leaf.shift ? span : groups.coalescedSpan(p, leaf, first.coalesce);
        int more = run > span ? Flags.COALESCED : 0;
        int i = tlb.fill(first, state, p, key, run, limit, flags | more, kind, leaf, out);
        remember(first, i, remembered);
    }

    private static void remember(EntryArray array, int i, int accesses) {
        if (i != EntryArray.NONE && !array.is(i, Flags.CONFLICTED)) {
            array.allowed[i] |= accesses;
        }
    }

    private static int flags(RegimeState state, WalkParameters p, FoundLeaf leaf, int half) {
        boolean global = !state.regime.hasAsid() || leaf.isGlobal(state.context, p) && !state.neverGlobal[half];
        return (global ? Flags.GLOBAL : 0)
                | (leaf.isContiguous(p) ? Flags.CONTIGUOUS : 0)
                | (leaf.isNotTranslated(p) ? Flags.NOT_TRANSLATED : 0)
                | (leaf.contiguousOff ? Flags.CONTIGUOUS_OFF : 0)
                | (leaf.assured ? Flags.ASSURED : 0)
                | (p.format().descriptorShift() > 3 ? Flags.WIDE : 0)
                | (state.shared[half] ? Flags.SHARED : 0);
    }

    private boolean conflict(
            RegimeState state, EntryArray array, int i, int j, long va, long key, int access, Walk out) {
        Conflicts.Outcome outcome = tlb.outcome(array, i, j, state);
        switch (outcome) {
            case FIRST -> {
                return resume(state, array, i, va, key, access, out);
            }
            case SECOND -> {
                return resume(state, array, j, va, key, access, out);
            }
            case MIXED_PERMISSIONS -> {
                return resume(state, array, i, va, key, access, out)
                        || array.isValid(j) && resume(state, array, j, va, key, access, out);
            }
            case AMALGAM -> {
                boolean ok = resume(state, array, i, va, key, access, out);
                if (ok && array.isValid(j) && resume(state, array, j, va, key, access, alternative)) {
                    out.outputAddress = tlb.mixture(out.outputAddress, alternative.outputAddress);
                }
                return ok;
            }
            default -> {
                tlb.statistics().conflictAborts += outcome == Conflicts.Outcome.ABORT ? 1 : 0;
                walker.conflict(va, access, out);
                if (outcome == Conflicts.Outcome.FAULT) {
                    out.fault = FaultType.TRANSLATION;
                    out.faultLevel = array.level[i];
                }
                return false;
            }
        }
    }

    /** Other TLBs that may be used too (CnP). */
    interface SharedTlbs {
        /** Nobody's. */
        SharedTlbs NONE = (own, key, tag, state) -> EntryArray.NONE;

        /** Copies an entry from another PE's second level into the own one; gives its place there or {@link EntryArray#NONE}. */
        int fetch(Tlb own, long key, long tag, @Nullable RegimeState state);
    }
}

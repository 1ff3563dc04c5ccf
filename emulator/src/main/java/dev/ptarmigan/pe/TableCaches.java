package dev.ptarmigan.pe;

import dev.ptarmigan.pe.EntryArray.Flags;
import dev.ptarmigan.tlb.EntryKind;
import dev.ptarmigan.walker.FoundLeaf;
import dev.ptarmigan.walker.FoundTable;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkCache;
import dev.ptarmigan.walker.WalkObserver;
import dev.ptarmigan.walker.WalkParameters;
import org.jspecify.annotations.Nullable;

/** What the walks of a PE leave in its TLB and take from it: tables of both stages, stage 2 leaves. Counts reads of memory. */
final class TableCaches implements WalkCache, WalkObserver {
    private final Tlb tlb;
    private @Nullable RegimeState walking;

    TableCaches(Tlb tlb) {
        this.tlb = tlb;
    }

    /** The regime of the walks from now on. */
    void setState(RegimeState newState) {
        walking = newState;
    }

    private RegimeState state() {
        RegimeState known = walking;
        if (known == null) {
            throw new IllegalStateException("no walk is under way");
        }
        return known;
    }

    private static boolean stage2(WalkParameters p) {
        return p.stage().isStage2();
    }

    private long tag(TranslationContext context, WalkParameters p, long address, int group) {
        if (stage2(p)) {
            SecurityState space = p == context.stage2Secure() ? SecurityState.SECURE : spaceOf(context);
            return Tags.in(state().stage2Tag(p, space), group);
        }
        return Tags.in(state().tags[RegimeState.half(address)], group);
    }

    private static SecurityState spaceOf(TranslationContext context) {
        return context.security() == SecurityState.SECURE ? SecurityState.NON_SECURE : context.security();
    }

    @Override
    public boolean findTable(TranslationContext context, WalkParameters p, long address, FoundTable out) {
        boolean second = stage2(p);
        EntryArray array = second ? tlb.ipa : tlb.walk;
        if (array == null) {
            return false;
        }
        int group = second ? Tags.STAGE2_TABLES : Tags.TABLES;
        long key = second ? address : state().key(address, false);
        int i = array.find(key, tag(context, p, address, group), group);
        if (i == EntryArray.NONE) {
            return false;
        }
        array.hit(i);
        array.table(i, out);
        if (!second) {
            tlb.statistics().walkFrom(out.level);
        }
        return true;
    }

    @Override
    public void addTable(TranslationContext context, WalkParameters p, long address, FoundTable table) {
        boolean second = stage2(p);
        EntryArray array = second ? tlb.ipa : tlb.walk;
        if (array == null) {
            return;
        }
        int group = second ? Tags.STAGE2_TABLES : Tags.TABLES;
        long key = second ? address : state().key(address, false);
        int i = array.take(key, table.shift, tag(context, p, address, group), -1L, group, tlb.now());
        array.kind[i] = (byte) (second ? EntryKind.STAGE2_TABLE : EntryKind.TABLE).ordinal();
        array.setTable(i, table);
        array.flags[i] = (table.contiguousOff ? Flags.CONTIGUOUS_OFF : 0)
                | (table.assured ? Flags.ASSURED : 0)
                | wide(p)
                | (!second && state().shared[RegimeState.half(address)] ? Flags.SHARED : 0);
        tlb.filled(array, i);
    }

    private static int wide(WalkParameters p) {
        return p.format().descriptorShift() > 3 ? Flags.WIDE : 0;
    }

    @Override
    public boolean findStage2(
            TranslationContext context, WalkParameters p, SecurityState space, long address, FoundLeaf out) {
        EntryArray array = tlb.ipa;
        tlb.statistics().stage2Lookups++;
        if (array == null) {
            return false;
        }
        long tag = Tags.in(state().stage2Tag(p, space), Tags.STAGE2_LEAVES);
        int i = array.find(address, tag, Tags.STAGE2_LEAVES);
        if (i == EntryArray.NONE) {
            return false;
        }
        tlb.statistics().stage2Hits++;
        array.hit(i);
        array.leaf(i, address, out);
        return true;
    }

    @Override
    public void addStage2(
            TranslationContext context, WalkParameters p, SecurityState space, long address, FoundLeaf leaf) {
        EntryArray array = tlb.ipa;
        int held = array == null ? EntryArray.NONE : array.heldShift(leaf.shift);
        if (array == null || held < 0) {
            return;
        }
        long tag = Tags.in(state().stage2Tag(p, space), Tags.STAGE2_LEAVES);
        int i = array.take(address, held, tag, -1L, Tags.STAGE2_LEAVES, tlb.now());
        array.kind[i] = (byte) EntryKind.STAGE2_LEAF.ordinal();
        array.spanShift[i] = (byte) leaf.shift;
        array.flags[i] = wide(p)
                | (leaf.contiguousOff ? Flags.CONTIGUOUS_OFF : 0)
                | (leaf.isContiguous(p) ? Flags.CONTIGUOUS : 0)
                | (leaf.isNotTranslated(p) ? Flags.NOT_TRANSLATED : 0);
        array.setLeaf(i, address, leaf);
        long offset = (1L << leaf.shift) - 1;
        array.output[i] = (p.leafAddress(leaf.level, leaf.word) & ~offset) + (array.base[i] & offset);
        tlb.filled(array, i);
    }

    @Override
    public void read(WalkParameters p, int level, long table, long index, long physicalAddress, long low, long high) {
        tlb.statistics().read(level, stage2(p));
    }

    @Override
    public void updated(WalkParameters p, int level, long physicalAddress, long before, long after) {
        // Counted nowhere: the store is the hardware's.
    }
}

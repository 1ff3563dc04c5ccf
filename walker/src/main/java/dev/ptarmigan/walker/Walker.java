package dev.ptarmigan.walker;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Translates addresses by reading translation tables, as the MMU of one PE does on a TLB miss: stage 1 of any regime, with
 * every table access and the result translated by stage 2 where that is on (Arm ARM D8.2, D8.4, D8.5).
 *
 * <p>A walk allocates nothing and does not synchronize: use one walker a thread. Faults are values in the {@link Walk}, never
 * exceptions. Hardware updates of descriptors are made by compare-and-set on the real words; a lost race repeats the walk.
 *
 * <p>There are two ways down. Walks on which no rule has anything to say are made here: {@link PlainTables} tell which these
 * are and decide nothing else. All others are left to {@link FullWalk}, which knows all there is.
 */
public final class Walker {
    private final PhysicalMemory memory;
    private final FullWalk full;
    private Segment segment = Segment.ABSENT;
    private boolean observed;
    private boolean watched;
    private boolean cached;

    /** A walker over a memory, which stays the caller's. */
    public Walker(PhysicalMemory memory) {
        this.memory = memory;
        full = new FullWalk(memory);
    }

    /** Sets who is told of every descriptor read and written; null for nobody. */
    public void observe(@Nullable WalkObserver newObserver) {
        watched = newObserver != null;
        observed = watched || cached;
        full.observe(newObserver);
    }

    /** Sets what walks may take from earlier ones, and leave for later ones; null for nothing. */
    public void use(@Nullable WalkCache newCache) {
        cached = newCache != null;
        observed = watched || cached;
        full.use(newCache);
    }

    /**
     * The stage 1 leaf that the last walk, or resumed translation, ended at; only with a {@link WalkCache}. It is overwritten
     * by the next.
     */
    public FoundLeaf lastLeaf() {
        return full.leaf;
    }

    /**
     * Translates one address through a leaf found earlier, as a PE does on a TLB hit: every rule that depends on the access is
     * applied to the words given, and no memory is read. Only a hardware update of a descriptor looks at memory; where that
     * shows another word, the leaf is given up and the address is walked ({@link #hasWalkedAgain}).
     *
     * @param known the stage 1 leaf
     * @param stage2 the stage 2 leaf of its output, or null to look it up or walk
     */
    public boolean resume(
            TranslationContext context, long va, int access, FoundLeaf known, @Nullable FoundLeaf stage2, Walk out) {
        return full.resume(context, va, access, known, stage2, out);
    }

    /** Whether the last {@link #resume} gave up the leaf it was given. */
    public boolean hasWalkedAgain() {
        return full.hasWalkedAgain();
    }

    /** The result of an access that meets two TLB entries and is aborted. */
    public boolean conflict(long va, int access, Walk out) {
        return full.conflict(va, access, out);
    }

    /**
     * Translates one address.
     *
     * @param context the regime, from {@link ContextBuilder}
     * @param va the address, with its tag if it has one
     * @param access a combination of the constants of {@link Access}
     * @param out overwritten with the result
     * @return whether the access is allowed, that is {@link Walk#ok}
     */
    public boolean walk(TranslationContext context, long va, int access, Walk out) {
        Segment.forgetReads();
        PlainTables tables = context.plainTables(va);
        if (tables == null
                || ((va ^ tables.flip) & tables.canonicalMask | access & tables.fullAccess) != 0
                || observed) {
            return full.walk(context, va, access, out);
        }
        int shift = tables.startShift;
        long attributes = 0;
        long slot = tables.base | va >>> shift - PlainTables.ENTRY_SHIFT & tables.startOffsetMask;
        long word;
        descent:
        for (; ; ) {
            Segment current = segmentOf(slot);
            if (current == Segment.ABSENT) {
                return full.walk(context, va, access, out);
            }
            do {
                word = current.readPlain(slot);
                if (shift == tables.pageShift || (word & tables.tableTest) != DescriptorBits.TABLE_OR_PAGE) {
                    break descent;
                }
                attributes |= word;
                shift -= tables.stride;
                slot = word & tables.addressInPlace | va >>> shift - PlainTables.ENTRY_SHIFT & tables.offsetMask;
            } while (current.contains(slot));
        }
        PlainLeaf leaf = tables.leaves[shift];
        int permissions = tables.permissions(word, attributes, access);
        if ((word & leaf.test) != leaf.expected || !Stage1Rules.allows(permissions >>> PlainTables.PLAINLY, access)) {
            return full.walk(context, va, access, out);
        }
        out.start(va, access);
        out.found(tables.parameters, slot, word, 0, leaf.level, shift, attributes);
        out.allowed(
                word & leaf.inPlace | va & leaf.offset,
                SecurityState.NON_SECURE,
                permissions & PlainTables.PERMISSIONS);
        return true;
    }

    private Segment segmentOf(long slot) {
        Segment current = segment;
        if (!current.contains(slot)) {
            current = memory.at(slot);
            segment = current;
        }
        return current;
    }
}

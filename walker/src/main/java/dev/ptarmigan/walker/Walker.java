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

    /** A walker over a memory, which stays the caller's. */
    public Walker(PhysicalMemory memory) {
        this.memory = memory;
        full = new FullWalk(memory);
    }

    /** Sets who is told of every descriptor read and written; null for nobody. */
    public void observe(@Nullable WalkObserver newObserver) {
        observed = newObserver != null;
        full.observe(newObserver);
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

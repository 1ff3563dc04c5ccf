package dev.ptarmigan.checker;

import dev.ptarmigan.tlb.TlbiDomain;
import org.jspecify.annotations.Nullable;

/** A descriptor that was replaced, as far as translation caches may still hold it: a leaf of one slot, or a table. */
final class ReplacedEntry {
    /** How far its removal has come. */
    enum Progress {
        /** Replaced by a store that table walks may not see yet: it can still be fetched. */
        STORED,
        /** No walk finds it any more; caches may hold it. */
        VISIBLE,
        /** A TLBI by IPA that hits it was executed, and may not have finished: its part of stage 2 alone goes. */
        STAGE2_INVALIDATED,
        /** Entries of stage 2 alone are gone; those that combine it with stage 1 are not. */
        STAGE2_DONE,
        /** A TLBI that hits it was executed, and may not have finished. */
        INVALIDATED,
        /** Gone, but on parts that need the TLBI twice somebody may still be using it. */
        LINGERING,
        /** Gone. */
        DONE
    }

    /** Why a TLBI that was there did not remove it. */
    enum Miss {
        NONE("no TLBI covers it"),
        BEFORE_DSB("the TLBI at %s comes before a DSB has made the store visible: the old entry can be fetched again"),
        OTHER_PE("the DSB before the TLBI at %s is not of the PE that stored"),
        LAST_LEVEL("the TLBI at %s is for last-level entries only and leaves walk caches alone"),
        WALK_CACHE("the TLBI at %s leaves the table above it in walk caches, from which it is fetched again"),
        LEVEL_HINT("the level hint of the TLBI at %s names another level than that of the old entry"),
        GRANULE("the granule of the TLBI at %s is not that of the tables"),
        ASID("the ASID of the TLBI at %s is not that of every user of the entry"),
        COMBINED("the TLBI at %s is by IPA and leaves entries that combine stage 1 and stage 2"),
        STAGE1_FIRST(
                "the TLBI at %s removes combined entries before the entry of stage 2 is gone: they are made again from it"),
        STAGE1_ALONE("the TLBI at %s is for entries by virtual address and leaves those of stage 2 alone"),
        VMID("the TLBI at %s is executed with another VMID"),
        REGIME("the TLBI at %s is for another translation regime or VMID"),
        LOCAL("the TLBI at %s reaches the PE alone that executes it"),
        NXS("the TLBI at %s spares entries with the XS attribute"),
        CONFLICT("the TLBI at %s is by address, and several entries translate the address"),
        RESERVED("the operand of the TLBI at %s is reserved: it need not do anything"),
        NOT_COMPLETED("no DSB of loads and stores by the same PE waits for the TLBI at %s"),
        WEAK_COMPLETION("the DSB after the TLBI at %s is too weak to wait for it"),
        ONCE("the TLBI at %s is not repeated, which parts with the repeat-TLBI erratum need");

        private final String text;

        Miss(String text) {
            this.text = text;
        }

        String text(String event) {
            return text.formatted(event);
        }
    }

    final boolean table;
    /** The descriptor; of a leaf with what the tables above add. */
    final long word;

    final int level;
    final long base;
    /** Where it was. */
    final long slot;

    Progress progress = Progress.STORED;
    ProcessorState writer;
    /** Index of the store that replaced it. */
    int event;
    /** PEs that may hold it. */
    long holders;

    boolean publishedLocally;
    /** Whether another size of the same translation has been current with it. */
    boolean conflicting;

    @Nullable
    ReplacedEntry via;

    Miss miss = Miss.NONE;
    int missEvent = -1;
    TlbiDomain domain = TlbiDomain.LOCAL;
    int rounds;

    @Nullable
    ReplacedEntry nextOfPlace;

    @Nullable
    ReplacedEntry previous;

    @Nullable
    ReplacedEntry next;

    ReplacedEntry(boolean table, long word, int level, long base, long slot, ProcessorState writer, int event) {
        this.table = table;
        this.word = word;
        this.level = level;
        this.base = base;
        this.slot = slot;
        this.writer = writer;
        this.event = event;
    }

    void missed(Miss why, int at) {
        miss = why;
        missEvent = at;
    }
}

package dev.ptarmigan.pe;

import dev.ptarmigan.walker.Access;
import java.util.Arrays;

/**
 * The way to entries of the first level for data that were used lately: no structure of the hardware, only a shorter way to what a
 * look-up would find. A page here names an entry and what that was when it was found; if the entry has changed since, the page
 * is not here.
 */
final class RecentHits {
    private static final int PAGE_SHIFT = 12;
    private static final long PAGE_MASK = -1L << PAGE_SHIFT;
    private static final int SLOTS = 512;
    /** Page, output page, {entry, accesses allowed}, serial of the entry. */
    private static final int WORDS = 4;

    private static final int WORDS_SHIFT = 2;

    /** Any access with other bits is not for here. */
    private static final int SHORT = Access.READ | Access.WRITE | Access.UNPRIVILEGED | Access.PAN;

    private final EntryArray entries;
    private final long[] recent = new long[SLOTS * WORDS];

    RecentHits(EntryArray entries) {
        this.entries = entries;
        forget();
    }

    /** Forgets all: the context has changed. */
    void forget() {
        Arrays.fill(recent, -1);
    }

    private static int place(long va) {
        return ((int) (va >>> PAGE_SHIFT) & SLOTS - 1) << WORDS_SHIFT;
    }

    /** Output address of an access that is known to be allowed, which counts as a hit; or {@link ProcessingElement#FAULT}. */
    long find(long va, int access) {
        long[] words = recent;
        int at = place(va);
        long known = words[at + 2];
        int i = (int) (known >>> Integer.SIZE);
        if ((words[at] ^ va & PAGE_MASK) != 0
                || (access & ~SHORT) != 0
                || (known >>> access & 1) == 0
                || entries.serial[i] != words[at + 3]) {
            return ProcessingElement.FAULT;
        }
        entries.hit(i);
        return words[at + 1] | va & ~PAGE_MASK;
    }

    /** Remembers an entry that translates an address. */
    void add(long va, int i, long outputAddress) {
        int at = place(va);
        long[] words = recent;
        words[at] = va & PAGE_MASK;
        words[at + 1] = outputAddress & PAGE_MASK;
        words[at + 2] = (long) i << Integer.SIZE | entries.allowed[i] & 0xFFFF_FFFFL;
        words[at + 3] = entries.serial[i];
    }
}

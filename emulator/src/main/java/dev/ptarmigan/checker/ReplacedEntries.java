package dev.ptarmigan.checker;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The replaced descriptors that caches may hold, by level and address. */
final class ReplacedEntries {
    private static final int LOWEST = -2;
    private static final int LEVELS = 6;

    private final DescriptorReader reader;
    private final LongMap<ReplacedEntry>[] places;
    private final @Nullable ReplacedEntry[] first = new ReplacedEntry[LEVELS];
    private final int[] counts = new int[LEVELS];
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    ReplacedEntries(DescriptorReader reader) {
        this.reader = reader;
        places = new LongMap[LEVELS];
        for (int i = 0; i < LEVELS; i++) {
            places[i] = new LongMap<>();
        }
    }

    int size() {
        return size;
    }

    int count(int level) {
        return counts[level - LOWEST];
    }

    @Nullable
    ReplacedEntry at(int level, long base) {
        return counts[level - LOWEST] == 0 ? null : places[level - LOWEST].get(base);
    }

    void add(ReplacedEntry entry) {
        int at = entry.level - LOWEST;
        entry.nextOfPlace = places[at].get(entry.base);
        places[at].put(entry.base, entry);
        ReplacedEntry head = first[at];
        entry.next = head;
        if (head != null) {
            head.previous = entry;
        }
        first[at] = entry;
        counts[at]++;
        size++;
    }

    void remove(ReplacedEntry entry) {
        if (entry.progress == ReplacedEntry.Progress.DONE) {
            return;
        }
        entry.progress = ReplacedEntry.Progress.DONE;
        int at = entry.level - LOWEST;
        unlinkPlace(entry, at);
        ReplacedEntry before = entry.previous;
        ReplacedEntry after = entry.next;
        if (before == null) {
            first[at] = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        counts[at]--;
        size--;
    }

    private void unlinkPlace(ReplacedEntry entry, int at) {
        ReplacedEntry head = places[at].get(entry.base);
        if (head == entry) {
            ReplacedEntry rest = entry.nextOfPlace;
            if (rest == null) {
                places[at].remove(entry.base);
            } else {
                places[at].put(entry.base, rest);
            }
            return;
        }
        for (ReplacedEntry it = head; it != null; it = it.nextOfPlace) {
            if (it.nextOfPlace == entry) {
                it.nextOfPlace = entry.nextOfPlace;
                return;
            }
        }
    }

    /** Every entry whose span meets [base, base + size), tables above their contents; the visitor may remove what it is given. */
    void overlapping(long base, long last, Consumer<ReplacedEntry> visitor) {
        for (int at = 0; at < LEVELS; at++) {
            if (counts[at] > 0) {
                overlapping(at, base, last, visitor);
            }
        }
    }

    private void overlapping(int at, long base, long last, Consumer<ReplacedEntry> visitor) {
        long bytes = reader.bytes(at + LOWEST);
        long from = base & -bytes;
        long to = last & -bytes;
        long steps = Long.divideUnsigned(to - from, bytes) + 1;
        if (steps > 0 && steps <= counts[at]) {
            for (long i = 0; i < steps; i++) {
                chain(places[at].get(from + i * bytes), visitor);
            }
            return;
        }
        for (ReplacedEntry it = first[at]; it != null; ) {
            ReplacedEntry next = it.next;
            if (Long.compareUnsigned(it.base - from, to - from) <= 0) {
                visitor.accept(it);
            }
            it = next;
        }
    }

    private static void chain(@Nullable ReplacedEntry head, Consumer<ReplacedEntry> visitor) {
        for (ReplacedEntry it = head; it != null; ) {
            ReplacedEntry next = it.nextOfPlace;
            visitor.accept(it);
            it = next;
        }
    }

    /** Every entry, tables above their contents. */
    void all(Consumer<ReplacedEntry> visitor) {
        for (int at = 0; at < LEVELS; at++) {
            for (ReplacedEntry it = first[at]; it != null; ) {
                ReplacedEntry next = it.next;
                visitor.accept(it);
                it = next;
            }
        }
    }
}

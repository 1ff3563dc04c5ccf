package dev.ptarmigan.machine;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.memory.MemoryRange;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Table pages from a range of physical memory, in ascending order; those given back are used first. Pages are zeroed when
 * they are taken. Memory appears in pieces as it is needed, so a large pool costs nothing. Keeps account of what is taken.
 * For use by several threads.
 */
public final class FramePool implements FrameAllocator {
    private static final int PIECE_BYTES = 1 << 20;

    private final PhysicalMemory memory;
    private final MemoryRange range;
    private final int pageBytes;
    private final Set<Long> taken = new HashSet<>();
    private final Deque<Long> free = new ArrayDeque<>();
    private long next;
    private long budget = Long.MAX_VALUE;

    /**
     * A pool.
     *
     * @param memory where the pages are; the range is absent from it before, or present as a whole
     * @param range whole pages
     */
    public FramePool(PhysicalMemory memory, MemoryRange range, int pageBytes) {
        if (((range.base() | range.sizeBytes()) & pageBytes - 1) != 0) {
            throw new IllegalArgumentException("range=" + range + " is not made of pages of " + pageBytes + " bytes");
        }
        this.memory = memory;
        this.range = range;
        this.pageBytes = pageBytes;
        this.next = range.base();
    }

    @Override
    public synchronized long allocate(int level, long va) {
        if (budget == 0) {
            return Port.NO_PAGE;
        }
        long pa = take();
        if (pa == Port.NO_PAGE) {
            return pa;
        }
        budget--;
        taken.add(pa);
        return pa;
    }

    private long take() {
        if (!free.isEmpty()) {
            long pa = free.pop();
            Segment segment = memory.at(pa);
            for (int offset = 0; offset < pageBytes; offset += Long.BYTES) {
                segment.write(pa + offset, 0);
            }
            return pa;
        }
        if (next > range.last()) {
            return Port.NO_PAGE;
        }
        long pa = next;
        if (memory.at(pa) == Segment.ABSENT) {
            memory.allocate(pa, Math.min(Math.max(PIECE_BYTES, pageBytes), range.last() + 1 - pa));
        }
        next += pageBytes;
        return pa;
    }

    @Override
    public synchronized void free(long pa) {
        if (!taken.remove(pa)) {
            throw new IllegalStateException("the page " + Hex.address(pa) + " is given back but was not taken");
        }
        budget++;
        free.push(pa);
    }

    /** From now on gives so many more pages and then refuses; pages that come back count again. */
    public synchronized void limit(long pages) {
        budget = pages;
    }

    /** Number of pages that are taken and not given back. */
    public synchronized int takenCount() {
        return taken.size();
    }

    /** The pages that are taken and not given back. */
    public synchronized SortedSet<Long> taken() {
        return new TreeSet<>(taken);
    }
}

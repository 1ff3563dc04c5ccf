package dev.ptarmigan.kernel.mapping;

import dev.ptarmigan.machine.Port;
import dev.ptarmigan.memory.MemoryRange;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Pages of a range of memory, handed out in ascending order; single pages that came back first. The pages are addresses only:
 * what they hold is not modelled. For use by several threads.
 */
final class RamPages implements PageSource {
    private final MemoryRange range;
    private final int pageShift;
    private final Deque<Long> free = new ArrayDeque<>();
    private long next;

    RamPages(MemoryRange range, int pageShift) {
        this.range = range;
        this.pageShift = pageShift;
        this.next = range.base();
    }

    @Override
    public synchronized long allocate(int order) {
        if (order == 0 && !free.isEmpty()) {
            return free.pop();
        }
        long size = 1L << pageShift + order;
        long pa = next + size - 1 & -size;
        if (pa + size - 1 > range.last()) {
            return Port.NO_PAGE;
        }
        for (long skipped = next; skipped < pa; skipped += 1L << pageShift) {
            free.add(skipped);
        }
        next = pa + size;
        return pa;
    }

    @Override
    public synchronized void free(long pa) {
        free.push(pa);
    }
}

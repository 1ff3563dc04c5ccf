package dev.ptarmigan.kernel;

import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.Port;
import java.util.LinkedHashSet;
import java.util.Set;

/** Hands out pages one after the other, as many as it may, and keeps account of them. */
final class TableFrames implements FrameAllocator {
    private final long pageBytes;
    private final Set<Long> inUse = new LinkedHashSet<>();
    private long next;
    private int budget = Integer.MAX_VALUE;
    private int refused;

    TableFrames(long first, long pageBytes) {
        this.next = first;
        this.pageBytes = pageBytes;
    }

    void setBudget(int pages) {
        budget = pages;
    }

    @Override
    public long allocate(int level, long va) {
        if (budget == 0) {
            refused++;
            return Port.NO_PAGE;
        }
        budget--;
        long page = next;
        next += pageBytes;
        inUse.add(page);
        return page;
    }

    @Override
    public void free(long pa) {
        if (!inUse.remove(pa)) {
            throw new IllegalStateException("not in use: pa=" + Long.toHexString(pa));
        }
    }

    /** Pages handed out and not given back. */
    Set<Long> inUse() {
        return Set.copyOf(inUse);
    }

    /** How often there was none. */
    int refused() {
        return refused;
    }
}

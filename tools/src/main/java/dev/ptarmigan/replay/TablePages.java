package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Page-table pages for a replay: first those the recording names for a level and address, then those listed, or fresh ones
 * from a place where the capture has no memory if none are listed. Each page's memory is made when it is taken.
 */
public final class TablePages implements FrameAllocator {
    private final PhysicalMemory memory;
    private final int pageBytes;
    private final List<Operations.NewTable> recorded;
    private final Deque<Long> listed;
    private final int listedCount;
    private final List<Long> freed = new ArrayList<>();
    private long fresh;
    private long budget;
    private int taken;

    /**
     * Pages for one replay.
     *
     * @param recorded pages with the level and address they must serve
     * @param listed pages to take in order after that; if there are any, needing more is an error of the caller's
     * @param fresh where to take pages if none are listed; {@link Port#NO_PAGE} to refuse
     * @param budget how many pages may be taken in all; the next is refused
     */
    public TablePages(
            PhysicalMemory memory,
            int pageBytes,
            List<Operations.NewTable> recorded,
            List<Long> listed,
            long fresh,
            long budget) {
        this.memory = memory;
        this.pageBytes = pageBytes;
        this.recorded = new ArrayList<>(recorded);
        this.listed = new ArrayDeque<>(listed);
        this.listedCount = listed.size();
        this.fresh = fresh;
        this.budget = budget;
    }

    @Override
    public synchronized long allocate(int level, long va) {
        if (budget == 0) {
            return Port.NO_PAGE;
        }
        long pa = choose(level, va);
        if (pa == Port.NO_PAGE) {
            return pa;
        }
        budget--;
        taken++;
        if (memory.at(pa) == Segment.ABSENT) {
            memory.allocate(pa, pageBytes);
        } else {
            for (int offset = 0; offset < pageBytes; offset += Long.BYTES) {
                memory.write(pa + offset, 0);
            }
        }
        return pa;
    }

    private long choose(int level, long va) {
        for (Iterator<Operations.NewTable> it = recorded.iterator(); it.hasNext(); ) {
            Operations.NewTable table = it.next();
            if (table.level() == level && table.va() == va) {
                it.remove();
                return table.pa();
            }
        }
        Long next = listed.poll();
        if (next != null) {
            return next;
        }
        if (listedCount > 0 && freed.isEmpty()) {
            throw new ReplayException("the pages for new tables are used up: " + listedCount
                    + (listedCount == 1 ? " is listed" : " are listed") + ", and another is needed for a level " + level
                    + " table from " + Hex.word(va));
        }
        if (!freed.isEmpty()) {
            return freed.remove(freed.size() - 1);
        }
        if (fresh == Port.NO_PAGE) {
            return Port.NO_PAGE;
        }
        long pa = fresh;
        fresh += pageBytes;
        return pa;
    }

    @Override
    public synchronized void free(long pa) {
        freed.add(pa);
        budget++;
        taken--;
    }

    /** How many pages are taken and not given back. */
    public synchronized int taken() {
        return taken;
    }
}

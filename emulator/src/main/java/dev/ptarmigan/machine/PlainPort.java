package dev.ptarmigan.machine;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.trace.Barrier;

/** A port onto plain memory: stores are there at once, barriers and invalidations do nothing, locks are real. */
public final class PlainPort implements Port {
    private final PhysicalMemory memory;
    private final FrameAllocator frames;
    private Segment segment = Segment.ABSENT;

    /**
     * A port for one thread.
     *
     * @param memory the memory, which stays the caller's and may be shared by several ports
     * @param frames where table pages come from
     */
    public PlainPort(PhysicalMemory memory, FrameAllocator frames) {
        this.memory = memory;
        this.frames = frames;
    }

    private Segment at(long pa) {
        Segment current = segment;
        if (!current.contains(pa)) {
            current = memory.at(pa);
            if (current == Segment.ABSENT) {
                memory.read(pa); // Refuses with the reason.
            }
            segment = current;
        }
        return current;
    }

    @Override
    public long load(long pa) {
        return at(pa).read(pa);
    }

    @Override
    public void store(long pa, long word) {
        at(pa).write(pa, word);
    }

    @Override
    public long exchange(long pa, long word) {
        Segment current = at(pa);
        for (; ; ) {
            long before = current.read(pa);
            if (current.compareAndSet(pa, before, word)) {
                return before;
            }
        }
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        return at(pa).compareAndSet(pa, expected, update);
    }

    @Override
    public void barrier(Barrier kind) {}

    @Override
    public void tlbi(String operation, long operand) {}

    @Override
    public long allocateTable(int level, long va) {
        return frames.allocate(level, va);
    }

    @Override
    public void freeTable(long pa) {
        frames.free(pa);
    }

    @Override
    public void lock(KernelLock lock) {
        lock.acquire();
    }

    @Override
    public boolean tryLock(KernelLock lock) {
        return lock.tryAcquire();
    }

    @Override
    public void waitForEvent() {
        Thread.onSpinWait();
    }

    @Override
    public void unlock(KernelLock lock) {
        lock.release();
    }

    @Override
    public void warn(String text) {}

    @Override
    public void note(String text) {}
}

package dev.ptarmigan.kernel;

import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import java.util.function.IntConsumer;

/** Calls somebody before and after every event, with the number of events so far. */
final class WatchingPort implements Port {
    private final Port through;
    private final IntConsumer before;
    private int events;

    WatchingPort(Port through, IntConsumer before) {
        this.through = through;
        this.before = before;
    }

    private void tick() {
        before.accept(events++);
    }

    @Override
    public long load(long pa) {
        return through.load(pa);
    }

    @Override
    public void store(long pa, long word) {
        tick();
        through.store(pa, word);
    }

    @Override
    public long exchange(long pa, long word) {
        tick();
        return through.exchange(pa, word);
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        tick();
        return through.compareAndSet(pa, expected, update);
    }

    @Override
    public void barrier(Barrier kind) {
        tick();
        through.barrier(kind);
    }

    @Override
    public void tlbi(String operation, long operand) {
        tick();
        through.tlbi(operation, operand);
    }

    @Override
    public long allocateTable(int level, long va) {
        return through.allocateTable(level, va);
    }

    @Override
    public void freeTable(long pa) {
        tick();
        through.freeTable(pa);
    }

    @Override
    public void lock(KernelLock lock) {
        through.lock(lock);
    }

    @Override
    public void unlock(KernelLock lock) {
        through.unlock(lock);
    }

    @Override
    public void warn(String text) {
        through.warn(text);
    }

    @Override
    public void note(String text) {
        through.note(text);
    }
}

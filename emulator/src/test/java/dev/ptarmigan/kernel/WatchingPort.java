package dev.ptarmigan.kernel;

import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import java.util.function.IntConsumer;

/** Calls somebody before every event, with the number of events so far. */
final class WatchingPort extends ForwardingPort {
    private final IntConsumer before;
    private int events;

    WatchingPort(Port through, IntConsumer before) {
        super(through);
        this.before = before;
    }

    private void tick() {
        before.accept(events++);
    }

    @Override
    public void store(long pa, long word) {
        tick();
        super.store(pa, word);
    }

    @Override
    public long exchange(long pa, long word) {
        tick();
        return super.exchange(pa, word);
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        tick();
        return super.compareAndSet(pa, expected, update);
    }

    @Override
    public void barrier(Barrier kind) {
        tick();
        super.barrier(kind);
    }

    @Override
    public void tlbi(String operation, long operand) {
        tick();
        super.tlbi(operation, operand);
    }

    @Override
    public void freeTable(long pa) {
        tick();
        super.freeTable(pa);
    }
}

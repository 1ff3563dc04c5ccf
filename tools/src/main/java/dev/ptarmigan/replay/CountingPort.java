package dev.ptarmigan.replay;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import java.util.HashSet;
import java.util.Set;

/** A port that counts what goes through it, for runs whose events would be too many to keep. */
final class CountingPort extends ForwardingPort {
    private final Set<Long> broken = new HashSet<>();
    private long stores;
    private long barriers;
    private long tlbis;
    private long tables;
    private long windows;

    CountingPort(Port through) {
        super(through);
    }

    private void count(long pa, long before, long after) {
        stores++;
        boolean wasValid = LinuxPte.valid(before);
        boolean isValid = LinuxPte.valid(after);
        if (wasValid && !isValid) {
            broken.add(pa);
        } else if (!wasValid && isValid && broken.remove(pa)) {
            windows++;
        }
    }

    @Override
    public void store(long pa, long word) {
        count(pa, through.load(pa), word);
        super.store(pa, word);
    }

    @Override
    public long exchange(long pa, long word) {
        long before = super.exchange(pa, word);
        count(pa, before, word);
        return before;
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        boolean done = super.compareAndSet(pa, expected, update);
        if (done) {
            count(pa, expected, update);
        }
        return done;
    }

    @Override
    public void barrier(Barrier kind) {
        barriers++;
        super.barrier(kind);
    }

    @Override
    public void tlbi(String operation, long operand) {
        tlbis++;
        super.tlbi(operation, operand);
    }

    @Override
    public long allocateTable(int level, long va) {
        long pa = super.allocateTable(level, va);
        tables += pa == NO_PAGE ? 0 : 1;
        return pa;
    }

    long stores() {
        return stores;
    }

    long barriers() {
        return barriers;
    }

    long tlbis() {
        return tlbis;
    }

    /** Table pages that were taken. */
    long tables() {
        return tables;
    }

    /** How often a live entry was invalid for a while. */
    long windows() {
        return windows;
    }
}

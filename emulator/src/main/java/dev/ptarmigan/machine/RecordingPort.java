package dev.ptarmigan.machine;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;

/** A port that writes down everything that goes through another one. */
public final class RecordingPort implements Port {
    private final Port through;
    private final EventLog log;
    private final int cpu;

    /**
     * Records what one PE does.
     *
     * @param through the port that does it
     * @param log where it is written down; several ports may share one if they run on one thread
     * @param cpu the PE's number
     */
    public RecordingPort(Port through, EventLog log, int cpu) {
        this.through = through;
        this.log = log;
        this.cpu = cpu;
    }

    @Override
    public long load(long pa) {
        return through.load(pa);
    }

    @Override
    public void store(long pa, long word) {
        long before = through.load(pa);
        through.store(pa, word);
        log.store(cpu, pa, before, word);
    }

    @Override
    public long exchange(long pa, long word) {
        long before = through.exchange(pa, word);
        log.store(cpu, pa, before, word);
        return before;
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        boolean done = through.compareAndSet(pa, expected, update);
        if (done) {
            log.store(cpu, pa, expected, update);
        }
        return done;
    }

    @Override
    public void barrier(Barrier kind) {
        through.barrier(kind);
        log.barrier(cpu, kind);
    }

    @Override
    public void tlbi(String operation, long operand) {
        through.tlbi(operation, operand);
        log.tlbi(cpu, operation, operand);
    }

    @Override
    public long allocateTable(int level, long va) {
        long pa = through.allocateTable(level, va);
        if (pa == NO_PAGE) {
            log.allocateFailed(cpu, level, va);
        } else {
            log.allocate(cpu, pa, level, va);
        }
        return pa;
    }

    @Override
    public void freeTable(long pa) {
        through.freeTable(pa);
        log.free(cpu, pa);
    }

    @Override
    public void lock(KernelLock lock) {
        through.lock(lock);
        log.text(cpu, EventKind.LOCK, lock.name());
    }

    @Override
    public boolean tryLock(KernelLock lock) {
        boolean taken = through.tryLock(lock);
        log.text(cpu, taken ? EventKind.LOCK : EventKind.NOTE, taken ? lock.name() : lock.name() + " is taken");
        return taken;
    }

    @Override
    public void writeRegister(Register register, long value) {
        through.writeRegister(register, value);
        log.text(cpu, EventKind.NOTE, "msr " + register + ", " + Hex.word(value));
    }

    @Override
    public void waitForEvent() {
        through.waitForEvent();
    }

    @Override
    public int setRealmMemory(boolean isProtected, long start, long end) {
        int result = through.setRealmMemory(isProtected, start, end);
        log.text(
                cpu,
                EventKind.NOTE,
                "rsi_set_memory_range_" + (isProtected ? "protected " : "shared ") + Hex.address(start) + "-"
                        + Hex.address(end) + (result == 0 ? "" : " failed: " + result));
        return result;
    }

    @Override
    public void unlock(KernelLock lock) {
        log.text(cpu, EventKind.UNLOCK, lock.name());
        through.unlock(lock);
    }

    @Override
    public void warn(String text) {
        through.warn(text);
        log.text(cpu, EventKind.WARN, text);
    }

    @Override
    public void note(String text) {
        through.note(text);
        log.text(cpu, EventKind.NOTE, text);
    }
}

package dev.ptarmigan.machine;

import dev.ptarmigan.registers.Register;
import dev.ptarmigan.trace.Barrier;

/** A port that hands everything on to another one; subclasses change what they are about. */
public abstract class ForwardingPort implements Port {
    /** The port behind. */
    protected final Port through;

    /** Hands on to a port. */
    protected ForwardingPort(Port through) {
        this.through = through;
    }

    @Override
    public long load(long pa) {
        return through.load(pa);
    }

    @Override
    public void store(long pa, long word) {
        through.store(pa, word);
    }

    @Override
    public long exchange(long pa, long word) {
        return through.exchange(pa, word);
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        return through.compareAndSet(pa, expected, update);
    }

    @Override
    public void barrier(Barrier kind) {
        through.barrier(kind);
    }

    @Override
    public void tlbi(String operation, long operand) {
        through.tlbi(operation, operand);
    }

    @Override
    public long allocateTable(int level, long va) {
        return through.allocateTable(level, va);
    }

    @Override
    public void freeTable(long pa) {
        through.freeTable(pa);
    }

    @Override
    public void lock(KernelLock lock) {
        through.lock(lock);
    }

    @Override
    public boolean tryLock(KernelLock lock) {
        return through.tryLock(lock);
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

    @Override
    public void writeRegister(Register register, long value) {
        through.writeRegister(register, value);
    }

    @Override
    public void waitForEvent() {
        through.waitForEvent();
    }

    @Override
    public int setRealmMemory(boolean isProtected, long start, long end) {
        return through.setRealmMemory(isProtected, start, end);
    }
}

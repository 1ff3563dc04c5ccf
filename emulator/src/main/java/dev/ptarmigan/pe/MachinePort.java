package dev.ptarmigan.pe;

import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.trace.Barrier;

/** The door between kernel code and one PE of a {@link Machine}: its stores, barriers and invalidations are the PE's. */
public final class MachinePort implements Port {
    private final Machine machine;
    private final ProcessingElement element;
    /** Locks and table pages are those of the memory. */
    private final Port shared;

    /**
     * A port of a PE.
     *
     * @param frames where table pages come from
     */
    public MachinePort(Machine machine, int number, FrameAllocator frames) {
        this.machine = machine;
        this.element = machine.pe(number);
        this.shared = new PlainPort(machine.memory(), frames);
    }

    @Override
    public long load(long pa) {
        return element.loadWord(pa);
    }

    @Override
    public void store(long pa, long word) {
        element.store(pa, word);
    }

    @Override
    public long exchange(long pa, long word) {
        long before = load(pa);
        while (!machine.compareAndSet(element, pa, before, word)) {
            before = load(pa);
        }
        return before;
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        return machine.compareAndSet(element, pa, expected, update);
    }

    @Override
    public void barrier(Barrier kind) {
        element.barrier(kind);
    }

    @Override
    public void tlbi(String operation, long operand) {
        element.tlbi(operation, operand);
    }

    @Override
    public long allocateTable(int level, long va) {
        return shared.allocateTable(level, va);
    }

    @Override
    public void freeTable(long pa) {
        shared.freeTable(pa);
    }

    @Override
    public void lock(KernelLock lock) {
        shared.lock(lock);
    }

    @Override
    public boolean tryLock(KernelLock lock) {
        return shared.tryLock(lock);
    }

    @Override
    public void unlock(KernelLock lock) {
        shared.unlock(lock);
    }

    @Override
    public void warn(String text) {}

    @Override
    public void note(String text) {}

    @Override
    public void writeRegister(Register register, long value) {
        element.writeRegister(register, value);
    }
}

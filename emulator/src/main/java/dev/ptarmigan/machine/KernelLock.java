package dev.ptarmigan.machine;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock of the modelled kernel. Machines of one Java thread only record that it is taken; those that run kernel code on
 * several threads take it for real.
 */
public final class KernelLock {
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();

    /** A lock that nobody holds; the name is Linux's: {@code pgtable_split_lock}. */
    public KernelLock(String name) {
        this.name = name;
    }

    /** Linux's name. */
    public String name() {
        return name;
    }

    /** Takes the lock for the calling thread. */
    void acquire() {
        lock.lock();
    }

    /** Takes it if nobody else holds it; whether it did. */
    boolean tryAcquire() {
        return lock.tryLock();
    }

    /** Gives it back. */
    void release() {
        lock.unlock();
    }

    @Override
    public String toString() {
        return name;
    }
}

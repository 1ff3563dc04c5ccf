package dev.ptarmigan.mutation;

import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;

/** Takes no lock. */
final class LockFreePort extends ForwardingPort {
    LockFreePort(Port through) {
        super(through);
    }

    @Override
    public void lock(KernelLock lock) {}

    @Override
    public boolean tryLock(KernelLock lock) {
        return true;
    }

    @Override
    public void unlock(KernelLock lock) {}
}

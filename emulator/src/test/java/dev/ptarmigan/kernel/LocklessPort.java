package dev.ptarmigan.kernel;

import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;

/** Locks nothing, as if the kernel had no {@code pgtable_split_lock}. */
final class LocklessPort extends ForwardingPort {
    LocklessPort(Port through) {
        super(through);
    }

    @Override
    public void lock(KernelLock lock) {}

    @Override
    public void unlock(KernelLock lock) {}
}

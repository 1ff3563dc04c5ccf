package dev.ptarmigan.mutation;

import dev.ptarmigan.machine.ForwardingPort;
import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import org.jspecify.annotations.Nullable;

/**
 * Loses the n-th event of a kind, or lets the event after it overtake it.
 *
 * <p>Events are stores, barriers and TLBIs. While one is held back its own PE sees its store, as it would in a store buffer;
 * taking or giving back a lock lets it go. One that nothing follows never happens.
 */
final class EventPort extends ForwardingPort {
    /** All events of the kind. */
    static final int EVERY = 0;

    private final String kind;
    private final int number;
    private final boolean swap;
    private int seen;
    private @Nullable Runnable held;
    private long heldAddress;
    private long heldWord;

    EventPort(Port through, String kind, int number, boolean swap) {
        super(through);
        this.kind = kind;
        this.number = number;
        this.swap = swap;
    }

    private boolean isMeant(String name, String family) {
        if (!kind.equals(name) && !kind.equals(family)) {
            return false;
        }
        seen++;
        return number == EVERY || seen == number;
    }

    private void event(boolean meant, long address, long word, Runnable action) {
        Runnable before = held;
        if (meant && before == null) {
            if (swap) {
                held = action;
                heldAddress = address;
                heldWord = word;
            }
            return;
        }
        action.run();
        release();
    }

    private void release() {
        Runnable before = held;
        if (before != null) {
            held = null;
            before.run();
        }
    }

    @Override
    public long load(long pa) {
        return held != null && heldAddress == pa ? heldWord : through.load(pa);
    }

    @Override
    public void store(long pa, long word) {
        event(isMeant("store", "event"), pa, word, () -> through.store(pa, word));
    }

    @Override
    public long exchange(long pa, long word) {
        release();
        if (isMeant("store", "event") && !swap) {
            return through.load(pa);
        }
        return through.exchange(pa, word);
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        release();
        if (isMeant("store", "event") && !swap) {
            return through.load(pa) == expected;
        }
        return through.compareAndSet(pa, expected, update);
    }

    @Override
    public void barrier(Barrier barrier) {
        String text = barrier.text().replace(' ', '-');
        String family = barrier == Barrier.ISB ? "isb" : barrier.isDsb() ? "dsb" : "dmb";
        event(isMeant(text, family) || isBarrierOrEvent(), Port.NO_PAGE, 0, () -> through.barrier(barrier));
    }

    /** The kinds that take in barriers of every sort. */
    private boolean isBarrierOrEvent() {
        return isMeant("barrier", "event");
    }

    @Override
    public void tlbi(String operation, long operand) {
        event(
                isMeant(operation, "tlbi") || isMeant("event", "event"),
                Port.NO_PAGE,
                0,
                () -> through.tlbi(operation, operand));
    }

    @Override
    public void lock(KernelLock lock) {
        release();
        through.lock(lock);
    }

    @Override
    public boolean tryLock(KernelLock lock) {
        release();
        return through.tryLock(lock);
    }

    @Override
    public void unlock(KernelLock lock) {
        release();
        through.unlock(lock);
    }
}

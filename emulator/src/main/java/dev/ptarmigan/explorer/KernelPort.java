package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.machine.KernelLock;
import dev.ptarmigan.machine.Port;
import dev.ptarmigan.trace.Barrier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The door between kernel code and a trail: what the code does becomes operations, its loads are loads of the explored
 * machine. Tables that only this PE knows are read without one: nobody else can have written them.
 */
final class KernelPort implements Port {
    /** The code has followed what it loaded to where nothing is. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crash(String message) {
            super(message, null, false, false);
        }
    }

    private static final String STOP = "stop_machine:";
    private static final String PARKED = "parked:";

    private final KernelMemory memory;
    private final KernelTrail trail;
    private final int pe;
    private final int pes;
    private final Set<String> unpublished = new HashSet<>();
    private final Map<Long, Long> ownWords = new HashMap<>();
    private int taken;

    KernelPort(KernelMemory memory, KernelTrail trail, int pe, int pes) {
        this.memory = memory;
        this.trail = trail;
        this.pe = pe;
        this.pes = pes;
    }

    private Location slot(long pa, String what) {
        Location slot = memory.location(pa);
        if (slot == null) {
            throw new Crash("the kernel crashes: " + what + " at " + Hex.address(pa) + ", where no table lies");
        }
        return slot;
    }

    private boolean isOwn(Location slot) {
        return slot.kind() == Location.Kind.TABLE && unpublished.contains(slot.name());
    }

    @Override
    public long load(long pa) {
        if (memory.isConstant(pa)) {
            return memory.constant(pa);
        }
        Location slot = slot(pa, "load");
        return isOwn(slot) ? ownWords.getOrDefault(pa, 0L) : memory.word(slot, trail.load(slot));
    }

    @Override
    public void store(long pa, long word) {
        if (memory.isConstant(pa)) {
            throw new ScenarioException("kernel code stores to a table above level 2, or beyond the last page");
        }
        Location slot = slot(pa, "store");
        SlotValue value = memory.value(slot, word);
        trail.add(new Operation.Store(slot, value, false, null));
        if (isOwn(slot)) {
            ownWords.put(pa, word);
        } else if (value.kind() == SlotValue.Kind.TABLE) {
            unpublished.remove(value.table());
        }
    }

    @Override
    public long exchange(long pa, long word) {
        throw new ScenarioException("kernel code exchanges words of tables, which is not explored");
    }

    @Override
    public boolean compareAndSet(long pa, long expected, long update) {
        throw new ScenarioException("kernel code compares and swaps words of tables, which is not explored");
    }

    @Override
    public void barrier(Barrier kind) {
        trail.add(new Operation.Fence(dev.ptarmigan.explorer.Barrier.named(kind.text())));
    }

    @Override
    public void tlbi(String operation, long operand) {
        Operation.Tlbi tlbi = memory.invalidation(operation, operand);
        if (tlbi != null) {
            trail.add(tlbi);
        }
    }

    @Override
    public long allocateTable(int level, long va) {
        if (level != KernelTables.PTE) {
            throw new ScenarioException("kernel code takes a table for level " + level + "; scenarios have level 3");
        }
        String name = KernelMemory.takenName(pe, taken++);
        unpublished.add(name);
        trail.add(new Operation.TakeTable(name));
        return memory.tableAddress(name);
    }

    @Override
    public void freeTable(long pa) {
        trail.add(new Operation.FreeTable(slot(pa, "free").name()));
    }

    @Override
    public void lock(KernelLock lock) {
        trail.add(new Operation.Lock(true, lock.name()));
    }

    @Override
    public boolean tryLock(KernelLock lock) {
        throw new ScenarioException("kernel code tries to take " + lock + ", which is not explored");
    }

    @Override
    public void unlock(KernelLock lock) {
        trail.add(new Operation.Lock(false, lock.name()));
    }

    @Override
    public void warn(String text) {
        trail.add(new Operation.Note("the kernel warns: " + text));
    }

    /** Only what stops and releases other CPUs is more than a remark. */
    @Override
    public void note(String text) {
        if (text.startsWith(STOP)) {
            trail.add(new Operation.SetFlag("stop"));
        } else if (text.startsWith(PARKED)) {
            List<Integer> others = new ArrayList<>();
            for (int other = 0; other < pes; other++) {
                if (other != pe) {
                    others.add(other);
                }
            }
            int cpu = Integer.parseInt(text.replaceAll("\\D+(\\d+).*", "$1"));
            trail.add(new Operation.WaitFlag("parked" + others.get(cpu - 1)));
        } else if (text.startsWith("the acting CPU leaves")) {
            tableBase(false);
        } else if (text.startsWith("the acting CPU is back")) {
            tableBase(true);
        } else if (text.startsWith("released:")) {
            trail.add(new Operation.SetFlag("go"));
        }
    }

    private void tableBase(boolean on) {
        trail.add(new Operation.TableBase(on, -1));
        trail.add(new Operation.Fence(dev.ptarmigan.explorer.Barrier.named("isb")));
    }
}

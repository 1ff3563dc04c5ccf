package dev.ptarmigan.pe;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.pe.EntryArray.Flags;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Any number of processing elements on one memory, all in one Inner Shareable domain. Broadcast invalidations wait at every PE
 * and are carried out, at the latest, when a DSB of the PE that issued them asks for it: one for loads and stores whose domain is
 * wide enough. With store buffers, stores wait too.
 *
 * <pre>{@code
 * Machine machine = new Machine(memory, registers, 2, MachineOptions.of(TlbGeometry.named("neoverse-n1")));
 * long pa = machine.pe(1).translate(va, Access.READ);
 * }</pre>
 *
 * <p>Not for use by several threads: PEs take turns as the caller lets them.
 */
public final class Machine {
    /** One in so many, a waiting store or invalidation takes effect before an event, if the moment is random. */
    private static final int PATIENCE = 4;

    private final PhysicalMemory memory;
    private final MachineOptions options;
    private final List<ProcessingElement> elements = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private final Map<Long, Long> changed = new HashMap<>();
    private final SplittableRandom random;
    private final Walk compared = new Walk();
    private @Nullable EventLog log;
    private boolean recordsAccesses;
    private boolean comparing;
    private long events;

    /** An invalidation that a PE has still to carry out. */
    private record Pending(
            ProcessingElement issuer, ProcessingElement recipient, Invalidation what, boolean onlyShared) {}

    /**
     * A machine whose PEs all start with the same registers, at EL1.
     *
     * @param memory the memory, which stays the caller's
     */
    public Machine(PhysicalMemory memory, RegisterFile registers, int elementCount, MachineOptions options) {
        if (elementCount < 1) {
            throw new IllegalArgumentException("elementCount=" + elementCount);
        }
        this.memory = memory;
        this.options = options;
        random = new SplittableRandom(options.seed());
        for (int i = 0; i < elementCount; i++) {
            elements.add(new ProcessingElement(this, i, registers));
        }
        watch();
    }

    /** The memory. */
    public PhysicalMemory memory() {
        return memory;
    }

    /** What kind of machine it is. */
    public MachineOptions options() {
        return options;
    }

    /** The PEs. */
    public List<ProcessingElement> elements() {
        return List.copyOf(elements);
    }

    /** A PE. */
    public ProcessingElement pe(int number) {
        return elements.get(number);
    }

    /** How many events (stores, barriers, invalidations) there have been. */
    public long events() {
        return events;
    }

    /**
     * Records stores, barriers and invalidations from now on; null for no more.
     *
     * @param accesses accesses, faults, fills and evictions too
     */
    public void record(@Nullable EventLog newLog, boolean accesses) {
        log = newLog;
        recordsAccesses = accesses && newLog != null;
        for (ProcessingElement element : elements) {
            element.tlb().listen(recordsAccesses ? new EventRecorder(log(), element.number()) : null);
        }
        watch();
    }

    private EventLog log() {
        EventLog known = log;
        if (known == null) {
            throw new IllegalStateException("nothing is recorded");
        }
        return known;
    }

    /** Whether every access is compared with a fresh walk, and {@link TlbStatistics#staleHits} counted. Slow. */
    public void compareWithWalks(boolean wanted) {
        comparing = wanted;
        watch();
    }

    /** Whether accesses take the long way. */
    private void watch() {
        boolean waits = options.timing() == TlbiTiming.RANDOM || options.storeBuffers();
        boolean watched = waits || recordsAccesses || comparing;
        elements.forEach(element -> element.setWatched(watched));
    }

    void beforeAccess(ProcessingElement element) {
        someTakeEffect();
        if (recordsAccesses) {
            element.tlb().setNow(events);
        }
    }

    void afterAccess(ProcessingElement element, long va, int access, Walk out) {
        if (recordsAccesses) {
            EventRecorder.access(log(), element.number(), va, access, element.exceptionLevel(), out);
        }
        if (comparing && isStale(element, va, access, out)) {
            element.tlb().statistics().staleHits++;
        }
    }

    /** Whether the result of an access is not that of a walk now. */
    public boolean isStale(ProcessingElement element, long va, int access, Walk out) {
        element.freshWalk(va, access | Access.AT, compared);
        return compared.ok() != out.ok()
                || out.ok() && compared.outputAddress != out.outputAddress
                || compared.fault != out.fault;
    }

    private void event() {
        events++;
        for (ProcessingElement element : elements) {
            element.tlb().setNow(events);
        }
        someTakeEffect();
    }

    /** At a random moment, something that waits happens. */
    private void someTakeEffect() {
        if (options.storeBuffers()) {
            for (ProcessingElement element : elements) {
                while (!element.stores().isEmpty() && random.nextInt(PATIENCE) == 0) {
                    visible(element.stores().takeAny(random));
                }
            }
        }
        if (options.timing() == TlbiTiming.RANDOM) {
            for (int i = pending.size() - 1; i >= 0; i--) {
                if (random.nextInt(PATIENCE) == 0) {
                    carryOut(pending.remove(i));
                }
            }
        }
    }

    private void visible(StoreBuffer.Waiting store) {
        memory.write(store.pa(), store.word());
    }

    long load(ProcessingElement element, long pa) {
        StoreBuffer.Waiting own = element.stores().last(pa);
        return own == null ? memory.read(pa) : own.word();
    }

    void store(ProcessingElement element, long pa, long word) {
        EventLog recording = log;
        if (recording != null) {
            recording.store(element.number(), pa, load(element, pa), word);
        }
        changed.put(pa, events);
        if (options.storeBuffers()) {
            element.stores().add(pa, word);
        } else {
            memory.write(pa, word);
        }
        event();
    }

    /** An atomic read-modify-write acts on memory: the PE's own earlier stores to it are visible first. */
    boolean compareAndSet(ProcessingElement element, long pa, long expected, long word) {
        drain(element);
        boolean done = memory.compareAndSet(pa, expected, word);
        if (done) {
            EventLog recording = log;
            if (recording != null) {
                recording.store(element.number(), pa, expected, word);
            }
            changed.put(pa, events);
            event();
        }
        return done;
    }

    private void drain(ProcessingElement element) {
        while (!element.stores().isEmpty()) {
            visible(element.stores().takeFirst());
        }
    }

    void barrier(ProcessingElement element, Barrier kind) {
        EventLog recording = log;
        if (recording != null) {
            recording.barrier(element.number(), kind);
        }
        if (kind.isDsb() && !kind.name().endsWith("LD")) {
            drain(element);
        } else if (kind != Barrier.ISB) {
            element.stores().separate();
        }
        for (int i = 0; i < pending.size(); ) {
            Pending waiting = pending.get(i);
            if (waiting.issuer == element && waiting.what.completedBy(kind)) {
                pending.remove(i);
                carryOut(waiting);
            } else {
                i++;
            }
        }
        event();
    }

    void invalidate(ProcessingElement element, Invalidation what, String operation, long operand) {
        EventLog recording = log;
        if (recording != null) {
            recording.tlbi(element.number(), operation, operand);
        }
        boolean broadcast = what.recipients().isBroadcast();
        for (ProcessingElement recipient : elements) {
            Pending item = new Pending(element, recipient, what, !broadcast && recipient != element);
            if (options.timing() == TlbiTiming.EARLY) {
                carryOut(item);
            } else {
                pending.add(item);
            }
        }
        event();
    }

    private static void carryOut(Pending item) {
        item.recipient.invalidate(item.what, item.issuer == item.recipient, item.onlyShared);
    }

    /** Everything that waits takes effect now. */
    public void settle() {
        elements.forEach(this::drain);
        for (Pending item : pending) {
            carryOut(item);
        }
        pending.clear();
    }

    /** The number of the event that changed a word last, or −1 if none of this machine did. */
    long changedAt(long pa) {
        return changed.getOrDefault(pa, -1L);
    }

    /** Whether a PE has still to carry out an invalidation of an entry: whoever has done so already must not get it back. */
    private boolean isDoomed(ProcessingElement holder, EntryArray array, int i, RegimeState state) {
        EntryView entry = new EntryView(array).at(array, i, state);
        for (Pending item : pending) {
            if (item.recipient == holder && item.what.hits(entry)) {
                return true;
            }
        }
        return false;
    }

    /** See {@link Mmu.SharedTlbs}: CnP lets a PE use what another has, for tables that are the same. */
    int fetchShared(Tlb own, long key, long tag, @Nullable RegimeState state) {
        EntryArray into = own.l2;
        if (state == null || into == null) {
            return EntryArray.NONE;
        }
        for (ProcessingElement element : elements) {
            EntryArray from = element.tlb().l2;
            if (element.tlb() == own || from == null) {
                continue;
            }
            int j = from.find(key, tag, Tags.LEAVES);
            if (j != EntryArray.NONE
                    && from.is(j, Flags.SHARED)
                    && !from.is(j, Flags.CONFLICTED)
                    && !isDoomed(element, from, j, state)) {
                own.statistics().sharedFills++;
                int i = into.take(key, from.heldShift[j], from.tags[j], from.tagMask[j], Tags.LEAVES, from.filledAt[j]);
                into.copy(i, from, j);
                own.filled(into, i);
                return i;
            }
        }
        return EntryArray.NONE;
    }
}

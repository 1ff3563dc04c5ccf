package dev.ptarmigan.checker.mutants;

import dev.ptarmigan.checker.mutants.Mutant.Kind;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every change of one step of a sequence of events. */
final class EventMutants {
    private static final String INNER = "is";
    private static final long NOBODYS_ASID = 0xFFFF;

    /** Takes a mutant that was made. */
    interface Sink {
        void mutant(String name, Kind kind, int event, EventLog log, @Nullable String equivalence);
    }

    private final List<Event> events = new ArrayList<>();
    private final Granule granule;
    private final Sink sink;

    EventMutants(EventLog log, Granule granule, Sink sink) {
        log.forEach(events::add);
        this.granule = granule;
        this.sink = sink;
    }

    void all() {
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            switch (event.kind()) {
                case STORE -> {
                    drop(
                            i,
                            Kind.DROP_STORE,
                            event.before() == event.after() ? "it writes what is there already" : null);
                    swap(i);
                }
                case BARRIER -> {
                    drop(i, Kind.DROP_BARRIER, null);
                    weaken(i, event);
                    swap(i);
                }
                case TLBI -> {
                    drop(i, Kind.DROP_TLBI, null);
                    weaken(i, event, TlbiOperation.require(String.valueOf(event.name())));
                    swap(i);
                }
                case ALLOCATE, FREE, ALLOCATE_FAILED, LOCK, UNLOCK, ACCESS, FAULT, FILL, EVICT, WARN, NOTE -> {}
            }
        }
    }

    private void drop(int at, Kind kind, @Nullable String equivalence) {
        List<Event> changed = new ArrayList<>(events);
        changed.remove(at);
        sink.mutant("drop " + at + " " + text(events.get(at)), kind, at, log(changed), equivalence);
    }

    /** With the next event of the same PE that is a store, a barrier or a TLBI; locks and notes stay where they are. */
    private void swap(int at) {
        if (at + 1 >= events.size()) {
            return;
        }
        Event first = events.get(at);
        Event second = events.get(at + 1);
        boolean movable = switch (second.kind()) {
            case STORE, BARRIER, TLBI, FREE -> true;
            case ALLOCATE, ALLOCATE_FAILED, LOCK, UNLOCK, ACCESS, FAULT, FILL, EVICT, WARN, NOTE -> false;
        };
        if (!movable || first.cpu() != second.cpu()) {
            return;
        }
        List<Event> changed = new ArrayList<>(events);
        changed.set(at, second);
        changed.set(at + 1, first);
        sink.mutant(
                "swap " + at + " " + text(first) + " with " + text(second),
                Kind.SWAP,
                at,
                log(changed),
                unordered(first, second));
    }

    private static @Nullable String unordered(Event first, Event second) {
        if (first.kind() == EventKind.STORE
                && second.kind() == EventKind.STORE
                && first.address() != second.address()) {
            return "two stores to different words with no barrier in between have no order";
        }
        if (first.kind() == EventKind.STORE && second.kind() == EventKind.STORE && first.after() == second.after()) {
            return "both store the same word";
        }
        if (first.kind() == EventKind.TLBI && second.kind() == EventKind.TLBI) {
            return "two TLBIs with no DSB in between have no order";
        }
        if (first.barrier() != null && first.barrier() == second.barrier()) {
            return "both are the same barrier";
        }
        return null;
    }

    private void weaken(int at, Event event) {
        Barrier barrier = event.barrier();
        if (barrier == null) {
            return;
        }
        List<Barrier> weaker = switch (barrier) {
            case DSB_ISH -> List.of(Barrier.DSB_NSH, Barrier.DSB_ISHST, Barrier.DMB_ISH);
            case DSB_ISHST -> List.of(Barrier.DSB_NSHST, Barrier.DMB_ISHST);
            case DSB_SY -> List.of(Barrier.DSB_NSH, Barrier.DSB_ST);
            case DSB_NSH -> List.of(Barrier.DSB_NSHST);
            default -> List.of();
        };
        for (Barrier other : weaker) {
            replace(
                    at,
                    new Event(0, event.cpu(), EventKind.BARRIER, 0, 0, 0, other, null),
                    Kind.WEAKEN_BARRIER,
                    "weaken " + at + " " + barrier.text() + " to " + other.text());
        }
    }

    private void weaken(int at, Event event, TlbiOperation operation) {
        String name = String.valueOf(event.name());
        long operand = event.address();
        if (name.endsWith(INNER)) {
            tlbi(at, event, name.substring(0, name.length() - INNER.length()), operand, Kind.LOCAL);
        }
        OperandForm form = operation.form();
        if (!form.isSingle() && !form.isRange()) {
            return;
        }
        String last = name.replaceFirst("^(r?va+)e", "$1le");
        if (!last.equals(name) && TlbiOperation.named(last) != null) {
            tlbi(at, event, last, operand, Kind.LAST_LEVEL);
        }
        for (int level = 1; level <= 3; level++) {
            long hinted = form.isRange()
                    ? TlbiFields.RANGE_TTL.in(operand, level)
                    : TlbiFields.TTL_LEVEL.in(
                            TlbiFields.TTL_GRANULE.in(operand, TlbiFields.granuleCode(granule)), level);
            tlbi(at, event, name, hinted, Kind.LEVEL_HINT);
        }
        if (form.isRange()) {
            shorten(at, event, name, operand);
        }
        if (name.startsWith("vaa") || name.startsWith("rvaa")) {
            tlbi(at, event, name.replaceFirst("vaa", "va"), TlbiFields.ASID.in(operand, NOBODYS_ASID), Kind.ASID);
        }
    }

    private void shorten(int at, Event event, String name, long operand) {
        long num = TlbiFields.NUM.of(operand);
        if (num > 0) {
            tlbi(at, event, name, TlbiFields.NUM.in(operand, num - 1), Kind.SHORT_RANGE);
            return;
        }
        int scale = (int) TlbiFields.SCALE.of(operand);
        if (scale > 0) {
            // One unit of the greatest shorter range: 31 of 32 of it.
            tlbi(at, event, name, TlbiFields.NUM.in(TlbiFields.SCALE.in(operand, scale - 1), 30), Kind.SHORT_RANGE);
        }
    }

    private void tlbi(int at, Event event, String name, long operand, Kind kind) {
        replace(
                at,
                new Event(0, event.cpu(), EventKind.TLBI, operand, 0, 0, null, name),
                kind,
                "weaken " + at + " " + text(event) + " to " + name + " x=0x" + Long.toHexString(operand));
    }

    private void replace(int at, Event event, Kind kind, String name) {
        List<Event> changed = new ArrayList<>(events);
        changed.set(at, event);
        sink.mutant(name, kind, at, log(changed), null);
    }

    private static String text(Event event) {
        String line = event.toString();
        int at = line.indexOf("cpu=");
        return line.substring(line.indexOf(' ', at) + 1);
    }

    /** Writes a sequence down; the words before stores are those that the sequence leaves. */
    private EventLog log(List<Event> sequence) {
        Map<Long, Long> words = new HashMap<>();
        EventLog log = new EventLog();
        for (Event original : events) {
            if (original.kind() == EventKind.STORE) {
                words.putIfAbsent(original.address(), original.before());
            }
        }
        for (Event event : sequence) {
            String name = String.valueOf(event.name());
            Barrier barrier = event.barrier();
            switch (event.kind()) {
                case STORE -> {
                    Long before = words.put(event.address(), event.after());
                    log.store(event.cpu(), event.address(), before == null ? 0 : before, event.after());
                }
                case BARRIER -> log.barrier(event.cpu(), barrier == null ? Barrier.ISB : barrier);
                case TLBI -> log.tlbi(event.cpu(), name, event.address());
                case ALLOCATE -> log.allocate(event.cpu(), event.address(), (int) event.after(), event.before());
                case ALLOCATE_FAILED -> log.allocateFailed(event.cpu(), (int) event.after(), event.before());
                case FREE -> log.free(event.cpu(), event.address());
                case LOCK, UNLOCK, WARN, NOTE -> log.text(event.cpu(), event.kind(), name);
                case ACCESS, FAULT, FILL, EVICT -> {
                    // What a machine did meanwhile is no step of the kernel's code.
                }
            }
        }
        return log;
    }
}

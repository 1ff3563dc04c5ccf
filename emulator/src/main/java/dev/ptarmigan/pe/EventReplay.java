package dev.ptarmigan.pe;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.memory.Segment;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does again on a machine what events tell: stores, barriers and TLBIs of the PEs named, and accesses, of which each is compared
 * with what was recorded. Fills and evictions are the machine's own affair and are passed over, as are the explanations.
 */
public final class EventReplay {
    private final Machine machine;
    private final String source;
    private final long pageBytes;
    private final Set<Long> made = new HashSet<>();
    private @Nullable String text;
    private long differences;

    /**
     * A replay.
     *
     * @param machine has a PE for every number that the events name, modulo their count
     * @param source the name of the events, for messages
     * @param pageBytes how much memory a store to where there is none makes: a page for a table
     */
    public EventReplay(Machine machine, String source, long pageBytes) {
        this.machine = machine;
        this.source = source;
        this.pageBytes = pageBytes;
    }

    /** Says what text the events were read from, so that messages can name the line. */
    public EventReplay of(String eventText) {
        text = eventText;
        return this;
    }

    private String where(Event event) {
        String known = text;
        return known == null
                ? source + ": event " + event.sequence() + " "
                : source + ":" + EventText.lineOf(known, event.sequence()) + ": the event ";
    }

    /** Does all events. */
    public void run(EventLog log) {
        for (Event event : log) {
            step(event);
        }
    }

    /**
     * Does one event.
     *
     * @throws EventReplayException if a store finds another word than the one recorded in memory that was there, or a TLBI is
     *     unknown
     */
    public void step(Event event) {
        ProcessingElement element = machine.pe(event.cpu() % machine.elements().size());
        switch (event.kind()) {
            case STORE -> store(element, event);
            case BARRIER -> {
                if (event.barrier() != null) {
                    element.barrier(event.barrier());
                }
            }
            case TLBI -> tlbi(element, event);
            case ACCESS, FAULT -> access(element, event);
            default -> {
                // Nothing that a PE does.
            }
        }
    }

    /** Accesses so far that ended otherwise than recorded. */
    public long differences() {
        return differences;
    }

    private void store(ProcessingElement element, Event event) {
        PhysicalMemory memory = machine.memory();
        long pa = event.address();
        if (memory.at(pa) == Segment.ABSENT) {
            memory.allocate(pa & -pageBytes, pageBytes);
            made.add(pa & -pageBytes);
        }
        if (made.contains(pa & -pageBytes)) {
            // What a page held before it became a table is known only from what stores to it found.
            element.store(pa, event.after());
            return;
        }
        long held = element.loadWord(pa);
        if (held != event.before()) {
            throw new EventReplayException(where(event) + "stores to " + Hex.address(pa)
                    + " where it found " + Hex.word(event.before()) + ", but there is " + Hex.word(held)
                    + ": events are missing or out of order, or belong to other tables");
        }
        element.store(pa, event.after());
    }

    private void tlbi(ProcessingElement element, Event event) {
        String name = String.valueOf(event.name());
        if (TlbiOperation.named(name) == null) {
            throw new EventReplayException(where(event) + "is TLBI " + name + ", which there is not");
        }
        element.tlbi(name, event.address());
    }

    private void access(ProcessingElement element, Event event) {
        String name = String.valueOf(event.name());
        int space = name.indexOf(' ');
        int access = AccessText.parse(space < 0 ? name : name.substring(0, space));
        if (access == 0) {
            throw new EventReplayException(where(event) + "is '" + name + "', which is no kind of access");
        }
        int level = name.charAt(name.indexOf("el=") + 3) - '0';
        if (level != element.exceptionLevel()) {
            element.setExceptionLevel(level);
        }
        long pa = element.translate(event.address(), access);
        boolean same = event.kind() == EventKind.ACCESS ? pa == event.before() : pa == ProcessingElement.FAULT;
        differences += same ? 0 : 1;
    }
}

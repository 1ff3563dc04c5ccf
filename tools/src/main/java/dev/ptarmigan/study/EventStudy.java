package dev.ptarmigan.study;

import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.pe.AccessStream;
import dev.ptarmigan.pe.EventReplay;
import dev.ptarmigan.pe.Machine;
import dev.ptarmigan.pe.MachineOptions;
import dev.ptarmigan.pe.ProcessingElement;
import dev.ptarmigan.pe.TlbEntry;
import dev.ptarmigan.pe.TlbGeometry;
import dev.ptarmigan.pe.TlbStatistics;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventText;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.Walk;

/**
 * Events replayed on the tables of a capture, while two PEs read its linear map.
 *
 * @param events how many events
 * @param differences recorded accesses that ended otherwise here
 * @param accesses reads made between events
 * @param faults of them that faulted
 * @param staleHits of them whose result was not that of a walk at that moment: between a store and the TLBI for it there may be some
 * @param staleEntries entries left in the end that memory contradicts
 * @param staleResults their first addresses for which an access still has another result than a walk
 * @param invalidations carried out, by both PEs
 * @param entriesRemoved by them
 */
public record EventStudy(
        long events,
        long differences,
        long accesses,
        long faults,
        long staleHits,
        long staleEntries,
        long staleResults,
        long invalidations,
        long entriesRemoved) {
    private static final int ELEMENTS = 2;
    private static final int READS_AN_EVENT = 4;

    /**
     * Replays a text of events.
     *
     * @param source its name, for messages
     */
    public static EventStudy of(Capture capture, TlbGeometry geometry, String text, String source, long seed) {
        EventText.Recording recording = EventText.read(text, source);
        try (Mapped mapped = Mapped.captured(capture)) {
            Machine machine = new Machine(
                    mapped.memory(),
                    mapped.registers(),
                    ELEMENTS,
                    MachineOptions.of(geometry).withSeed(seed));
            machine.elements().forEach(element -> element.setExceptionLevel(mapped.exceptionLevel()));
            machine.compareWithWalks(true);
            AccessStream reads = AccessStream.random(mapped.linearMap(), Long.BYTES, seed);
            EventReplay replay =
                    new EventReplay(machine, source, mapped.granule().pageBytes()).of(text);
            long accesses = 0;
            long faults = 0;
            for (Event event : recording.log()) {
                replay.step(event);
                for (int i = 0; i < READS_AN_EVENT; i++, accesses++) {
                    faults += machine.pe(i % ELEMENTS).load(reads.next()) ? 0 : 1;
                }
            }
            machine.settle();
            return summed(machine, recording.log().size(), replay.differences(), accesses, faults);
        }
    }

    private static EventStudy summed(Machine machine, long events, long differences, long accesses, long faults) {
        long hits = 0;
        long invalidations = 0;
        long removed = 0;
        long entries = 0;
        long results = 0;
        Walk walk = new Walk();
        for (ProcessingElement element : machine.elements()) {
            TlbStatistics statistics = element.tlb().statistics();
            hits += statistics.staleHits;
            invalidations += statistics.invalidations;
            removed += statistics.entriesRemoved;
            for (TlbEntry entry : element.entries()) {
                if (!entry.agrees() && entry.kind().isByVa()) {
                    entries++;
                    int access = element.dataAccess(Access.READ);
                    element.access(entry.first(), access, walk);
                    results += machine.isStale(element, entry.first(), access, walk) ? 1 : 0;
                }
            }
        }
        return new EventStudy(events, differences, accesses, faults, hits, entries, results, invalidations, removed);
    }
}

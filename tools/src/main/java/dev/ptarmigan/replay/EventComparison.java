package dev.ptarmigan.replay;

import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares the events of a replay with those recorded from a real kernel.
 *
 * <p>A recording holds more than the operation, so these and no other differences are taken away:
 *
 * <ul>
 *   <li>N1: events of other CPUs than the one that ran the operation.
 *   <li>N2: what comes after the operation's end.
 *   <li>N3: an interrupt: between two neighbouring stores or TLBIs, one run of barriers that starts with {@code dsb sy} (which
 *       the operation itself never executes) and holds only DSBs and ISBs.
 *   <li>N4: one lazy purge of vmalloc space: a complete flush sequence where {@code vm_unmap_aliases} may do one.
 * </ul>
 *
 * <p>A recording of several tasks, whose calls were read off it ({@link RecordedCalls}), is compared call by call: every store of the
 * CPU that made them must be one of ours, in order. Of that CPU's other events these are taken away, before a call and
 * after the last one only: barriers, and TLBIs by ASID, which are of user addresses. N2 does not hold there (a worker frees
 * after the end); N4 holds for each call. Barriers that the recording ends too early for are not missed.
 */
public final class EventComparison {
    private static final Set<String> BY_ASID = Set.of("vae1is", "vale1is", "rvae1is", "rvale1is", "aside1is");

    private EventComparison() {}

    /**
     * The first point at which the replay and the recording differ, or null if they agree.
     *
     * @param expected the recording
     * @param actual the replay
     * @param flushRegenerator makes the events of a kernel range flush, to recognise a lazy purge
     */
    public static @Nullable String difference(
            EventText.Recording expected, EventLog actual, FlushRegenerator flushRegenerator) {
        List<Event> recorded = operation(expected);
        List<Event> ours = relevant(actual, 0, actual.size(), -1);
        return difference(recorded, ours, new BitSet(), flushRegenerator);
    }

    /**
     * The same for a recording of several tasks.
     *
     * @param cpu the CPU whose events are ours
     * @param starts number of events of ours before each call
     */
    public static @Nullable String difference(
            EventText.Recording expected,
            int cpu,
            EventLog actual,
            List<Integer> starts,
            FlushRegenerator flushRegenerator) {
        List<Event> recorded = relevant(expected.log(), 0, expected.log().size(), cpu);
        BitSet boundaries = new BitSet();
        for (int start : starts) {
            boundaries.set(relevant(actual, 0, start, -1).size());
        }
        List<Event> ours = relevant(actual, 0, actual.size(), -1);
        boundaries.set(ours.size());
        return difference(recorded, ours, boundaries, flushRegenerator);
    }

    private static @Nullable String difference(
            List<Event> recorded, List<Event> ours, BitSet boundaries, FlushRegenerator flushRegenerator) {
        int r = 0;
        int o = 0;
        int purgedAfter = -1;
        while (r < recorded.size() || o < ours.size()) {
            Event real = r < recorded.size() ? recorded.get(r) : null;
            Event own = o < ours.size() ? ours.get(o) : null;
            if (real != null && own != null && same(real, own)) {
                r++;
                o++;
                continue;
            }
            int call = boundaries.previousSetBit(o);
            if (real != null && (purgedAfter < 0 || purgedAfter < call)) {
                int afterPurge = flushRegenerator.purgeEnd(recorded, r);
                if (afterPurge > r) {
                    purgedAfter = o;
                    r = afterPurge;
                    continue;
                }
            }
            if (real != null && boundaries.get(o) && isForeign(real)) {
                r++;
                continue;
            }
            int afterInterrupt = interruptEnd(recorded, r);
            if (afterInterrupt > r + 1 && (purgedAfter < 0 || purgedAfter < call)) {
                // The barrier that starts a purge looks like the last one of an interrupt before it.
                int afterPurge = flushRegenerator.purgeEnd(recorded, afterInterrupt - 1);
                if (afterPurge >= afterInterrupt && own != null && own.kind() == EventKind.STORE) {
                    purgedAfter = o;
                    r = afterPurge;
                    continue;
                }
            }
            if (afterInterrupt > r) {
                int matched = longestMatchingEnd(recorded, r, afterInterrupt, ours, o);
                if (matched >= 0) {
                    r = matched;
                    continue;
                }
            }
            if (real == null && !boundaries.isEmpty() && onlyBarriers(ours, o)) {
                return null;
            }
            return "after " + o + " events of ours: recorded " + (real == null ? "nothing more" : text(real))
                    + ", replayed " + (own == null ? "nothing more" : text(own));
        }
        return null;
    }

    /** What another task on the CPU may have done between two calls. */
    private static boolean isForeign(Event event) {
        return event.kind() == EventKind.BARRIER
                || event.kind() == EventKind.TLBI && BY_ASID.contains(String.valueOf(event.name()));
    }

    private static boolean onlyBarriers(List<Event> events, int from) {
        return events.subList(from, events.size()).stream().allMatch(event -> event.kind() == EventKind.BARRIER);
    }

    /** Recognises one complete flush of a range of vmalloc space in a list of events. */
    public interface FlushRegenerator {
        /** The index after a flush that starts at {@code from}, or {@code from} if none does. */
        int purgeEnd(List<Event> events, int from);
    }

    /** The recorded events of the operation itself: N1 and N2. */
    static List<Event> operation(EventText.Recording recording) {
        return relevant(recording.log(), 0, recording.operationEnd(), recording.operationCpu());
    }

    private static List<Event> relevant(EventLog log, int from, int to, int cpu) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            EventKind kind = log.kind(i);
            boolean counts =
                    kind == EventKind.STORE || kind == EventKind.TLBI || kind == EventKind.BARRIER && !isDmb(log, i);
            if (counts && (cpu < 0 || log.cpu(i) == cpu)) {
                events.add(log.get(i));
            }
        }
        return events;
    }

    /** Recordings have no DMBs. */
    private static boolean isDmb(EventLog log, int index) {
        Barrier barrier = log.get(index).barrier();
        return barrier != null && barrier != Barrier.ISB && !barrier.isDsb();
    }

    /**
     * Finds a whole sequence in a recording, interrupts (N3) passed over.
     *
     * @return the index after it, or {@code from} if the recording does not go on so
     */
    static int sequenceEnd(List<Event> recorded, int from, List<Event> wanted) {
        int r = from;
        int o = 0;
        while (o < wanted.size()) {
            if (r < recorded.size() && same(recorded.get(r), wanted.get(o))) {
                r++;
                o++;
                continue;
            }
            int afterInterrupt = interruptEnd(recorded, r);
            int matched = afterInterrupt > r ? longestMatchingEnd(recorded, r, afterInterrupt, wanted, o) : -1;
            if (matched < 0) {
                return from;
            }
            r = matched;
        }
        return r;
    }

    /** The end of the barriers that follow {@code from}, if they start with the interrupt's {@code dsb sy}. */
    private static int interruptEnd(List<Event> events, int from) {
        if (from >= events.size() || events.get(from).barrier() != Barrier.DSB_SY) {
            return from;
        }
        int end = from;
        while (end < events.size() && (isIsb(events.get(end)) || isDsb(events.get(end)))) {
            end++;
        }
        return end;
    }

    private static boolean isIsb(Event event) {
        return event.barrier() == Barrier.ISB;
    }

    private static boolean isDsb(Event event) {
        Barrier barrier = event.barrier();
        return barrier != null && barrier.isDsb();
    }

    /** Where the recording goes on after an interrupt so that the operation's own remaining barriers follow. */
    private static int longestMatchingEnd(List<Event> recorded, int from, int to, List<Event> ours, int o) {
        int own = 0;
        while (o + own < ours.size() && ours.get(o + own).kind() == EventKind.BARRIER) {
            own++;
        }
        int start = to - own;
        if (start < from) {
            return -1;
        }
        for (int i = 0; i < own; i++) {
            if (!same(recorded.get(start + i), ours.get(o + i))) {
                return -1;
            }
        }
        return start;
    }

    private static boolean same(Event a, Event b) {
        if (a.kind() != b.kind()) {
            return false;
        }
        return switch (a.kind()) {
            case STORE -> a.address() == b.address() && a.before() == b.before() && a.after() == b.after();
            case BARRIER -> a.barrier() == b.barrier();
            case TLBI -> a.address() == b.address() && String.valueOf(a.name()).equals(b.name());
            default -> true;
        };
    }

    private static String text(Event event) {
        return "'" + event + "'";
    }
}

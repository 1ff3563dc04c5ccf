package dev.ptarmigan.kernel;

import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A log in short: {@code ST 48000018: 00E8000100000705->1800000048001403}; stores to consecutive words whose old and new words
 * grow evenly are one line, {@code x512 [48001000..48001FF8] 0->00F8000100000705 .. 0->00F800013FE00705}; {@code DSB ISHST} with
 * {@code ISB} right after it is {@code LZ}.
 */
final class EventScript {
    private EventScript() {}

    static String of(EventLog log) {
        List<Event> events = new ArrayList<>();
        for (Event event : log) {
            if (event.kind() != EventKind.ALLOCATE && event.kind() != EventKind.ALLOCATE_FAILED) {
                events.add(event);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        while (i < events.size()) {
            Event event = events.get(i);
            if (event.kind() == EventKind.STORE) {
                int n = evenRun(events, i);
                lines.add(n >= 3 ? run(event, events.get(i + n - 1), n) : store(event));
                i += n >= 3 ? n : 1;
            } else if (event.barrier() == Barrier.DSB_ISHST
                    && i + 1 < events.size()
                    && events.get(i + 1).barrier() == Barrier.ISB) {
                lines.add("LZ");
                i += 2;
            } else {
                lines.add(other(event));
                i++;
            }
        }
        return String.join("\n", lines);
    }

    private static int evenRun(List<Event> events, int from) {
        if (from + 1 >= events.size() || events.get(from + 1).kind() != EventKind.STORE) {
            return 1;
        }
        Event first = events.get(from);
        Event second = events.get(from + 1);
        long oldStep = second.before() - first.before();
        long newStep = second.after() - first.after();
        int n = 1;
        while (from + n < events.size()) {
            Event event = events.get(from + n);
            if (event.kind() != EventKind.STORE
                    || event.address() != first.address() + 8L * n
                    || event.before() != first.before() + n * oldStep
                    || event.after() != first.after() + n * newStep) {
                break;
            }
            n++;
        }
        return n;
    }

    private static String store(Event event) {
        return "ST " + hex(event.address()) + ": " + change(event);
    }

    private static String run(Event first, Event last, int n) {
        return "x" + n + " [" + hex(first.address()) + ".." + hex(last.address()) + "] " + change(first) + " .. "
                + change(last);
    }

    private static String change(Event event) {
        return word(event.before()) + "->" + word(event.after());
    }

    private static String other(Event event) {
        return switch (event.kind()) {
            case BARRIER -> String.valueOf(event.barrier()).replace('_', ' ');
            case TLBI -> "TLBI " + event.name() + (event.address() == 0 ? "" : "," + hex(event.address()));
            case LOCK -> "lock " + event.name();
            case UNLOCK -> "unlock " + event.name();
            case WARN -> "WARN " + event.name();
            case FREE -> "free " + hex(event.address());
            default -> "note " + event.name();
        };
    }

    private static String word(long word) {
        return word == 0 ? "0" : String.format(Locale.ROOT, "%016X", word);
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%X", value);
    }
}

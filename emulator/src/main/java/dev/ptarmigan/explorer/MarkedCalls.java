package dev.ptarmigan.explorer;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations that a log marks by notes: {@code op-begin NAME va=FIRST-LAST[,FIRST-LAST]... [set=MASK] [clear=MASK]
 * [noflush]} and {@code op-end NAME [failed]}.
 */
final class MarkedCalls {
    private static final String BEGIN = "op-begin ";
    private static final String END = "op-end ";

    /**
     * An operation.
     *
     * @param from its first event
     * @param to the event after its last
     * @param failed whether it says that it failed
     */
    record Marked(Call call, int from, int to, boolean failed) {}

    private MarkedCalls() {}

    static List<Marked> of(EventLog log) {
        List<Marked> result = new ArrayList<>();
        Call open = null;
        int from = 0;
        for (int i = 0; i < log.size(); i++) {
            if (log.kind(i) != EventKind.NOTE) {
                continue;
            }
            Event note = log.get(i);
            String text = String.valueOf(note.name());
            if (text.startsWith(BEGIN)) {
                open = parse(text.substring(BEGIN.length()).strip().split(" +"));
                from = i + 1;
            } else if (text.startsWith(END) && open != null) {
                result.add(new Marked(open, from, i, text.endsWith(" failed")));
                open = null;
            }
        }
        return result;
    }

    private static Call parse(String... words) {
        List<Call.Range> ranges = new ArrayList<>();
        long set = 0;
        long clear = 0;
        boolean flush = true;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            int equals = word.indexOf('=');
            String value = equals < 0 ? "" : word.substring(equals + 1);
            switch (equals < 0 ? word : word.substring(0, equals)) {
                case "va" -> {
                    for (String range : value.split(",")) {
                        int dash = range.indexOf('-');
                        ranges.add(new Call.Range(
                                Hex.parse(range.substring(0, dash), "an address"),
                                Hex.parse(range.substring(dash + 1), "an address")));
                    }
                }
                case "set" -> set = Hex.parse(value, "a mask");
                case "clear" -> clear = Hex.parse(value, "a mask");
                case "noflush" -> flush = false;
                default ->
                    throw new ScenarioException(
                            "'" + word + "' in an op-begin; va=, set=, clear= or noflush was expected");
            }
        }
        return new Call(words[0], ranges, set, clear, flush);
    }

    /** Whether an operation has the same events in another log. */
    static boolean same(EventLog a, Marked inA, EventLog b, @Nullable Marked inB) {
        if (inB == null || inA.to() - inA.from() != inB.to() - inB.from()) {
            return false;
        }
        for (int i = 0; i < inA.to() - inA.from(); i++) {
            Event one = a.get(inA.from() + i);
            Event other = b.get(inB.from() + i);
            boolean equal = one.kind() == other.kind()
                    && one.cpu() == other.cpu()
                    && one.address() == other.address()
                    && one.after() == other.after()
                    && one.barrier() == other.barrier()
                    && String.valueOf(one.name()).equals(String.valueOf(other.name()));
            if (!equal) {
                return false;
            }
        }
        return true;
    }
}

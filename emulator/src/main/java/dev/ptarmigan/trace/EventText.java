package dev.ptarmigan.trace;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text format <em>events v1</em>: comment lines with {@code #}, then one event a line.
 *
 * <pre>
 * 0 cpu=1 store pa=0x10195f000 old=0x0000000000000000 new=0x00f8000080000705
 * 1 cpu=1 dsb ishst
 * 2 cpu=1 tlbi vaale1is x=0xff00005abcd
 * 3 cpu=1 isb
 * 4 cpu=0 access read el=1 va=0xffff00005abcd000 pa=0x9abcd000
 * 5 cpu=0 fault write el=1 permission level=3 va=0xffff00005abce000
 * 6 cpu=0 fill L2 leaf size=4K va=0xffff00005abcd000 slot=0x10195f668 word=0x00f8000080000705
 * 7 cpu=0 evict L2 size=4K va=0xffff00005abcd000
 * </pre>
 *
 * Recordings of real kernels have stores, barriers and TLBIs; machines of ours add what their PEs and TLBs do.
 */
public final class EventText {
    private static final String FIRST_LINE = "# events v1";
    private static final Pattern LINE = Pattern.compile("(\\d+) cpu=(\\d+) (.*)");
    private static final Pattern STORE = Pattern.compile("store pa=(\\S+) old=(\\S+) new=(\\S+)(?: pc=\\S+)?");
    private static final Pattern TLBI = Pattern.compile("tlbi (\\S+) x=(\\S+)(?: pc=\\S+)?");
    private static final Pattern ACCESS = Pattern.compile("access (\\S+ el=[0-3]) va=(\\S+) pa=(\\S+)");
    private static final Pattern FAULT = Pattern.compile("fault (\\S+ el=[0-3] .+) va=(\\S+)");
    private static final Pattern FILL = Pattern.compile("fill (\\S+ \\S+ size=\\S+) va=(\\S+) slot=(\\S+) word=(\\S+)");
    private static final Pattern EVICT = Pattern.compile("evict (\\S+ size=\\S+) va=(\\S+)");
    private static final Pattern END = Pattern.compile("# cpu=(\\d+) end of the operation.*");
    private static final int MOST_CPUS = 1 << 16;

    private EventText() {}

    /**
     * A recording as it was read.
     *
     * @param log its events
     * @param header the comment lines before the first event, without {@code #}
     * @param operationCpu the PE that ran the operation, or −1 if the text does not say
     * @param operationEnd index of the first event after the operation's end, or the number of events
     */
    public record Recording(EventLog log, List<String> header, int operationCpu, int operationEnd) {}

    /**
     * Reads a text.
     *
     * @param source its name, for messages
     * @throws EventFormatException at the first line that is not of the format
     */
    public static Recording read(String text, String source) {
        EventLog log = new EventLog();
        List<String> header = new ArrayList<>();
        int operationCpu = -1;
        int operationEnd = -1;
        long lastSequence = -1;
        int number = 0;
        String rest = text;
        for (String line : rest.lines().toList()) {
            number++;
            if (number == 1 && !line.equals(FIRST_LINE)) {
                throw new EventFormatException(source, number, "the first line of events is '" + FIRST_LINE + "'");
            }
            if (line.startsWith("#")) {
                Matcher end = END.matcher(line);
                if (end.matches() && operationEnd < 0) {
                    operationCpu = Integer.parseInt(end.group(1));
                    operationEnd = log.size();
                } else if (log.size() == 0) {
                    header.add(line.substring(1).strip());
                }
                continue;
            }
            if (line.isBlank()) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new EventFormatException(
                        source, number, "'<number> cpu=<n> <event>' was expected, not '" + shortened(line) + "'");
            }
            try {
                long sequence = Long.parseLong(matcher.group(1));
                if (sequence <= lastSequence) {
                    throw new EventFormatException(
                            source, number, "event " + sequence + " comes after event " + lastSequence);
                }
                lastSequence = sequence;
                int cpu = Integer.parseInt(matcher.group(2));
                if (cpu >= MOST_CPUS) {
                    throw new EventFormatException(source, number, "cpu=" + cpu + " is more than " + (MOST_CPUS - 1));
                }
                event(log, cpu, matcher.group(3), source, number);
            } catch (NumberTextException e) {
                throw new EventFormatException(source, number, String.valueOf(e.getMessage()));
            } catch (NumberFormatException e) {
                throw new EventFormatException(source, number, "a number is too large: '" + shortened(line) + "'");
            }
        }
        if (number == 0) {
            throw new EventFormatException(source, 1, "the text is empty; '" + FIRST_LINE + "' was expected");
        }
        return new Recording(log, List.copyOf(header), operationCpu, operationEnd < 0 ? log.size() : operationEnd);
    }

    /** The line of a text, from 1, that its event {@code index} stands on. */
    public static int lineOf(String text, long index) {
        int number = 0;
        long event = -1;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.startsWith("#") && !line.isBlank() && ++event == index) {
                return number;
            }
        }
        throw new IllegalArgumentException("index=" + index);
    }

    static void event(EventLog log, int cpu, String text, String source, int line) {
        Matcher store = STORE.matcher(text);
        if (store.matches()) {
            long pa = Hex.parse(store.group(1), "an address");
            if ((pa & 7) != 0) {
                throw new EventFormatException(
                        source, line, "the store to " + Hex.address(pa) + " is not 8-byte aligned");
            }
            log.store(cpu, pa, Hex.parse(store.group(2), "a word"), Hex.parse(store.group(3), "a word"));
            return;
        }
        Matcher tlbi = TLBI.matcher(text);
        if (tlbi.matches()) {
            log.tlbi(cpu, tlbi.group(1), Hex.parse(tlbi.group(2), "an operand"));
            return;
        }
        if (cached(log, cpu, text)) {
            return;
        }
        int pc = text.indexOf(" pc=");
        Barrier barrier = Barrier.named(pc < 0 ? text : text.substring(0, pc));
        if (barrier == null) {
            throw new EventFormatException(
                    source,
                    line,
                    "unknown event '" + shortened(text)
                            + "'; store, tlbi, dsb, dmb, isb, access, fault, fill or evict was expected");
        }
        log.barrier(cpu, barrier);
    }

    /** What PEs and TLBs do; whether it was that. */
    private static boolean cached(EventLog log, int cpu, String text) {
        Matcher access = ACCESS.matcher(text);
        if (access.matches()) {
            log.access(cpu, access.group(1), address(access.group(2)), address(access.group(3)));
            return true;
        }
        Matcher fault = FAULT.matcher(text);
        if (fault.matches()) {
            log.fault(cpu, fault.group(1), address(fault.group(2)));
            return true;
        }
        Matcher fill = FILL.matcher(text);
        if (fill.matches()) {
            log.fill(
                    cpu,
                    fill.group(1),
                    address(fill.group(2)),
                    address(fill.group(3)),
                    Hex.parse(fill.group(4), "a word"));
            return true;
        }
        Matcher evict = EVICT.matcher(text);
        if (evict.matches()) {
            log.evict(cpu, evict.group(1), address(evict.group(2)));
            return true;
        }
        return false;
    }

    private static long address(String text) {
        return Hex.parse(text, "an address");
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    /**
     * Writes a log.
     *
     * @param header comment lines to put under the first line, without {@code #}; may be null
     */
    public static String write(EventLog log, @Nullable List<String> header) {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        if (header != null) {
            for (String line : header) {
                text.append("# ").append(line).append('\n');
            }
        }
        long sequence = 0;
        for (Event event : log) {
            Event numbered = new Event(
                    sequence,
                    event.cpu(),
                    event.kind(),
                    event.address(),
                    event.before(),
                    event.after(),
                    event.barrier(),
                    event.name());
            text.append(numbered).append('\n');
            if (event.kind().isNumbered()) {
                sequence++;
            }
        }
        return text.toString();
    }
}

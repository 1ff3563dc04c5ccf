package dev.ptarmigan.trace;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events v1 with everything that stands in comments: table pages, locks, warnings and notes become events of their own, at their
 * place. {@link EventText} reads the plain events alone.
 */
public final class TraceText {
    private static final String FIRST_LINE = "# events v1";
    private static final String COMMENT = "# cpu=";
    private static final String END = "end of the operation";
    private static final int MOST_CPUS = 1 << 16;

    private final EventLog log = new EventLog();
    private final List<String> header = new ArrayList<>();
    private final String source;
    private int[] lines = new int[64];
    private long[] sequences = new long[64];
    private int operationCpu = -1;
    private int operationEnd = -1;

    private TraceText(String source) {
        this.source = source;
    }

    /**
     * Reads a text.
     *
     * @param source its name, for messages
     * @throws EventFormatException at the first line that is not of the format, and for a last line that is cut off
     */
    public static TraceText read(String text, String source) {
        TraceText trace = new TraceText(source);
        int number = 0;
        long lastSequence = -1;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            number++;
            if (end < 0) {
                throw new EventFormatException(
                        source, number, "the last line is cut off: '" + shortened(text.substring(start)) + "'");
            }
            String line = text.substring(start, end);
            start = end + 1;
            if (number == 1 && !line.equals(FIRST_LINE)) {
                throw new EventFormatException(source, number, "the first line of events is '" + FIRST_LINE + "'");
            }
            if (line.startsWith("#")) {
                trace.comment(line, number);
            } else if (!line.isBlank()) {
                lastSequence = trace.event(line, number, lastSequence);
            }
        }
        if (number == 0) {
            throw new EventFormatException(source, 1, "the text is empty; '" + FIRST_LINE + "' was expected");
        }
        return trace;
    }

    private long event(String line, int number, long lastSequence) {
        int cpuAt = line.indexOf(" cpu=");
        int textAt = cpuAt < 0 ? -1 : line.indexOf(' ', cpuAt + 1);
        if (textAt < 0) {
            throw new EventFormatException(
                    source, number, "'<number> cpu=<n> <event>' was expected, not '" + shortened(line) + "'");
        }
        try {
            long sequence = Long.parseLong(line.substring(0, cpuAt));
            if (sequence <= lastSequence) {
                throw new EventFormatException(
                        source, number, "event " + sequence + " comes after event " + lastSequence);
            }
            int cpu = cpu(line.substring(cpuAt + 5, textAt), number);
            EventText.event(log, cpu, line.substring(textAt + 1), source, number);
            added(number, sequence);
            return sequence;
        } catch (NumberTextException e) {
            throw new EventFormatException(source, number, String.valueOf(e.getMessage()));
        } catch (NumberFormatException e) {
            throw new EventFormatException(source, number, "a number was expected in '" + shortened(line) + "'");
        }
    }

    private int cpu(String text, int number) {
        int cpu = Integer.parseInt(text);
        if (cpu < 0 || cpu >= MOST_CPUS) {
            throw new EventFormatException(source, number, "cpu=" + cpu + " is not from 0 to " + (MOST_CPUS - 1));
        }
        return cpu;
    }

    private void comment(String line, int number) {
        int textAt = line.startsWith(COMMENT) ? line.indexOf(' ', COMMENT.length()) : -1;
        if (textAt < 0) {
            if (log.size() == 0) {
                header.add(line.substring(1).strip());
            }
            return;
        }
        try {
            int cpu = cpu(line.substring(COMMENT.length(), textAt), number);
            String text = line.substring(textAt + 1);
            if (text.startsWith(END)) {
                if (operationEnd < 0) {
                    operationCpu = cpu;
                    operationEnd = log.size();
                }
                return;
            }
            int before = log.size();
            commented(cpu, text);
            if (log.size() != before) {
                added(number, -1);
            }
        } catch (NumberTextException e) {
            throw new EventFormatException(source, number, String.valueOf(e.getMessage()));
        } catch (NumberFormatException e) {
            throw new EventFormatException(source, number, "a number was expected in '" + shortened(line) + "'");
        }
    }

    private void commented(int cpu, String text) {
        if (text.startsWith("table pa=")) {
            log.allocate(cpu, field(text, "pa="), Integer.parseInt(textOf(text, "level=")), field(text, "va="));
        } else if (text.startsWith("table refused ")) {
            log.allocateFailed(cpu, Integer.parseInt(textOf(text, "level=")), field(text, "va="));
        } else if (text.startsWith("table freed pa=")) {
            log.free(cpu, field(text, "pa="));
        } else if (text.startsWith("lock ")) {
            log.text(cpu, EventKind.LOCK, text.substring("lock ".length()));
        } else if (text.startsWith("unlock ")) {
            log.text(cpu, EventKind.UNLOCK, text.substring("unlock ".length()));
        } else if (text.startsWith("warn ")) {
            log.text(cpu, EventKind.WARN, text.substring("warn ".length()));
        } else {
            log.text(cpu, EventKind.NOTE, text);
        }
    }

    private static String textOf(String text, String key) {
        int at = text.indexOf(key);
        if (at < 0) {
            throw new NumberFormatException(key);
        }
        int end = text.indexOf(' ', at);
        return text.substring(at + key.length(), end < 0 ? text.length() : end);
    }

    private static long field(String text, String key) {
        return Hex.parse(textOf(text, key), "an address");
    }

    private void added(int line, long sequence) {
        int at = log.size() - 1;
        if (at >= lines.length) {
            lines = Arrays.copyOf(lines, lines.length * 2);
            sequences = Arrays.copyOf(sequences, sequences.length * 2);
        }
        lines[at] = line;
        sequences[at] = sequence;
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    /** The events. */
    public EventLog log() {
        return log;
    }

    /** The comment lines before the first event, without {@code #}. */
    public List<String> header() {
        return List.copyOf(header);
    }

    /** The value of a header line {@code key: value}, or null. */
    public @Nullable String header(String key) {
        for (String line : header) {
            if (line.startsWith(key + ": ")) {
                return line.substring(key.length() + 2).strip();
            }
        }
        return null;
    }

    /** The PE that ran the operation, or −1 if the text does not say. */
    public int operationCpu() {
        return operationCpu;
    }

    /** Index of the first event after the operation, or the number of events. */
    public int operationEnd() {
        return operationEnd < 0 ? log.size() : operationEnd;
    }

    /** The line that event {@code index} stands in, from 1. */
    public int line(int index) {
        return index < log.size() ? lines[index] : log.size() == 0 ? 1 : lines[log.size() - 1];
    }

    /** How the text itself numbers event {@code index}: its sequence number, or its line if it has none. */
    public String name(int index) {
        if (index >= log.size()) {
            return "the end";
        }
        return sequences[index] < 0 ? "line " + lines[index] : Long.toString(sequences[index]);
    }
}

package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.TableDump;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a capture tells of what the real kernel did: tables afterwards, events, results. */
public final class Recorded {
    private static final String EVENTS = "events.txt";
    private static final String AFTER = "after.ptw.gz";

    private final @Nullable TableDump after;
    private final EventText.@Nullable Recording events;
    private final String name;
    private @Nullable RecordedCalls readOff;

    private Recorded(@Nullable TableDump after, EventText.@Nullable Recording events, String name) {
        this.after = after;
        this.events = events;
        this.name = name;
    }

    /**
     * The operations of a capture with the calls read off the recording, if its {@code ops.txt} tells none.
     *
     * @throws ReplayException if there is no recording, or it holds what no known call does
     */
    public Operations complete(Operations operations, CapturedKernel captured) {
        if (!operations.calls().isEmpty()) {
            return operations;
        }
        if (events == null) {
            throw new ReplayException(
                    name
                            + "/ops.txt: holds no operation (a line 'op ...'), and there is no events.txt to read the calls off");
        }
        readOff = RecordedCalls.of(captured, events.log(), operations.newTables(), name + "/" + EVENTS);
        return new Operations(operations.areas(), readOff.calls(), operations.newTables());
    }

    /** Reads what there is beside a capture's first moment. */
    public static Recorded of(Capture before, String name) {
        boolean hasAfter =
                before.file(AFTER).isPresent() || before.file("after.ptw").isPresent();
        Path directory = before.directory();
        TableDump after = hasAfter ? Capture.load(directory, Moment.AFTER).dump() : null;
        EventText.Recording events = before.text(EVENTS)
                .map(text -> EventText.read(text, name + "/" + EVENTS))
                .orElse(null);
        return new Recorded(after, events, name);
    }

    /** The PE that ran the operation; 0 if that is not recorded. */
    public int cpu() {
        if (readOff != null) {
            return readOff.cpu();
        }
        return events == null || events.operationCpu() < 0 ? 0 : events.operationCpu();
    }

    /**
     * How a run compares.
     *
     * @param wordsText the words in one line
     * @param wordDifferences each word that differs
     * @param eventsText the events in one line
     * @param eventsAgree whether they agree, or there are none
     * @param resultsAgree whether every call returned what was recorded
     */
    public record Comparison(
            String wordsText,
            List<String> wordDifferences,
            String eventsText,
            boolean eventsAgree,
            boolean resultsAgree) {
        /** Whether nothing differs. */
        public boolean agrees() {
            return wordDifferences.isEmpty() && eventsAgree && resultsAgree;
        }
    }

    /** Compares a run with the recording. */
    public Comparison compare(CapturedKernel captured, Operations operations, OperationRun run) {
        boolean results = true;
        for (int i = 0; i < operations.calls().size(); i++) {
            Integer recorded = operations.calls().get(i).result();
            results &= recorded == null || recorded.equals(run.results().get(i));
        }
        List<String> differences = new ArrayList<>();
        String words = "not recorded";
        if (after != null) {
            words = words(captured, operations, differences);
        }
        String eventsText = "not recorded";
        boolean eventsAgree = true;
        if (events != null) {
            LazyPurge purge = new LazyPurge(captured.kernel());
            String difference = readOff == null
                    ? EventComparison.difference(events, run.log(), purge)
                    : EventComparison.difference(events, readOff.cpu(), run.log(), run.starts(), purge);
            eventsAgree = difference == null;
            eventsText = difference == null ? "all as recorded, in order" : difference;
        }
        return new Comparison(words, List.copyOf(differences), eventsText, eventsAgree, results);
    }

    private String words(CapturedKernel captured, Operations operations, List<String> texts) {
        if (after == null) {
            throw new IllegalStateException("nothing was recorded");
        }
        KernelTables tables = captured.kernel().tables();
        int foreign = 0;
        int others = 0;
        Map<Long, Long> writtenByOthers = writtenByOthers();
        for (WordComparison.Difference difference : WordComparison.differences(after, captured.memory(), tables)) {
            if (events == null && isForeignUnmap(captured, operations, difference)) {
                foreign++;
                continue;
            }
            long pa = difference.table() + (long) difference.index() * Long.BYTES;
            if (writtenByOthers.containsKey(pa) && writtenByOthers.get(pa) == difference.expected()) {
                others++;
                continue;
            }
            texts.add("level " + difference.level() + " index " + difference.index() + ", VA "
                    + Hex.word(difference.va()) + ": recorded " + Hex.word(difference.expected()) + ", ours "
                    + Hex.word(difference.actual()));
        }
        String text = texts.isEmpty() ? "all as recorded" : texts.size() + " differ";
        text = others == 0 ? text : text + " (" + others + " words were recorded as written by another CPU)";
        return foreign == 0 ? text : text + " (" + foreign + " pages of vmalloc space were unmapped by somebody else)";
    }

    /** The words that stores outside the operation left, by address. */
    private Map<Long, Long> writtenByOthers() {
        Map<Long, Long> words = new HashMap<>();
        if (events != null) {
            EventLog log = events.log();
            int end = readOff == null ? events.operationEnd() : log.size();
            for (int i = 0; i < log.size(); i++) {
                if (log.kind(i) == EventKind.STORE && (log.cpu(i) != cpu() || i >= end)) {
                    words.put(log.address(i), log.after(i));
                }
            }
        }
        return words;
    }

    /**
     * Where no events tell who wrote what: a page of vmalloc space outside the calls' ranges that was unmapped meanwhile. It was
     * another task's stack, or the list of pages that vfree of a large area unmaps with it.
     */
    private static boolean isForeignUnmap(
            CapturedKernel captured, Operations operations, WordComparison.Difference difference) {
        if (difference.level() != KernelTables.PTE
                || difference.expected() != 0
                || !captured.kernel().layout().isVmalloc(difference.va())) {
            return false;
        }
        for (Operations.Call call : operations.calls()) {
            long size = (call.pages() + 1L) * captured.kernel().tables().pageBytes();
            if (Long.compareUnsigned(difference.va() - call.va(), size) < 0) {
                return false;
            }
        }
        return true;
    }
}

package dev.ptarmigan.explorer;

import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Judges mutants by exploring the operations that differ from the original, each by itself. Operations are told by notes
 * ({@code op-begin}, {@code op-end}). An operation that asks for no change of contents (a collapse) is cut further, before
 * stores at which nothing is pending: all stores published, all TLBIs complete, the context synchronised. What TLBs hold at a
 * cut is taken to be what memory leads to then.
 */
public final class ExtractionJudge implements EquivalenceJudge {
    private final KernelTables tables;
    private final long base;
    private final LongUnaryOperator before;
    private final Map<String, String> hardware;
    private final EventLog original;
    private final List<MarkedCalls.Marked> calls;
    private final Map<Integer, Judged> judged = new HashMap<>();
    private final Explorer explorer;
    /** Parts that were explored and had nothing new. */
    private final Set<String> seen = new HashSet<>();

    /** What an operation breaks. */
    private record Judged(
            Set<Invariant> broken,
            @Nullable Story story,
            @Nullable String wrong,
            long states,
            boolean exhausted) {}

    /**
     * For the mutants of a log.
     *
     * @param base the first address that the root table serves
     * @param before words before the log's first event, by physical address
     * @param hardware as for {@link ScenarioExtractor}
     * @param bytes memory for states
     */
    public ExtractionJudge(
            KernelTables tables,
            long base,
            LongUnaryOperator before,
            Map<String, String> hardware,
            EventLog original,
            long bytes) {
        this.tables = tables;
        this.base = base;
        this.before = before;
        this.hardware = Map.copyOf(hardware);
        this.original = original;
        calls = MarkedCalls.of(original);
        explorer = new Explorer().memory(bytes);
    }

    @Override
    public Verdict judge(EventLog mutant) {
        long states = 0;
        boolean differs = false;
        int parts = 1;
        List<MarkedCalls.Marked> changed = MarkedCalls.of(mutant);
        if (changed.size() != calls.size()) {
            return undecided("it has " + changed.size() + " operations, the original " + calls.size(), 0);
        }
        try {
            for (int i = 0; i < calls.size(); i++) {
                MarkedCalls.Marked call = changed.get(i);
                if (MarkedCalls.same(original, calls.get(i), mutant, call)) {
                    continue;
                }
                differs = true;
                parts = Math.max(parts, parts(mutant, call).size());
                if (call.failed()) {
                    return undecided(call.call().name() + " failed; only what succeeds is explored", states);
                }
                Judged was = judged.get(i);
                if (was == null) {
                    was = explore(original, calls.get(i), null);
                    judged.put(i, was);
                }
                Judged is = explore(mutant, call, was);
                states += is.states();
                if (is.wrong() != null && was.wrong() == null) {
                    return new Verdict(Outcome.VIOLATION, "wrong result at " + is.wrong(), states, null);
                }
                Story story = is.story();
                if (story != null) {
                    String name = story.invariant().name() + ": not so: "
                            + story.invariant().claim();
                    return new Verdict(Outcome.VIOLATION, name, states, story);
                }
                if (!is.exhausted() || !was.exhausted()) {
                    return undecided("not exhausted after " + states + " states", states);
                }
            }
        } catch (ScenarioException e) {
            return undecided(String.valueOf(e.getMessage()), states);
        }
        return differs
                ? new Verdict(Outcome.EQUIVALENT, equivalence(states, parts), states, null)
                : undecided("the change is outside all operations", 0);
    }

    private static String equivalence(long states, int parts) {
        return states + " states, no invariant breaks that did not before"
                + (parts == 1 ? "" : "; explored in " + parts + " parts");
    }

    private static Verdict undecided(String why, long states) {
        return new Verdict(Outcome.UNDECIDED, why, states, null);
    }

    /** Explores an operation; with what the original breaks given, the story is of another invariant. */
    private Judged explore(EventLog log, MarkedCalls.Marked call, @Nullable Judged known) {
        String wrong = extractor(log, call.from()).wrongResult(log, call.from(), call.to(), call.call());
        Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
        List<Story> stories = new ArrayList<>();
        long states = 0;
        boolean exhausted = true;
        if (wrong != null && known != null && known.wrong() == null) {
            return new Judged(broken, null, wrong, 0, true);
        }
        for (Part part : parts(log, call)) {
            // Parts that the original has, or another mutant that was harmless, are known; so are their violations.
            if (!seen.add(part.key())) {
                continue;
            }
            for (Scenario scenario :
                    extractor(log, part.from()).extract(call.call().name(), log, part.from(), part.to(), part.call())) {
                Exploration exploration = explorer.explore(scenario);
                states += exploration.states();
                exhausted &= exploration.exhausted();
                broken.addAll(exploration.violations());
                exploration.stories().forEach((invariant, story) -> {
                    if (known == null || !known.broken().contains(invariant)) {
                        stories.add(story);
                    }
                });
            }
            if (known != null && (!stories.isEmpty() || !exhausted)) {
                seen.remove(part.key());
            }
        }
        Story story = known == null || stories.isEmpty() ? null : stories.get(0);
        return new Judged(broken, story, wrong, states, exhausted);
    }

    private ScenarioExtractor extractor(EventLog log, int from) {
        Map<Long, Long> words = new HashMap<>();
        for (int i = 0; i < from; i++) {
            if (log.kind(i) == EventKind.ALLOCATE) {
                for (long at = log.address(i); at < log.address(i) + tables.pageBytes(); at += Long.BYTES) {
                    words.put(at, 0L);
                }
            } else if (log.kind(i) == EventKind.STORE) {
                words.put(log.address(i), log.after(i));
            }
        }
        LongUnaryOperator now = pa -> {
            Long word = words.get(pa);
            return word != null ? word : before.applyAsLong(pa);
        };
        return new ScenarioExtractor(tables, base, now, hardware);
    }

    /**
     * A part of an operation.
     *
     * @param key its events
     */
    private record Part(int from, int to, Call call, String key) {}

    private static List<Part> parts(EventLog log, MarkedCalls.Marked marked) {
        return List.of(part(log, marked.from(), marked.to(), marked.call()));
    }

    private static Part part(EventLog log, int from, int to, Call call) {
        StringBuilder key = new StringBuilder(call.toString());
        for (int i = from; i < to; i++) {
            if (log.kind(i) != EventKind.NOTE) {
                String text = log.get(i).toString();
                key.append(text.substring(text.indexOf("cpu="))).append('\n');
            }
        }
        return new Part(from, to, call, key.toString());
    }
}

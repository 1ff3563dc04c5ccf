package dev.ptarmigan.explorer;

import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Judges mutants by exploring the operations that differ from the original. Operations are told by notes ({@code op-begin},
 * {@code op-end}). If one may leave more behind than the original does (stale entries, pending stores, other descriptors) it is
 * explored together with those that follow, until nothing is left that the original would not leave, or the log ends.
 */
public final class ExtractionJudge implements EquivalenceJudge {
    private final KernelTables tables;
    private final long base;
    private final LongUnaryOperator before;
    private final Map<String, String> hardware;
    private final EventLog original;
    private final List<MarkedCalls.Marked> calls;
    private final Map<String, Judged> known = new HashMap<>();
    private final Explorer explorer;

    /**
     * What operations that follow each other break and leave.
     *
     * @param wrong what is wrong with the words in the end
     * @param endings how each scenario may end, by the name of its level and its blocks
     */
    private record Judged(
            Map<Invariant, Story> broken,
            @Nullable String wrong,
            long states,
            boolean exhausted,
            Map<String, Set<Ending>> endings) {}

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
        List<MarkedCalls.Marked> changed = MarkedCalls.of(mutant);
        if (changed.size() != calls.size()) {
            return undecided("it has " + changed.size() + " operations, the original " + calls.size(), 0);
        }
        Judgement judgement = new Judgement(mutant, changed);
        try {
            for (int i = 0; i < calls.size(); i++) {
                if (!MarkedCalls.same(original, calls.get(i), mutant, changed.get(i))) {
                    Verdict verdict = judgement.from(i);
                    if (verdict != null) {
                        return verdict;
                    }
                }
            }
        } catch (ScenarioException e) {
            return undecided(String.valueOf(e.getMessage()), judgement.states);
        }
        return judgement.last();
    }

    private static Verdict undecided(String why, long states) {
        return new Verdict(Outcome.UNDECIDED, why, states, null);
    }

    /** Of one mutant. */
    private final class Judgement {
        private final EventLog mutant;
        private final List<MarkedCalls.Marked> changed;
        private long states;
        private int together;
        private boolean differs;
        private String left = "";

        Judgement(EventLog mutant, List<MarkedCalls.Marked> changed) {
            this.mutant = mutant;
            this.changed = changed;
        }

        /** Explores from an operation on, as far as it can be told from the original; null if no harm is seen. */
        @Nullable
        Verdict from(int first) {
            differs = true;
            Set<String> concerned = Set.of();
            for (int last = first; last < calls.size(); last++) {
                if (changed.get(last).failed()) {
                    return undecided(
                            changed.get(last).call().name() + " failed; only what succeeds is explored", states);
                }
                Judged was = explored(original, calls, first, last, concerned, "original");
                Judged is = explored(mutant, changed, first, last, concerned, null);
                states += is.states();
                together = Math.max(together, last - first + 1);
                Verdict verdict = compared(was, is);
                if (verdict != null) {
                    return verdict;
                }
                concerned = more(was, is);
                if (concerned.isEmpty()) {
                    return null;
                }
            }
            left = "; in the end " + concerned.size() + (concerned.size() == 1 ? " part" : " parts")
                    + " may leave what the original does not, and nothing follows";
            return null;
        }

        private @Nullable Verdict compared(Judged was, Judged is) {
            if (is.wrong() != null && was.wrong() == null) {
                return new Verdict(Outcome.VIOLATION, "wrong result at " + is.wrong(), states, null);
            }
            for (Map.Entry<Invariant, Story> broken : is.broken().entrySet()) {
                if (!was.broken().containsKey(broken.getKey())) {
                    String name = broken.getKey().name() + ": not so: "
                            + broken.getKey().claim();
                    return new Verdict(Outcome.VIOLATION, name, states, broken.getValue());
                }
            }
            return is.exhausted() && was.exhausted()
                    ? null
                    : undecided("not exhausted after " + states + " states", states);
        }

        Verdict last() {
            if (!differs) {
                return undecided("the change is outside all operations", 0);
            }
            String with = together <= 1 ? "" : "; explored with the " + (together - 1) + " operations that follow";
            return new Verdict(
                    Outcome.EQUIVALENT,
                    states + " states, no invariant breaks that did not before" + with + left,
                    states,
                    null);
        }
    }

    /** The scenarios that may end in another way than the original's; none if whoever follows cannot tell. */
    private static Set<String> more(Judged was, Judged is) {
        Set<String> result = new LinkedHashSet<>();
        is.endings().forEach((name, endings) -> {
            Set<Ending> known = was.endings().getOrDefault(name, Set.of());
            for (Ending ending : endings) {
                boolean covered =
                        known.isEmpty() && ending.isSettled() || known.stream().anyMatch(other -> other.covers(ending));
                if (!covered) {
                    result.add(name);
                }
            }
        });
        return result;
    }

    /** The name of a scenario for comparison: its level, and each of its blocks. */
    private static String name(ScenarioExtractor.Extracted extracted) {
        return extracted.level() + " " + extracted.blocks() + " " + extracted.pages();
    }

    private static boolean meets(ScenarioExtractor.Extracted extracted, Set<String> names) {
        return names.isEmpty()
                || names.stream()
                        .anyMatch(name -> name.startsWith(extracted.level() + " ")
                                && extracted.blocks().stream().anyMatch(block -> name.contains(block.toString())));
    }

    /**
     * Explores operations.
     *
     * @param concerned the scenarios whose blocks are looked at; none for all
     * @param remembered the name under which the answer is kept, or null
     */
    private Judged explored(
            EventLog log,
            List<MarkedCalls.Marked> all,
            int first,
            int last,
            Set<String> concerned,
            @Nullable String remembered) {
        String key = remembered + " " + first + " " + last + " " + concerned;
        Judged done = remembered == null ? null : known.get(key);
        if (done == null) {
            done = explore(log, all.subList(first, last + 1), concerned);
            if (remembered != null) {
                known.put(key, done);
            }
        }
        return done;
    }

    private Judged explore(EventLog log, List<MarkedCalls.Marked> marked, Set<String> concerned) {
        MarkedCalls.Marked end = marked.get(marked.size() - 1);
        String wrong = extractor(log, end.from()).wrongResult(log, end.from(), end.to(), end.call());
        Map<Invariant, Story> broken = new EnumMap<>(Invariant.class);
        Map<String, Set<Ending>> endings = new LinkedHashMap<>();
        long states = 0;
        boolean exhausted = true;
        MarkedCalls.Marked begin = marked.get(0);
        for (ScenarioExtractor.Extracted extracted :
                extractor(log, begin.from()).extract(begin.call().name(), log, marked)) {
            if (!meets(extracted, concerned)) {
                continue;
            }
            Set<Ending> found = endings.computeIfAbsent(name(extracted), any -> new LinkedHashSet<>());
            Exploration exploration = explorer.explore(extracted, found);
            states += exploration.states();
            exhausted &= exploration.exhausted();
            exploration.stories().forEach(broken::putIfAbsent);
        }
        return new Judged(broken, wrong, states, exhausted, endings);
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
}

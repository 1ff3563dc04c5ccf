package dev.ptarmigan.checker.mutants;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.checker.Rule;
import dev.ptarmigan.checker.mutants.Mutant.Kind;
import dev.ptarmigan.checker.mutants.Mutant.Outcome;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.explorer.EquivalenceJudge;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the checker, and exploration of what it lets pass, make of every single-step mutant of a subject's events. */
public final class MutationScore {
    private final Subject subject;
    private final int events;
    private final List<Finding> original;
    private final Map<Kind, int[]> outcomes = new EnumMap<>(Kind.class);
    private final Map<String, Integer> equivalences = new TreeMap<>();
    private final Map<Rule, Integer> rules = new EnumMap<>(Rule.class);
    private final List<Mutant> passed = new ArrayList<>();

    /** Is told how far an exploration of mutants is. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Called for each mutant that is explored.
         *
         * @param done how many have been
         * @param all how many there are
         */
        void progress(int done, int all);
    }

    private MutationScore(Subject subject, int events, List<Finding> original) {
        this.subject = subject;
        this.events = events;
        this.original = original;
    }

    /** Runs them all, and explores what the checker lets pass. */
    public static MutationScore explored(Subject subject, Listener listener) {
        MutationScore score = of(subject);
        EquivalenceJudge judge = subject.judge();
        for (int i = 0; i < score.passed.size(); i++) {
            listener.progress(i, score.passed.size());
            Mutant mutant = score.passed.get(i);
            Mutant explored = mutant.with(judge.judge(mutant.log()));
            score.passed.set(i, explored);
            score.outcomes(mutant)[mutant.outcome().ordinal()]--;
            score.outcomes(explored)[explored.outcome().ordinal()]++;
        }
        return score;
    }

    private int[] outcomes(Mutant mutant) {
        return outcomes.computeIfAbsent(mutant.kind(), any -> new int[Outcome.values().length]);
    }

    /** Runs them all. */
    public static MutationScore of(Subject subject) {
        try (Subject.Run run = subject.run(null)) {
            OnlineChecker checker = run.before().checker(subject.options());
            List<Finding> original = checker.check(run.log());
            MutationScore score = new MutationScore(subject, run.log().size(), original);
            Set<String> known = new HashSet<>();
            original.forEach(finding -> known.add(key(finding)));
            new EventMutants(
                            run.log(),
                            Granule.K4,
                            (name, kind, event, log, equivalence) ->
                                    score.judge(run, known, name, kind, event, log, equivalence))
                    .all();
            return score;
        }
    }

    private void judge(
            Subject.Run run,
            Set<String> known,
            String name,
            Kind kind,
            int event,
            EventLog log,
            @org.jspecify.annotations.Nullable String equivalence) {
        Finding caught = null;
        for (Finding finding : run.before().checker(subject.options()).check(log)) {
            if (finding.isViolation() && !known.contains(key(finding))) {
                caught = finding;
                break;
            }
        }
        Mutant mutant = new Mutant(name, kind, event, log, equivalence, caught, null);
        outcomes(mutant)[mutant.outcome().ordinal()]++;
        if (caught != null) {
            rules.merge(caught.rule(), 1, Integer::sum);
        } else if (equivalence != null) {
            equivalences.merge(equivalence, 1, Integer::sum);
        } else {
            passed.add(mutant);
        }
    }

    private static String key(Finding finding) {
        return finding.rule() + " " + finding.slot() + " " + finding.firstVa();
    }

    /** What was mutated. */
    public Subject subject() {
        return subject;
    }

    /** How many events the original has. */
    public int events() {
        return events;
    }

    /** What the checker finds in the original: documented properties of the strategy. */
    public List<Finding> original() {
        return original;
    }

    /** Mutants of a kind with an outcome. */
    public int count(Kind kind, Outcome outcome) {
        int[] counts = outcomes.get(kind);
        return counts == null ? 0 : counts[outcome.ordinal()];
    }

    /** Mutants of a kind. */
    public int count(Kind kind) {
        int count = 0;
        for (Outcome outcome : Outcome.values()) {
            count += count(kind, outcome);
        }
        return count;
    }

    /** Mutants with an outcome. */
    public int count(Outcome outcome) {
        int count = 0;
        for (Kind kind : Kind.values()) {
            count += count(kind, outcome);
        }
        return count;
    }

    /** How many mutants each rule caught first. */
    public Map<Rule, Integer> rules() {
        return Map.copyOf(rules);
    }

    /** Why mutants are the same program, with how many. */
    public Map<String, Integer> equivalences() {
        return Map.copyOf(equivalences);
    }

    /** Mutants that the checker lets pass, each with its events and, if it was explored, what came of it. */
    public List<Mutant> passed() {
        return List.copyOf(passed);
    }
}

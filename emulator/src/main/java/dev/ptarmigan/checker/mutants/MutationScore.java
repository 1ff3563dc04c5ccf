package dev.ptarmigan.checker.mutants;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.checker.Rule;
import dev.ptarmigan.checker.mutants.Mutant.Kind;
import dev.ptarmigan.checker.mutants.Mutant.Outcome;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the checker makes of every single-step mutant of a subject's events. */
public final class MutationScore {
    private final Subject subject;
    private final int events;
    private final List<Finding> original;
    private final Map<Kind, int[]> outcomes = new EnumMap<>(Kind.class);
    private final Map<String, Integer> equivalences = new TreeMap<>();
    private final Map<Rule, Integer> rules = new EnumMap<>(Rule.class);
    private final List<Mutant> survivors = new ArrayList<>();

    private MutationScore(Subject subject, int events, List<Finding> original) {
        this.subject = subject;
        this.events = events;
        this.original = original;
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
        Mutant mutant = new Mutant(name, kind, event, log, equivalence, caught);
        Outcome outcome = mutant.outcome();
        outcomes.computeIfAbsent(kind, any -> new int[Outcome.values().length])[outcome.ordinal()]++;
        if (caught != null) {
            rules.merge(caught.rule(), 1, Integer::sum);
        } else if (equivalence != null) {
            equivalences.merge(equivalence, 1, Integer::sum);
        } else {
            survivors.add(mutant);
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

    /** Mutants that were not caught, to be shown equivalent by exploration; each with its events. */
    public List<Mutant> survivors() {
        return List.copyOf(survivors);
    }
}

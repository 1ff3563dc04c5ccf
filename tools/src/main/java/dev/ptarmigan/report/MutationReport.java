package dev.ptarmigan.report;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.Rule;
import dev.ptarmigan.checker.mutants.Mutant;
import dev.ptarmigan.checker.mutants.MutationScore;
import dev.ptarmigan.checker.mutants.Subject;
import dev.ptarmigan.mutation.Mutation;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Mutation scores, for the eye, for the documentation and as JSON. */
public final class MutationReport {
    private final List<MutationScore> scores;

    /** A report of some subjects. */
    public MutationReport(List<MutationScore> scores) {
        this.scores = List.copyOf(scores);
    }

    private static String word(Mutant.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** A block of lines a subject. */
    public void text(PrintStream out) {
        for (MutationScore score : scores) {
            out.print(score.subject().name() + ": " + score.events() + " events, " + total(score) + " mutants, "
                    + score.count(Mutant.Outcome.CAUGHT) + " caught, " + score.count(Mutant.Outcome.SAME)
                    + " the same program, " + score.count(Mutant.Outcome.SURVIVED) + " survive\n");
            for (Mutant.Kind kind : Mutant.Kind.values()) {
                int caught = score.count(kind, Mutant.Outcome.CAUGHT);
                int same = score.count(kind, Mutant.Outcome.SAME);
                int survived = score.count(kind, Mutant.Outcome.SURVIVED);
                if (caught + same + survived > 0) {
                    out.printf(
                            Locale.ROOT,
                            "  %-16s %6d caught %6d the same %6d survive%n".replace("%n", "\n"),
                            word(kind),
                            caught,
                            same,
                            survived);
                }
            }
            original(score).forEach((rule, count) -> out.print("  in the original: " + rule + " " + count + "\n"));
        }
    }

    private static Map<String, Integer> original(MutationScore score) {
        Map<String, Integer> rules = new TreeMap<>();
        for (Finding finding : score.original()) {
            rules.merge(finding.rule().word(), 1, Integer::sum);
        }
        return rules;
    }

    private static int total(MutationScore score) {
        int total = 0;
        for (Mutant.Outcome outcome : Mutant.Outcome.values()) {
            total += score.count(outcome);
        }
        return total;
    }

    /** Tables in Markdown. */
    public void markdown(PrintStream out) {
        out.print("| strategy | events | findings in the original | mutants | caught | the same program | survive |\n");
        out.print("|---|---|---|---|---|---|---|\n");
        for (MutationScore score : scores) {
            String original = original(score).entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            out.print("| " + score.subject().name() + " | " + score.events() + " | "
                    + (original.isEmpty() ? "none" : original) + " | " + total(score) + " | "
                    + score.count(Mutant.Outcome.CAUGHT) + " | " + score.count(Mutant.Outcome.SAME) + " | "
                    + score.count(Mutant.Outcome.SURVIVED) + " |\n");
        }
        out.print(
                "\n| change | " + scores.stream().map(it -> it.subject().name()).collect(Collectors.joining(" | "))
                        + " |\n|---|" + "---|".repeat(scores.size()) + "\n");
        for (Mutant.Kind kind : Mutant.Kind.values()) {
            out.print("| " + word(kind) + " |");
            for (MutationScore score : scores) {
                out.print(" " + score.count(kind, Mutant.Outcome.CAUGHT) + " + "
                        + score.count(kind, Mutant.Outcome.SAME) + " + "
                        + score.count(kind, Mutant.Outcome.SURVIVED) + " |");
            }
            out.print("\n");
        }
        out.print("\n| caught first by | "
                + scores.stream().map(it -> it.subject().name()).collect(Collectors.joining(" | "))
                + " |\n|---|" + "---|".repeat(scores.size()) + "\n");
        for (Rule rule : Rule.values()) {
            if (scores.stream().anyMatch(score -> score.rules().containsKey(rule))) {
                out.print("| " + rule + " |");
                for (MutationScore score : scores) {
                    out.print(" " + score.rules().getOrDefault(rule, 0) + " |");
                }
                out.print("\n");
            }
        }
    }

    /** An array of subjects, survivors by name. */
    public void json(PrintStream out) {
        try (Json json = new Json(out)) {
            json.object().array("strategies");
            for (MutationScore score : scores) {
                json.object()
                        .text("strategy", score.subject().name())
                        .number("events", score.events())
                        .number("mutants", total(score))
                        .number("caught", score.count(Mutant.Outcome.CAUGHT))
                        .number("same", score.count(Mutant.Outcome.SAME))
                        .number("survived", score.count(Mutant.Outcome.SURVIVED))
                        .texts(
                                "survivors",
                                score.survivors().stream().map(Mutant::name).toList())
                        .endObject();
            }
            json.endArray().endObject();
        }
    }

    /** By which rule a seeded bug is caught, and in which subject; null if in none. */
    public static @Nullable String seeded(List<Subject> subjects, Mutation bug) {
        for (Subject subject : subjects) {
            Set<String> known =
                    subject.check(null).stream().map(MutationReport::key).collect(Collectors.toSet());
            for (Finding finding : subject.check(bug)) {
                if (finding.isViolation() && !known.contains(key(finding))) {
                    return finding.rule() + " in " + subject.name();
                }
            }
        }
        return null;
    }

    private static String key(Finding finding) {
        return finding.rule() + " " + finding.slot() + " " + finding.firstVa();
    }
}

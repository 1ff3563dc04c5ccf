package dev.ptarmigan.report;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.Rule;
import dev.ptarmigan.checker.mutants.Mutant;
import dev.ptarmigan.checker.mutants.MutationScore;
import dev.ptarmigan.checker.mutants.Subject;
import dev.ptarmigan.explorer.EquivalenceJudge;
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
    private final boolean explored;

    /**
     * A report of some subjects.
     *
     * @param explored whether what the checker lets pass has been explored
     */
    public MutationReport(List<MutationScore> scores, boolean explored) {
        this.scores = List.copyOf(scores);
        this.explored = explored;
    }

    private static String word(Mutant.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String word(Mutant.Outcome outcome) {
        return switch (outcome) {
            case CAUGHT -> "caught";
            case SAME -> "the same";
            case SHOWN -> "shown";
            case EQUIVALENT -> "equivalent";
            case SURVIVED -> "survive";
        };
    }

    /** A block of lines a subject. */
    public void text(PrintStream out) {
        for (MutationScore score : scores) {
            out.print(score.subject().name() + ": " + score.events() + " events, " + total(score) + " mutants, "
                    + score.count(Mutant.Outcome.CAUGHT) + " caught by the checker, "
                    + score.count(Mutant.Outcome.SAME) + " the same program, "
                    + (explored
                            ? score.count(Mutant.Outcome.SHOWN) + " shown harmful and "
                                    + score.count(Mutant.Outcome.EQUIVALENT) + " equivalent by exploration, "
                            : "")
                    + score.count(Mutant.Outcome.SURVIVED) + " survive\n");
            for (Mutant.Kind kind : Mutant.Kind.values()) {
                if (score.count(kind) == 0) {
                    continue;
                }
                StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-16s", word(kind)));
                for (Mutant.Outcome outcome : Mutant.Outcome.values()) {
                    line.append(String.format(Locale.ROOT, " %6d %s", score.count(kind, outcome), word(outcome)));
                }
                out.print(line + "\n");
            }
            original(score).forEach((rule, count) -> out.print("  in the original: " + rule + " " + count + "\n"));
            if (explored) {
                out.print("  score: " + percent(score) + "\n");
            }
        }
    }

    /** Mutants that are caught, or proven harmless, of all. */
    private static String percent(MutationScore score) {
        int all = total(score);
        int left = score.count(Mutant.Outcome.SURVIVED);
        return left == 0
                ? "100 %"
                : String.format(Locale.ROOT, "%.2f %%, %d without an answer", 100.0 * (all - left) / all, left);
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

    /** A line for each mutant that the checker lets pass: what it is, and what exploration says. */
    public void passed(PrintStream out) {
        for (MutationScore score : scores) {
            for (Mutant mutant : score.passed()) {
                EquivalenceJudge.Verdict verdict = mutant.explored();
                out.print(score.subject().name() + ": " + mutant.name() + ": " + word(mutant.outcome())
                        + (verdict == null ? "" : ", " + verdict.reason()) + "\n");
            }
        }
    }

    /** Tables in Markdown. */
    public void markdown(PrintStream out) {
        out.print(
                "| strategy | events | findings in the original | mutants | caught by the checker | shown harmful by exploration"
                        + " | the same program | equivalent by exploration | survive |\n");
        out.print("|---|---|---|---|---|---|---|---|---|\n");
        for (MutationScore score : scores) {
            String original = original(score).entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            out.print("| " + score.subject().name() + " | " + score.events() + " | "
                    + (original.isEmpty() ? "none" : original) + " | " + total(score) + " | "
                    + score.count(Mutant.Outcome.CAUGHT) + " | " + score.count(Mutant.Outcome.SHOWN) + " | "
                    + score.count(Mutant.Outcome.SAME) + " | " + score.count(Mutant.Outcome.EQUIVALENT) + " | "
                    + score.count(Mutant.Outcome.SURVIVED) + " |\n");
        }
        out.print("\nCaught + the same + shown + equivalent + surviving, by the change:\n\n| change | "
                + scores.stream().map(it -> it.subject().name()).collect(Collectors.joining(" | "))
                + " |\n|---|" + "---|".repeat(scores.size()) + "\n");
        for (Mutant.Kind kind : Mutant.Kind.values()) {
            out.print("| " + word(kind) + " |");
            for (MutationScore score : scores) {
                String cell = score.count(kind) == 0
                        ? "-"
                        : java.util.Arrays.stream(Mutant.Outcome.values())
                                .map(outcome -> String.valueOf(score.count(kind, outcome)))
                                .collect(Collectors.joining(" + "));
                out.print(" " + cell + " |");
            }
            out.print("\n");
        }
        rules(out);
        shown(out);
    }

    private void rules(PrintStream out) {
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

    /** What the checker lets pass and exploration does not. */
    private void shown(PrintStream out) {
        for (MutationScore score : scores) {
            for (Mutant mutant : score.passed()) {
                EquivalenceJudge.Verdict verdict = mutant.explored();
                if (mutant.outcome() == Mutant.Outcome.SHOWN && verdict != null) {
                    out.print("\n* " + score.subject().name() + ", `" + mutant.name() + "`: " + verdict.reason());
                }
            }
        }
        out.print("\n");
    }

    /** An array of subjects, what the checker lets pass by name. */
    public void json(PrintStream out) {
        try (Json json = new Json(out)) {
            json.object().array("strategies");
            for (MutationScore score : scores) {
                json.object()
                        .text("strategy", score.subject().name())
                        .number("events", score.events())
                        .number("mutants", total(score));
                for (Mutant.Outcome outcome : Mutant.Outcome.values()) {
                    json.number(outcome.name().toLowerCase(Locale.ROOT), score.count(outcome));
                }
                json.array("passed");
                for (Mutant mutant : score.passed()) {
                    EquivalenceJudge.Verdict verdict = mutant.explored();
                    json.object()
                            .text("mutant", mutant.name())
                            .text("outcome", mutant.outcome().name().toLowerCase(Locale.ROOT));
                    if (verdict != null) {
                        json.text("reason", verdict.reason()).number("states", verdict.states());
                    }
                    json.endObject();
                }
                json.endArray().endObject();
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

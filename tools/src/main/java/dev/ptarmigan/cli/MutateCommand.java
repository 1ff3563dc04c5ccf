package dev.ptarmigan.cli;

import dev.ptarmigan.checker.mutants.Mutant;
import dev.ptarmigan.checker.mutants.MutationScore;
import dev.ptarmigan.checker.mutants.Subject;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.mutation.Mutations;
import dev.ptarmigan.report.MutationReport;
import java.util.ArrayList;
import java.util.List;

/** {@code ptarmigan mutate STRATEGY...}: whether the checker sees every change of one step. */
final class MutateCommand implements Command {
    private static final String SURVIVORS = "--survivors";
    private static final String MARKDOWN = "--markdown";
    private static final String SEEDED = "--seeded";

    @Override
    public Options options() {
        return new Options(CommandName.MUTATE)
                .operands(
                        "STRATEGY...",
                        "strategies with their switches, collapse, collapse:bbm; @ng behind one for a kernel with KPTI; none: "
                                + "all of the documentation")
                .flag(SURVIVORS, "list the mutants that the checker lets pass, for the explorer to prove equivalent")
                .flag(SEEDED, "the seeded bugs with names instead of single steps")
                .flag(MARKDOWN, "a table for the documentation")
                .text(
                        "Mutants",
                        "On a small kernel the strategy splits, changes and restores. Each store, barrier and TLBI is dropped,",
                        "each two neighbours are swapped, each barrier and TLBI weakened: domain, level hint, last level, a range",
                        "one step short, one ASID. A mutant is caught if the checker finds what it does not find in the original.")
                .example("linux", "the score of Linux's own way")
                .example("bbm --survivors", "what is left to prove equivalent");
    }

    @Override
    public int run(Given given, Console console) {
        List<String> names = given.operands().isEmpty() ? Subject.usual() : given.operands();
        List<Subject> subjects = names.stream().map(Subject::named).toList();
        if (given.has(SEEDED)) {
            return seeded(subjects, given, console);
        }
        List<MutationScore> scores = new ArrayList<>();
        for (Subject subject : subjects) {
            scores.add(MutationScore.of(subject));
        }
        MutationReport report = new MutationReport(scores);
        if (given.has(Options.JSON)) {
            report.json(console.out());
        } else if (given.has(MARKDOWN)) {
            report.markdown(console.out());
        } else {
            report.text(console.out());
        }
        if (given.has(SURVIVORS) && !given.has(Options.JSON)) {
            for (MutationScore score : scores) {
                for (Mutant mutant : score.survivors()) {
                    console.out().print(score.subject().name() + ": " + mutant.name() + "\n");
                }
            }
        }
        return ExitStatus.OK;
    }

    private static int seeded(List<Subject> subjects, Given given, Console console) {
        int missed = 0;
        for (Mutation bug : Mutations.all()) {
            String caught = MutationReport.seeded(subjects, bug);
            missed += caught == null ? 1 : 0;
            console.out()
                    .print(bug.name() + ": "
                            + (caught == null ? "not caught" : "caught, " + caught)
                            + (given.has(MARKDOWN) ? "  " : "") + "\n");
        }
        return missed == 0 ? ExitStatus.OK : ExitStatus.FOUND;
    }
}

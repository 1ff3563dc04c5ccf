package dev.ptarmigan.cli;

import dev.ptarmigan.checker.mutants.Mutant;
import dev.ptarmigan.checker.mutants.MutationScore;
import dev.ptarmigan.checker.mutants.Subject;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.mutation.Mutations;
import dev.ptarmigan.report.MutationReport;
import java.util.ArrayList;
import java.util.List;

/** {@code ptarmigan mutate STRATEGY...}: whether every change of one step is seen, or proven harmless. */
final class MutateCommand implements Command {
    private static final String SURVIVORS = "--survivors";
    private static final String MARKDOWN = "--markdown";
    private static final String QUICK = "--quick";
    private static final String SEEDED = "--seeded";

    @Override
    public Options options() {
        return new Options(CommandName.MUTATE)
                .operands(
                        "STRATEGY...",
                        "strategies with their switches, collapse, collapse:bbm; @ng behind one for a kernel with KPTI; none: "
                                + "all of the documentation")
                .flag(SURVIVORS, "list the mutants that the checker lets pass, with what exploration says of each")
                .flag(QUICK, "the checker alone: nothing is explored")
                .flag(SEEDED, "the seeded bugs with names instead of single steps")
                .flag(MARKDOWN, "a table for the documentation")
                .text(
                        "Mutants",
                        "On a small kernel the strategy splits, changes and restores. Each store, barrier and TLBI is dropped,",
                        "each two neighbours are swapped, each barrier and TLBI weakened: domain, level hint, last level, a range",
                        "one step short, one ASID. A mutant is caught if the checker finds what it does not find in the original.",
                        "What the checker lets pass is explored: every interleaving of the operations that it changes, and of",
                        "those after them as long as it leaves more behind than the original. Either an invariant breaks that",
                        "the original keeps, or the mutant is equivalent. Exit code 1 if one has no answer.")
                .example("linux", "the score of Linux's own way")
                .example("bbm --survivors", "each mutant that the checker lets pass, and why")
                .example("--quick", "what the checker sees, for all strategies");
    }

    @Override
    public int run(Given given, Console console) {
        List<String> names = given.operands().isEmpty() ? Subject.usual() : given.operands();
        List<Subject> subjects = names.stream().map(Subject::named).toList();
        if (given.has(SEEDED)) {
            return seeded(subjects, given, console);
        }
        boolean quick = given.has(QUICK);
        List<MutationScore> scores = new ArrayList<>();
        try (Progress progress = new Progress(console)) {
            for (Subject subject : subjects) {
                progress.at(subject.name() + ": checking");
                scores.add(
                        quick
                                ? MutationScore.of(subject)
                                : MutationScore.explored(
                                        subject,
                                        (done, all) -> progress.at(
                                                subject.name() + ": " + done + " of " + all + " explored")));
            }
        }
        MutationReport report = new MutationReport(scores, !quick);
        if (given.has(Options.JSON)) {
            report.json(console.out());
        } else if (given.has(MARKDOWN)) {
            report.markdown(console.out());
        } else {
            report.text(console.out());
        }
        if (given.has(SURVIVORS) && !given.has(Options.JSON)) {
            report.passed(console.out());
        }
        boolean answered = scores.stream().allMatch(score -> score.count(Mutant.Outcome.SURVIVED) == 0);
        return quick || answered ? ExitStatus.OK : ExitStatus.FOUND;
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

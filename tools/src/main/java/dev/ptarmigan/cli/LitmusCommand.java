package dev.ptarmigan.cli;

import dev.ptarmigan.explorer.Ets;
import dev.ptarmigan.explorer.Litmus;
import dev.ptarmigan.explorer.ScenarioException;
import dev.ptarmigan.report.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code ptarmigan litmus TEST}: whether an outcome of translated memory is possible, and how. */
final class LitmusCommand implements Command {
    private static final String LIST = "--list";
    private static final String ETS = "--ets";

    @Override
    public Options options() {
        return new Options(CommandName.LITMUS)
                .operands("TEST...", "names of tests, or files of tests (JSON lines)")
                .flag(LIST, "list the tests that come with ptarmigan")
                .value(ETS, "WORD", "none, v1, ets2 or ets3; none and v1 by default, for which verdicts were published")
                .text(
                        "Verdict",
                        "allowed: some execution has the outcome that the test asks about; the steps of one follow. forbidden: none"
                                + " has. not-exhausted: there are too many states. Where a published verdict of a formal model"
                                + " is another, the reason is told.",
                        "The exit status is 1 if a verdict differs from a published one and no reason is known.")
                .example("CoWinvT.EL1+dsb-tlbiis-dsb", "what a context synchronisation after the last DSB is for");
    }

    @Override
    public int run(Given given, Console console) {
        if (given.has(LIST)) {
            for (Litmus test : Litmus.all()) {
                console.out().print(test.name() + "\n");
            }
            return ExitStatus.OK;
        }
        if (given.operands().isEmpty()) {
            throw new CliException("litmus takes a test: a name or a file; see ptarmigan litmus --list");
        }
        List<Litmus> tests = new ArrayList<>();
        for (String operand : given.operands()) {
            Litmus named = Litmus.named(operand);
            if (named != null) {
                tests.add(named);
            } else if (Files.exists(Path.of(operand)) || operand.endsWith(".jsonl")) {
                List<Litmus> read = Litmus.read(ExploreCommand.read(operand), operand);
                if (read.isEmpty()) {
                    throw new CliException(operand + ": holds no test");
                }
                tests.addAll(read);
            } else {
                throw new CliException("unknown litmus test " + operand + "; see ptarmigan litmus --list");
            }
        }
        return run(tests, models(given), given, console);
    }

    /** Runs one test of a name, for the command that explores. */
    static int named(String name, Given given, Console console) {
        Litmus test = Litmus.named(name);
        if (test == null) {
            throw new CliException("unknown litmus test " + name + "; see ptarmigan litmus --list");
        }
        return run(List.of(test), List.of(Ets.NONE, Ets.V1), given, console);
    }

    private static List<Ets> models(Given given) {
        String word = given.value(ETS);
        return word == null ? List.of(Ets.NONE, Ets.V1) : List.of(Ets.named(word));
    }

    private static int run(List<Litmus> tests, List<Ets> models, Given given, Console console) {
        List<Litmus.Result> results = new ArrayList<>();
        int status = ExitStatus.OK;
        boolean several = tests.size() > 1;
        for (Litmus test : tests) {
            for (Ets ets : models) {
                try {
                    Litmus.Result result = test.explore(ets);
                    results.add(result);
                    status = Math.max(status, result.isUnexplained() ? ExitStatus.FOUND : ExitStatus.OK);
                    if (!given.has(Options.JSON)) {
                        console.out().print(text(result, several));
                    }
                } catch (ScenarioException e) {
                    if (!several) {
                        throw e;
                    }
                    console.out().print(test.name() + " " + ets.word() + " not-modelled: " + e.getMessage() + "\n");
                }
            }
        }
        if (given.has(Options.JSON)) {
            json(results, console);
        }
        return status;
    }

    private static String text(Litmus.Result result, boolean brief) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT, "%s %s %s", result.test(), result.ets().word(), result.verdict()));
        if (result.published() != null && !result.published().equals(result.verdict())) {
            out.append(" (published: ").append(result.published());
            out.append(result.difference() == null ? "" : "; " + result.difference())
                    .append(')');
        }
        out.append('\n');
        if (!brief) {
            for (String step : result.witness()) {
                out.append("    ").append(step).append('\n');
            }
            String what = switch (result.verdict()) {
                case "allowed" -> "found after ";
                case "forbidden" -> "no execution has the outcome; all of them: ";
                default -> "no execution has the outcome among the first ";
            };
            out.append("    ").append(what).append(result.states()).append(" states\n");
        }
        return out.toString();
    }

    private static void json(List<Litmus.Result> results, Console console) {
        try (Json json = new Json(console.out())) {
            json.object().array("results");
            for (Litmus.Result result : results) {
                json.object()
                        .text("test", result.test())
                        .text("ets", result.ets().word())
                        .text("verdict", result.verdict())
                        .text("published", result.published())
                        .text("difference", result.difference())
                        .number("states", result.states())
                        .texts("witness", result.witness())
                        .endObject();
            }
            json.endArray().endObject();
        }
    }
}

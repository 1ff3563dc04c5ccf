package dev.ptarmigan.cli;

import dev.ptarmigan.report.VectorAnswerLines;
import dev.ptarmigan.vectors.VectorReader;
import dev.ptarmigan.vectors.VectorRunner;
import java.nio.file.Path;
import java.util.List;

/** {@code ptarmigan walk --vectors FILE --json}: our own answers to the queries of vectors, whatever the file says they are. */
final class VectorWalk {
    static final String VECTORS = "--vectors";

    /** What else may be said with {@link #VECTORS}: everything about the access stands in the file. */
    private static final List<String> ALLOWED =
            List.of(VECTORS, Profiles.PROFILE, Options.JSON, Options.OUTPUT, Options.COLOR, Options.DEBUG);

    private VectorWalk() {}

    static int run(Given given, Console console) {
        if (!given.operands().isEmpty()) {
            throw new CliException("unexpected " + given.operands().get(0) + ": " + VECTORS
                    + " brings its own memory and addresses; see ptarmigan walk --help");
        }
        for (String option : given.options()) {
            if (!ALLOWED.contains(option)) {
                throw new CliException(VECTORS + " and " + option
                        + " contradict each other: a vector says by itself what is accessed and how");
            }
        }
        if (!given.has(Options.JSON)) {
            throw new CliException(VECTORS + " writes JSON lines; say " + Options.JSON + ", or use ptarmigan conform");
        }
        String file = given.value(VECTORS);
        Path path = Path.of(String.valueOf(file));
        VectorAnswerLines lines = new VectorAnswerLines(console.out());
        try (VectorRunner runner = new VectorRunner(Profiles.of(given))) {
            int[] vectors = new int[1];
            VectorReader.readQuestions(path, vector -> {
                vectors[0]++;
                lines.vector(vector, runner.run(vector, path.toString()));
            });
            if (vectors[0] == 0) {
                throw new CliException(path + ": holds no vectors");
            }
        }
        return ExitStatus.OK;
    }
}

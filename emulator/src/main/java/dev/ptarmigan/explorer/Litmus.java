package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Litmus tests of translated memory: those that come with the program, and files of them. */
public final class Litmus {
    private static final String FILE = "litmus.jsonl";
    private static final String DIFFERENCES = "litmus-differences.tsv";

    private final String name;
    private final String line;
    private final String source;
    private final int number;

    private Litmus(String name, String line, String source, int number) {
        this.name = name;
        this.line = line;
        this.source = source;
        this.number = number;
    }

    /**
     * What a test comes to.
     *
     * @param verdict {@code allowed}, {@code forbidden} or {@code not-exhausted}
     * @param published what a model of that kind says, or null
     * @param difference why ours is another, or null
     * @param states how many were looked at
     * @param witness steps to the outcome, if it is allowed
     */
    public record Result(
            String test,
            Ets ets,
            String verdict,
            @Nullable String published,
            @Nullable String difference,
            int states,
            List<String> witness) {
        /** Fixes the list. */
        public Result {
            witness = List.copyOf(witness);
        }

        /** Whether a published verdict is another, and nothing says why. */
        public boolean isUnexplained() {
            return published != null
                    && !published.equals(verdict)
                    && !verdict.equals("not-exhausted")
                    && difference == null;
        }
    }

    /** The tests that come with the program. */
    public static List<Litmus> all() {
        return read(Catalogue.resource(FILE), FILE);
    }

    /** Reads a file of tests, a line of JSON each. */
    public static List<Litmus> read(String text, String source) {
        List<Litmus> tests = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                String id = JsonLine.object(line, source, number).text("id");
                tests.add(new Litmus(id.substring(id.indexOf('/') + 1), line, source, number));
            }
        }
        return tests;
    }

    /** The shipped test of a name, or null. */
    public static @Nullable Litmus named(String name) {
        String bare = name.substring(name.indexOf('/') + 1);
        return all().stream()
                .filter(test -> test.name.equalsIgnoreCase(bare))
                .findFirst()
                .orElse(null);
    }

    /** The test's name. */
    public String name() {
        return name;
    }

    /** Whether a formal model's verdict is published for that kind of machine. */
    boolean isPublished(Ets ets) {
        String model = ets == Ets.NONE ? "no_ets" : "ets_v1";
        JsonObject object = JsonLine.object(line, source, number);
        String basis = ets == Ets.NONE ? "ESOP22" : "Isla";
        return object.object("expected").has(model)
                && object.texts("basis").stream().anyMatch(text -> text.startsWith(basis));
    }

    /** Explores the test; throws {@link ScenarioException} if it has something that is not modelled. */
    public Result explore(Ets ets) {
        LitmusTest test = LitmusTest.read(line, source, number);
        LitmusMachine.Outcome outcome;
        try {
            outcome = new LitmusMachine(test, ets).explore();
        } catch (ScenarioException e) {
            throw new ScenarioException(source, number, name + ": " + e.getMessage());
        }
        String model = ets == Ets.NONE ? "no_ets" : ets == Ets.V1 ? "ets_v1" : "";
        String published = test.expected().get(model);
        String difference = differences().get(name + "\t" + ets.word());
        boolean differs = published != null && !published.equals(outcome.verdict());
        return new Result(
                name,
                ets,
                outcome.verdict(),
                published,
                differs ? difference : null,
                outcome.states(),
                outcome.witness());
    }

    /** Why verdicts differ from published ones, by test and ets. */
    static Map<String, String> differences() {
        Map<String, String> differences = new LinkedHashMap<>();
        for (String row : Catalogue.resource(DIFFERENCES).lines().skip(1).toList()) {
            String[] columns = row.split("\t", -1);
            differences.put(columns[0] + "\t" + columns[1].toLowerCase(Locale.ROOT), columns[4]);
        }
        return differences;
    }
}

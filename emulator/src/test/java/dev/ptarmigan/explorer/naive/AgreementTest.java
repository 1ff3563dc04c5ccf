package dev.ptarmigan.explorer.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The explorer, with its reductions and without, finds what the naive explorer finds, in scenarios made by chance. A failure names
 * the seed and prints the smallest scenario that still is a difference.
 */
class AgreementTest {
    private static final int MOST_STATES = 1500;

    private final List<Map<String, Object>> references = ReferenceFiles.scenarios();
    private final Map<Comparison.Outcome, Integer> counts = new EnumMap<>(Comparison.Outcome.class);

    private void compare(long firstSeed, int scenarios) {
        for (long seed = firstSeed; seed < firstSeed + scenarios; seed++) {
            Map<String, Object> scenario = ChanceScenarios.of(seed, references);
            Comparison comparison = Comparison.of(scenario, MOST_STATES);
            if (comparison.outcome == Comparison.Outcome.DIFFERENT) {
                Map<String, Object> smallest = Comparison.shrunk(scenario, MOST_STATES);
                throw new AssertionError("seed " + seed + ": " + comparison.text + "\nsmallest: "
                        + Comparison.of(smallest, MOST_STATES).text);
            }
            counts.merge(comparison.outcome, 1, Integer::sum);
        }
        assertThat(count(Comparison.Outcome.AGREED_PASS))
                .as("passing, of %s", counts)
                .isGreaterThan(scenarios / 10);
        assertThat(count(Comparison.Outcome.AGREED_FAIL))
                .as("failing, of %s", counts)
                .isGreaterThan(scenarios / 2);
        assertThat(count(Comparison.Outcome.REFUSED))
                .as("refused, of %s", counts)
                .isLessThan(scenarios / 20 + 5);
    }

    private int count(Comparison.Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    @Test
    void the_explorer_finds_what_the_naive_one_finds() {
        compare(0, 400);
    }

    @Test
    @Tag("heavy")
    void also_in_forty_thousand_scenarios() {
        compare(1_000_000, 40_000);
    }
}

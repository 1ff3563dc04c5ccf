package dev.ptarmigan.explorer;

import org.jspecify.annotations.Nullable;

/**
 * One scenario of a file, or what is wrong where one should be.
 *
 * @param place file and line
 * @param scenario the scenario, or null
 * @param problem what is wrong, with the place; null if there is a scenario
 */
public record ScenarioLine(
        String place, @Nullable Scenario scenario, @Nullable String problem) {

    static ScenarioLine of(String line, String source, int number) {
        String place = source + ":" + number;
        try {
            return new ScenarioLine(place, ScenarioJson.read(line, source, number), null);
        } catch (ScenarioException e) {
            return new ScenarioLine(place, null, String.valueOf(e.getMessage()));
        }
    }

    /** The scenario, or an exception that says what is wrong. */
    Scenario require() {
        if (scenario == null) {
            throw new ScenarioException(String.valueOf(problem));
        }
        return scenario;
    }
}

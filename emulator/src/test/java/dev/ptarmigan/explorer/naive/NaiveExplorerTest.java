package dev.ptarmigan.explorer.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NaiveExplorerTest {
    private static final int MOST_STATES = 20_000;

    static Stream<Map<String, Object>> scenarios() {
        return ReferenceFiles.scenarios().stream();
    }

    static Stream<List<String>> mutants() {
        return ReferenceFiles.mutants().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void a_reference_scenario_has_exactly_its_violations(Map<String, Object> scenario) {
        NaiveExplorer.Result result = NaiveExplorer.explore(scenario, MOST_STATES);

        assertThat(result.exhausted()).isTrue();
        assertThat((Object) result.violations())
                .isEqualTo(PlainJson.map(PlainJson.member(scenario, "expect")).get("violations"));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void a_mutant_has_exactly_its_violations(List<String> row) {
        Map<String, Object> scenario = scenarios()
                .filter(one -> row.get(0).equals(one.get("id")))
                .findFirst()
                .orElseThrow();
        Map<String, Object> mutant = new LinkedHashMap<>(scenario);
        Map<String, Object> cfg = PlainJson.map(PlainJson.member(scenario, "cfg"));
        cfg.put("ets", row.get(1));
        mutant.put("cfg", cfg);
        if (!row.get(2).equals("-")) {
            List<Object> operations = PlainJson.list(PlainJson.member(scenario, "ops"));
            operations.remove(Integer.parseInt(row.get(2)));
            mutant.put("ops", operations);
        }

        NaiveExplorer.Result result = NaiveExplorer.explore(mutant, MOST_STATES);

        assertThat(result.exhausted()).isTrue();
        assertThat(result.verdict()).isEqualTo(row.get(4));
        assertThat(String.join(" ", result.violations())).isEqualTo(row.get(5));
    }
}

package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios of {@code src/test/resources/scenarios}: exact stores, barriers, TLBIs and results. */
class ScenarioTest {
    private static final List<String> FILES =
            List.of("split.txt", "valid.txt", "errors.txt", "alias.txt", "flush.txt", "granules.txt", "strategies.txt");

    static List<Scenario> scenarios() throws IOException {
        List<Scenario> all = new ArrayList<>();
        for (String file : FILES) {
            try (InputStream in = ScenarioTest.class.getResourceAsStream("/scenarios/" + file)) {
                byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
                all.addAll(Scenario.parse(new String(bytes, StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void a_scenario_happens_as_written(Scenario scenario) {
        assertThat(scenario.run()).isEqualTo(scenario.expected());
    }
}

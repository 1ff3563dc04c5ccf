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

/**
 * The scenarios of {@code src/test/resources/scenarios}: exact stores, barriers, TLBIs and results.
 *
 * <p>By number: T01 to T16 {@code split.txt}; T17 to T24, the words of T25, T57 {@code valid.txt}; T26 to T35 {@code errors.txt};
 * T37 to T41 {@code alias.txt}; T42, T43 {@code flush.txt}; T44 to T46 {@code granules.txt}; T32, T58, T59 {@code strategies.txt};
 * the calls of T25 {@link RealmMemoryTest}; T36 {@link DirectMapTest}; T47 {@link LinearMapRepaintTest}; T48
 * {@code KernelWorldTest}; T49, T50 {@code MappingBuilderTest}; T51, T52 {@link RaceTest}; T60 {@link ListingTest}.
 *
 * <p>What another PE's TLB makes of it, T53 to T56, is in {@code LargeEntryTest} of {@code dev.ptarmigan.pe}; the events of the
 * mutants of T54 and T55 are in {@code MutationTest}.
 */
class ScenarioTest {
    private static final List<String> FILES =
            List.of("split.txt", "valid.txt", "errors.txt", "alias.txt", "flush.txt", "granules.txt", "strategies.txt");

    static List<String> files() {
        return FILES;
    }

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

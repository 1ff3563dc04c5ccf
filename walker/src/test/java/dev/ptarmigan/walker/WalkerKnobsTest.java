package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What each knob does to one walk, whatever the others say. */
class WalkerKnobsTest {
    private static final String TABLE = "knobs.txt";

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = TABLE, delimiter = '|', numLinesToSkip = 3)
    void turns_one_walk(Knob knob, String setup, String operations, String off, String on) {
        assertThat(on).isNotEqualTo(off);
        for (Profile profile : List.of(Profile.ARM, Profile.QEMU_11_1)) {
            WalkScript.run(setup, operations, off, profile.with(knob, false));
            WalkScript.run(setup, operations, on, profile.with(knob, true));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = TABLE, delimiter = '|', numLinesToSkip = 3)
    void is_found_by_strict_where_it_matters(Knob knob, String setup, String operations, String off, String on) {
        for (Profile profile : List.of(Profile.ARM, Profile.QEMU_11_1)) {
            for (boolean turned : new boolean[] {false, true}) {
                assertThat(WalkScript.strict(setup, operations, profile.with(knob, turned)))
                        .as("%s, %s", profile, turned)
                        .anyMatch(finding -> finding.matches(knob.name() + "( \\(.*\\))?: if .*"));
            }
        }
    }

    @Test
    void every_knob_has_a_walk() throws IOException {
        List<String> knobs = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(WalkerKnobsTest.class.getResourceAsStream(TABLE));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().skip(3).forEach(line -> knobs.add(line.substring(0, line.indexOf(' '))));
        }
        List<String> expected = new ArrayList<>();
        for (Knob knob : Knob.values()) {
            expected.add(knob.name());
        }
        assertThat(knobs).containsExactlyInAnyOrderElementsOf(expected);
    }
}

package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** One walk after the other, in both profiles; the table is a resource beside this class. */
class WalkerCasesTest {
    private static final String TABLE = "cases.txt";
    private static final int CASES = 132;

    /** An extension the recording machine does not have. */
    private static final String NOT_THERE = "-";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(
            resources = TABLE,
            delimiter = '|',
            useHeadersInDisplayName = false,
            numLinesToSkip = 4,
            nullValues = "")
    void as_recorded(
            int number, String reason, String setup, String operations, String recorded, @Nullable String arm) {
        if (recorded.equals(NOT_THERE)) {
            assertThat(arm).as("an answer in the other column").isNotNull();
            return;
        }
        WalkScript.run(setup, operations, recorded, Profile.QEMU_11_1);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = TABLE, delimiter = '|', numLinesToSkip = 4)
    void as_the_architecture_has_it(
            int number, String reason, String setup, String operations, String recorded, @Nullable String arm) {
        WalkScript.run(setup, operations, arm == null ? recorded : arm, Profile.ARM);
    }

    @Test
    void the_table_has_every_number() throws IOException {
        TreeSet<Integer> numbers = new TreeSet<>();
        try (InputStream in = WalkerCasesTest.class.getResourceAsStream(TABLE);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(java.util.Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
                    .forEach(line -> numbers.add(Integer.parseInt(line.substring(0, line.indexOf(' ')))));
        }
        assertThat(numbers)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, CASES).boxed().toList());
    }
}

package dev.ptarmigan.explorer.naive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The reference scenarios and mutants, as they are in the files. */
final class ReferenceFiles {
    private ReferenceFiles() {}

    private static List<String> lines(String name) {
        try (InputStream in = ReferenceFiles.class.getResourceAsStream("/dev/ptarmigan/explorer/" + name)) {
            if (in == null) {
                throw new IllegalStateException("resource=" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Map<String, Object>> scenarios() {
        return lines("scenarios.jsonl").stream().map(PlainJson::object).toList();
    }

    /** Scenario, ETS, index of the operation left out or -, its text, verdict, violations, states. */
    static List<List<String>> mutants() {
        return lines("mutants.tsv").stream()
                .skip(1)
                .map(line -> List.of(line.split("\t", -1)))
                .toList();
    }
}

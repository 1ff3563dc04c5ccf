package dev.ptarmigan.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files next to the tests. */
final class TestFiles {
    private TestFiles() {}

    static String text(String name) {
        try (InputStream in = TestFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource=" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Scenario> scenarios() {
        return ScenarioJson.readAll(text("scenarios.jsonl"), "scenarios.jsonl");
    }
}

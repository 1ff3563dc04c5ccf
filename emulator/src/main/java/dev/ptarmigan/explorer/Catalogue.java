package dev.ptarmigan.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scenarios that come with the program. */
public final class Catalogue {
    private static final List<String> FILES = List.of("reference.scn", "kernel.scn", "herd.scn", "calls.scn");
    private static final Map<String, Scenario> ALL = load();

    private Catalogue() {}

    private static Map<String, Scenario> load() {
        Map<String, Scenario> all = new LinkedHashMap<>();
        for (String file : FILES) {
            for (Scenario scenario : read(resource(file), file)) {
                if (all.put(scenario.id(), scenario) != null) {
                    throw new IllegalStateException("scenario=" + scenario.id() + " is there twice");
                }
            }
        }
        return all;
    }

    static String resource(String file) {
        try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("resource=" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All scenarios, in the order of the catalogue. */
    public static List<Scenario> all() {
        return new ArrayList<>(ALL.values());
    }

    /** The scenario of a name, in any case, or null. */
    public static @Nullable Scenario named(String name) {
        for (Scenario scenario : ALL.values()) {
            if (scenario.id().equalsIgnoreCase(name)) {
                return scenario;
            }
        }
        return null;
    }

    /**
     * Reads a file of scenarios: lines of JSON if its first character is a brace, else text.
     *
     * @param source its name, for messages
     * @throws ScenarioException where it cannot be used, with file and line
     */
    public static List<Scenario> read(String text, String source) {
        if (isJson(text, source)) {
            return ScenarioJson.readAll(withoutMark(text), source);
        }
        return ScenarioText.readAll(withoutMark(text), source);
    }

    /**
     * Reads a file of scenarios, and what can be read of lines of JSON where some of them cannot.
     *
     * @param source its name, for messages
     * @throws ScenarioException where text that is not JSON cannot be used, with file and line
     */
    public static List<ScenarioLine> readLines(String text, String source) {
        if (isJson(text, source)) {
            return ScenarioJson.readLines(withoutMark(text), source);
        }
        return ScenarioText.readAll(withoutMark(text), source).stream()
                .map(scenario -> new ScenarioLine(source, scenario, null))
                .toList();
    }

    /** Whether a file is lines of JSON: by its name, else by its first character. */
    public static boolean isJson(String text, String source) {
        return source.endsWith(".jsonl") || withoutMark(text).stripLeading().startsWith("{");
    }

    /** Without the byte order mark that some editors write. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A scenario as text. */
    public static String write(Scenario scenario) {
        return ScenarioWriter.write(scenario);
    }
}

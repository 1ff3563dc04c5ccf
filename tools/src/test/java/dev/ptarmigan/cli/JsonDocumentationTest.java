package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonDocumentationTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void every_property_that_a_command_writes_is_in_the_readme() throws IOException {
        Set<String> written = new TreeSet<>();
        for (Path file : documents()) {
            collectNames(Files.readString(file), written);
        }
        String readme = Files.readString(Path.of("README.md"));

        assertThat(written).hasSizeGreaterThan(60).allMatch(name -> readme.contains("`" + name + "`"), "documented");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith("-json.txt")).toList();
        }
    }

    /** Reads a whole document, which fails if it is not one. */
    private static void collectNames(String document, Set<String> names) {
        JsonFactory factory = new JsonFactory();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), new StringReader(document))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
    }
}

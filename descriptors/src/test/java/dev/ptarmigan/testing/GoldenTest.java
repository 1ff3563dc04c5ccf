package dev.ptarmigan.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
    @TempDir
    private Path folder;

    @Test
    void equal_text_passes() throws IOException {
        Path file = Files.writeString(folder.resolve("golden.txt"), "one\ntwo\n");
        assertThatCode(() -> Golden.compare(file, "one\ntwo\n", false)).doesNotThrowAnyException();
    }

    @Test
    void the_first_line_that_differs_is_shown() throws IOException {
        Path file = Files.writeString(folder.resolve("golden.txt"), "one\ntwo\nthree\n");
        assertThatThrownBy(() -> Golden.compare(file, "one\n2\n3\n", false))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        file + ":2: the text differs (-Dgolden.update=true rewrites the file)\n  file: two\n  now:  2");
    }

    @Test
    void text_that_ends_early_is_a_difference() throws IOException {
        Path file = Files.writeString(folder.resolve("golden.txt"), "one\ntwo");
        assertThatThrownBy(() -> Golden.compare(file, "one", false))
                .hasMessageContaining(":2:")
                .hasMessageEndingWith("now:  (end)");
    }

    @Test
    void a_missing_file_is_written_only_when_asked() {
        Path file = folder.resolve("new/golden.txt");
        assertThatThrownBy(() -> Golden.compare(file, "text", false)).hasMessageContaining("does not exist");
        Golden.compare(file, "text", true);
        assertThat(file).hasContent("text");
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private final Path directory;

    ProgramTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void every_command_has_help_with_examples_that_begin_with_its_name() {
        for (CommandName name : CommandName.values()) {
            Outcome outcome = Invocation.run(name.word(), "--help");

            assertThat(outcome.status()).isZero();
            assertThat(outcome.out())
                    .startsWith("Usage: ptarmigan " + name.word() + " ")
                    .contains(name.summary(), "\nExamples:\n", "\n    ptarmigan " + name.word(), "Exit status: 0 ");
            assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 104, name + ": lines are short");
        }
    }

    @Test
    void the_list_of_commands_has_all_of_them() {
        for (CommandName name : CommandName.values()) {
            assertThat(Invocation.run("--help").out())
                    .contains("\n  " + name.word() + " ")
                    .contains(name.summary());
        }
    }

    @Test
    void the_version_is_one_line() {
        assertThat(Invocation.run("--version")).isEqualTo(new Outcome(0, "ptarmigan (not packaged)\n", ""));
    }

    @Test
    void options_may_stand_before_the_command() {
        assertThat(Invocation.line("--color=never captures at-4k-vhe"))
                .isEqualTo(Invocation.line("captures at-4k-vhe"));
    }

    @Test
    void a_terminal_gets_colours_and_anything_else_none() {
        assertThat(new Invocation().onTerminal().with("decode", "0").out()).contains("\u001b[1m");
        assertThat(Invocation.run("decode", "0").out()).doesNotContain("\u001b");
    }

    @Test
    void no_color_wins_over_the_terminal_and_an_option_over_both() {
        assertThat(new Invocation()
                        .onTerminal()
                        .colourless()
                        .with("decode", "0")
                        .out())
                .doesNotContain("\u001b");
        assertThat(new Invocation()
                        .colourless()
                        .with("decode", "--color", "always", "0")
                        .out())
                .contains("\u001b");
        assertThat(new Invocation()
                        .onTerminal()
                        .with("decode", "--color", "never", "0")
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void colours_add_nothing_but_escape_sequences() {
        String plain =
                Invocation.line("walk --access w linux72-4k-bbml2-4g _text").out();
        String coloured = Invocation.line("walk --color always --access w linux72-4k-bbml2-4g _text")
                .out();

        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(plain);
        assertThat(coloured).contains("\u001b[31mPermission fault, level 3\u001b[0m");
    }

    @Test
    void an_output_file_holds_what_stdout_would_and_replaces_an_older_one() throws IOException {
        Path file = directory.resolve("list.txt");
        Files.writeString(file, "old");

        Outcome outcome = Invocation.run("captures", "-o", file.toString());

        assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
        assertThat(file).hasContent(Invocation.run("captures").out());
        assertThat(directory.toFile().list()).containsExactly("list.txt");
    }

    @Test
    void an_output_file_behind_a_link_is_replaced_and_the_link_stays() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        Invocation.run("encode", "page", "-o", link.toString());

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("0x0000000000000703\n");
    }

    @Test
    void a_command_that_fails_leaves_an_output_file_as_it_was() throws IOException {
        Path file = Files.writeString(directory.resolve("words.txt"), "old");

        Outcome outcome = new Invocation().input("0x3\n0xzz\n").with("decode", "-o", file.toString(), "-");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(file).hasContent("old");
        assertThat(directory.toFile().list()).containsExactly("words.txt");
    }

    @Test
    void a_reader_that_goes_away_is_no_failure() {
        assertThat(writingTo(new Refusing("Broken pipe"), "ptdump", "linux72-4k-pte-2g"))
                .isEqualTo(new Outcome(0, "", ""));
    }

    @Test
    void a_full_disk_is_one() {
        assertThat(writingTo(new Refusing("No space left on device"), "captures"))
                .isEqualTo(new Outcome(2, "", "ptarmigan: cannot write the output: No space left on device\n"));
    }

    @Test
    void a_defect_is_one_line_and_a_status_of_its_own() {
        OutputStream defective = new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("flag=3");
            }
        };

        assertThat(writingTo(defective, "captures"))
                .isEqualTo(new Outcome(3, "", "ptarmigan: defect: flag=3 (--debug shows where)\n"));
    }

    private static Outcome writingTo(OutputStream out, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                InputStream.nullInputStream(),
                StandardOutput.over(out),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false);
        return new Outcome(new Program(console).run(arguments), "", err.toString(StandardCharsets.UTF_8));
    }

    private static final class Refusing extends OutputStream {
        private final String reason;

        Refusing(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(reason);
        }
    }
}

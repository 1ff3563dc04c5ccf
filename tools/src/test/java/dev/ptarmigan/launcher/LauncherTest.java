package dev.ptarmigan.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.launcher.Checkout.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
    private final Path directory;
    private final Checkout checkout;

    LauncherTest(@TempDir Path directory) {
        this.directory = directory;
        this.checkout = new Checkout(directory);
    }

    @Test
    void the_first_start_builds_and_says_so_in_one_line() {
        Outcome outcome = checkout.run("decode", "a b");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .endsWith("[-jar][" + directory + "/a checkout/tools/target/ptarmigan.jar][decode][a b]");
        assertThat(outcome.err()).startsWith("ptarmigan: building (first use)").hasLineCount(1);
    }

    @Test
    void a_second_start_builds_nothing_and_leaves_no_lock_or_work_behind() {
        checkout.run("decode");

        assertThat(checkout.run("decode").err()).isEmpty();
        assertThat(checkout.builds()).isEqualTo(1);
        assertThat(checkout.products())
                .filteredOn(name -> !name.startsWith("cds_"))
                .containsExactlyInAnyOrder("build.log", "builds", "ptarmigan.jar");
        assertThat(checkout.products())
                .filteredOn(name -> name.endsWith(".jsa"))
                .hasSize(1);
    }

    @Test
    void a_changed_source_builds_again() {
        checkout.run("decode");
        Checkout.touch(checkout.source());

        assertThat(checkout.run("decode").err()).startsWith("ptarmigan: building (sources changed)");
        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void a_removed_source_builds_again() throws IOException {
        checkout.run("decode");
        Files.delete(checkout.source());
        Checkout.touch(checkout.source().resolveSibling(""));

        checkout.run("decode");

        assertThat(checkout.builds()).isEqualTo(2);
    }

    @Test
    void a_link_to_the_script_finds_the_checkout() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("ptarmigan"), checkout.script());

        assertThat(checkout.runAs(link, Map.of(), "decode").out()).contains("/a checkout/tools/target/ptarmigan.jar");
    }

    @Test
    void two_first_starts_at_once_build_once() {
        checkout.maven("mkdir -p tools/target; sleep 1; echo built >> tools/target/builds;"
                + " echo jar > tools/target/ptarmigan.jar");
        Process one = checkout.start(checkout.script(), Map.of(), "decode");
        Process two = checkout.start(checkout.script(), Map.of(), "decode");

        assertThat(Checkout.finish(one).status()).isZero();
        assertThat(Checkout.finish(two).status()).isZero();
        assertThat(checkout.builds()).isEqualTo(1);
    }

    @Test
    void a_lock_whose_holder_died_is_taken_over() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path target = Files.createDirectories(checkout.script().resolveSibling("target"));
        Files.createSymbolicLink(target.resolve("build.lock"), Path.of(Long.toString(dead.pid())));

        assertThat(checkout.run("decode").status()).isZero();
        assertThat(checkout.products()).doesNotContain("build.lock");
    }

    @Test
    void a_failed_build_shows_the_end_of_its_log_and_gives_status_2() {
        checkout.maven("echo cannot find symbol; exit 1");

        Outcome outcome = checkout.run("decode");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("cannot find symbol")
                .contains("ptarmigan: the build failed; all of its output is in");
        assertThat(checkout.products()).containsExactlyInAnyOrder("build.log", "build.begun");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a version before 17       | 11.0.2  | is version 11.0.2; 17 or later is needed
                    an old numbering          | 1.8.0_9 | is version 1.8.0_9; 17 or later is needed
                    """)
    void an_old_jdk_is_refused_in_one_line(String reason, String version, String message) {
        checkout.jdk(version);

        Outcome outcome = checkout.run("decode");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("ptarmigan: ").contains(message).hasLineCount(1);
    }

    @Test
    void a_java_home_without_java_is_refused_in_one_line() {
        Outcome outcome = checkout.runAs(checkout.script(), Map.of("JAVA_HOME", "/nowhere"), "decode");

        assertThat(outcome)
                .isEqualTo(
                        new Outcome(2, "", "ptarmigan: JAVA_HOME is /nowhere, but /nowhere/bin/java cannot be run\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    a short command        | decode         | true
                    an option alone        | --version      | true
                    a long command         | ptdump         | false
                    options before it      | --debug ptdump | false
                    a name as an argument  | decode ptdump  | true
                    """)
    void only_long_commands_are_worth_the_second_compiler(String reason, String arguments, boolean firstOnly) {
        String out = checkout.run(arguments.split(" ")).out();

        assertThat(out.contains("[-XX:TieredStopAtLevel=1]")).isEqualTo(firstOnly);
        assertThat(out).contains("[-XX:+UseSerialGC]").contains("[--enable-native-access=ALL-UNNAMED]");
    }

    @Test
    void java_is_told_that_a_pipe_is_no_terminal() {
        assertThat(checkout.run("decode").out()).contains("[-Dptarmigan.terminal=false]");
    }

    @Test
    void options_from_the_environment_come_last_and_replace_the_collector() {
        String out = checkout.runAs(checkout.script(), Map.of("PTARMIGAN_JAVA_OPTS", "-XX:+UseZGC -Xmx1g"), "decode")
                .out();

        assertThat(out).contains("[-XX:+UseZGC][-Xmx1g][-jar]").doesNotContain("UseSerialGC");
    }
}

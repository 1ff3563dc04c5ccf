package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExploreCommandTest {
    @TempDir
    Path directory;

    @Test
    void a_scenario_that_passes_has_status_0_and_one_that_fails_has_status_1_and_a_story() {
        assertThat(Invocation.run("explore", "S11").status()).isZero();
        Outcome failing = Invocation.run("explore", "S13");
        assertThat(failing.status()).isEqualTo(1);
        assertThat(failing.out()).contains("tlbi vaale1is page=1 ttl=3").endsWith("verdict: fail I4\n");
    }

    @Test
    void a_call_of_the_kernels_code_is_recorded_and_explored() {
        Outcome right = Invocation.run("explore", "--strategy", "linux", "--op", "ro");
        assertThat(right.status()).isZero();
        assertThat(right.out()).endsWith("verdict: pass\n");
        Outcome wrong = Invocation.run("explore", "--strategy", "linux", "--op", "ro", "--bug", "ttl-3");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.out()).endsWith("verdict: fail I4\n");
        Outcome mayAbort = Invocation.run("explore", "--strategy", "linux", "--op", "ro", "--bbml", "2");
        assertThat(mayAbort.out()).endsWith("verdict: fail I6\n");
        Outcome lost = Invocation.run("explore", "--strategy", "linux", "--op", "ro", "--bug", "lose-uxn");
        assertThat(lost.status()).isEqualTo(1);
        assertThat(lost.out()).contains("verdict: pass\nwrong result: 0xffff");
    }

    @Test
    void a_call_that_cannot_be_explored_is_refused_in_one_line() {
        assertThat(Invocation.run("explore", "--strategy", "linux").err())
                .isEqualTo("ptarmigan: --strategy needs --op, one of ro, rw, nx, x, invalid, valid, collapse,"
                        + " collapse-bbm\n");
        assertThat(Invocation.run("explore", "--op", "ro", "S11").err())
                .isEqualTo("ptarmigan: --op goes with --strategy\n");
        assertThat(Invocation.run("explore", "--strategy", "pagewalk", "--op", "ro")
                        .err())
                .isEqualTo("ptarmigan: pagewalk ro of 1 pages fails (-EINVAL (-22)); only what succeeds is explored\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            S13                   | noabort | stale-translation
            S17                   | noabort | stale-translation
            S07                   | noabort | table-before-entries
            S02                   | 2       | tlb-conflict
            S42                   | 0       | break-before-make
            S46                   | 0       | freed-cached
            contiguous-one-member | 0       | break-before-make
            """)
    void the_events_of_a_story_are_judged_alike_by_the_checker(String scenario, String level, String rule) {
        Path events = directory.resolve("story.events");
        Path tables = directory.resolve("story.ptw");
        Invocation.run("explore", scenario, "--events", events.toString(), "--tables", tables.toString());
        Outcome outcome = Invocation.run("check", events.toString(), "--tables", tables.toString(), "--bbml", level);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("verdict: violation " + rule);
    }

    @Test
    void a_story_comes_with_what_repairs_it() {
        assertThat(Invocation.run("explore", "S13").out())
                .contains("  repaired by PE0: 'tlbi vaale1is page=1' in place of 'tlbi vaale1is page=1 ttl=3'\n");
        assertThat(Invocation.run(
                                "explore",
                                "S65",
                                "--tables",
                                directory.resolve("t").toString())
                        .err())
                .isEqualTo("ptarmigan: S65: with stage 2 there are no tables of a kernel to write\n");
    }

    @Test
    void kernel_code_of_several_pes_is_explored() {
        Outcome right = Invocation.run("explore", "call-two-writers");
        assertThat(right.status()).isZero();
        assertThat(right.out()).contains("kernel code: run ").endsWith("verdict: pass\n");
        Outcome wrong = Invocation.run("explore", "call-two-writers-no-mutex");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.out()).contains("store L2.0 tbl:P1T0,nx").endsWith("verdict: fail I3 I4\n");
        assertThat(Invocation.run("explore", "call-collapse-writer-locked").out())
                .contains("in some interleaving: PE1: call linux:locked ro page=1 fails: -EINVAL (-22)\n");
    }

    @Test
    void json_lines_are_answered_by_lines() throws IOException {
        Path file = directory.resolve("a.jsonl");
        Files.writeString(file, """
                {"id": "A", "tables": [], "init": {"L2.0": "blk:0,rw"}, "ops": [{"pe": 0, "op": "ISB"}]}
                {"id": "B", "init": {"L2.0": "blk:0,rw"}, "ops": [{"pe": 0, "op": "W", "loc": "L2.0", "val": "blk:4,rw"}]}
                """);
        Outcome outcome = Invocation.run("explore", file.toString());
        assertThat(outcome.out()).isEqualTo("A pass\nB fail I2 I6 I8\n");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void lines_that_cannot_be_used_are_named_and_the_others_answered() throws IOException {
        Path file = directory.resolve("a.jsonl");
        String lines = """
                \uFEFF
                {"ops": [{"op": "ISB", "pe": 0}], "init": {"L2.0": "blk:0,rw"}, "id": "A"}
                nonsense
                {"id": "B", "ops": [{"pe": 0, "op": "HALT"}]}

                {"id": "C", "ops": [{"pe": 0, "op": "TLBI", "kind": "VAALE1IS", "page": 99999999999999999999}]}
                {"id": "D", "tables": ["T0"], "ops": [{"pe": 0, "op": "FREE", "table": "T0"}], "expect": {"verdict": "fail"}}
                {"id": "E", "ops": [{"pe": 9, "op": "ISB"}]}
                {"id": "F"}
                {"id": "G", "ops": [{"pe": 0, "op": "ISB"}]
                """;
        Files.writeString(file, lines.replace("\n", "\r\n"));
        Outcome outcome = Invocation.run("explore", file.toString());
        assertThat(outcome.out()).isEqualTo("A pass\nD pass\nF pass\n");
        assertThat(outcome.err().replace(file + ":", "").lines())
                .containsExactly(
                        "ptarmigan: 3: not JSON: a value was expected (column 1)",
                        "ptarmigan: 4: unknown operation \"HALT\"",
                        "ptarmigan: 6: not JSON: the number has more than 64 bits (column 93)",
                        "ptarmigan: 8: PE 9, expected 0 to 7",
                        "ptarmigan: 10: not JSON: the line is cut off (column 44)");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void a_bound_on_memory_is_no_verdict() throws IOException {
        Path file = directory.resolve("big.scn");
        StringBuilder text = new StringBuilder("scenario big\nhardware pes=3 fan-out=16\ntables T0 T1 T2\n");
        text.append("init L2.0 tbl:T0\ninit L2.1 tbl:T1\ninit L2.2 tbl:T2\nlive none\n");
        for (int pe = 0; pe < 3; pe++) {
            for (int slot = 0; slot < 16; slot++) {
                text.append(pe + ": store T" + pe + "." + slot + " pg:" + (16 * pe + slot) + ",rw\n");
            }
        }
        Files.writeString(file, text);
        Outcome outcome = Invocation.run("explore", "--memory", "1", file.toString());
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out())
                .endsWith("verdict: not-exhausted (1 MiB for states are used up; --memory allows more)\n");
    }

    @Test
    void a_bad_line_is_one_line_with_its_place() throws IOException {
        Path file = directory.resolve("bad.scn");
        Files.writeString(file, "scenario a\n0: stor L2.0 inv\n");
        Outcome outcome = Invocation.run("explore", file.toString());
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("ptarmigan: " + file + ":2: unknown operation 'stor'\n");
        assertThat(Invocation.run("explore", "nosuch").err())
                .isEqualTo("ptarmigan: unknown scenario nosuch; see ptarmigan explore --list\n");
    }

    @Test
    void a_file_of_litmus_tests_that_cannot_be_used_is_one_line_with_its_place() throws IOException {
        Path file = directory.resolve("t.jsonl");
        Files.writeString(file, "{\"id\": \"a/b\"}\n");
        Outcome outcome = Invocation.run("litmus", file.toString());
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("ptarmigan: " + file + ":1: \"cond\" must be a string, and it is absent\n");
        Files.writeString(file, "");
        assertThat(Invocation.run("litmus", file.toString()).err())
                .isEqualTo("ptarmigan: " + file + ": holds no test\n");
    }

    @Test
    void nobody_sets_the_flag_that_a_program_waits_for() throws IOException {
        Path file = directory.resolve("w.scn");
        Files.writeString(file, "scenario w\n0: set g\n1: wait f\n");
        Outcome outcome = Invocation.run("explore", file.toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("I10 programs end: PE1 waits forever at 'wait f'\n  nobody sets f\n")
                .endsWith("verdict: fail I10\n");
    }

    @Test
    void mutants_say_which_deletions_change_nothing() {
        Outcome outcome = Invocation.run("explore", "--mutants", "S57");
        assertThat(outcome.out()).isEqualTo("""
                        S57 pass
                        S57 fail I1  without 1: PE0 dsb ishst
                        1 mutants: 1 caught, 0 proved to change nothing
                        """);
    }

    @Test
    void what_is_shown_is_read_again() throws IOException {
        Path file = directory.resolve("again.scn");
        Files.writeString(file, Invocation.run("explore", "--show", "S79").out());
        assertThat(Invocation.run("explore", file.toString()).out()).endsWith("verdict: pass\n");
    }

    @Test
    void a_litmus_test_has_its_verdict_and_steps() {
        Outcome outcome = Invocation.run("explore", "litmus:CoWinvT.EL1+dsb-tlbi-dsb");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .startsWith("CoWinvT.EL1+dsb-tlbi-dsb none allowed\n")
                .contains("    P0: store to pte3(x) becomes visible\n")
                .endsWith("""
                        CoWinvT.EL1+dsb-tlbi-dsb v1 forbidden
                            no execution has the outcome; all of them: 15 states
                        """);
        assertThat(Invocation.run("litmus", "nosuch").err())
                .isEqualTo("ptarmigan: unknown litmus test nosuch; see ptarmigan litmus --list\n");
    }
}

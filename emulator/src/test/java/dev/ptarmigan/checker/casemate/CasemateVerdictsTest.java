package dev.ptarmigan.checker.casemate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CasemateVerdictsTest {
    private static final String FOLDER = "/dev/ptarmigan/checker/casemate/";

    private static byte[] bytes(String name) {
        try (InputStream in = CasemateVerdictsTest.class.getResourceAsStream(FOLDER + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String[]> rows() {
        return new String(bytes("verdicts.tsv"), StandardCharsets.UTF_8)
                .lines()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
    }

    static Stream<String> traces() {
        return rows().stream().map(row -> row[0]);
    }

    private static String[] row(String trace) {
        return rows().stream().filter(row -> row[0].equals(trace)).findFirst().orElseThrow();
    }

    private static String verdict(String trace, CasemateMode mode, boolean defaults, boolean locks) {
        CasemateViolation violation =
                new CasemateChecker(mode, defaults, locks).check(new CasemateTrace(bytes(trace), trace));
        return violation == null ? "" : violation.message();
    }

    @ParameterizedTest
    @MethodSource("traces")
    void a_trace_has_the_verdict_that_casemate_gives_it(String trace) {
        String[] row = row(trace);
        assertThat(verdict(trace, CasemateMode.COMPATIBLE, true, true)).isEqualTo(row[6]);
        boolean stable = row[11].isEmpty();
        if (stable) {
            assertThat(verdict(trace, CasemateMode.COMPATIBLE, false, true))
                    .as("-S")
                    .isEqualTo(row[8]);
            assertThat(verdict(trace, CasemateMode.COMPATIBLE, true, false))
                    .as("-R")
                    .isEqualTo(row[10]);
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void a_trace_has_the_verdict_of_the_architecture(String trace) {
        String architecture = row(trace)[12];
        String verdict = verdict(trace, CasemateMode.ARCHITECTURE, true, true);
        switch (architecture) {
            case "pass" -> assertThat(verdict).isEmpty();
            case "fail" -> assertThat(verdict).isNotEmpty();
            default -> assertThat(architecture).isIn("", "n/a");
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void a_trace_that_declares_a_violation_is_not_clean_by_the_architecture(String trace) {
        CasemateTrace read = new CasemateTrace(bytes(trace), trace);
        CasemateViolation violation = new CasemateChecker(CasemateMode.ARCHITECTURE, true, true).check(read);
        String text = new String(bytes(trace), StandardCharsets.UTF_8);
        int mark = text.indexOf("\n!");
        if (mark >= 0) {
            assertThat(violation).isNotNull();
            assertThat(violation.message()).isEqualTo(text.substring(mark + 2).strip());
        } else {
            assertThat(read.declared()).isNull();
        }
    }

    /** Four levels of tables under a stage 2 root, as the extra traces have them, and one leaf. */
    private static String world(String leaf, boolean stage2) {
        StringBuilder text = new StringBuilder();
        for (int page = 0; page < 5; page++) {
            text.append("(mem-init 0 0 4000").append(page).append("000 1000 \"t:0\")\n");
        }
        text.append("(hint 0 0 set_root_lock 40000000 40005000 \"t:0\")\n");
        for (int level = 0; level < 3; level++) {
            text.append("(mem-write 0 0 plain 4000")
                    .append(level)
                    .append("000 4000")
                    .append(level + 1)
                    .append("003 \"t:0\")\n");
        }
        text.append("(mem-write 0 0 plain 40003000 ").append(leaf).append(" \"t:0\")\n");
        text.append("(sysreg-write 0 0 ")
                .append(stage2 ? "vttbr_el2" : "ttbr0_el2")
                .append(" 40000000 \"t:0\")\n");
        return text.append("(lock 0 0 40005000 \"t:0\")\n").toString();
    }

    private static String judge(String text, CasemateMode mode) {
        CasemateViolation violation = new CasemateChecker(mode, true, true)
                .check(new CasemateTrace(text.getBytes(StandardCharsets.UTF_8), "twin"));
        return violation == null ? "pass" : violation.message();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            another place while AF is 1: casemate accepts it            | 400064c3 | 400074c3 | BBM valid->valid | pass
            another memory type while AF is 1: casemate accepts it      | 400064ff | 400064c7 | BBM valid->valid | pass
            another shareability while AF is 1: casemate accepts it     | 400064c3 | 400067c3 | BBM valid->valid | pass
            writable to read-only with AF 0: casemate reports it        | 400060c3 | 40006043 | pass             | BBM valid->valid
            another place while AF is 0: casemate reports it            | 400060c3 | 400070c3 | pass             | BBM valid->valid
            writable to read-only with AF 1                             | 400064c3 | 40006443 | pass             | pass
            software bits                                               | 400060c3 | 7800000400060c3 | pass       | pass
            """)
    void of_a_change_in_place_the_architecture_decides_by_what_changes(
            String reason, String before, String after, String architecture, String casemate) {
        String text = world(before, true) + "(mem-write 9 0 release 40003000 " + after + " \"t:0\")\n";
        assertThat(judge(text, CasemateMode.ARCHITECTURE)).isEqualTo(architecture);
        assertThat(judge(text, CasemateMode.COMPATIBLE)).isEqualTo(casemate);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no level hint                                   | 0            | pass                       | pass
            the level of the old entry, 4KB level 3         | 700000000000 | pass                       | pass
            level 2, where the entry is of level 3          | 600000000000 | BBM invalid unclean->valid | pass
            the granule of 16KB                             | B00000000000 | BBM invalid unclean->valid | pass
            another page                                    | 1            | BBM invalid unclean->valid | BBM invalid unclean->valid
            """)
    void a_wrong_level_hint_removes_nothing_though_casemate_accepts_it(
            String reason, String operand, String architecture, String casemate) {
        String text = world("400064c3", true) + "(mem-write 1 0 plain 40003000 0 \"t:0\")\n"
                + "(barrier 2 0 dsb ish \"t:0\")\n(tlbi 3 0 ipas2e1is " + operand + " \"t:0\")\n"
                + "(barrier 4 0 dsb ish \"t:0\")\n(tlbi 5 0 vmalle1is \"t:0\")\n(barrier 6 0 dsb ish \"t:0\")\n"
                + "(mem-write 7 0 plain 40003000 400074c3 \"t:0\")\n";
        assertThat(judge(text, CasemateMode.ARCHITECTURE)).isEqualTo(architecture);
        assertThat(judge(text, CasemateMode.COMPATIBLE)).isEqualTo(casemate);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cut off in a record       | (mem-write (id 0) (tid 0) (mem-order plain) (address 1         | trace:1: the record is cut off
            cut off in the source     | (barrier 0 0 isb "t:0                                         | trace:1: the record is cut off
            unknown record            | (mem-copy 0 0 1000 2000 "t:0")                                | trace:1: unknown record 'mem-copy'
            too many threads          | (barrier 0 4 isb "t:0")                                       | trace:1: tid 4 is more than 3
            barrier of another kind   | (barrier 0 0 dsb osh "t:0")                                   | trace:1: nsh, ish, ishst or sy was expected, not 'osh'
            no number                 | (mem-write 0 0 plain xyz 0 "t:0")                             | trace:1: address: a hexadecimal number was expected
            source without a line     | (barrier 0 0 isb "t")                                         | trace:1: src: "file:line" was expected
            another key               | (barrier (id 0) (thread 0) isb (src "t:0"))                   | trace:1: tid was expected, not 'thread'
            too large a range         | (mem-init 0 0 1000 ffffffffffffffff "t:0")                    | trace:1: size 0xffffffffffffffff is more than
            no exception level        | (enter-context 0 0 7 "t:0")                                   | trace:1: el 7 is no exception level
            no such owner             | (hint 0 0 set_pte_thread_owner 1000 9 "t:0")                  | trace:1: thread 0x9 is more than 3
            a letter that is no ASCII | (barrier 0 0 isb "t:0") ä                                    | trace:1: '(' was expected
            operation with two names  | (tlbi 0 0 vae1is 0 "t:0")                                     | trace:1: a TLBI operation was expected, not 'vae1is'
            """)
    void a_text_that_is_no_trace_is_refused_with_its_line(String reason, String text, String start) {
        CasemateTrace trace = new CasemateTrace(text.getBytes(StandardCharsets.UTF_8), "trace");
        assertThatThrownBy(() -> new CasemateChecker(CasemateMode.ARCHITECTURE, true, true).check(trace))
                .isInstanceOf(CasemateFormatException.class)
                .hasMessageStartingWith(start);
    }

    @Test
    void keys_may_be_left_out_and_a_declared_violation_ends_the_trace() {
        String text = "(barrier 0 0 isb \"t:0\")\n! BBM valid->valid\nnot read any more";
        CasemateTrace trace = new CasemateTrace(text.getBytes(StandardCharsets.UTF_8), "trace");
        assertThat(new CasemateChecker(CasemateMode.ARCHITECTURE, true, true).check(trace))
                .isNull();
        assertThat(trace.declared()).isEqualTo("BBM valid->valid");
        assertThat(trace.records()).isEqualTo(1);
    }

    @Test
    void a_thread_that_has_left_the_context_uses_no_table_of_stage_2() {
        String roots = "(mem-init 0 0 40000000 1000 \"t:0\")(mem-init 1 0 40001000 1000 \"t:0\")"
                + "(hint 2 0 set_root_lock 40000000 40005000 \"t:0\")(hint 3 0 set_root_lock 40001000 40005008 \"t:0\")"
                + "(sysreg-write 4 0 hcr_el2 1 \"t:0\")(sysreg-write 5 0 vttbr_el2 1000040001000 \"t:0\")";
        String release = "(hint 6 0 release_table 40001000 0 \"t:0\")";
        String again = "(mem-init 7 0 40001000 1000 \"t:0\")(hint 8 0 set_root_lock 40001000 40005008 \"t:0\")";
        for (CasemateMode mode : CasemateMode.values()) {
            assertThat(judge(roots + release, mode)).isEqualTo("cannot release table still in use");
            assertThat(judge(
                            roots + "(exit-context 5 0 \"t:0\")" + release + again
                                    + "(enter-context (id 9) (tid 0) (el 1) (src \"t:0\"))",
                            mode))
                    .isEqualTo("pass");
            assertThat(judge(roots + "(exit-context 5 0 \"t:0\")(enter-context 5 0 1 \"t:0\")" + release, mode))
                    .isEqualTo("cannot release table still in use");
        }
    }

    @Test
    void a_dsb_of_the_full_system_does_what_one_of_the_inner_shareable_domain_does() {
        String trace = world("400064c3", true) + "(mem-write 1 0 plain 40003000 0 \"t:0\")(barrier 2 0 dsb sy \"t:0\")"
                + "(tlbi 3 0 vmalls12e1is \"t:0\")(barrier 4 0 dsb sy \"t:0\")"
                + "(mem-write 7 0 plain 40003000 400074c3 \"t:0\")";
        assertThat(judge(trace, CasemateMode.ARCHITECTURE)).isEqualTo("pass");
        assertThat(judge(
                        trace.replace("dsb sy \"t:0\")(mem-write 7", "dsb ishst \"t:0\")(mem-write 7"),
                        CasemateMode.ARCHITECTURE))
                .isEqualTo("BBM invalid unclean->valid");
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckCommandTest {
    private static final String TABLES = "trace-01-x4-1page-mid1g-invalid";
    private static final String FIRST = "# events v1\n";
    private static final Path RECORDINGS = Path.of(System.getProperty("ptarmigan.captures", "../../shared/dumps"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    static Stream<String> shipped() {
        return ShippedCaptures.names().stream().filter(name -> name.startsWith("trace-"));
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().toList();
        return lines.get(lines.size() - 1);
    }

    /** Notes: what a *_noflush call leaves to its caller, and a recording that stops within a call. */
    private static void assertClean(String trace, Outcome outcome) {
        assertThat(outcome.err()).isEmpty();
        assertThat(lastLine(outcome.out())).as(trace).isEqualTo("verdict: clean");
        assertThat(outcome.status()).isEqualTo(ExitStatus.OK);
        List<String> findings = outcome.out()
                .lines()
                .filter(line -> !line.startsWith("verdict"))
                .toList();
        if (trace.contains("noflush")) {
            assertThat(findings).allMatch(line -> line.contains("by contract: the caller has to flush"));
        } else if (trace.contains("insmod")) {
            assertThat(findings).allMatch(line -> line.startsWith("note: "));
        } else {
            assertThat(findings).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void what_a_real_kernel_did_is_clean(String trace) {
        assertClean(trace, Invocation.run("check", trace));
    }

    @Test
    @Tag("heavy")
    void every_recording_of_a_real_kernel_is_clean() throws IOException {
        if (!Files.isDirectory(RECORDINGS)) {
            System.err.println(RECORDINGS + " is absent: the recordings that do not ship are not checked");
            return;
        }
        try (Stream<Path> all = Files.list(RECORDINGS)) {
            List<Path> traces = all.filter(path -> path.getFileName().toString().startsWith("trace-"))
                    .sorted()
                    .toList();
            assertThat(traces).isNotEmpty();
            for (Path trace : traces) {
                assertClean(trace.getFileName().toString(), Invocation.run("check", trace.toString()));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no FEAT_BBM: a Contiguous group in place | 0       | verdict: violation break-before-make at
            level 1                                  | 1       | verdict: violation break-before-make at
            level 2, which may abort                 | 2       | verdict: violation tlb-conflict at
            the part that it was recorded on         | noabort | verdict: clean
            """)
    void a_split_in_place_is_right_on_parts_that_never_abort_alone(String reason, String level, String verdict) {
        Outcome outcome = Invocation.run("check", TABLES, "--bbml", level);
        assertThat(lastLine(outcome.out())).startsWith(verdict);
        assertThat(outcome.status()).isEqualTo(level.equals("noabort") ? ExitStatus.OK : ExitStatus.FOUND);
    }

    @Test
    void findings_are_json_too() {
        Outcome outcome = Invocation.run("check", TABLES, "--bbml", "0", "--json");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FOUND);
        assertThat(outcome.out())
                .contains("\"rule\" : \"break-before-make\"", "\"repair\" : ", "\"verdict\" : \"verdict: violation");
    }

    private static Outcome file(String events, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("events.txt"), events);
        String[] arguments = new String[2 + more.length];
        arguments[0] = "check";
        arguments[1] = file.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        return Invocation.run(arguments);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            cut off            | 0 cpu=0 store pa=0x23ffff000 old=0x0 ne      | "events.txt:2: the last line is cut off"
            unknown event      | 0 cpu=0 stare pa=0x23ffff000;                | "events.txt:2: unknown event 'stare"
            unknown TLBI       | 0 cpu=0 tlbi vaale2ish x=0x0;                | "events.txt:2: unknown TLBI operation vaale2ish"
            no table there     | 0 cpu=0 store pa=0x7777000 old=0x0 new=0x1;  | "events.txt:2: the store to 0x7777000 is in no table of"
            not aligned        | 0 cpu=0 store pa=0x7777001 old=0x0 new=0x1;  | "events.txt:2: the store to 0x7777001 is not 8-byte aligned"
            out of order       | 1 cpu=0 isb;1 cpu=0 isb;                     | "events.txt:3: event 1 comes after event 1"
            too many PEs       | 0 cpu=64 isb;                                | "events.txt:2: cpu=64, the checker keeps PEs 0 to 62"
            end without begin  | # cpu=0 op-end o;                            | "events.txt:2: op-end o on cpu 0, where no such operation runs"
            address not mapped | # cpu=0 access va=0x123 r fault;             | "events.txt:2: the access to 0x123 is outside the tables"
            """)
    void a_trace_that_cannot_be_checked_is_refused_with_its_line(String reason, String events, String message)
            throws IOException {
        Outcome outcome = file(FIRST + events.replace(";", "\n"), "--tables", TABLES);
        assertThat(outcome.status()).isEqualTo(ExitStatus.UNUSABLE);
        assertThat(outcome.err()).contains(message).endsWith("\n");
        assertThat(outcome.err().lines().count()).isEqualTo(1);
    }

    @Test
    void a_trace_needs_a_known_format() throws IOException {
        assertThat(file(FIRST).out()).contains("note: the tables before the first event are not given");
        assertThat(file("0 cpu=0 isb\n", "--tables", TABLES).err())
                .contains("events.txt:1: the first line of events is");
        assertThat(Invocation.run("check", TABLES, "--format", "x").err())
                .contains("expected events, casemate or tarmac");
        assertThat(Invocation.run("check", TABLES, "--bbml", "3").err()).contains("expected 0, 1, 2 or noabort");
        assertThat(file(FIRST, "--format", "tarmac").err()).contains("no line TLB FILL, TLB EVICT or TTW");
        assertThat(file("(barrier", "--format", "casemate").err()).contains("events.txt:1: the record is cut off");
    }

    @Test
    void casemate_is_read_by_the_architecture_or_as_casemate_does() throws IOException {
        String trace = "(mem-write (id 7) (tid 0) (mem-order plain) (address 1000) (value 0) (src \"a:1\"))\n";
        Outcome outcome = file(trace, "--format", "casemate");
        assertThat(lastLine(outcome.out()))
                .isEqualTo("verdict: violation attempted-write-to-uninitialised-location at 7");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FOUND);
        assertThat(file("(barrier 0 0 isb \"a:1\")", "--format", "casemate", "--mode", "compat")
                        .out())
                .endsWith("verdict: clean\n");
    }

    @Test
    void a_call_can_be_checked_where_it_is_run() {
        String call = "set-memory invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid --check";
        assertThat(lastLine(Invocation.line(call).out())).isEqualTo("verdict: clean");
        Outcome bug = Invocation.line(call + " --bug ttl-3");
        assertThat(lastLine(bug.out())).startsWith("verdict: violation stale-translation at");
        assertThat(bug.out()).contains("the level hint of the TLBI at event");
        assertThat(bug.status()).isEqualTo(ExitStatus.FOUND);
        assertThat(lastLine(Invocation.line(call + " --strategy bbm").out()))
                .startsWith("verdict: violation live-fault at");
        assertThat(lastLine(
                        Invocation.line(call + " --strategy bbm:stop-machine").out()))
                .isEqualTo("verdict: clean");
    }

    @Test
    void a_strategy_has_a_mutation_score() {
        Outcome outcome = Invocation.run("mutate", "legacy", "--survivors");
        assertThat(outcome.status()).isEqualTo(ExitStatus.OK);
        assertThat(outcome.out())
                .startsWith("legacy: ")
                .contains("drop tlbi", "legacy: drop ", "score: 100 %", ": equivalent, ");
        assertThat(Invocation.run("mutate", "legacy", "--quick").out())
                .contains(" survive\n")
                .doesNotContain("score");
        assertThat(Invocation.run("mutate", "legacy", "--quick", "--markdown").out())
                .contains("| legacy |");
        assertThat(Invocation.run("mutate", "legacy", "--json").out())
                .contains("\"survived\" : 0", "\"outcome\" : \"equivalent\"");
        assertThat(Invocation.run("mutate", "collapse:x").err()).contains("collapse has one switch, bbm");
        assertThat(Invocation.run("mutate", "--seeded", "linux", "linux@ng", "bbm:stop-machine", "collapse")
                        .out())
                .doesNotContain("not caught")
                .contains("park-one-short: caught, break-before-make in bbm:stop-machine");
    }

    /** Events of a recording alone, without the directory that has its tables. */
    private static Outcome events(String recording, String without, String... more) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : ShippedCaptures.load(recording, Moment.BEFORE)
                .text("events.txt")
                .orElseThrow()
                .lines()
                .toList()) {
            if (without.isEmpty() || !line.contains(without)) {
                text.append(line).append('\n');
            }
        }
        return file(text.toString(), more);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void without_its_tables_what_a_real_kernel_did_is_clean_too(String trace) throws IOException {
        boolean flushes = !trace.contains("noflush");
        Outcome outcome = events(trace, "", "--bbml", "noabort");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("note: the tables before the first event are not given");
        if (flushes) {
            assertThat(lastLine(outcome.out())).as(trace).isEqualTo("verdict: clean");
        }
    }

    @Test
    void without_tables_what_can_be_said_is_said() throws IOException {
        String split = "trace-01-x4-1page-mid1g-invalid";
        assertThat(lastLine(events(split, "", "--bbml", "0").out())).startsWith("verdict: violation break-before-make");
        assertThat(lastLine(events(split, "dsb ishst", "--bbml", "noabort").out()))
                .startsWith("verdict: violation table-before-entries");
        Outcome outcome = events(split, "dsb ishst", "--bbml", "noabort", "--json");
        assertThat(outcome.out()).contains("\"va_first\" : null", "\"notes\" : [");
        assertThat(file(FIRST + "# cpu=0 access va=0x123 r fault\n0 cpu=0 isb\n")
                        .err())
                .contains("events.txt:2: the access to 0x123 is outside the tables that are known");
        assertThat(file(FIRST + "# cpu=0 msr TTBR0_EL1, 0xzz\n0 cpu=0 isb\n").err())
                .contains("events.txt:2: 'msr TTBR0_EL1, 0xzz'");
        assertThat(file(FIRST + "# cpu=0 table pa=0x1000 level=9 va=0x0\n0 cpu=0 isb\n")
                        .err())
                .contains("events.txt:2: level=9 of a table is not from 0 to 3");
        assertThat(file(FIRST, "--regime", "el4").err()).contains("expected el1, el2, el2-0 or el3");
        assertThat(file(FIRST, "--ipa", "--regime", "el2").err()).contains("has no stage 2, only el1 has");
        assertThat(file(FIRST, "--granule", "8K").err()).contains("expected 4K, 16K or 64K");
        assertThat(file(FIRST, "--root", "ttbr0").err()).contains("it needs --tables CAPTURE");
        assertThat(file(FIRST, "--ipa", "--tables", TABLES).err()).contains("the capture says it");
        assertThat(file(FIRST, "--root", "none", "--tables", TABLES).err()).contains("expected one of");
    }

    @Test
    void registers_say_where_the_tables_are() throws IOException {
        Path registers =
                Files.writeString(directory.resolve("registers.txt"), "TTBR1_EL1 = 0x40000000\nTCR_EL1 = 0x80190019\n");
        String store = "0 cpu=0 store pa=0x40000008 old=0xa0000701 new=0xa0000781\n1 cpu=0 dsb ishst\n";
        String flush = "2 cpu=0 tlbi vaale1is x=%s\n3 cpu=0 dsb ish\n4 cpu=0 isb\n";
        Outcome outcome = file(FIRST + store + flush.formatted("0xffff8040000"), "--regs", registers.toString());
        assertThat(lastLine(outcome.out())).isEqualTo("verdict: clean");
        outcome = file(FIRST + store + flush.formatted("0xffff8080000"), "--regs", registers.toString());
        assertThat(outcome.out()).contains("va=0xffffff8040000000-0xffffff807fffffff");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FOUND);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            LPA2, 4K      | setmem-41-lpa2-lm-1page-mid1g-invalid | 0xfff000009abcd000
            16K           | setmem-38-16k-lm-cross32m-ro          | 0xffff80009abd0000
            4K            | setmem-01-lm-1page-mid1g-invalid      | 0xffff00009abcd000
            """)
    void calls_on_captured_kernels_are_clean_whatever_the_range(String reason, String capture, String va) {
        long first = Long.parseUnsignedLong(va.substring(2), 16);
        for (String call : List.of("invalid %s 1", "change %s 37 --set 0x80 --clear 0x8000000000000", "valid %s 5")) {
            for (long offset : new long[] {0, 0xc000, 0x20_0000, 0x3ff_c000}) {
                String line = "set-memory " + call.formatted("0x" + Long.toHexString(first + offset)) + " --dump "
                        + capture + " --check";
                Outcome outcome = Invocation.line(line);
                assertThat(outcome.err()).as(line).isEmpty();
                assertThat(lastLine(outcome.out())).as(line).isEqualTo("verdict: clean");
            }
        }
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule by a trace that somebody wrote by hand, of events alone. */
class CheckRulesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    /**
     * Tables for addresses from 0 on of a root at 1000, level 2 (30 bits): at 0 a table at 2000 with pages 0 and 1, at 20_0000 a
     * block, at 40_0000 a table at 3000 whose first 16 pages are Contiguous; at 60_0000 nothing.
     */
    private static String tables() {
        StringBuilder text = new StringBuilder("# cpu=0 msr TCR_EL1, 0x80220022\n# cpu=0 msr TTBR0_EL1, 0x1000\n");
        add(text, 0x2000, 0, 0x1_0703);
        add(text, 0x2008, 0, 0x1_1703);
        for (int i = 0; i < 16; i++) {
            add(text, 0x3000 + 8 * i, 0, 1L << 52 | 0x4_0000 + 0x1000 * i | 0x703);
        }
        text.append("cpu=0 dsb ishst\n");
        add(text, 0x1000, 0, 0x2003);
        add(text, 0x1008, 0, 0x20_0701);
        add(text, 0x1010, 0, 0x3003);
        return text.append("cpu=0 dsb ishst\ncpu=0 isb\n").toString();
    }

    private static void add(StringBuilder text, long pa, long old, long word) {
        text.append("cpu=0 store pa=0x%x old=0x%x new=0x%x%n".formatted(pa, old, word));
    }

    /** {@code s PA OLD NEW} is a store, {@code flush} all that follows one; what starts with a number is of that CPU. */
    private static String events(String steps) {
        StringBuilder text = new StringBuilder(tables());
        for (String step : steps.replace("flush", "dsb ishst; tlbi vmalle1is x=0x0; dsb ish; isb")
                .split(";")) {
            String line = step.strip();
            int cpu = 0;
            if (line.length() > 1 && line.charAt(1) == ':') {
                cpu = line.charAt(0) - '0';
                line = line.substring(2).strip();
            }
            if (line.startsWith("s ")) {
                String[] words = line.split(" ");
                text.append("cpu=%d store pa=0x%s old=0x%s new=0x%s%n".formatted(cpu, words[1], words[2], words[3]));
            } else if (line.startsWith("fill")) {
                for (int i = 0; i < 512; i++) {
                    add(text, 0x4000 + 8L * i, 0, 0x20_0703 + 0x1000L * i);
                }
            } else if (line.startsWith("#")) {
                text.append("# cpu=").append(cpu).append(line.substring(1)).append('\n');
            } else if (!line.isEmpty()) {
                text.append("cpu=").append(cpu).append(' ').append(line).append('\n');
            }
        }
        StringBuilder numbered = new StringBuilder("# events v1\n");
        int number = 0;
        for (String line : text.toString().lines().toList()) {
            numbered.append(line.startsWith("#") ? "" : number++ + " ")
                    .append(line)
                    .append('\n');
        }
        return numbered.toString();
    }

    private static Outcome check(String steps, String options) throws IOException {
        Path file = Files.writeString(directory.resolve("rules.txt"), events(steps));
        return Invocation.line("check " + file + (options.isEmpty() ? "" : " " + options));
    }

    private static String verdict(Outcome outcome) {
        assertThat(outcome.err()).isEmpty();
        List<String> lines = outcome.out().lines().toList();
        return lines.get(lines.size() - 1)
                .replaceAll(" at .*", "")
                .replace("verdict: violation ", "")
                .replace("verdict: ", "");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            block to table                | 0       | fill; dsb ishst; s 1008 200701 4003; flush                    | break-before-make
            block to table                | 1       | fill; dsb ishst; s 1008 200701 4003; flush                    | break-before-make
            block to table                | 2       | fill; dsb ishst; s 1008 200701 4003; flush                    | tlb-conflict
            block to table                | noabort | fill; dsb ishst; s 1008 200701 4003; flush                    | clean
            block to table, nT before     | 1       | s 1008 200701 210701; flush; fill; dsb ishst; s 1008 210701 4003; flush | nt-fault
            table to block                | 0       | s 1000 2003 701; flush                                        | break-before-make
            table to block, other place   | noabort | s 1000 2003 800701; flush                                     | break-before-make
            Contiguous off                | 0       | s 3000 10000000040703 40703; flush                            | break-before-make
            Contiguous off                | 2       | s 3000 10000000040703 40703; flush                            | tlb-conflict
            output address                | noabort | s 2000 10703 30703; flush                                     | break-before-make
            memory type                   | noabort | s 2000 10703 10707; flush                                     | break-before-make
            shareability                  | noabort | s 2000 10703 10603; flush                                     | break-before-make
            not global to global          | noabort | s 2000 10703 0; flush; s 2000 0 10f03; dsb ishst; isb; s 2000 10f03 10703; flush | break-before-make
            read-only                     | 0       | s 2000 10703 10783; flush                                     | clean
            execute-never                 | 0       | s 2000 10703 60000000010703; flush                            | clean
            Access flag set               | 0       | s 2100 0 30303; dsb ishst; isb; s 2100 30303 30703; dsb ishst; isb | clean
            DBM                           | 0       | s 2000 10703 8000000010703; flush                             | clean
            software bits                 | 0       | s 2000 10703 780000000010703; dsb ishst; isb                  | clean
            invalid to valid              | 0       | s 2100 0 30703; dsb ishst; isb                                | clean
            broken, flushed, made         | 0       | s 2000 10703 0; flush; s 2000 0 30703; dsb ishst; isb         | clean
            broken, not flushed, made     | 0       | s 2000 10703 0; dsb ishst; s 2000 0 30703; dsb ishst; isb     | break-before-make
            """)
    void what_needs_break_before_make_depends_on_the_change_and_the_level(
            String reason, String level, String steps, String expected) throws IOException {
        String found = verdict(check(steps, "--bbml " + level));
        if (reason.equals("Contiguous off")) {
            // The group is mixed at the end as well.
            assertThat(found).isIn(expected, "contiguous");
        } else {
            assertThat(found).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            right                          | dsb ishst; tlbi vaale1is x=0x0; dsb ish; isb              | clean
            no barrier at all              |                                                           | stale-translation
            no DSB before the TLBI         | tlbi vaale1is x=0x0; dsb ish; isb                         | stale-translation
            DMB before the TLBI            | dmb ish; tlbi vaale1is x=0x0; dsb ish; isb                | stale-translation
            DSB of loads before the TLBI   | dsb ishld; tlbi vaale1is x=0x0; dsb ish; isb              | stale-translation
            DSB ISHST after the TLBI       | dsb ishst; tlbi vaale1is x=0x0; dsb ishst; isb            | stale-translation
            DSB NSH after the TLBI         | dsb ishst; tlbi vaale1is x=0x0; dsb nsh; isb              | stale-translation
            no ISB                         | dsb ishst; tlbi vaale1is x=0x0; dsb ish                   | not-synchronised
            no TLBI                        | dsb ishst; dsb ish; isb                                   | stale-translation
            another address                | dsb ishst; tlbi vaale1is x=0x1; dsb ish; isb              | stale-translation
            another regime                 | dsb ishst; tlbi vae2is x=0x0; dsb ish; isb                | stale-translation
            an ASID, for a global page     | dsb ishst; tlbi aside1is x=0x7000000000000; dsb ish; isb  | stale-translation
            another level                  | dsb ishst; tlbi vaale1is x=0x600000000000; dsb ish; isb   | stale-translation
            its level                      | dsb ishst; tlbi vaale1is x=0x700000000000; dsb ish; isb   | clean
            a range of another granule     | dsb ishst; tlbi rvaale1is x=0x800000000000; dsb ish; isb  | stale-translation
            a range beside it              | dsb ishst; tlbi rvaale1is x=0x400000000004; dsb ish; isb  | stale-translation
            this CPU alone                 | dsb ishst; tlbi vaale1 x=0x0; dsb nsh; isb                | stale-translation
            """)
    void a_flush_needs_its_barriers_and_must_reach(String reason, String flush, String expected) throws IOException {
        String steps = "s 2000 10703 10783; " + (flush == null ? "" : flush);
        String found = verdict(check(steps, "--bbml noabort"));
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            linked before its entries are visible  | fill; s 1018 0 4003; dsb ishst; isb                              | table-before-entries
            linked after a DSB                     | fill; dsb ishst; s 1018 0 4003; dsb ishst; isb                   | clean
            freed after an all-level flush         | s 1000 2003 0; flush; # table freed pa=0x2000                    | clean
            freed after a last-level flush         | s 1000 2003 0; dsb ishst; tlbi vaale1is x=0x0; dsb ish; isb; # table freed pa=0x2000 | freed-cached
            freed while linked                     | # table freed pa=0x2000                                          | freed-reachable
            reused while a walk cache may have it  | s 1000 2003 0; dsb ishst; s 2000 10703 99703; flush              | reused-cached
            taken for a table while it may         | s 1000 2003 0; dsb ishst; # table pa=0x2000 level=3 va=0x0; flush | reused-cached
            written after it was freed             | s 1000 2003 0; flush; # table freed pa=0x2000; s 2000 10703 99703; dsb ishst; isb | written-after-free
            a group in part                        | s 3000 10000000040703 10000000040783; flush                      | contiguous
            a group that is not in line            | s 3000 10000000040703 0; flush; s 3000 0 10000000099703; dsb ishst; isb | break-before-make
            two CPUs, no lock                      | s 2000 10703 10783; flush; 1:s 2000 10783 10703; 1:flush         | race
            two CPUs, the second without           | # lock l; s 2000 10703 10783; flush; # unlock l; 1:s 2000 10783 10703; 1:flush | race
            two CPUs under it                      | # lock l; s 2000 10703 10783; flush; # unlock l; 1:# lock l; 1:s 2000 10783 10703; 1:dsb ishst; 1:tlbi vmalle1is x=0x0; 1:dsb ish; 1:isb; 1:# unlock l | clean
            """)
    void tables_groups_and_locks(String reason, String steps, String expected) throws IOException {
        String options = reason.startsWith("two CPUs") ? "--lock l" : "";
        assertThat(verdict(check(steps, "--bbml noabort " + options))).isEqualTo(expected);
    }

    @Test
    void a_change_of_size_needs_its_lock() throws IOException {
        String split = "fill; dsb ishst; %s s 1008 200701 4003; flush %s";
        assertThat(verdict(check(split.formatted("", ""), "--bbml noabort --split-lock l")))
                .isEqualTo("unlocked");
        assertThat(verdict(check(split.formatted("# lock l;", "; # unlock l"), "--bbml noabort --split-lock l")))
                .isEqualTo("clean");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            break-before-make    | s 2000 10703 30703; flush
            stale-translation    | s 2000 10703 10783; dsb ishst; isb
            not-synchronised     | s 2000 10703 10783; dsb ishst; tlbi vaale1is x=0x0; dsb ish
            table-before-entries | fill; s 1018 0 4003; dsb ishst; isb
            store-not-visible    | s 2100 0 30703; isb
            contiguous           | s 3000 10000000040703 10000000040783; flush
            """)
    void a_finding_has_everything_in_text_and_json(String rule, String steps) throws IOException {
        Outcome text = check(steps, "--bbml noabort");
        assertThat(text.out().lines())
                .anyMatch(line -> line.matches(rule + " at \\S+( end)? cpu=\\d+ va=0x[0-9a-f]{16}-0x[0-9a-f]{16}"
                        + " slot=0x[0-9a-f]+ old=0x[0-9a-f]{16} new=0x[0-9a-f]{16}: .+; .+; repair: .+ \\(.+; .+\\)"));
        String json = check(steps, "--bbml noabort --json").out();
        assertThat(json)
                .contains("\"rule\" : \"" + rule + "\"")
                .contains("\"event\" : ", "\"pe\" : ", "\"va_first\" : \"0x", "\"va_last\" : \"0x", "\"slot\" : \"0x")
                .contains("\"old\" : \"0x", "\"new\" : \"0x", "\"stale\" : ", "\"cause\" : ", "\"repair\" : ")
                .contains("\"notes\" : [")
                .doesNotContain("\"new\" : \"0x0000000000000000\"");
    }
}

package dev.ptarmigan.checker.tarmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.tlb.BbmLevel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TarmacCheckerTest {
    private static final String LARGE = "110 clk cpu2 TLB FILL cpu2.UTLB 64K 0xffff000008080000_NS EL1_n vmid=0"
            + ":0x0080080000_NS Normal InnerShareable Inner=WriteBack Outer=WriteBack xn=0 pxn=1 ContiguousHint=1\n";
    private static final String EVICT = "115 clk cpu2 TLB EVICT cpu2.UTLB 64K 0xffff000008080000_NS EL1_n vmid=0\n";

    private static String page(String va, String pa, String type) {
        return "120 clk cpu2 TLB FILL cpu2.UTLB 4K 0x" + va + "_NS EL1_n vmid=0:0x" + pa + "_NS " + type
                + " xn=0 pxn=1 ContiguousHint=0\n";
    }

    private static String rules(BbmLevel level, String text) {
        List<String> rules = new TarmacChecker(level)
                .check(text, "trace").stream()
                        .map(Finding::rule)
                        .map(Enum::name)
                        .toList();
        return String.join(" ", rules);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a piece of it, no FEAT_BBM        | LEVEL0   | ffff000008081000 | 0080081000 | Normal InnerShareable Inner=WriteBack Outer=WriteBack | BREAK_BEFORE_MAKE
            a piece of it, level 2            | LEVEL2   | ffff000008081000 | 0080081000 | Normal InnerShareable Inner=WriteBack Outer=WriteBack | TLB_CONFLICT
            a piece of it, never aborts       | NO_ABORT | ffff000008081000 | 0080081000 | Normal InnerShareable Inner=WriteBack Outer=WriteBack | ''
            another place                     | NO_ABORT | ffff000008081000 | 0080099000 | Normal InnerShareable Inner=WriteBack Outer=WriteBack | BREAK_BEFORE_MAKE
            another type                      | NO_ABORT | ffff000008081000 | 0080081000 | Device-nGnRE                                          | BREAK_BEFORE_MAKE
            another address                   | LEVEL0   | ffff000008090000 | 0080081000 | Device-nGnRE                                          | ''
            """)
    void a_fill_is_compared_with_what_the_pe_holds(
            String reason, BbmLevel level, String va, String pa, String type, String expected) {
        assertThat(rules(level, LARGE + page(va, pa, type))).isEqualTo(expected);
    }

    @Test
    void what_was_evicted_meets_nothing() {
        String fresh = page("ffff000008081000", "0080099000", "Device-nGnRE");
        assertThat(rules(BbmLevel.LEVEL0, LARGE + EVICT + fresh)).isEmpty();
        assertThat(rules(BbmLevel.LEVEL0, LARGE + fresh)).isNotEmpty();
    }

    @Test
    void other_lines_are_passed_over_and_a_line_that_is_cut_off_is_not() {
        TarmacChecker checker = new TarmacChecker(BbmLevel.LEVEL0);
        checker.check(
                "100 clk cpu0 IT (3) 80000000 d503201f O EL1h_n : NOP\n1 clk cpu0 TTW DTLB LPAE 1:0 0000000080000000 0000000080001003 : TABLE\n"
                        + LARGE,
                "trace");
        assertThat(checker.lines()).isEqualTo(1);
        assertThat(checker.walks()).isEqualTo(1);
        assertThatThrownBy(() -> checker.check(LARGE + "110 clk cpu2 TLB FILL cpu2.UTLB 64K 0xffff0000080", "trace"))
                .isInstanceOf(TarmacFormatException.class)
                .hasMessageStartingWith("trace:2: a mapping");
    }

    private static final String WALK = """
            1 clk cpu0 TTW DTLB LPAE 1:0 0000000080000800_NS 0000000080001003 : TABLE PXN=0 XN=0 AP=0
            2 clk cpu0 TTW DTLB LPAE 1:1 0000000080001000_NS 0000000080002003 : TABLE
            3 clk cpu0 TTW DTLB LPAE 1:2 0000000080002010_NS 0000000080003003 : TABLE
            4 clk cpu0 TTW DTLB LPAE 1:3 0000000080003040_NS 0060000090008713 : PAGE ATTRIDX=4 SH=3 AF=1
            """;
    private static final String FILL =
            "5 clk cpu0 TLB FILL cpu0.DTLB 4K 0xffff000008008000_NS EL1_n vmid=0:0x0090008000_NS"
                    + " Normal InnerShareable Inner=WriteBack Outer=WriteBack xn=1 pxn=1 ContiguousHint=0\n";
    private static final String GONE = "6 clk cpu0 TLB EVICT cpu0.DTLB 4K 0xffff000008008000_NS EL1_n vmid=0\n";

    private static String word(int line, String cpu, String word) {
        return line + " clk " + cpu + " TTW ITLB LPAE 1:3 0000000080003040_NS " + word + " : PAGE\n";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the same word                              | 0060000090008713 | ''
            software bits                              | 0660000090008713 | ''
            another place                              | 0060000090009713 | BREAK_BEFORE_MAKE
            another type                               | 006000009000870f | BREAK_BEFORE_MAKE
            read-only                                  | 0060000090008793 | STALE_TRANSLATION
            not valid any more                         | 0000000000000000 | STALE_TRANSLATION
            """)
    void a_word_that_changes_while_an_entry_made_from_it_is_held_is_stale(String reason, String word, String expected) {
        assertThat(rules(BbmLevel.LEVEL0, WALK + FILL + word(7, "cpu1", word))).isEqualTo(expected);
        // Once it was evicted, nothing can be stale.
        assertThat(rules(BbmLevel.LEVEL0, WALK + FILL + GONE + word(7, "cpu1", word)))
                .isEmpty();
    }

    @Test
    void a_permission_may_be_seen_changed_before_its_flush_reaches_the_other_pe() {
        String changed = word(7, "cpu1", "0060000090008793");
        assertThat(rules(BbmLevel.LEVEL0, WALK + FILL + changed + GONE)).isEmpty();
        List<Finding> findings = new TarmacChecker(BbmLevel.LEVEL0).check(WALK + FILL + changed, "trace");
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.event()).isEqualTo(6);
            assertThat(finding.firstVa()).isEqualTo(0xFFFF_0000_0800_8000L);
            assertThat(finding.slot()).isEqualTo(0x8000_3040L);
            assertThat(finding.before()).isEqualTo(0x0060_0000_9000_8713L);
            assertThat(finding.after()).isEqualTo(0x0060_0000_9000_8793L);
            assertThat(finding.stale()).contains("cpu0 holds").contains("of line 5");
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            what the walk found          | 4K | 0x0090008000 | ''
            another place                | 4K | 0x0090009000 | FILL_UNEXPLAINED
            the Contiguous group of it   | 64K | 0x0090000000 | ''
            another group                | 64K | 0x0090010000 | FILL_UNEXPLAINED
            """)
    void a_fill_is_what_the_walk_before_it_found(String reason, String size, String pa, String expected) {
        String fill = "5 clk cpu0 TLB FILL cpu0.DTLB " + size + " 0xffff000008000000_NS EL1_n vmid=0:" + pa
                + "_NS Normal InnerShareable Inner=WriteBack Outer=WriteBack xn=1 pxn=1 ContiguousHint=0\n";
        assertThat(rules(BbmLevel.LEVEL0, WALK + fill)).isEqualTo(expected);
    }

    @Test
    void with_stage_2_the_fill_is_what_stage_2_gives_for_the_result_of_stage_1() {
        String walk = """
                1 clk cpu0 TTW DTLB LPAE 2:1 0000000070000000_NS 0000000070001003 : TABLE
                2 clk cpu0 TTW DTLB LPAE 2:2 0000000070001000_NS 00400000a00007fd : BLOCK
                3 clk cpu0 TTW DTLB LPAE 1:3 0000000080003040_NS 0060000090008713 : PAGE
                4 clk cpu0 TTW DTLB LPAE 2:1 0000000070000010_NS 0000000070002003 : TABLE
                5 clk cpu0 TTW DTLB LPAE 2:2 0000000070002400_NS 0000000070003003 : TABLE
                6 clk cpu0 TTW DTLB LPAE 2:3 0000000070003040_NS 00400000b00087ff : PAGE
                """;
        String fill = "7 clk cpu0 TLB FILL cpu0.DTLB 4K 0xffff000008008000_NS EL1_n vmid=3:0x%s_NS Normal\n";
        assertThat(rules(BbmLevel.LEVEL0, walk + fill.formatted("00b0008000"))).isEmpty();
        assertThat(rules(BbmLevel.LEVEL0, walk + fill.formatted("0090008000"))).isEqualTo("FILL_UNEXPLAINED");
    }

    @Test
    void a_walk_cache_that_leads_to_an_old_table_is_stale() {
        String cache = "5 clk cpu0 WALKCACHE FILL cpu0.WALK 2M 0xffff000008000000_NS EL1_n vmid=0:0x0080003000_NS\n";
        String other = cache.replace("0080003000", "0080007000");
        String evict = "6 clk cpu0 WALKCACHE EVICT cpu0.WALK 2M 0xffff000008000000_NS EL1_n vmid=0\n";
        assertThat(rules(BbmLevel.LEVEL0, WALK + FILL + cache + other)).isEqualTo("STALE_TRANSLATION");
        assertThat(rules(BbmLevel.LEVEL0, WALK + FILL + cache + evict + other)).isEmpty();
        String unlinked = "9 clk cpu1 TTW DTLB LPAE 1:2 0000000080002010_NS 0000000000000000 : FAULT\n";
        assertThat(rules(BbmLevel.LEVEL0, WALK + cache + unlinked)).isEqualTo("STALE_TRANSLATION");
        assertThat(rules(BbmLevel.LEVEL0, WALK + cache + unlinked + evict)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no exception level, nG with an ASID    | 1817498494 clk cpu2 TLB FILL cpu2.S1TLB 64K 0x2000000000_NS vmid=0, nG asid=303:0x08fa360000_NS Normal InnerShareable Inner=WriteBackWriteAllocate Outer=WriteBackWriteAllocate xn=0 pxn=1 ContiguousHint=1
            a path before the PE                   | 12 clk FVP_Base_RevC.cluster1.cpu3 TLB FILL cluster1.cpu3.DTLB 2M 0x0_NS EL2_n:0x80000000_NS Device-nGnRnE (StronglyOrdered) xn=0
            no PE                                  | 12 clk TLB FILL DTLB 1G 0x0 EL3_s:0x80000000 Normal
            time and scale in one word             | 500ns cpu0 TLB FILL cpu0.ITLB 4K 0x1000_NS EL1_n vmid=0x12:0x80000000_NS Normal
            Realm and Root                         | 12 clk cpu0 TLB FILL cpu0.UTLB 4K 0x1000_RL EL1_r vmid=1:0x80000000_RL Normal
            with a level named in another way      | 12 clk cpu0 TTW ITLB LPAE L2 0x80001000_RT 0x00600000_80000711
            spaces                                 |   12  clk  cpu0   TTW  DTLB  LPAE  1:2  80001000  0060000080000711  :  BLOCK
            """)
    void lines_of_other_models_are_read(String reason, String line) {
        TarmacChecker checker = new TarmacChecker(BbmLevel.LEVEL0);
        assertThat(checker.check(line + "\n", "trace")).isEmpty();
        assertThat(checker.lines() + checker.walks()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing behind TLB            | 12 clk cpu0 TLB                                             | trace:1: TLB: FILL or EVICT
            another verb                  | 12 clk cpu0 TLB FLUSH cpu0.UTLB 4K 0x1000                   | trace:1: TLB: FILL or EVICT
            no time                       | clk cpu0 TLB FILL cpu0.UTLB 4K 0x1000_NS EL1_n:0x1000_NS    | trace:1: <time> <scale> <cpu> was expected
            no size                       | 12 clk cpu0 TLB FILL cpu0.UTLB 0x1000_NS EL1_n:0x1000_NS    | trace:1: TLB: FILL or EVICT
            a size that is none           | 12 clk cpu0 TLB FILL cpu0.UTLB 3K 0x1000_NS EL1_n:0x1000_NS | trace:1: a size of 3K
            an ASID that is none          | 12 clk cpu0 TLB FILL cpu0.UTLB 4K 0x1000_NS EL1_n vmid=99999:0x1000_NS | trace:1: an ASID or VMID of 99999
            a walk cut off                | 12 clk cpu0 TTW DTLB LPAE 1:2 0000000080001                 | trace:1: TTW: ITLB or DTLB
            a word cut off                | 12 clk cpu0 TTW DTLB LPAE 1:2 80001000 00600000             | trace:1: TTW: a descriptor of 16 digits
            descriptors of 32 bits        | 12 clk cpu0 TTW DTLB VMSA 1:2 80001000 00600711             | trace:1: TTW VMSA: descriptors of 32 bits
            no such level                 | 12 clk cpu0 TTW DTLB LPAE 1:7 80001000 0060000080000711     | trace:1: TTW: level 7
            """)
    void a_line_that_cannot_be_read_is_refused_with_its_place(String reason, String line, String message) {
        assertThatThrownBy(() -> new TarmacChecker(BbmLevel.LEVEL0).check(line + "\n", "trace"))
                .isInstanceOf(TarmacFormatException.class)
                .hasMessageStartingWith(message);
    }
}

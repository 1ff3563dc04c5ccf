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
        checker.check("100 clk cpu0 IT (3) 80000000 d503201f O EL1h_n : NOP\n1 clk cpu0 TTW DTLB x\n" + LARGE, "trace");
        assertThat(checker.lines()).isEqualTo(1);
        assertThat(checker.walks()).isEqualTo(1);
        assertThatThrownBy(() -> checker.check(LARGE + "110 clk cpu2 TLB FILL cpu2.UTLB 64K 0xffff0000080", "trace"))
                .isInstanceOf(TarmacFormatException.class)
                .hasMessageStartingWith("trace:2: a mapping");
    }
}

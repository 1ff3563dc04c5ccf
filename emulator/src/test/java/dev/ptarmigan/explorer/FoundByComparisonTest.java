package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the comparison with the naive explorer has found, each about as small as it could be made. */
class FoundByComparisonTest {
    private static void check(String hardware, String lines, String violations) {
        String text = "scenario a\nhardware " + hardware + "\ntables T0\n" + lines.replace("; ", "\n");
        Scenario scenario = ScenarioText.readAll(text, "f").get(0);
        for (boolean reduced : new boolean[] {true, false}) {
            Exploration exploration = new Explorer().reductions(reduced).explore(scenario);
            assertThat(exploration.violationText()).as(text).isEqualTo(violations);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a live page of a root slot that nothing is ever stored to | live 5; 0: isb                             | I1
            an access to a page of such a slot                        | live none; 0: access 5                     | I1
            a page that only a neighbour's Contiguous bit reaches     | init L2.0 tbl:T0; init T0.2 pg:2,rw,cont   | -
            the same, said to be live                                 | init L2.0 tbl:T0; init T0.2 pg:2,rw,cont; live 3 | I1
            an access while there are no tables                       | live none; 0: ttbr off; 0: isb; 0: access 1 | -
            """)
    void what_is_not_mapped_faults(String reason, String lines, String violations) {
        check("bbml=2 noabort", lines, violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            level 1 lets it fault | bbml=1 | I1
            level 2 does not      | bbml=2 | -
            """)
    void an_access_through_nt_may_fault_though_the_page_is_not_live(String reason, String level, String violations) {
        check(level, "init L2.1 blk:4,rw,nT; live none; 0: access 5", violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            after the free   | 0: free-table T0; 0: atomic T0.0 pg:0,rw  | I7
            before it        | 0: atomic T0.0 pg:0,rw; 0: free-table T0  | -
            by another PE    | 0: free-table T0; 1: atomic T0.0 pg:0,rw  | I7
            """)
    void an_atomic_store_writes_a_freed_table_too(String reason, String lines, String violations) {
        check("bbml=0", lines, violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ordered by DMB | 0: store T0.0 pg:0,rw; 0: dmb ishst; 0: atomic L2.0 tbl:T0 | -
            not ordered    | 0: store T0.0 pg:0,rw; 0: atomic L2.0 tbl:T0               | I1
            """)
    void an_atomic_store_becomes_visible_after_what_a_barrier_put_before_it(
            String reason, String lines, String violations) {
        check("bbml=2 noabort", "init L2.0 blk:0,rw; live 0; " + lines, violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            hardware keeps the bit                        | bbml=0 hwdirty | -
            without hardware's updates nothing is kept    | bbml=0         | I3
            """)
    void an_atomic_store_over_a_page_that_is_dirty_at_the_start(String reason, String hardware, String violations) {
        check(hardware, "init L2.0 tbl:T0; init T0.3 pg:3,rw,dirty; 0: atomic T0.3 pg:3,r", violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            while it runs    |              | I3 I6 I8
            when it returned | 0: return a  | I3 I4 I6 I8
            """)
    void permissions_of_both_entries_break_i3_while_the_operation_runs(String reason, String end, String violations) {
        String lines =
                "init L2.0 tbl:T0; init T0.1 pg:1,rw,cont; live none; 0: goal a 1 perm=rx; 0: store T0.1 pg:1,rx";
        check("bbml=0", lines + (end == null ? "" : "; " + end), violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            entries of old and new permissions | rw | r | I4 I6 I8
            nothing but the new ones           | r  | r | I6 I8
            """)
    void after_the_return_they_break_i4(String reason, String before, String after, String violations) {
        String lines = "init L2.0 tbl:T0; init T0.1 pg:1," + before
                + ",cont; live none; 0: goal a 1 perm=r; 0: store T0.1 pg:1," + after + "; 0: return a";
        check("bbml=0", lines, violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            table of the ASID that was left | 0: ttbr on asid=2; 0: isb; 0: tlbi vmalle1is vmid=1; 0: dsb ish | -
            it was never invalidated        | 0: ttbr on asid=2; 0: isb; 0: tlbi aside1is asid=2; 0: dsb ish  | I7
            """)
    void what_an_asid_out_of_use_has_cached_reaches_a_freed_table_too(String reason, String lines, String violations) {
        check(
                "bbml=0 pes=1",
                "init L2.0 tbl:T0; live none; 0: store L2.0 inv; 0: dsb ishst; " + lines + "; 0: free-table T0",
                violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            with the group's own output | init S2.0 pg:0,r,cont; init S2.1 pg:1,r,cont | -
            with another                | init S2.0 pg:8,r; init S2.1 pg:1,r,cont      | I2 I6 I8
            """)
    void stage_2_has_contiguous_groups(String reason, String lines, String violations) {
        check("bbml=2 noabort stage=2", lines, violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            synchronised after the flag  | 1: wait f; 1: isb; 1: access 1          | -
            before it                    | 1: isb; 1: wait f; 1: access 1          | I1
            not at all                   | 1: wait f; 1: access 1                  | I1
            after another load           | 1: wait f; 1: lock; 1: isb; 1: access 1 | -
            """)
    void a_load_and_isb_order_what_faults_without_ets(String reason, String lines, String violations) {
        check(
                "bbml=0 ets=none",
                "init L2.0 tbl:T0; live none; 0: store T0.1 pg:1,rw; 0: dsb ishst; 0: set f; " + lines,
                violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a PE that walks | 0: isb               | I11
            none that does  | 0: ttbr off; 0: isb  | -
            """)
    void hardware_updates_what_somebody_walks(String reason, String before, String violations) {
        String lines = "check I11; init L2.0 blk:0,r; live none; " + before
                + "; 0: atomic L2.0 blk:0,r,dbm; 0: store L2.0 blk:0,r";
        check("bbml=0 hwdirty pes=1", lines, violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            with a fence    | 0: dmb ish | -
            without         | 0: isb     | I1
            """)
    void a_lock_is_taken_after_stores_that_a_full_dmb_put_before_it(String reason, String fence, String violations) {
        check(
                "bbml=0",
                "init L2.0 tbl:T0; live none; 0: store T0.1 pg:1,rw; " + fence + "; 0: lock; 0: access 1",
                violations);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            found by the other when it began | 0: return a; 0: store T0.1 pg:1,rw  | I4
            found by neither                 | 0: return a; 0: store T0.1 pg:1,rwx | I3 I4
            set by the other                 | 0: return a; 0: store T0.1 pg:1,rx  | -
            """)
    void what_an_operation_has_set_stays_while_another_runs(String reason, String lines, String violations) {
        String before =
                "init L2.0 tbl:T0; init T0.1 pg:1,rw; live none; 1: goal b 1 perm=rx; 1: set f; 0: wait f; 0: goal a 1 perm=r;"
                        + " 0: store T0.1 pg:1,r; 0: dsb ish; 0: tlbi vaale1is page=1; 0: dsb ish; ";
        check("bbml=0", before + lines + "; 1: wait g; 1: return b; check I3 I4", violations);
    }
}

package dev.ptarmigan.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.tlb.BbmLevel;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineCheckerTest {
    private static String rules(CheckerOptions options, String steps) {
        TreeSet<String> rules = new TreeSet<>();
        for (Finding finding : Script.run(options, steps)) {
            rules.add((finding.isViolation() ? "" : "note ") + finding.rule());
        }
        return String.join(" ", rules);
    }

    /** What follows a store when everything is right: for page 0. */
    private static final String FLUSH = "dsb ishst; tlbi vaale1is 0; dsb ish; isb";

    private static String steps(String text) {
        return text.replace("FLUSH", FLUSH);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            permissions, flushed                               | s 2000 10783; FLUSH                                                     | ''
            AF alone on a page that was never cached           | s 2080 20303; dsb ishst; isb; s 2080 20703; dsb ishst; isb              | ''
            software bits                                      | s 2000 80000000010703; dsb ishst; isb                                   | ''
            invalid to valid                                   | s 2100 30703; dsb ishst; isb                                            | ''
            another place in place                             | s 2000 30703; FLUSH                                                     | break-before-make
            another place by break-before-make                 | s 2000 0; FLUSH; s 2000 30703; dsb ishst; isb                           | ''
            another place with AF = 0 as the break             | s 2000 10303; FLUSH; s 2000 30703; dsb ishst; isb                       | ''
            another memory type                                | s 2000 1070f; FLUSH                                                     | break-before-make
            another shareability                               | s 2000 10603; FLUSH                                                     | break-before-make
            global where there was non-global                  | s 2000 0; FLUSH; s 2000 10f03; dsb ishst; isb; s 2000 10703; dsb ishst; tlbi vaale1is 0; dsb ish; isb | break-before-make
            break without TLBI                                 | s 2000 0; dsb ishst; s 2000 30703; dsb ishst; isb                       | break-before-make note stale-translation
            break without the DSB before the TLBI              | s 2000 0; tlbi vaale1is 0; dsb ish; s 2000 30703; dsb ishst; isb        | break-before-make note stale-translation
            break without the DSB after the TLBI               | s 2000 0; dsb ishst; tlbi vaale1is 0; s 2000 30703; dsb ish; isb        | break-before-make
            block to table in place                            | fill 4000 200000 703; dsb ishst; s 1008 4003; dsb ishst; tlbi vaae1is 200; dsb ish; isb | break-before-make
            block to table by break-before-make                | fill 4000 200000 703; dsb ishst; s 1008 0; dsb ishst; tlbi vaae1is 200; dsb ish; s 1008 4003; dsb ishst; isb | ''
            one member of a group without Contiguous           | s 3000 40703; dsb ishst; tlbi rvaale1is 438000000400; dsb ish; isb      | break-before-make contiguous stale-translation
            """)
    void without_feat_bbm_what_must_not_meet_is_found(String reason, String trace, String expected) {
        String found = rules(CheckerOptions.DEFAULT, steps(trace));
        if (expected.equals("break-before-make contiguous stale-translation")) {
            assertThat(found).contains("break-before-make").contains("contiguous");
        } else if (expected.contains("note")) {
            assertThat(found).contains("break-before-make");
        } else {
            assertThat(found).isEqualTo(expected);
        }
    }

    private static final String SPLIT = "fill 4000 200000 703; dsb ishst; s 1008 4003; dsb ishst; isb";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            level 0                           | LEVEL0   | fill 4000 200000 703; dsb ishst; s 1008 4003; dsb ishst; isb | break-before-make
            level 1 without nT                | LEVEL1   | fill 4000 200000 703; dsb ishst; s 1008 4003; dsb ishst; isb | break-before-make
            level 1 with nT, which may fault  | LEVEL1   | s 1008 210701; dsb ishst; tlbi vaae1is 200; dsb ish; fill 4000 200000 703; dsb ishst; s 1008 4003; dsb ishst; tlbi vaae1is 200; dsb ish; isb | nt-fault
            level 2, which may abort          | LEVEL2   | fill 4000 200000 703; dsb ishst; s 1008 4003; dsb ishst; isb | tlb-conflict
            level 2 that never aborts         | NO_ABORT | fill 4000 200000 703; dsb ishst; s 1008 4003; dsb ishst; isb | ''
            never aborts, but another place   | NO_ABORT | fill 4000 300000 703; dsb ishst; s 1008 4003; dsb ishst; tlbi vaae1is 200; dsb ish; isb | break-before-make
            group unfolded, level 1 may abort | LEVEL1   | group 3000 40000 703; dsb ishst; isb | tlb-conflict
            group unfolded, never aborts      | NO_ABORT | group 3000 40000 703; dsb ishst; isb | ''
            group unfolded by breaking it     | LEVEL0   | group 3000 0; dsb ishst; tlbi rvaale1is 438000000400; dsb ish; group 3000 40000 703; dsb ishst; isb | ''
            only its first page flushed       | LEVEL0   | group 3000 0; dsb ishst; tlbi vaale1is 400; dsb ish; group 3000 40000 703; dsb ishst; isb | break-before-make
            """)
    void changes_of_size_depend_on_the_level(String reason, BbmLevel level, String trace, String expected) {
        assertThat(rules(CheckerOptions.DEFAULT.withBbm(level), trace)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            right                                  | dsb ishst; tlbi vaale1is 0; dsb ish; isb          | ''
            no TLBI                                | dsb ishst; isb                                    | no TLBI covers it
            no DSB before the TLBI                 | tlbi vaale1is 0; dsb ish; isb                     | comes before a DSB
            DMB before the TLBI                    | dmb ishst; tlbi vaale1is 0; dsb ish; isb          | comes before a DSB
            DSB NSHST before a broadcast           | dsb nshst; tlbi vaale1is 0; dsb ish; isb          | comes before a DSB
            DSB of another PE                      | 1:dsb ish; 1:tlbi vaale1is 0; 1:dsb ish; dsb ishst; isb | not of the PE that stored
            no DSB after the TLBI                  | dsb ishst; tlbi vaale1is 0; isb                   | no DSB of loads and stores
            DSB ISHST after the TLBI               | dsb ishst; tlbi vaale1is 0; dsb ishst; isb        | too weak
            DSB NSH after a broadcast              | dsb ishst; tlbi vaale1is 0; dsb nsh; isb          | too weak
            DSB of another PE after it             | dsb ishst; tlbi vaale1is 0; 1:dsb ish; isb        | no DSB of loads and stores
            TLBI of another PE, complete           | dsb ishst; 1:tlbi vaale1is 0; 1:dsb ish; isb      | ''
            local TLBI                             | dsb ishst; tlbi vaale1 0; dsb nsh; isb            | reaches the PE alone
            another page                           | dsb ishst; tlbi vaale1is 1; dsb ish; isb          | no TLBI covers it
            level hint 3                           | dsb ishst; tlbi vaale1is 700000000000; dsb ish; isb | ''
            level hint 2                           | dsb ishst; tlbi vaale1is 600000000000; dsb ish; isb | level hint
            granule of 64KB                        | dsb ishst; tlbi vaale1is f00000000000; dsb ish; isb | granule
            range that holds it                    | dsb ishst; tlbi rvaale1is 400000000000; dsb ish; isb | ''
            range of another granule               | dsb ishst; tlbi rvaale1is 800000000000; dsb ish; isb | granule
            another regime                         | dsb ishst; tlbi alle2is; dsb ish; isb             | another translation regime
            everything                             | dsb ishst; tlbi vmalle1is; dsb ish; isb           | ''
            one ASID, and the page is global       | dsb ishst; tlbi vale1is 5000000000000; dsb ish; isb | ''
            by ASID, and the page is global        | dsb ishst; tlbi aside1is 5000000000000; dsb ish; isb | ASID
            """)
    void a_flush_that_does_not_reach_is_named_with_its_reason(String reason, String flush, String cause) {
        List<Finding> findings = Script.run(CheckerOptions.DEFAULT, "s 2000 10783; " + flush);
        if (cause.isEmpty()) {
            assertThat(findings).isEmpty();
            return;
        }
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.STALE_TRANSLATION);
            assertThat(finding.isViolation()).isTrue();
            assertThat(finding.cause()).contains(cause);
            assertThat(finding.firstVa()).isZero();
            assertThat(finding.lastVa()).isEqualTo(0xFFF);
            assertThat(finding.before()).isEqualTo(0x10703);
            assertThat(finding.after()).isEqualTo(0x10783);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one ASID where pages are not global    | s 2000 0; dsb ishst; tlbi vaale1is 0; dsb ish; s 2000 10f03; dsb ishst; isb; s 2000 10f83; dsb ishst; tlbi vale1is 5000000000000; dsb ish; isb | stale-translation
            no ISB after the last DSB              | s 2000 10783; dsb ishst; tlbi vaale1is 0; dsb ish          | not-synchronised
            no DSB after the last store            | s 2100 30703; isb                                          | store-not-visible
            table linked with no barrier           | s 4000 60703; s 1018 4003; dsb ishst; isb                  | table-before-entries
            table linked with a DMB                | s 4000 60703; dmb ishst; s 1018 4003; dsb ishst; isb       | table-before-entries
            table linked with DSB of another PE    | s 4000 60703; 1:dsb ish; s 1018 4003; dsb ishst; isb       | table-before-entries
            table linked after a DSB               | s 4000 60703; dsb ishst; s 1018 4003; dsb ishst; isb       | ''
            table unlinked, flushed, freed         | s 1000 0; dsb ishst; tlbi vaae1is 0; dsb ish; isb; free 2000 | note stale-translation
            table freed after a last-level TLBI    | s 1000 0; dsb ishst; tlbi vaale1is 0; dsb ish; isb; free 2000 | freed-cached note stale-translation
            table freed before the TLBI completes  | s 1000 0; dsb ishst; tlbi vaae1is 0; free 2000; dsb ish; isb | freed-cached note stale-translation
            table freed while it is linked         | free 2000                                                  | freed-reachable
            table written while a walk cache has it | s 1000 0; dsb ishst; s 2000 99703; dsb ishst; tlbi vmalle1is; dsb ish; isb | reused-cached
            table taken again while it is cached   | s 1000 0; dsb ishst; alloc 2000; tlbi vmalle1is; dsb ish; isb | reused-cached
            table written after it was freed       | s 1000 0; dsb ishst; tlbi vmalle1is; dsb ish; isb; free 2000; s 2000 99703; dsb ishst; isb | written-after-free
            """)
    void tables_have_rules_of_their_own(String reason, String trace, String expected) {
        assertThat(rules(CheckerOptions.DEFAULT, trace)).isEqualTo(expected);
    }

    private static String operation(String steps, String goal) {
        return "note op-begin o " + goal + "; " + steps + "; note op-end o";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            as asked                         | va=0x0-0xfff set=0x80   | s 2000 10783; FLUSH                             | ''
            nothing done                     | va=0x0-0xfff set=0x80   | isb                                             | not-done
            outside the range                | va=0x0-0xfff set=0x80   | s 2000 10783; s 2008 11783; dsb ishst; tlbi vmalle1is; dsb ish; isb | permissions
            other permissions                | va=0x0-0xfff set=0x80   | s 2000 107c3; FLUSH                             | permissions
            the address faults for a while   | va=0x0-0xfff set=0x80   | s 2000 0; FLUSH; s 2000 10783; dsb ishst; isb   | live-fault
            another place                    | va=0x0-0xfff set=0x80   | s 2000 0; FLUSH; s 2000 30783; dsb ishst; isb   | live-fault moved
            it is lost for good              | va=0x1000-0x1fff        | s 2000 0; FLUSH                                 | live-fault not-done
            made invalid, as asked           | va=0x0-0xfff clear=0x1  | s 2000 10702; FLUSH                             | ''
            not flushed by contract          | va=0x0-0xfff set=0x80 noflush | s 2000 10783; dsb ishst; isb              | note stale-translation
            not flushed                      | va=0x0-0xfff set=0x80   | s 2000 10783; dsb ishst; isb                    | stale-translation
            a member of a group alone        | va=0x400000-0x400fff set=0x80 | s 3000 10000000040783; dsb ishst; tlbi rvaale1is 438000000400; dsb ish; isb | contiguous stale-translation
            """)
    void an_operation_keeps_its_promise(String reason, String goal, String trace, String expected) {
        String found = rules(CheckerOptions.DEFAULT, operation(steps(trace), goal));
        if (expected.equals("contiguous stale-translation")) {
            assertThat(found).contains("contiguous");
        } else {
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void a_change_of_size_without_its_lock_and_a_race_are_found() {
        CheckerOptions options =
                CheckerOptions.DEFAULT.withBbm(BbmLevel.NO_ABORT).withSplitLock("split");
        assertThat(rules(options, SPLIT)).isEqualTo("unlocked");
        assertThat(rules(options, "lock split; " + SPLIT + "; unlock split")).isEmpty();
        String both = "note op-begin a; 1:note op-begin b; %s s 2000 10783; %s dsb ishst; 1:%s s 2000 10703; 1:%s"
                + " dsb ishst; tlbi vmalle1is; dsb ish; isb; 1:tlbi vmalle1is; 1:dsb ish; 1:isb; note op-end a;"
                + " 1:note op-end b";
        assertThat(rules(CheckerOptions.DEFAULT, both.formatted("", "", "", "")))
                .isEqualTo("race");
        assertThat(rules(
                        CheckerOptions.DEFAULT, both.formatted("lock l; ", "unlock l; ", "lock l; 1:", "unlock l; 1:")))
                .isEmpty();
    }

    @Test
    void accesses_are_explained_by_the_tables_or_by_what_a_tlb_may_hold() {
        assertThat(rules(CheckerOptions.DEFAULT, "note access va=0x123 r pa=0x10123"))
                .isEmpty();
        assertThat(rules(CheckerOptions.DEFAULT, "note access va=0x123 r pa=0x99123"))
                .isEqualTo("access");
        String unmapped = "s 2000 0; dsb ishst; note access va=0x123 r pa=0x10123; tlbi vaale1is 0; dsb ish; isb";
        assertThat(rules(CheckerOptions.DEFAULT, unmapped)).isEmpty();
        assertThat(rules(CheckerOptions.DEFAULT, unmapped + "; note access va=0x123 r pa=0x10123"))
                .isEqualTo("access");
        assertThatThrownBy(() -> rules(CheckerOptions.DEFAULT, "note access va=0xffff000000000000 r fault"))
                .isInstanceOf(CheckerException.class)
                .hasMessageContaining("outside the tables");
    }

    @Test
    void options_change_what_is_asked_for() {
        String withoutIsb = "s 2000 10783; dsb ishst; tlbi vaale1is 0; dsb ish";
        assertThat(rules(CheckerOptions.DEFAULT.withEts2(true), withoutIsb)).isEmpty();
        String withDmb = "s 4000 60703; dmb ishst; s 1018 4003; dsb ishst; isb";
        assertThat(rules(CheckerOptions.DEFAULT.withDmbOrdersWalks(true), withDmb))
                .isEmpty();
        String once = "s 2000 10783; " + FLUSH;
        assertThat(rules(CheckerOptions.DEFAULT.withRepeatTlbi(true), once)).isEqualTo("stale-translation");
        String twice = "s 2000 10783; dsb ishst; tlbi vaale1is 0; dsb ish; tlbi vale1is 0; dsb ish; isb";
        assertThat(rules(CheckerOptions.DEFAULT.withRepeatTlbi(true), twice)).isEmpty();
        String local = "s 2000 10783; dsb nshst; tlbi vaale1 0; dsb nsh; isb";
        assertThat(rules(CheckerOptions.DEFAULT.withCpus(1), local)).isEmpty();
        assertThat(rules(CheckerOptions.DEFAULT, local)).isNotEmpty();
        CheckerOptions strict =
                CheckerOptions.DEFAULT.withBbm(BbmLevel.NO_ABORT).withStrictConflicts(true);
        String change = SPLIT + "; s 4000 200783; dsb ishst; tlbi %s; dsb ish; isb";
        assertThat(rules(strict, change.formatted("vaale1is 200"))).isEqualTo("stale-translation");
        assertThat(rules(strict, change.formatted("vmalle1is"))).isEmpty();
    }

    @Test
    void a_pe_that_walks_other_tables_and_has_an_empty_tlb_does_not_count() {
        String park = "1:note msr TTBR1_EL1, 0x9000; 1:isb; 1:tlbi vmalle1; 1:dsb nsh; 1:isb; ";
        String self = "note msr TTBR1_EL1, 0x9000; isb; tlbi vmalle1; dsb nsh; isb; ";
        CheckerOptions two = CheckerOptions.DEFAULT.withCpus(2);
        assertThat(rules(two, park + self + SPLIT)).isEmpty();
        assertThat(rules(two, park + SPLIT)).isEqualTo("break-before-make");
        assertThat(rules(two, self + SPLIT)).isEqualTo("break-before-make");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            an unknown TLBI         | tlbi vaale2ish 0               | unknown TLBI operation vaale2ish
            an end without a begin  | note op-end o                  | op-end o on cpu 0, where no such operation runs
            a begin within another  | note op-begin o; note op-begin p | op-begin p on cpu 0 while o has not ended
            a range that is none    | note op-begin o va=0x1000      | '0x1000' is no range FIRST-LAST
            a word that is none     | note op-begin o flush          | 'flush' in an op-begin; va=
            """)
    void events_that_cannot_be_are_refused(String reason, String trace, String start) {
        assertThatThrownBy(() -> rules(CheckerOptions.DEFAULT, trace))
                .isInstanceOf(CheckerException.class)
                .hasMessageStartingWith(start);
    }
}

package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of the hardware that change verdicts, each in both positions, and one that cannot. */
class HardwareOptionsTest {
    private static final int RANDOM = 300;

    private static String violations(String hardware, String body) {
        String text = "scenario a\nhardware " + hardware + "\n" + body.replace(';', '\n') + "\n";
        Scenario scenario = ScenarioText.readAll(text, "a").get(0);
        String reduced = new Explorer().explore(scenario).violationText();
        assertThat(new Explorer().reductions(false).explore(scenario).violationText())
                .as("without reductions")
                .isEqualTo(reduced);
        return reduced;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a table is filled, DMB, hooked: only the formal models order own walks | dmb ishst | I1 | -
            DMB for all accesses orders stores too                                 | dmb ish   | I1 | -
            a DMB for loads does not                                               | dmb ishld | I1 | I1
            an ISB does not                                                        | isb       | I1 | I1
            a DSB shows stores to own walks in either reading                      | dsb nshst | -  | -
            """)
    void walker_order(String reason, String barrier, String prose, String formal) {
        String body = "tables T0;init L2.0 blk:0,rw;0: store T0.0 pg:0,rw;0: store T0.1 pg:1,rw;0: " + barrier
                + ";0: store L2.0 tbl:T0";
        String hardware = "bbml=2 noabort pes=1 fan-out=2";
        assertThat(violations(hardware + " walker-order=prose", body))
                .as(reason)
                .isEqualTo(prose);
        assertThat(violations(hardware, body)).as("prose is the default").isEqualTo(prose);
        assertThat(violations(hardware + " walker-order=formal", body))
                .as(reason)
                .isEqualTo(formal);
    }

    @Test
    void an_atomic_store_waits_for_what_a_barrier_orders_before_it() {
        String body = "tables T0;init L2.0 blk:0,rw;0: store T0.0 pg:0,rw;0: store T0.1 pg:1,rw;0: dmb ishst;"
                + "0: atomic L2.0 tbl:T0";
        assertThat(violations("bbml=2 noabort fan-out=2", body)).isEqualTo("-");
        assertThat(violations("bbml=2 noabort fan-out=2", body.replace("dmb ishst", "isb")))
                .isEqualTo("I1");
    }

    @Test
    void a_walk_through_a_table_that_was_linked_before_sees_own_stores_in_any_order() {
        // The walk need not have read the second link: the first, older one leads to the same table.
        String body = "tables T0;init L2.0 tbl:T0;init T0.0 pg:0,rw;live none;"
                + "0: store T0.1 pg:1,rw;0: dmb ishst;0: store L2.0 tbl:T0;0: live 1";
        assertThat(violations("bbml=0 pes=1 fan-out=2 walker-order=formal", body))
                .isEqualTo("I1");
    }

    @Test
    void once_the_old_link_is_invalidated_a_walk_through_the_new_one_sees_what_was_stored_before_it() {
        String body = "tables T0;init L2.0 tbl:T0;init T0.0 pg:0,rw;live none;"
                + "0: store L2.0 blk:0,rw;0: dsb ishst;0: tlbi vmalle1is;0: dsb ish;0: live 0,1;"
                + "0: store T0.1 pg:1,rw;0: dmb ishst;0: store L2.0 tbl:T0";
        String hardware = "bbml=2 noabort pes=1 fan-out=2 walker-order=";
        assertThat(violations(hardware + "formal", body)).isEqualTo("-");
        assertThat(violations(hardware + "prose", body)).isEqualTo("I1");
        assertThat(violations(hardware + "formal", body.replace("vmalle1is", "vaale1is page=0")))
                .as("a last-level operation leaves the old link")
                .isEqualTo("I1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the slot was read for one address and is kept for the other | vaale1is page=1      | -  | I4
            an all-level operation for that address removes no more     | vaae1is page=1       | -  | I4
            an operation for the other address does                     | vaale1is page=3      | I4 | I4
            both addresses                                              | rvaale1is page=0 n=4 | -  | -
            the whole context                                           | vmalle1is            | -  | -
            none at all                                                 | vaale1is page=0      | I4 | I4
            """)
    void a_table_that_is_linked_a_second_time(String reason, String tlbi, String byVa, String byAddress) {
        // Slot 1 of the table is page 1 below the first link and page 3 below the second.
        String body = "tables T0;init L2.0 tbl:T0;init T0.0 pg:0,rw;init T0.1 pg:1,rw;0: goal a 1,3 perm=r;"
                + "0: store T0.1 pg:1,r;0: dsb ishst;0: tlbi " + tlbi + ";0: dsb ish;0: store L2.1 tbl:T0;"
                + "0: dsb ishst;0: isb;0: return a;check I4";
        assertThat(violations("bbml=0 pes=1 fan-out=2", body)).as(reason).isEqualTo(byVa);
        assertThat(violations("bbml=0 pes=1 fan-out=2 pa-walk-cache", body))
                .as(reason)
                .isEqualTo(byAddress);
    }

    @Test
    void without_a_table_that_is_linked_twice_the_kind_of_walk_cache_changes_nothing() {
        for (Scenario scenario : TestFiles.scenarios()) {
            if (!scenario.hardware().stage2()) {
                String text = Catalogue.write(scenario).replaceFirst("(?m)^hardware .*$", "$0 pa-walk-cache");
                Scenario other = ScenarioText.readAll(text, "a").get(0);
                assertThat(other.hardware().walkCacheByAddress()).isTrue();
                assertThat(new Explorer().explore(other).violations())
                        .as(scenario.id())
                        .isEqualTo(new Explorer().explore(scenario).violations());
            }
        }
    }

    @Test
    void any_invalidation_that_hits_a_piece_of_a_block_hits_the_block() {
        Scenario scenario = ScenarioText.readAll("scenario a\ninit L2.0 blk:0,rw\ninit L2.1 blk:4,rw,nG\n", "a")
                .get(0);
        Model model = new Model(scenario, new Growth(scenario));
        for (String name : List.of("VAE1", "VAALE1IS", "VAAE1", "RVAALE1IS", "VALE1OS")) {
            for (int block = 0; block < 2; block++) {
                long[] first = null;
                for (int page = 4 * block; page < 4 * block + 4; page++) {
                    long[] hits = model.effect(new Operation.Tlbi(name, page, 1, -1, -1, 0, false), 1)
                            .hits();
                    first = first == null ? hits : first;
                    assertThat(hits).as("%s page %d", name, page).isEqualTo(first);
                }
                assertThat(first).as(name).isNotEqualTo(new long[1]);
            }
        }
    }

    @Test
    void what_promises_more_never_adds_violations() {
        int different = 0;
        for (long seed = 0; seed < RANDOM; seed++) {
            String text = Catalogue.write(ReductionsTest.random(seed));
            Exploration prose = explore(text);
            Exploration formal = explore(text.replaceFirst("(?m)^hardware .*$", "$0 walker-order=formal"));
            Exploration kept = explore(text.replaceFirst("(?m)^hardware .*$", "$0 pa-walk-cache"));
            assertThat(prose.violations()).as("seed %d", seed).containsAll(formal.violations());
            assertThat(kept.violations()).as("seed %d", seed).containsAll(prose.violations());
            different += prose.states() == formal.states() ? 0 : 1;
            different += prose.states() == kept.states() ? 0 : 1;
        }
        assertThat(different).as("explorations that an option changes").isPositive();
    }

    private static Exploration explore(String text) {
        return new Explorer().explore(ScenarioText.readAll(text, "a").get(0));
    }
}

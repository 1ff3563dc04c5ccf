package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LitmusVerdictsTest {
    /** Tests with something that is not modelled, or too large for the bound. */
    private static final List<String> NOT_DECIDED = List.of(
            "W+T.misaligned.store",
            "pKVM.create_hyp_mappings.inv.l2",
            "pKVM.create_hyp_mappings.inv.l3",
            "MP.RT.EL1+dsb+dsb-tlbiis-dsb+dsb+dsb-isb");

    @Test
    void every_published_verdict_is_ours_or_the_difference_has_a_cause() {
        List<String> wrong = new ArrayList<>();
        Map<String, String> unused = new TreeMap<>(Litmus.differences());
        int agree = 0;
        int compared = 0;
        for (Litmus test : Litmus.all()) {
            if (NOT_DECIDED.contains(test.name())) {
                continue;
            }
            for (Ets ets : List.of(Ets.NONE, Ets.V1)) {
                if (!test.isPublished(ets)) {
                    continue;
                }
                Litmus.Result result = test.explore(ets);
                compared++;
                agree += result.verdict().equals(result.published()) ? 1 : 0;
                if (!result.verdict().equals(result.published())) {
                    unused.remove(test.name() + "\t" + ets.word());
                }
                if (result.isUnexplained()) {
                    wrong.add(test.name() + " " + ets + " " + result.verdict() + ", not " + result.published());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(unused).as("differences that are none").isEmpty();
        assertThat(compared).isGreaterThan(290);
        assertThat(compared - agree).isEqualTo(Litmus.differences().size());
    }

    @Test
    void a_test_shows_how_its_outcome_comes_about() {
        Litmus test = Litmus.named("CoWinvT.EL1+dsb-tlbi-dsb");
        assertThat(test).isNotNull();
        Litmus.Result without = test.explore(Ets.NONE);
        assertThat(without.verdict()).isEqualTo("allowed");
        assertThat(without.witness()).contains("P0: R x = 0 (pa1)");
        assertThat(test.explore(Ets.V1).verdict()).isEqualTo("forbidden");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a store may become visible before an older load has its value | ''                            | ''                | allowed
            DMB ST does not hold it back                                  | {"op": "DMB", "kind": "ST"},  | ''                | allowed
            a full DMB does                                               | {"op": "DMB", "kind": "SY"},  | ''                | forbidden
            a DMB for loads does                                          | {"op": "DMB", "kind": "LD"},  | ''                | forbidden
            a dependency of its data does                                 | ''                            | , "data_dep": [0] | forbidden
            a dependency of its address does                              | ''                            | , "addr_dep": [0] | forbidden
            a store-release waits                                         | ''                            | , "order": "rel"  | forbidden
            """)
    void load_buffering(String reason, String between, String store, String verdict) {
        String thread = """
                {"tid": %d, "el": 0, "regs": {"X1": "%s", "X3": "%s"}, "ops": [{"op": "R", "loc": "%s", "reg": "X0"}, %s
                {"op": "W", "loc": "%s", "val": "1"%s}]}""";
        String text = """
                {"id": "own/LB", "init": [{"k": "physical", "v": "pa1 pa2"}, {"k": "map", "ia": "x", "to": "pa1"},
                {"k": "map", "ia": "y", "to": "pa2"}], "threads": [%s, %s], "handlers": [],
                "asks": {"cond": "0:X0=1 & 1:X0=1"}, "expected": {}}""".formatted(
                        thread.formatted(0, "x", "y", "x", between, "y", store),
                        thread.formatted(1, "y", "x", "y", between, "x", store));
        Litmus test = Litmus.read(text.replace('\n', ' '), "own").get(0);
        assertThat(test.explore(Ets.V1).verdict()).as(reason).isEqualTo(verdict);
        assertThat(test.explore(Ets.NONE).verdict()).as(reason).isEqualTo(verdict);
    }

    @Test
    void what_is_not_modelled_is_said() {
        Litmus test = Litmus.named("W+T.misaligned.store");
        assertThat(test).isNotNull();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> test.explore(Ets.V1))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("is not modelled");
    }
}

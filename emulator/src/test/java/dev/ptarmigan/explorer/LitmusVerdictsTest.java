package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

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

    @Test
    void what_is_not_modelled_is_said() {
        Litmus test = Litmus.named("W+T.misaligned.store");
        assertThat(test).isNotNull();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> test.explore(Ets.V1))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("is not modelled");
    }
}

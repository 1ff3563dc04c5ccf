package dev.ptarmigan.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplorerTest {
    static Stream<Arguments> scenarios() {
        return Stream.concat(TestFiles.scenarios().stream(), Catalogue.all().stream())
                .map(scenario -> Arguments.of(scenario.id() + " " + scenario.title(), scenario));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void a_scenario_has_its_verdict_and_violations(String name, Scenario scenario) {
        Exploration exploration = new Explorer().explore(scenario);
        assertThat(exploration.violations())
                .as(name)
                .isEqualTo(
                        scenario.expected() == null ? null : scenario.expected().violations());
        assertThat(exploration.exhausted()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void leaving_out_interleavings_changes_no_verdict(String name, Scenario scenario) {
        Exploration full = new Explorer().reductions(false).explore(scenario);
        Exploration reduced = new Explorer().reductions(true).explore(scenario);
        assertThat(reduced.violations()).as(name).isEqualTo(full.violations());
        assertThat(reduced.states()).isLessThanOrEqualTo(full.states());
    }

    static Stream<Arguments> mutants() {
        Map<String, Scenario> scenarios = new HashMap<>();
        TestFiles.scenarios().forEach(scenario -> scenarios.put(scenario.id(), scenario));
        List<Arguments> rows = new ArrayList<>();
        for (String line : TestFiles.text("mutants.tsv").lines().skip(1).toList()) {
            String[] columns = line.split("\t", -1);
            Scenario original = scenarios.get(columns[0]);
            assertThat(original).as(line).isNotNull();
            rows.add(Arguments.of(
                    String.join(" ", columns[0], columns[1], columns[2], columns[3]),
                    original.withEts(Ets.named(columns[1])),
                    columns[2],
                    columns[5]));
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void a_mutant_has_its_verdict_and_violations(String name, Scenario original, String removed, String violations) {
        Scenario mutant = removed.equals("-")
                ? original
                : Mutants.of(original).stream()
                        .filter(one -> one.index() == Integer.parseInt(removed))
                        .findFirst()
                        .orElseThrow()
                        .scenario();
        assertThat(new Explorer().explore(mutant).violationText())
                .as(name)
                .isEqualTo(violations.isEmpty() ? "-" : violations);
    }

    @Test
    void two_explorations_of_a_scenario_are_the_same() {
        for (Scenario scenario : TestFiles.scenarios()) {
            Exploration first = new Explorer().explore(scenario);
            Exploration second = new Explorer().explore(scenario);
            assertThat(second.states()).as(scenario.id()).isEqualTo(first.states());
            assertThat(second.transitions()).isEqualTo(first.transitions());
            assertThat(second.stories()).isEqualTo(first.stories());
        }
    }

    @Test
    void a_bound_on_memory_gives_no_verdict() {
        Scenario scenario = TestFiles.scenarios().stream()
                .filter(one -> one.id().equals("S79"))
                .findFirst()
                .orElseThrow();
        Exploration exploration = new Explorer().memory(10_000).explore(scenario);
        assertThat(exploration.verdict()).isEqualTo("not-exhausted");
        assertThat(exploration.exhausted()).isFalse();
    }

    @Test
    void a_story_is_a_shortest_way_and_says_what_is_wrong() {
        Scenario scenario = TestFiles.scenarios().stream()
                .filter(one -> one.id().equals("S13"))
                .findFirst()
                .orElseThrow();
        Story story = new Explorer().explore(scenario).stories().get(Invariant.I4);
        assertThat(story).isNotNull();
        assertThat(story.steps()).hasSize(25);
        assertThat(story.lines()).endsWith("PE0: dsb ish", "PE0: isb", "PE0: return a");
        assertThat(story.reason()).isEqualTo("PE0 may still use block page 0-3 = blk:0,rw");
    }
}

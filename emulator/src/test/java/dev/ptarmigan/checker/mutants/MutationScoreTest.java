package dev.ptarmigan.checker.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.mutation.Mutation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MutationScoreTest {
    private static Set<String> rules(List<Finding> findings) {
        Set<String> rules = new HashSet<>();
        findings.forEach(finding -> rules.add(finding.rule().word()));
        return rules;
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                                              | linux            | ''
            nothing with KPTI                                    | linux@ng         | ''
            nothing, for the others are parked                   | bbm:stop-machine | ''
            addresses fault between break and make, by design    | bbm              | live-fault
            an invalid block is not recognised again (R6)        | split-all        | not-done
            nothing                                              | collapse         | ''
            addresses fault between break and make, by design    | collapse:bbm     | live-fault
            nothing on pages                                     | legacy           | ''
            nothing on pages                                     | pagewalk         | ''
            """)
    void an_original_has_its_documented_properties_only(String reason, String subject, String rules) {
        Set<String> expected = rules.isEmpty() ? Set.of() : Set.of(rules);
        assertThat(rules(Subject.named(subject).check(null))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            M1  | drop-dsb-before-publish | linux            | table-before-entries
            M2  | publish-before-fill     | linux            | live-fault
            M3  | fill-one-short          | linux            | live-fault
            M4  | wrong-child-type        | linux            | live-fault
            M5  | lose-uxn                | linux            | permissions
            M5  | lose-pxn                | linux            | permissions
            M5  | lose-ng                 | linux@ng         | break-before-make
            M5  | lose-attrindx           | linux            | memory-type
            M6  | fold-unaligned          | collapse         | contiguous
            M7  | uncont-one-member       | linux            | contiguous
            M8  | split-wrong-edge        | linux            | contiguous
            M9  | skip-end-edge           | linux            | contiguous
            M10 | valid-children          | linux            | permissions
            M11 | ttl-3                   | linux            | stale-translation
            M12 | flush-start-only        | linux            | stale-translation
            M13 | no-flush-to-writable    | linux            | stale-translation
            M14 | set-before-clear        | linux@ng         | not-done
            M15 | no-mutex                | linux            | unlocked
            M16 | leaf-only-free          | collapse         | freed-cached
            M17 | keep-lazy-barriers      | linux            | store-not-visible
            M18 | park-one-short          | bbm:stop-machine | break-before-make
            -   | local-tlbi              | linux            | stale-translation
            -   | flush-one-page-short    | linux            | stale-translation
            -   | free-before-flush       | collapse         | freed-cached
            """)
    void a_seeded_bug_is_caught(String number, String bug, String subject, String rule) {
        Set<String> found = rules(Subject.named(subject).check(Mutation.named(bug)));
        assertThat(found).contains(rule);
    }

    @Test
    void single_steps_of_a_short_strategy_are_caught_or_the_same_or_harmless() {
        MutationScore score = MutationScore.of(Subject.named("legacy"));
        assertThat(score.count(Mutant.Kind.DROP_TLBI, Mutant.Outcome.SURVIVED)).isZero();
        assertThat(score.count(Mutant.Kind.LOCAL, Mutant.Outcome.SURVIVED)).isZero();
        assertThat(score.count(Mutant.Kind.SHORT_RANGE, Mutant.Outcome.SURVIVED))
                .isZero();
        assertThat(score.count(Mutant.Outcome.CAUGHT)).isGreaterThan(50);
        assertThat(score.passed()).allSatisfy(mutant -> {
            assertThat(mutant.caughtBy()).isNull();
            assertThat(mutant.log().size()).isPositive();
        });
        assertThat(score.passed().size()).isEqualTo(score.count(Mutant.Outcome.SURVIVED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "pagewalk"})
    void every_single_step_is_caught_or_proven_harmless(String subject) {
        MutationScore score = MutationScore.explored(Subject.named(subject), (done, all) -> {});
        assertThat(score.count(Mutant.Outcome.SURVIVED)).isZero();
        assertThat(score.passed()).allSatisfy(mutant -> {
            assertThat(mutant.explored()).isNotNull();
            assertThat(mutant.outcome()).isEqualTo(Mutant.Outcome.EQUIVALENT);
        });
    }

    @Tag("heavy")
    @ParameterizedTest
    @ValueSource(strings = {"linux", "linux@ng", "bbm", "bbm:stop-machine", "split-all", "collapse", "collapse:bbm"})
    void every_single_step_of_the_others_too(String subject) {
        MutationScore score = MutationScore.explored(Subject.named(subject), (done, all) -> {});
        assertThat(score.passed().stream()
                        .filter(mutant -> mutant.outcome() == Mutant.Outcome.SURVIVED)
                        .map(mutant -> mutant.name() + ": " + mutant.explored())
                        .toList())
                .isEmpty();
        assertThat(score.count(Mutant.Outcome.EQUIVALENT)).isPositive();
    }
}

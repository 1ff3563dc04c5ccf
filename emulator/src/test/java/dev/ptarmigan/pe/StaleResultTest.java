package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.tlb.PairClass;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who follows the rules never sees a stale translation; who breaks one does. */
class StaleResultTest {
    private static final int CHECKS = 12;

    private static final List<TlbGeometry> GEOMETRIES = List.of(
            TlbGeometry.named("spec-tiny"),
            TlbGeometry.named("neoverse-n1"),
            TlbGeometry.named("cortex-a55").with(Replacement.RANDOM),
            TlbGeometry.named("l1i=4:full,l1d=4:full:coalesce=4,l2=32:2:coalesce=4,walk=8:2")
                    .with(Replacement.PLRU),
            TlbGeometry.named("cortex-a53").with(ContiguousUse.TRUST));

    private static MachineOptions options(long seed, RuleBook book) {
        MachineOptions options = MachineOptions.of(GEOMETRIES.get((int) (seed % GEOMETRIES.size())));
        BbmLevel level = book == RuleBook.NO_BREAK ? BbmLevel.LEVEL2 : BbmLevel.NO_ABORT;
        return options.with(level, ConflictPolicy.NO_ABORT).with(TlbiTiming.RANDOM, true);
    }

    /** Random steps by the book; gives how many accesses were compared. */
    private static long run(long seed, int changes) {
        long compared = 0;
        try (TableWriter writer = new TableWriter(seed, options(seed, RuleBook.KEPT), RuleBook.KEPT)) {
            for (int i = 0; i < changes; i++) {
                writer.change();
                for (int j = 0; j < CHECKS; j++) {
                    assertThat(writer.check()).as("seed %d, change %d", seed, i).isEmpty();
                    compared++;
                }
            }
        }
        return compared;
    }

    @Test
    void after_changes_by_the_rules_every_access_equals_a_fresh_walk() {
        long compared = 0;
        for (long seed = 0; seed < 20; seed++) {
            compared += run(seed, 200);
        }
        assertThat(compared).isEqualTo(20 * 200 * CHECKS);
    }

    @Test
    @Tag("heavy")
    void after_a_million_random_steps_by_the_rules_every_access_equals_a_fresh_walk() {
        long compared = 0;
        for (long seed = 1000; compared < 1_200_000; seed++) {
            compared += run(seed, 2000);
        }
        assertThat(compared).isGreaterThan(1_000_000);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"KEPT", "NO_BREAK"})
    void with_one_rule_broken_some_run_has_a_stale_result(RuleBook broken) {
        long stale = 0;
        int seeds = 0;
        for (long seed = 0; seed < 60 && stale == 0; seed++, seeds++) {
            try (TableWriter writer = new TableWriter(seed, options(seed, broken), broken)) {
                for (int i = 0; i < 200; i++) {
                    writer.change();
                    for (int j = 0; j < CHECKS; j++) {
                        writer.check();
                    }
                }
                stale = writer.stale();
            }
        }
        assertThat(stale).as("stale results of %d seeds", seeds).isPositive();
    }

    @Test
    void without_a_break_entries_for_different_places_meet() {
        long met = 0;
        for (long seed = 0; seed < 30; seed++) {
            try (TableWriter writer = new TableWriter(seed, options(seed, RuleBook.NO_BREAK), RuleBook.NO_BREAK)) {
                for (int i = 0; i < 200; i++) {
                    writer.change();
                    writer.check();
                }
                for (ProcessingElement element : writer.machine().elements()) {
                    TlbStatistics statistics = element.tlb().statistics();
                    met += statistics.pairs(PairClass.OA) + statistics.pairs(PairClass.SIZE_PERM);
                }
            }
        }
        assertThat(met).isPositive();
    }
}

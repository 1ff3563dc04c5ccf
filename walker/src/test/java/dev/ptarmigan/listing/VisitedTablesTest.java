package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VisitedTablesTest {
    @Test
    void the_first_level_of_each_address_is_kept() {
        long seed = 20261122;
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Integer> expected = new HashMap<>();
        VisitedTables tables = new VisitedTables();
        for (int i = 0; i < 20_000; i++) {
            long address = random.nextLong(1 << 14) << 12 | (random.nextInt(4) == 0 ? 1L << 55 : 0);
            int level = random.nextInt(-2, 4);
            Integer before = expected.putIfAbsent(address, level);
            assertThat(tables.add(address, level))
                    .as("seed %d, step %d", seed, i)
                    .isEqualTo(before == null ? VisitedTables.NEW : before);
        }
        assertThat(tables.size()).isEqualTo(expected.size());
        tables.clear();
        assertThat(tables.add(0, 0)).isEqualTo(VisitedTables.NEW);
    }
}

package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page that a strategy may not get, for calls that need several. */
class FailurePointsTest {
    private static final long PAGE = 0x1000;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            linux                | one page in the middle of 1G | 123456000 | 1  | 2
            linux                | two pages across 1G          | 7FFFF000  | 2  | 4
            linux                | three pages across 2M        | 801FF000  | 3  | 3
            linux                | 2M                           | 80200000  | 512 | 1
            linux:whole-range    | two pages across 1G          | 7FFFF000  | 2  | 4
            linux:both-edges     | one page in the middle of 1G | 123456000 | 1  | 2
            split-all            | two pages across 1G          | 7FFFF000  | 2  | 4
            bbm                  | two pages across 1G          | 13FFFF000 | 2  | 4
            bbm:stop-machine     | two pages across 1G          | 13FFFF000 | 2  | 4
            legacy               | a page in a hole             | 500000000 | 1  | 2
            """)
    void without_the_nth_page_the_call_fails_and_loses_nothing(
            String strategy, String why, String pa, int pages, int need) {
        for (int budget = 0; budget <= need; budget++) {
            try (WorldW world = new WorldW()) {
                Translations translations = new Translations(world);
                long va = world.linear(Long.parseUnsignedLong(pa, 16));
                long[] probes = {va - PAGE, va + pages * PAGE, va - (1L << 30) + 0x5000, va + (1L << 30) + 0x7000};
                String[] before = new String[probes.length];
                for (int i = 0; i < probes.length; i++) {
                    before[i] = translations.at(probes[i]);
                }
                String inside = translations.at(va);
                world.frames.setBudget(budget);
                EventLog log = new EventLog();
                int result = Strategies.named(strategy)
                        .change(world.task(log, 0), va, pages * PAGE, KernelWords.RDONLY, KernelWords.WRITE);

                assertThat(result)
                        .as("%s, %s, %d pages", why, strategy, budget)
                        .isEqualTo(budget < need ? Errno.ENOMEM : 0);
                assertThat(world.frames.refused()).isEqualTo(budget < need ? 1 : 0);
                assertThat(world.frames.inUse()).hasSize(budget).isEqualTo(reachable(world));
                for (int i = 0; i < probes.length; i++) {
                    assertThat(translations.at(probes[i])).as("%x", probes[i]).isEqualTo(before[i]);
                }
                if (result != 0) {
                    assertThat(translations.at(va)).isEqualTo(inside);
                    assertThat(log.count(EventKind.WARN) > 0)
                            .isEqualTo(strategy.startsWith("linux") || strategy.startsWith("bbm"));
                }
                assertThat(log.count(EventKind.TLBI))
                        .as("flushed also after an error")
                        .isPositive();
                assertThat(log.count(EventKind.LOCK)).isEqualTo(log.count(EventKind.UNLOCK));

                // Enough memory, tried again: it succeeds and takes what was missing, no more.
                world.frames.setBudget(Integer.MAX_VALUE);
                assertThat(Strategies.named(strategy)
                                .change(world.task(), va, pages * PAGE, KernelWords.RDONLY, KernelWords.WRITE))
                        .isZero();
                assertThat(world.frames.inUse()).hasSize(need);
            }
        }
    }

    /** The allocator's pages that the tables lead to. */
    private static Set<Long> reachable(WorldW world) {
        Set<Long> found = new HashSet<>();
        collect(world, world.tables().root(), world.tables().rootLevel(), found);
        found.retainAll(world.frames.inUse());
        return found;
    }

    private static void collect(WorldW world, long table, int level, Set<Long> found) {
        found.add(table);
        for (int i = 0; level < KernelTables.PTE && i < 512; i++) {
            long word = world.memory.read(table + 8L * i);
            if (LinuxPte.table(word)) {
                collect(world, world.tables().address(word), level + 1, found);
            }
        }
    }

    @ParameterizedTest(name = "V8: {0}")
    @CsvSource({
        "linux",
        "linux:whole-range",
        "linux:valid-only",
        "bbm",
        "bbm:stop-machine",
        "pagewalk",
        "legacy",
        "split-all"
    })
    void every_invalidation_stands_between_its_barriers(String strategy) {
        try (WorldW world = new WorldW()) {
            EventLog log = new EventLog();
            SetMemory memory = Strategies.named(strategy);
            long va = world.linear(0x7FFF_F000L);
            memory.change(world.task(log, 0), va, 2 * PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            memory.setValid(world.task(log, 0), va, 2, false);
            memory.change(world.task(log, 0), va + 0x1_0000_0000L, 600 * PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            BatchOrder.check(log);
        }
    }
}

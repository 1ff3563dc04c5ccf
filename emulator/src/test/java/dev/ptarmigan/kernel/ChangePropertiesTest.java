package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random ranges, seeded. */
class ChangePropertiesTest {
    private static final long PAGE = 0x1000;
    private static final long SEED = 20261122;
    private static final int ROUNDS = 40;

    /** A range: somewhere, of a size that is a page, a few pages, or about a leaf. */
    private record Range(long va, int pages) {
        static Range of(WorldW world, SplittableRandom random) {
            int pages = switch (random.nextInt(5)) {
                case 0 -> 1;
                case 1 -> 1 + random.nextInt(40);
                case 2 -> 500 + random.nextInt(30);
                case 3 -> 8192 - random.nextInt(2) * random.nextInt(100);
                default -> 1 + random.nextInt(600_000);
            };
            long last = (world.memoryBytes() >>> 12) - pages;
            long first = random.nextLong(last);
            first &= switch (random.nextInt(4)) {
                case 0 -> -16L;
                case 1 -> -512L;
                case 2 -> -8192L;
                default -> -1L;
            };
            return new Range(world.linear(WorldW.RAM) + first * PAGE, pages);
        }

        long end() {
            return va + pages * PAGE;
        }

        boolean contains(long address) {
            return Long.compareUnsigned(address - va, pages * PAGE) < 0;
        }
    }

    private static long[] probes(WorldW world, Range range, SplittableRandom random) {
        long[] probes = new long[60];
        for (int i = 0; i < probes.length; i++) {
            probes[i] = switch (i) {
                case 0 -> range.va() - PAGE;
                case 1 -> range.va();
                case 2 -> range.end() - PAGE;
                case 3 -> range.end();
                case 4 -> range.va() - 0x1_0000;
                case 5 -> range.end() + 0x1_0000;
                case 6 -> range.va() - 0x20_0000;
                case 7 -> range.end() + 0x20_0000;
                default -> world.linear(WorldW.RAM) + random.nextLong(world.memoryBytes() >>> 12) * PAGE;
            };
        }
        return probes;
    }

    @ParameterizedTest(name = "V1: {0}")
    @ValueSource(strings = {"linux", "linux:whole-range", "linux:both-edges", "bbm", "bbm:stop-machine"})
    void a_change_reaches_its_range_and_nothing_else(String strategy) {
        SplittableRandom random = new SplittableRandom(SEED);
        SetMemory memory = Strategies.named(strategy);
        try (WorldW world = new WorldW()) {
            Translations translations = new Translations(world);
            for (int round = 0; round < ROUNDS; round++) {
                Range range = Range.of(world, random);
                if (strategy.equals("linux:whole-range") && range.pages() > 10_000) {
                    continue;
                }
                boolean readOnly = random.nextBoolean();
                long[] probes = probes(world, range, random);
                Map<Long, String> before = new TreeMap<>();
                for (long probe : probes) {
                    before.put(probe, translations.at(probe));
                }
                int result = memory.change(
                        world.task(),
                        range.va(),
                        range.pages() * PAGE,
                        readOnly ? KernelWords.RDONLY : KernelWords.WRITE,
                        readOnly ? KernelWords.WRITE : KernelWords.RDONLY);
                assertThat(result)
                        .as("seed %d, round %d, %s", SEED, round, range)
                        .isZero();
                for (long probe : probes) {
                    String where = "seed " + SEED + ", round " + round + ", " + range + ", " + Long.toHexString(probe);
                    if (range.contains(probe)) {
                        assertThat(translations.writable(probe)).as(where).isEqualTo(!readOnly);
                    } else {
                        assertThat(translations.at(probe)).as(where).isEqualTo(before.get(probe));
                    }
                }
            }
            GroupRule.check(world);
        }
    }

    @ParameterizedTest(name = "V2, V5, V6, V7: {0}")
    @CsvSource({"linux,true", "linux:both-edges,true", "bbm,false"})
    void tables_are_filled_before_they_are_reachable_and_stay(String strategy, boolean inPlace) {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        SetMemory memory = Strategies.named(strategy);
        try (WorldW world = new WorldW()) {
            Set<Long> published = new HashSet<>();
            for (int round = 0; round < ROUNDS; round++) {
                Range range = Range.of(world, random);
                EventLog log = new EventLog();
                memory.change(
                        world.task(log, 0), range.va(), range.pages() * PAGE, KernelWords.RDONLY, KernelWords.WRITE);
                String where = "seed " + (SEED + 1) + ", round " + round + ", " + range;
                assertThat(log.count(EventKind.ALLOCATE)).as("V7 %s", where).isLessThanOrEqualTo(4);
                Map<Long, Integer> filled = new HashMap<>();
                boolean ordered = false;
                for (Event event : log) {
                    switch (event.kind()) {
                        case ALLOCATE -> filled.put(event.address(), 0);
                        case BARRIER -> ordered |= event.barrier() == Barrier.DSB_ISHST;
                        case STORE -> {
                            long table = event.address() & -PAGE;
                            if (filled.containsKey(table) && !published.contains(table)) {
                                filled.merge(table, 1, Integer::sum);
                                ordered = false;
                            } else if (LinuxPte.table(event.after())
                                    && !LinuxPte.table(event.before())
                                    && filled.containsKey(world.tables().address(event.after()))) {
                                long child = world.tables().address(event.after());
                                assertThat(filled.get(child)).as("V5 %s", where).isEqualTo(512);
                                assertThat(ordered).as("V8 %s", where).isTrue();
                                published.add(child);
                            } else if (LinuxPte.table(event.before())
                                    && published.contains(world.tables().address(event.before()))) {
                                // A page whose frame is a table's, or a table that is replaced: the latter never.
                                assertThat(event.after() & 3).as("V6 %s", where).isEqualTo(3);
                            }
                            if (inPlace && LinuxPte.valid(event.before())) {
                                assertThat(LinuxPte.valid(event.after()))
                                        .as("V2 %s", where)
                                        .isTrue();
                            }
                        }
                        default -> {
                            // Locks and notes have no order to keep here.
                        }
                    }
                }
                BatchOrder.check(log);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"linux", "legacy", "pagewalk", "split-all", "bbm", "bbm:stop-machine", "linux:whole-range,locked"
            })
    void the_same_call_on_the_same_memory_gives_the_same_events(String strategy) {
        String first = events(strategy);
        assertThat(events(strategy)).isEqualTo(first).contains("store pa=");
    }

    private static String events(String strategy) {
        SplittableRandom random = new SplittableRandom(SEED + 2);
        SetMemory memory = Strategies.named(strategy);
        try (WorldW world = new WorldW()) {
            EventLog log = new EventLog();
            memory.change(
                    world.task(log, 0), world.linear(0x8000_0000L), 1L << 30, KernelWords.RDONLY, KernelWords.WRITE);
            for (int round = 0; round < 6; round++) {
                Range range = Range.of(world, random);
                int pages = Math.min(range.pages(), 600);
                memory.change(world.task(log, 0), range.va(), pages * PAGE, KernelWords.RDONLY, KernelWords.WRITE);
                memory.setValid(world.task(log, 0), range.va(), pages, false);
            }
            memory.setValid(world.task(log, 0), world.linear(0x5_0000_0000L), 3, true);
            return EventText.write(log, null);
        }
    }
}

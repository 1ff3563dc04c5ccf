package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.checker.CheckedRegime;
import dev.ptarmigan.checker.CheckerOptions;
import dev.ptarmigan.checker.Finding;
import dev.ptarmigan.checker.LearnedTables;
import dev.ptarmigan.checker.OnlineChecker;
import dev.ptarmigan.checker.Operation;
import dev.ptarmigan.checker.Rule;
import dev.ptarmigan.checker.TraceChecker;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.tlb.BbmLevel;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kernel's strategies do as they are is right on the parts that they are for: the checker finds nothing in it. */
class NoFalseAlarmTest {
    private static final long SEED = Long.getLong("ptarmigan.seed", 20_261_122);
    private static final int RUNS = Integer.getInteger("ptarmigan.runs", 1);
    private static final int CALLS = 12;

    static Stream<Arguments> worlds() {
        return Stream.of(WorldW.Shape.values())
                .flatMap(shape -> Stream.of("plain", "nG", "no ranges", "repeat", "nG, no ranges, repeat")
                        .flatMap(kind -> Stream.of("linux", "linux:whole-range", "bbm", "split-all")
                                .map(strategy -> Arguments.of(shape, kind, strategy))));
    }

    private static KernelOptions options(String kind, String strategy, KernelOptions modern) {
        KernelOptions options = modern.withNotGlobal(kind.contains("nG"))
                .withTlbi(!kind.contains("no ranges"), kind.contains("repeat"));
        return strategy.equals("bbm") ? options.withBbml2NoAbort(false) : options;
    }

    private static CheckerOptions options(String strategy, WorldW world) {
        CheckerOptions options = CheckerOptions.DEFAULT
                .withBbm(strategy.equals("bbm") ? BbmLevel.LEVEL0 : BbmLevel.NO_ABORT)
                .withRepeatTlbi(world.kernel.options().repeatTlbi());
        if (strategy.equals("split-all")) {
            return options.withDmbOrdersWalks(true)
                    .withSplitLock(world.kernel.mmapLock().name());
        }
        return options.withSplitLock(world.kernel.splitLock().name());
    }

    /** By design: an access between break and make faults; a block that was made invalid is not found again. */
    private static Set<Rule> byDesign(String strategy) {
        return switch (strategy) {
            case "bbm" -> Set.of(Rule.LIVE_FAULT);
            case "split-all" -> Set.of(Rule.NOT_DONE, Rule.PERMISSIONS);
            default -> Set.of();
        };
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("worlds")
    void random_calls_of_a_strategy_are_clean(WorldW.Shape shape, String kind, String strategy) {
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED + run;
            SplittableRandom random = new SplittableRandom(seed);
            try (WorldW world = new WorldW(shape, modern -> options(kind, strategy, modern))) {
                CheckerOptions options = options(strategy, world);
                OnlineChecker known = new OnlineChecker(
                        CheckedRegime.kernel(shape.granule, Format.VMSA64, new RegisterFile(), false), options);
                KernelTables tables = world.tables();
                known.load(
                        world.memory,
                        shape.root,
                        tables.rootLevel(),
                        -1L << shape.vaBits,
                        1 << shape.vaBits - shape.granule.levelShift(Format.VMSA64, tables.rootLevel()));
                EventLog log = calls(world, Strategies.named(strategy), random);
                String where = "seed " + seed + " " + shape + " " + kind + " " + strategy;
                assertThat(violations(known.check(log), strategy)).as(where).isEmpty();
                TraceChecker learned = new LearnedTables(
                                log,
                                CheckedRegime.kernel(shape.granule, Format.VMSA64, new RegisterFile(), false),
                                new RegisterFile())
                        .checker(options);
                for (int i = 0; i < log.size(); i++) {
                    learned.event(log, i);
                }
                assertThat(violations(learned.finish(), strategy))
                        .as("without tables, " + where)
                        .isEmpty();
            }
        }
    }

    private static List<Finding> violations(List<Finding> findings, String strategy) {
        return findings.stream()
                .filter(Finding::isViolation)
                .filter(finding -> !byDesign(strategy).contains(finding.rule()))
                .limit(3)
                .toList();
    }

    private static EventLog calls(WorldW world, SetMemory strategy, SplittableRandom random) {
        EventLog log = new EventLog();
        KernelTask task = world.task(log, 0);
        KernelTables tables = world.tables();
        long page = tables.pageBytes();
        boolean pair = strategy.encoding() == ValidEncoding.PRESENT_INVALID;
        long invalid = pair ? KernelWords.PRESENT_INVALID : 0;
        long valid = KernelWords.VALID | (pair && task.options().notGlobal() ? KernelWords.NG : 0);
        for (int call = 0; call < CALLS; call++) {
            int pages = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(random.nextInt(4) == 0 ? 3000 : 60);
            long last = world.memoryBytes() / page - pages;
            long first = (1L << 30) / page * random.nextInt((int) (world.memoryBytes() >>> 30)) + random.nextLong(2000);
            long va = world.linear(WorldW.RAM) + Math.min(first, last) * page;
            int kind = random.nextInt(4);
            long set = switch (kind) {
                case 0 -> KernelWords.RDONLY;
                case 1 -> KernelWords.WRITE;
                case 2 -> invalid;
                default -> valid;
            };
            long clear = switch (kind) {
                case 0 -> KernelWords.WRITE;
                case 1 -> KernelWords.RDONLY;
                case 2 -> valid;
                default -> invalid;
            };
            Operation operation = new Operation(
                    "call" + call, List.of(new Operation.Range(va, va + pages * page - 1)), set, clear, true);
            task.port().note(operation.beginText());
            int result = kind < 2
                    ? strategy.change(task, va, pages * page, set, clear)
                    : strategy.setValid(task, va, pages, kind == 3);
            task.port().note(operation.endText(result != 0));
        }
        return log;
    }

    @Test
    void without_its_invalidations_the_same_is_found() {
        try (WorldW world = new WorldW()) {
            OnlineChecker checker =
                    new OnlineChecker(CheckedRegime.kernel(Granule.K4, Format.VMSA64), options("linux", world));
            checker.load(world.memory, world.shape.root, 0, -1L << world.shape.vaBits, 512);
            EventLog log = calls(world, Strategies.named("linux"), new SplittableRandom(SEED));
            for (int i = 0; i < log.size(); i++) {
                if (log.kind(i) != EventKind.TLBI) {
                    checker.event(log, i);
                }
            }
            assertThat(violations(checker.finish(), "linux")).isNotEmpty();
        }
    }
}

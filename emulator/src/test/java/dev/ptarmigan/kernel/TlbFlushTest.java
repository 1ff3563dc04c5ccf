package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.OperandForm;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlbFlushTest {
    private static final int ROUNDS = 300;

    /** What the operations of one flush decode to lies end to end: no page is missed, none is flushed that was not asked for. */
    @ParameterizedTest(name = "{0}, {1} bits, ranges {2}, seed {3}")
    @CsvSource(delimiter = '|', textBlock = """
            K4  | 48 | true  | 1
            K4  | 48 | false | 2
            K4  | 52 | true  | 3
            K4  | 52 | false | 4
            K16 | 47 | true  | 5
            K16 | 52 | true  | 6
            K64 | 48 | true  | 7
            K64 | 52 | true  | 8
            K64 | 52 | false | 9
            """)
    void a_flush_covers_exactly_the_pages_asked_for(Granule granule, int vaBits, boolean ranges, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (KernelWorld world = KernelWorld.builder()
                .granule(granule)
                .vaBits(vaBits)
                .options(KernelOptions.modern().withTlbi(ranges, false))
                .build()) {
            boolean lpa2 = world.kernel().options().lpa2();
            assertThat(lpa2).isEqualTo(vaBits == 52 && granule != Granule.K64);
            TlbiIssuer issuer =
                    lpa2 ? TlbiIssuer.at(1).lpa2(TranslationStage.EL10).build() : TlbiIssuer.EL1;
            long page = granule.pageBytes();
            for (int i = 0; i < ROUNDS; i++) {
                long first = (-1L << vaBits) + random.nextLong(1L << vaBits - granule.pageShift() - 1) * page;
                long pages = random.nextInt(4) == 0
                        ? random.nextLong(1, 1L << 22)
                        : random.nextLong(1, 1L << random.nextInt(1, ranges ? 21 : 10));
                long start = first + random.nextInt((int) page);
                long end = first + pages * page - random.nextInt((int) page);
                EventLog log = new EventLog();

                TlbFlush.kernelRange(world.kernel().task(new RecordingPort(world.port(), log, 0)), start, end);

                check(
                        "seed " + seed + ", round " + i + ": " + Hex.word(start) + "-" + Hex.word(end),
                        log,
                        issuer,
                        first,
                        pages,
                        page);
            }
        }
    }

    private static void check(String what, EventLog log, TlbiIssuer issuer, long first, long pages, long page) {
        assertThat(log.get(0).barrier()).as(what).isEqualTo(Barrier.DSB_ISHST);
        long next = first;
        boolean everything = false;
        for (Event event : log) {
            if (event.kind() != EventKind.TLBI) {
                continue;
            }
            Invalidation invalidation = Invalidation.of(event, issuer);
            TlbiOperand operand = invalidation.operand();
            assertThat(operand.problems()).as(what).isEmpty();
            assertThat(invalidation.completedBy(Barrier.DSB_ISH)).isTrue();
            if (invalidation.operation().form() == OperandForm.NONE) {
                everything = true;
                continue;
            }
            assertThat(operand.isHinted()).as(what).isFalse();
            assertThat(Hex.word(operand.first())).as(what).isEqualTo(Hex.word(next));
            boolean one = invalidation.operation().form() == OperandForm.VA;
            next = one ? next + page : operand.last() + 1;
        }
        assertThat(everything ? next == first : next == first + pages * page)
                .as(what)
                .isTrue();
        assertThat(everything).as(what).isEqualTo(next == first);
    }
}

package dev.ptarmigan.pe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.TlbiIssuer;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventText;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.Walk;
import dev.ptarmigan.walker.Walker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real kernels did to live tables, replayed while two PEs use them: nobody faults, and no stale translation is left. */
class RecordedTracesTest {
    private static final int LIVE = 400;
    private static final int ACCESSES_AN_EVENT = 6;
    /** Traces of calls that leave the flush to their caller: {@code set_direct_map_*_noflush}, {@code update}. */
    private static final List<String> WITHOUT_FLUSH =
            List.of("trace-10-x4-dm-default-noflush", "trace-11-x4-update-ro-noflush");

    static Stream<String> traces() {
        return ShippedCaptures.names().stream().filter(name -> name.startsWith("trace-"));
    }

    private static int level(Capture capture) {
        return capture.dump().header("el").orElse("1").strip().equals("2") ? 2 : 1;
    }

    /** Addresses that are readable and lead to the same place before and afterwards. */
    private static long[] live(Capture before, Capture after, PhysicalMemory memory, SplittableRandom random) {
        MachineOptions options = MachineOptions.of(TlbGeometry.named("spec-tiny"));
        ProcessingElement element = new Machine(memory, before.registers(), 1, options).pe(0);
        element.setExceptionLevel(level(before));
        TranslationContext context = element.state(level(before)).context;
        List<Long> found = new ArrayList<>();
        long start = constant(before, "PAGE_OFFSET");
        long linear = constant(before, "PAGE_END") - start;
        try (PhysicalMemory later = after.toMemory()) {
            Walker first = new Walker(memory);
            Walker second = new Walker(later);
            Walk one = new Walk();
            Walk other = new Walk();
            long vmalloc = constant(before, "VMALLOC_START");
            for (int tries = 0; found.size() < LIVE && tries < 2_000_000; tries++) {
                // The first gigabytes of both regions are where memory and most areas are.
                long va = random.nextInt(4) == 0
                        ? vmalloc + random.nextLong(256L << 20)
                        : start + random.nextLong(Math.min(linear, 10L << 30));
                va &= -64;
                if (first.walk(context, va, Access.READ | Access.AT, one)
                        && second.walk(context, va, Access.READ | Access.AT, other)
                        && one.outputAddress == other.outputAddress) {
                    found.add(va);
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(LIVE / 2);
        return found.stream().mapToLong(Long::longValue).toArray();
    }

    private static long constant(Capture capture, String name) {
        Long value = capture.info().orElseThrow().constants().get(name);
        assertThat(value).as(name).isNotNull();
        return value;
    }

    @ParameterizedTest
    @MethodSource("traces")
    void a_recorded_change_disturbs_nobody_and_leaves_no_stale_translation(String name) {
        Capture before = ShippedCaptures.load(name, Moment.BEFORE);
        Capture after = ShippedCaptures.load(name, Moment.AFTER);
        EventText.Recording recording = EventText.read(before.text("events.txt").orElseThrow(), name + "/events.txt");
        for (TlbGeometry geometry : List.of(TlbGeometry.named("neoverse-v3"), TlbGeometry.named("spec-tiny"))) {
            long stale = staleAfter(name, before, after, recording, geometry, true);
            if (!WITHOUT_FLUSH.contains(name)) {
                assertThat(stale).as("stale results").isZero();
            }
        }
    }

    @Test
    void without_its_invalidations_a_recorded_change_leaves_stale_translations() {
        String name = "trace-25-pte-64-ro";
        long stale = staleAfter(
                name,
                ShippedCaptures.load(name, Moment.BEFORE),
                ShippedCaptures.load(name, Moment.AFTER),
                EventText.read(
                        ShippedCaptures.load(name, Moment.BEFORE)
                                .text("events.txt")
                                .orElseThrow(),
                        name),
                TlbGeometry.named("neoverse-v3"),
                false);
        assertThat(stale).isPositive();
    }

    /** Replays a trace while both PEs read live addresses and what is flushed; gives how many results are stale in the end. */
    private static long staleAfter(
            String name,
            Capture before,
            Capture after,
            EventText.Recording recording,
            TlbGeometry geometry,
            boolean flushing) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        try (PhysicalMemory memory = before.toMemory()) {
            long[] live = live(before, after, memory, random);
            MachineOptions options =
                    MachineOptions.of(geometry).with(TlbiTiming.RANDOM, true).withSeed(7);
            Machine machine = new Machine(memory, before.registers(), 2, options);
            machine.elements().forEach(element -> element.setExceptionLevel(level(before)));
            EventReplay replay =
                    new EventReplay(machine, name, before.dump().granule().pageBytes());
            List<Long> touched = touched(recording);
            for (Event event : recording.log()) {
                if (flushing || event.kind() != EventKind.TLBI) {
                    replay.step(event);
                }
                for (int i = 0; i < ACCESSES_AN_EVENT && !touched.isEmpty(); i++) {
                    machine.pe(random.nextInt(2)).load(touched.get(random.nextInt(touched.size())));
                }
                for (int i = 0; i < ACCESSES_AN_EVENT; i++) {
                    ProcessingElement element = machine.pe(random.nextInt(2));
                    long va = live[random.nextInt(live.length)];
                    assertThat(element.load(va))
                            .as("%s, read of live %x: %s", event, va, element.result())
                            .isTrue();
                }
            }
            machine.settle();
            return stale(machine, live, touched);
        }
    }

    /** The first and last addresses that each TLBI covers. */
    private static List<Long> touched(EventText.Recording recording) {
        List<Long> touched = new ArrayList<>();
        for (Event event : recording.log()) {
            if (event.kind() == EventKind.TLBI && event.address() != 0) {
                TlbiOperand operand = Invalidation.of(event, TlbiIssuer.EL1).operand();
                touched.add(operand.first());
                touched.add(operand.last() & -64);
            }
        }
        return touched;
    }

    /** Every PE has the results of a walk, for live addresses, flushed ones, and whatever its TLB holds. */
    private static long stale(Machine machine, long[] live, List<Long> touched) {
        List<Long> addresses = new ArrayList<>(touched);
        for (long va : live) {
            addresses.add(va);
        }
        for (ProcessingElement element : machine.elements()) {
            for (TlbEntry entry : element.entries()) {
                if (entry.kind().isByVa() && !entry.kind().isTable()) {
                    addresses.add(entry.first());
                    addresses.add(entry.first() + entry.bytes() - 64);
                }
            }
        }
        Walk cached = new Walk();
        long stale = 0;
        for (ProcessingElement element : machine.elements()) {
            for (long va : addresses) {
                for (int access : new int[] {Access.READ, Access.WRITE, Access.EXECUTE}) {
                    element.access(va, access, cached);
                    stale += machine.isStale(element, va, access, cached) ? 1 : 0;
                }
            }
        }
        return stale;
    }
}

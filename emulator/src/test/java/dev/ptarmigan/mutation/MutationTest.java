package dev.ptarmigan.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.Collapse;
import dev.ptarmigan.kernel.Kernel;
import dev.ptarmigan.kernel.KernelLayout;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTables;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.SetMemory;
import dev.ptarmigan.kernel.Strategies;
import dev.ptarmigan.kernel.UnknownNameException;
import dev.ptarmigan.machine.FrameAllocator;
import dev.ptarmigan.machine.PlainPort;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.trace.Event;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MutationTest {
    private static final long ROOT = 0x41F3_F000L;
    private static final long BLOCKS = 0x4800_0000L;
    private static final long LINEAR = 0xFFFF_0000_0000_0000L;
    private static final long PHYSICAL = 0x4000_0000L;
    private static final long RDONLY = 0x80;
    private static final long WRITE = 1L << 51;

    private static final class Frames implements FrameAllocator {
        private long next = BLOCKS + 0x1000;

        @Override
        public long allocate(int level, long va) {
            long page = next;
            next += 0x1000;
            return page;
        }

        @Override
        public void free(long pa) {}
    }

    /** A bit of everything, nG kernels included: splits of valid and invalid blocks, one page and many, both directions. */
    private static EventLog run(String strategy, Mutation mutation, boolean notGlobal) {
        EventLog log = new EventLog();
        try (PhysicalMemory memory = new PhysicalMemory()) {
            memory.allocate(ROOT, 0x1000);
            memory.allocate(BLOCKS, 0x0100_0000);
            memory.write(ROOT, 0x1800_0000_0000_0403L | BLOCKS);
            for (int k = 0; k < 16; k++) {
                long block = (notGlobal ? 0x00E8_0000_0000_0F05L : 0x00E8_0000_0000_0705L) | k + 1L << 30;
                memory.write(BLOCKS + 8L * k, block);
            }
            Kernel kernel = new Kernel(
                    KernelOptions.modern().withNotGlobal(notGlobal),
                    new KernelTables(Granule.K4, Format.VMSA64, 48, ROOT),
                    new KernelLayout(
                            LINEAR, 0xFFFF_8000_0000_0000L, PHYSICAL, 0xFFFF_8000_8000_0000L, 0xFFFF_FDFF_BF80_0000L));
            KernelTask task = mutation.task(kernel, new RecordingPort(new PlainPort(memory, new Frames()), log, 0));
            SetMemory set = Strategies.named(strategy);
            set.change(task, LINEAR + 0xE345_6000L, 0x1000, RDONLY, WRITE);
            set.change(task, LINEAR + 0xE345_6000L, 0x1000, WRITE, RDONLY);
            set.change(task, LINEAR + 0xE347_0000L, 0x1000, RDONLY, WRITE);
            set.change(task, LINEAR + 0xE347_0000L, 0x1000, WRITE, RDONLY);
            set.change(task, LINEAR + 0x1_4020_8000L, 33 * 0x1000, RDONLY, WRITE);
            set.setValid(task, LINEAR + 0x1_8000_0000L, 1 << 18, false);
            set.setValid(task, LINEAR + 0x1_8023_3000L, 1, true);
            Collapse.range(task, LINEAR + 0xC000_0000L, LINEAR + 0x1_0000_0000L, Collapse.Method.IN_PLACE);
            // A group whose output addresses follow each other from one that is not aligned.
            long table = BLOCKS + 0x10_0000;
            memory.write(BLOCKS + 8 * 8, 0x1800_0000_0000_0403L | table);
            memory.write(table, 0x1800_0000_0000_0403L | table + 0x1000);
            for (int i = 0; i < 16; i++) {
                memory.write(table + 0x1000 + 8L * i, 0x00E8_0002_4000_1707L + 0x1000L * i);
            }
            Collapse.range(task, LINEAR + 0x2_0000_0000L, LINEAR + 0x2_0001_0000L, Collapse.Method.IN_PLACE);
        }
        return log;
    }

    private static final Mutation NONE = Mutations.parse("drop:tlbi:999999");

    private static String text(String strategy, Mutation mutation) {
        StringBuilder text = new StringBuilder();
        for (boolean notGlobal : new boolean[] {false, true}) {
            text.append(EventText.write(run(strategy, mutation, notGlobal), null));
        }
        return text.toString();
    }

    static Stream<String> names() {
        return Stream.concat(
                Mutations.all().stream().map(Mutation::name),
                Stream.of(
                        "lose-bit:30",
                        "drop:dsb-ish:2",
                        "drop:isb:all",
                        "swap:store:3",
                        "swap:dsb:1",
                        "drop:vaale1is",
                        "ttl-3+no-mutex",
                        "drop:event:7"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_bug_shows_in_the_events_and_always_in_the_same_way(String name) {
        String strategy = name.equals("park-one-short") ? "bbm:stop-machine" : "linux";
        String mutant = text(strategy, Mutation.named(name));
        assertThat(mutant).isNotEqualTo(text(strategy, NONE));
        assertThat(text(strategy, Mutation.named(name))).isEqualTo(mutant);
    }

    private static List<Event> first(String strategy, String bug, EventKind kind) {
        List<Event> events = new ArrayList<>();
        for (Event event : run(strategy, Mutation.named(bug), false)) {
            if (event.kind() == kind) {
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void without_the_barrier_the_table_follows_its_last_entry() {
        EventLog log = run("linux", Mutation.named("drop-dsb-before-publish"), false);
        int publish = 0;
        while (log.kind(publish) != EventKind.STORE || log.address(publish) != BLOCKS + 0x18) {
            publish++;
        }
        assertThat(log.get(publish - 1).address()).isEqualTo(BLOCKS + 0x1FF8);
        EventLog split = run("split-all", Mutation.named("drop-dsb-before-publish"), false);
        assertThat(split.count(EventKind.BARRIER))
                .isLessThan(run("split-all", NONE, false).count(EventKind.BARRIER));
    }

    @Test
    void published_before_it_is_filled_the_table_comes_before_its_entries() {
        List<Event> stores = first("linux", "publish-before-fill", EventKind.STORE);
        assertThat(stores.get(0).address()).isEqualTo(BLOCKS + 0x18);
        assertThat(stores.get(1).address()).isEqualTo(BLOCKS + 0x1000);
        assertThat(first("linux", "fill-one-short", EventKind.STORE).get(511).address())
                .isEqualTo(BLOCKS + 0x18);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ttl-3                | vaale1is  | 7ff0000e3456
            flush-start-only     | vaale1is  | ff0000e3456
            local-tlbi           | vaale1    | ff0000e3456
            """)
    void an_invalidation_is_weakened(String bug, String operation, String operand) {
        Event tlbi = first("linux", bug, EventKind.TLBI).get(0);
        assertThat(tlbi.name()).isEqualTo(operation);
        assertThat(Long.toHexString(tlbi.address())).isEqualTo(operand);
    }

    @Test
    void of_a_range_only_the_start_is_left() {
        Event tlbi = first("linux", "flush-start-only", EventKind.TLBI).get(4);
        assertThat(tlbi.name()).isEqualTo("vaale1is");
        assertThat(Long.toHexString(tlbi.address())).isEqualTo("ff000140208");
    }

    @Test
    void no_lock_is_taken() {
        assertThat(first("linux", "no-mutex", EventKind.LOCK)).isEmpty();
    }

    @Test
    void a_swapped_event_comes_after_the_next() {
        List<Event> plain = new ArrayList<>();
        run("linux", NONE, false).forEach(plain::add);
        List<Event> swapped = new ArrayList<>();
        run("linux", Mutation.named("swap:dsb-ishst:1"), false).forEach(swapped::add);
        int at = 0;
        while (plain.get(at).kind() != EventKind.BARRIER) {
            at++;
        }
        assertThat(swapped.get(at).kind()).isEqualTo(EventKind.STORE);
        assertThat(swapped.get(at + 1).kind()).isEqualTo(EventKind.BARRIER);
        assertThat(swapped).hasSameSizeAs(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            drop-everything | no bug is named 'drop-everything'; there are drop-dsb-before-publish, publish
            drop:store:0    | 'drop:store:0': events are counted from 1
            swap:tlbi:all   | 'swap:tlbi:all': one event is swapped with the next, not all
            lose-bit:64     | no bug is named 'lose-bit:64'; there are
            ttl-3+          | no bug is named ''; there are
            """)
    void a_text_that_names_no_bug_is_refused(String text, String start) {
        assertThatThrownBy(() -> Mutation.named(text))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageStartingWith(start);
    }
}

package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.KernelOptions.Kfence;
import dev.ptarmigan.kernel.KernelOptions.Rodata;
import dev.ptarmigan.kernel.mapping.KernelWorld;
import dev.ptarmigan.kernel.mapping.TableAccount;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectMapTest {
    private static final long GIGABYTE = 1L << 30;

    private final LinuxSetMemory strategy = new LinuxSetMemory();

    static boolean present(KernelWorld world, long va) {
        return SetMemory.pagePresent(world.task(), va);
    }

    private static KernelWorld large(KernelOptions options) {
        return KernelWorld.builder()
                .ram(0x4000_0000L, 4 * GIGABYTE)
                .options(options)
                .build();
    }

    /** T36. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a whole block of 1G                       | C0000000 | 40000000 | true
                    half of a block of 1G                     | C0000000 | 20000000 | false
                    the other half                            | E0000000 | 20000000 | false
                    up to the end of a contiguous 32M group   | 40000000 | 08000000 | true
                    128M of contiguous 2M blocks              | 50000000 | 08000000 | true
                    a block of 2M out of a contiguous group   | 50200000 | 00200000 | false
                    memory that is not mapped                 | 880000000 | 08000000 | true
                    from a block into the unmapped            | 13FE00000 | 00200000 | false
                    """)
    void memory_is_not_removed_if_that_would_split_a_leaf(String reason, String pa, String size, boolean removable) {
        try (KernelWorld world = large(KernelOptions.modern())) {
            EventLog log = new EventLog();
            KernelTask task = world.kernel().task(new RecordingPort(world.port(), log, 0));
            long bytes = Hex.parse("0x" + size, "a size");

            boolean can = DirectMap.canRemove(task, world.regions(), Hex.parse("0x" + pa, "an address"), bytes);

            assertThat(can).isEqualTo(removable);
            assertThat(log.count(EventKind.WARN)).isEqualTo(removable ? 0 : 1);
            assertThat(log.count(EventKind.STORE)).isZero();
        }
    }

    @Test
    void a_page_is_present_or_not() {
        try (KernelWorld world = large(KernelOptions.modern())) {
            long va = world.linear(0xc000_0000L);
            assertThat(present(world, va + 0x1234_5000)).isTrue();
            assertThat(present(world, world.linear(0x8_0000_0000L))).isFalse();

            strategy.setValid(world.task(), va, 1 << 18, false);
            assertThat(Hex.word(world.entry(va))).isEqualTo("0x00e80000c0000f04");
            assertThat(present(world, va + 0x1234_5000)).isFalse();

            strategy.setValid(world.task(), va + 0x1234_5000, 1, true);
            assertThat(present(world, va + 0x1234_5000)).isTrue();
            assertThat(present(world, va + 0x1234_6000)).isFalse();
        }
    }

    @Test
    void pagealloc_hides_pages_of_a_map_made_of_pages() {
        KernelOptions options = KernelOptions.builder().debugPagealloc(true).build();
        try (KernelWorld world = KernelWorld.builder().options(options).build()) {
            long va = world.linear(0x5000_0000L);
            int tables = world.frames().takenCount();

            DirectMap.kernelMapPages(strategy, world.task(), va, 2, false);
            assertThat(present(world, va + 4096)).isFalse();
            assertThat(present(world, va + 8192)).isTrue();
            DirectMap.kernelMapPages(strategy, world.task(), va, 2, true);
            assertThat(Hex.word(world.entry(va))).isEqualTo("0x00e8000050000707");
            assertThat(world.frames().takenCount()).isEqualTo(tables);
        }
    }

    @Test
    void what_cannot_be_set_is_left_alone() {
        KernelOptions options = KernelOptions.modern().withRodata(Rodata.NOALIAS);
        try (KernelWorld world = KernelWorld.builder().options(options).build()) {
            long va = world.linear(0x5000_0000L);
            long before = world.entry(va);

            DirectMap.kernelMapPages(strategy, world.task(), va, 1, false);

            assertThat(world.entry(va)).isEqualTo(before);
        }
    }

    @Test
    void a_late_kfence_pool_is_split_without_invalidation() {
        try (KernelWorld world = large(KernelOptions.modern().withKfence(Kfence.LATE))) {
            EventLog log = new EventLog();
            KernelTask task = world.kernel().task(new RecordingPort(world.port(), log, 0));
            long start = world.linear(0xc560_0000L);
            long end = start + (2 << 20);

            assertThat(KfencePool.init(task, start, end)).isTrue();

            assertThat(log.count(EventKind.TLBI)).isZero();
            assertThat(log.count(EventKind.ALLOCATE)).isEqualTo(2);
            assertThat(log.get(0)).hasToString("# cpu=0 lock pgtable_split_lock");
            assertThat(Hex.word(world.entry(start))).isEqualTo("0x00e80000c5600707");
            assertThat(Hex.word(world.entry(end - 4096))).isEqualTo("0x00e80000c57ff707");
            // The block of 1G was split to blocks that are not contiguous.
            assertThat(Hex.word(world.entry(end))).isEqualTo("0x00e80000c5800705");
            assertThat(Hex.word(world.entry(world.linear(0xc000_0000L)))).isEqualTo("0x00e80000c0000705");
            TableAccount.of(world);

            int before = log.size();
            KfencePool.protectPage(strategy, task, start + 4096, true);
            assertThat(present(world, start + 4096)).isFalse();
            KfencePool.protectPage(strategy, task, start + 4096, false);
            assertThat(present(world, start + 4096)).isTrue();
            for (int i = before; i < log.size(); i++) {
                assertThat(log.kind(i)).isNotEqualTo(EventKind.LOCK);
            }
        }
    }

    @Test
    void a_late_kfence_pool_needs_memory() {
        try (KernelWorld world = large(KernelOptions.modern().withKfence(Kfence.LATE))) {
            world.frames().limit(1);
            long start = world.linear(0xc560_0000L);

            assertThat(KfencePool.init(world.task(), start, start + (2 << 20))).isFalse();

            assertThat(world.kernel().inKfencePool(start)).isFalse();
            assertThat(Hex.word(world.entry(start))).isEqualTo("0x00e80000c5600705");
        }
    }

    @Test
    void in_a_map_made_of_pages_a_late_pool_needs_nothing() {
        KernelOptions options = KernelOptions.modern().withKfence(Kfence.LATE).withBbml2NoAbort(false);
        try (KernelWorld world = KernelWorld.builder().options(options).build()) {
            EventLog log = new EventLog();
            KernelTask task = world.kernel().task(new RecordingPort(world.port(), log, 0));

            assertThat(KfencePool.init(task, world.linear(0x5000_0000L), world.linear(0x5020_0000L)))
                    .isTrue();

            assertThat(log.size()).isZero();
        }
    }
}

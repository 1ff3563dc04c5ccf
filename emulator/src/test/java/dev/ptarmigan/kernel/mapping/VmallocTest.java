package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.kernel.LinuxSetMemory;
import dev.ptarmigan.kernel.VmArea;
import dev.ptarmigan.kernel.Vunmap;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VmallocTest {
    private static final long PROT_DEVICE = 0x0068_0000_0000_0713L;
    private static final int BLOCK = 2 << 20;

    private final KernelWorld world = KernelWorld.builder().build();
    private final EventLog log = new EventLog();
    private final KernelTask task = world.kernel().task(new RecordingPort(world.port(), log, 0));
    private final Vmalloc vmalloc = world.vmalloc(task);
    private final LinuxSetMemory strategy = new LinuxSetMemory();

    @AfterEach
    void close() {
        world.close();
    }

    private VmArea vmalloc(long bytes) {
        return Objects.requireNonNull(vmalloc.allocate(bytes));
    }

    @Test
    void an_area_is_pages_with_a_guard_page_behind() {
        VmArea area = vmalloc(2 * 4096 + 1);

        assertThat(area.sizeBytes()).isEqualTo(4 * 4096);
        assertThat(area.pageCount()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(Hex.word(world.entry(area.address() + i * 4096L)))
                    .isEqualTo(Hex.word(0x00e8_0000_0000_0703L | area.page(i)));
        }
        assertThat(world.entry(area.address() + 3 * 4096)).isZero();
        assertThat(world.kernel().areaOf(area.address())).isSameAs(area);
    }

    @Test
    void areas_do_not_overlap_each_other_or_the_image() {
        VmArea first = vmalloc(4096);
        VmArea second = vmalloc(4096);

        assertThat(second.address()).isEqualTo(first.end());
        assertThat(first.address()).isEqualTo(world.image().end() + 4096);
    }

    @Test
    void stores_of_one_table_share_their_barriers() {
        vmalloc(4096);
        int before = log.size();

        vmalloc(4 * 4096);

        List<String> events = events(before);
        assertThat(events.stream().filter(text -> text.contains("store")).count())
                .isEqualTo(4);
        assertThat(events.stream().filter(text -> text.endsWith(" isb")).count())
                .isEqualTo(1);
        assertThat(events.stream().filter(text -> text.contains("tlbi"))).isEmpty();
    }

    private List<String> events(int from) {
        return IntStream.range(from, log.size())
                .mapToObj(i -> log.get(i).toString())
                .toList();
    }

    @Test
    void a_huge_area_is_blocks_and_set_memory_refuses_it() {
        VmArea area = Objects.requireNonNull(vmalloc.allocateHuge(BLOCK + 1));

        assertThat(area.address() % BLOCK).isZero();
        assertThat(area.pageCount()).isEqualTo(1024);
        assertThat(Hex.word(world.entry(area.address()))).isEqualTo(Hex.word(0x00e8_0000_0000_0701L | area.page(0)));
        assertThat(strategy.setReadOnly(task, area.address(), 512)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void a_middling_huge_area_is_contiguous_pages() {
        VmArea area = Objects.requireNonNull(vmalloc.allocateHuge(100 << 10));

        assertThat(area.pageCount()).isEqualTo(32);
        assertThat(Hex.word(world.entry(area.address() + 0x1f000)))
                .isEqualTo(Hex.word(0x00f8_0000_0000_0703L | area.page(31)));
        assertThat(TableAccount.of(world).tables()).isNotEmpty();
    }

    @Test
    void no_huge_pages_means_small_ones() {
        KernelOptions options = KernelOptions.builder().hugeVmalloc(false).build();
        try (KernelWorld small = KernelWorld.builder().options(options).build()) {
            VmArea area = Objects.requireNonNull(small.vmalloc().allocateHuge(BLOCK));

            assertThat(small.entry(area.address()) & 3).isEqualTo(3);
        }
    }

    @Test
    void without_large_pieces_of_memory_a_huge_area_falls_back_to_pages() {
        PageSource singles = new PageSource() {
            @Override
            public long allocate(int order) {
                return order == 0 ? world.pages().allocate(0) : -1;
            }

            @Override
            public void free(long pa) {
                world.pages().free(pa);
            }
        };
        VmArea area = Objects.requireNonNull(new Vmalloc(task, singles).allocateHuge(BLOCK));

        assertThat(world.entry(area.address()) & 3).isEqualTo(3);
        assertThat(area.pageCount()).isEqualTo(512);
    }

    @Test
    void an_empty_table_in_the_way_is_freed_after_an_invalidation_of_all_levels() {
        Vmap vmap = new Vmap(task);
        long va = 0xffff_8001_0000_0000L;
        vmap.range(va, va + 4096, 0x5000_0000L, 0x00e8_0000_0000_0703L, Vmap.NO_LIMIT);
        Vunmap.range(task, va, va + 4096);
        int tables = world.frames().takenCount();
        int before = log.size();

        assertThat(vmap.range(va, va + BLOCK, 0x5000_0000L, 0x00e8_0000_0000_0703L, Vmap.NO_LIMIT))
                .isZero();

        assertThat(Hex.word(world.entry(va))).isEqualTo("0x00e8000050000701");
        assertThat(world.frames().takenCount()).isEqualTo(tables - 1);
        List<String> events = events(before);
        assertThat(events.stream().map(text -> text.replaceAll("^\\d+ cpu=0 | pa=.*| x=.*", "")))
                .containsExactly(
                        "# cpu=0 lock init_mm.mmap_lock",
                        "store",
                        "dsb ishst",
                        "tlbi vaae1is",
                        "dsb ish",
                        "isb",
                        "# cpu=0 table freed",
                        "# cpu=0 unlock init_mm.mmap_lock",
                        "store",
                        "dsb ishst",
                        "isb");
    }

    @Test
    void while_ptdump_holds_the_lock_the_table_stays_and_pages_are_mapped() throws InterruptedException {
        Vmap vmap = new Vmap(task);
        long va = 0xffff_8001_0000_0000L;
        vmap.range(va, va + 4096, 0x5000_0000L, 0x00e8_0000_0000_0703L, Vmap.NO_LIMIT);
        Vunmap.range(task, va, va + 4096);
        Thread ptdump = new Thread(() -> world.newPort().lock(world.kernel().mmapLock()));
        ptdump.start();
        ptdump.join();

        assertThat(vmap.range(va, va + BLOCK, 0x5000_0000L, 0x00e8_0000_0000_0703L, Vmap.NO_LIMIT))
                .isZero();

        assertThat(Hex.word(world.entry(va))).isEqualTo("0x00f8000050000703");
    }

    @Test
    void what_is_mapped_is_not_mapped_again() {
        VmArea area = vmalloc(4096);

        assertThatExceptionOfType(KernelBugException.class)
                .isThrownBy(() -> new Vmap(task)
                        .range(area.address(), area.address() + 4096, 0x5000_0000L, PROT_DEVICE, Vmap.NO_LIMIT))
                .withMessageStartingWith("BUG: " + Hex.word(area.address()) + " is mapped already");
    }

    @Test
    void device_memory_gets_the_largest_leaves_and_is_never_executable() {
        VmArea small = Objects.requireNonNull(vmalloc.ioremap(0x0900_0000L, 4096, PROT_DEVICE));
        VmArea group = Objects.requireNonNull(vmalloc.ioremap(0x0910_0000L, 64 << 10, PROT_DEVICE));
        VmArea block = Objects.requireNonNull(vmalloc.ioremap(0x1000_0000L, BLOCK, PROT_DEVICE));
        VmArea gigabyte = Objects.requireNonNull(vmalloc.ioremap(0x80_0000_0000L, 1 << 30, PROT_DEVICE));

        assertThat(Hex.word(world.entry(small.address()))).isEqualTo("0x0068000009000713");
        assertThat(Hex.word(world.entry(group.address()))).isEqualTo("0x0078000009100713");
        assertThat(Hex.word(world.entry(block.address()))).isEqualTo("0x0068000010000711");
        assertThat(Hex.word(world.entry(gigabyte.address()))).isEqualTo("0x0068008000000711");
        assertThat(strategy.setReadOnly(task, small.address(), 1)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void pages_of_others_can_be_mapped_but_not_changed() {
        VmArea area =
                Objects.requireNonNull(vmalloc.map(new long[] {0x5123_4000L, 0x5000_0000L}, 0x00e8_0000_0000_0703L));

        assertThat(Hex.word(world.entry(area.address() + 4096))).isEqualTo("0x00e8000050000703");
        assertThat(strategy.setReadOnly(task, area.address(), 1)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void freed_addresses_come_back_only_after_the_purge() {
        VmArea first = vmalloc(4096);
        vmalloc.free(strategy, first);
        assertThat(world.entry(first.address())).isZero();

        VmArea second = vmalloc(4096);
        assertThat(second.address()).isEqualTo(first.end());

        vmalloc.purge();
        assertThat(EventText.write(log, null)).contains("tlbi rvaale1is");
        assertThat(vmalloc(4096).address()).isEqualTo(first.address());
    }

    @Test
    void a_refused_table_leaves_nothing_mapped() {
        world.frames().limit(0);

        assertThat(vmalloc.allocate(64 << 20)).isNull();

        assertThat(world.kernel().areas()).noneMatch(area -> area.has(VmArea.ALLOC));
        world.frames().limit(Long.MAX_VALUE);
        vmalloc.purge();
        assertThat(vmalloc.allocate(4096)).isNotNull();
    }
}

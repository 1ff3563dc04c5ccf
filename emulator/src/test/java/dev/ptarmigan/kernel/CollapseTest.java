package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.trace.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CollapseTest {
    private static final long PAGE = 0x1000;
    private static final long GIB = 1L << 30;
    private static final long PAGE_PA = 0x1_2345_6000L;
    private static final long BLOCK_PA = 0x1_0000_0000L;

    private final SetMemory linux = new LinuxSetMemory();

    private static Map<Long, Long> words(WorldW world) {
        Map<Long, Long> words = new TreeMap<>();
        for (int i = 0; i < 512; i++) {
            words.put(WorldW.TABLES + 8L * i, world.memory.read(WorldW.TABLES + 8L * i));
        }
        return words;
    }

    private Collapse.Result collapse(WorldW world, EventLog log, Collapse.Method method) {
        long va = world.linear(BLOCK_PA);
        return Collapse.range(world.task(log, 0), va, va + GIB, method);
    }

    @ParameterizedTest
    @EnumSource(Collapse.Method.class)
    void what_a_split_made_is_folded_back_to_the_block_it_came_from(Collapse.Method method) {
        try (WorldW world = new WorldW()) {
            Map<Long, Long> before = words(world);
            long va = world.linear(PAGE_PA);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);

            Collapse.Result result = collapse(world, new EventLog(), method);

            assertThat(result.result()).isZero();
            assertThat(result.blocks()).isEqualTo(2);
            assertThat(result.refusals()).isEmpty();
            assertThat(words(world)).isEqualTo(before);
            assertThat(world.frames.inUse()).isEmpty();
        }
    }

    @Test
    void in_place_a_table_is_freed_after_the_invalidation_of_all_levels_has_completed() {
        try (WorldW world = new WorldW()) {
            linux.change(world.task(), world.linear(PAGE_PA), PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), world.linear(PAGE_PA), PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            EventLog log = new EventLog();
            collapse(world, log, Collapse.Method.IN_PLACE);
            assertThat(EventScript.of(log)).isEqualTo("""
                    lock init_mm.mmap_lock
                    lock pgtable_split_lock
                    ST 480018D0: 1800000048002403->00E8000123400705
                    DSB ISHST
                    TLBI rvaae1is,5390000E3400
                    DSB ISH
                    ISB
                    free 48002000
                    ST 48000018: 1800000048001403->00E8000100000705
                    DSB ISHST
                    TLBI rvaae1is,7190000C0000
                    DSB ISH
                    ISB
                    free 48001000
                    LZ
                    unlock pgtable_split_lock
                    unlock init_mm.mmap_lock""");
        }
    }

    @Test
    void by_break_before_make_the_table_is_gone_from_every_tlb_before_the_block_is_there() {
        try (WorldW world = new WorldW()) {
            linux.change(world.task(), world.linear(PAGE_PA), PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            EventLog log = new EventLog();
            Collapse.Result result = collapse(world, log, Collapse.Method.BREAK_BEFORE_MAKE);
            // One page is read-only: groups and the 32M around it, no block.
            assertThat(result.blocks()).isZero();
            assertThat(result.refusals())
                    .extracting(Collapse.Refusal::toString)
                    .containsExactly(
                            "0xffff0000e3400000 level 3 table: the attributes of entry 86 differ",
                            "0xffff0000e3450000 level 3 group: the attributes of entry 6 differ",
                            "0xffff0000c0000000 level 2 table: entry 282 is a table",
                            "0xffff0000e2000000 level 2 group: entry 10 is a table");
            assertThat(EventScript.of(log)).isEqualTo("""
                    lock init_mm.mmap_lock
                    lock pgtable_split_lock
                    unlock pgtable_split_lock
                    unlock init_mm.mmap_lock""");
        }
    }

    @ParameterizedTest
    @EnumSource(Collapse.Method.class)
    void groups_are_folded_where_no_block_can_be(Collapse.Method method) {
        try (WorldW world = new WorldW()) {
            long va = world.linear(PAGE_PA);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            linux.change(world.task(), world.linear(0x1_2347_0000L), PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            EventLog log = new EventLog();
            Collapse.Result result = collapse(world, log, method);
            assertThat(result.groups()).isOne();
            assertThat(world.leaf(va)).isEqualTo(0x00F8_0001_2345_6707L);
            String made = method == Collapse.Method.IN_PLACE
                    ? "x16 [48002280..480022F8] 00E8000123450707->00F8000123450707 .. 00E800012345F707->00F800012345F707"
                    : "x16 [48002280..480022F8] 0->00F8000123450707 .. 0->00F800012345F707";
            assertThat(EventScript.of(log)).contains(made + "\nLZ\n");
            assertThat(EventScript.of(log)).contains("TLBI rvaale1is,4390000E3450\nDSB ISH\nISB");
        }
    }

    @ParameterizedTest
    @EnumSource(Collapse.Method.class)
    void no_address_is_ever_allowed_more_than_before(Collapse.Method method) {
        try (WorldW world = new WorldW()) {
            long va = world.linear(PAGE_PA);
            linux.change(world.task(), va, 3 * PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(
                    world.task(),
                    world.linear(BLOCK_PA + 0x0200_0000),
                    0x0200_0000,
                    KernelWords.RDONLY,
                    KernelWords.WRITE);
            Translations translations = new Translations(world);
            List<Long> probes = new ArrayList<>();
            for (long offset = 0; offset < GIB; offset += 0x1F_F000) {
                probes.add(world.linear(BLOCK_PA) + offset);
            }
            for (int i = -2; i < 6; i++) {
                probes.add(va + i * PAGE);
            }
            Map<Long, String> before = new TreeMap<>();
            probes.forEach(probe -> before.put(probe, translations.at(probe)));
            WatchingPort watching = new WatchingPort(world.port(), event -> {
                if (event % 7 == 0) {
                    for (long probe : probes) {
                        String now = translations.at(probe);
                        if (method == Collapse.Method.BREAK_BEFORE_MAKE && now.startsWith("TRANSLATION")) {
                            continue;
                        }
                        assertThat(now).as("%x after %d events", probe, event).isEqualTo(before.get(probe));
                    }
                }
            });
            long start = world.linear(BLOCK_PA);
            Collapse.range(world.kernel.task(watching), start, start + GIB, method);
            probes.forEach(probe -> assertThat(translations.at(probe)).isEqualTo(before.get(probe)));
        }
    }

    @Test
    void what_the_table_forbade_the_block_forbids() {
        try (WorldW world = new WorldW()) {
            long va = world.linear(0x8020_0000L);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            // Hazard H6: the children lose PXN, PXNTable above them keeps them from being executed.
            linux.change(world.task(), va, 512 * PAGE, 0, KernelWords.PXN);
            assertThat(world.leaf(va)).isEqualTo(0x00C8_0000_8020_0707L);
            Translations translations = new Translations(world);
            String before = translations.at(va);
            Collapse.Result result = Collapse.range(world.task(), va, va + 512 * PAGE, Collapse.Method.IN_PLACE);
            assertThat(result.blocks()).isOne();
            assertThat(world.leaf(va)).isEqualTo(0x00E8_0000_8020_0705L);
            assertThat(translations.at(va)).isEqualTo(before);
        }
    }

    @Test
    void without_hierarchical_permissions_the_table_forbids_nothing() {
        try (WorldW world = new WorldW()) {
            long va = world.linear(0x8020_0000L);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            linux.change(world.task(), va, 512 * PAGE, 0, KernelWords.PXN);
            Collapse.range(world.task(), va, va + 512 * PAGE, Collapse.Method.IN_PLACE, false);
            assertThat(world.leaf(va)).isEqualTo(0x00C8_0000_8020_0705L);
        }
    }

    @Test
    void an_invalid_table_becomes_an_invalid_block() {
        try (WorldW world = new WorldW()) {
            long va = world.linear(0x8020_0000L);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            linux.setValid(world.task(), va, 512, false);
            Collapse.Result result = Collapse.range(world.task(), va, va + 512 * PAGE, Collapse.Method.IN_PLACE);
            assertThat(result.blocks()).isOne();
            assertThat(world.leaf(va)).isEqualTo(0x00E8_0000_8020_0F04L);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an address that does not follow   | 00E8000080999707 | the output address of entry 3 does not follow
            an entry that is not mapped       | 0000000000000000 | entry 3 is not mapped
            another memory type               | 00E800008020370B | the attributes of entry 3 differ
            no Access flag                    | 00E8000080203307 | the attributes of entry 3 differ
            one that is not valid             | 00E8000080203F06 | the attributes of entry 3 differ
            """)
    void a_table_whose_entries_disagree_is_left_with_the_reason(String why, String word, String reason) {
        try (WorldW world = new WorldW()) {
            long va = world.linear(0x8020_0000L);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            world.memory.write(0x4800_2018L, Long.parseUnsignedLong(word, 16));
            Collapse.Result result = Collapse.range(world.task(), va, va + 512 * PAGE, Collapse.Method.IN_PLACE);
            assertThat(result.blocks()).as(why).isZero();
            assertThat(result.refusals()).extracting(Collapse.Refusal::reason).contains(reason);
            assertThat(world.frames.inUse()).hasSize(2);
        }
    }

    @Test
    void words_that_hardware_may_be_rewriting_are_left() {
        try (WorldW world = new WorldW()) {
            long va = world.linear(0x8020_0000L);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            linux.change(world.task(), va, 512 * PAGE, KernelWords.RDONLY, 0);
            Collapse.Result result = Collapse.range(world.task(), va, va + 512 * PAGE, Collapse.Method.IN_PLACE);
            assertThat(result.refusals())
                    .extracting(Collapse.Refusal::reason)
                    .contains("hardware may make entry 0 writable");
        }
    }

    @Test
    void a_part_of_a_table_is_not_folded_and_in_place_needs_the_cpu_for_it() {
        try (WorldW world = new WorldW();
                WorldW old = new WorldW(WorldW.Shape.W, options -> options.withBbml2NoAbort(false))) {
            long va = world.linear(0x8020_0000L);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            Collapse.Result part = Collapse.range(world.task(), va, va + 511 * PAGE, Collapse.Method.IN_PLACE);
            assertThat(part.blocks()).isZero();
            assertThat(Collapse.range(old.task(), va, va + PAGE, Collapse.Method.IN_PLACE)
                            .result())
                    .isEqualTo(Errno.EINVAL);
            assertThat(Collapse.range(world.task(), va, va, Collapse.Method.IN_PLACE)
                            .result())
                    .isEqualTo(Errno.EINVAL);
            assertThat(Collapse.range(world.task(), va + 8, va + PAGE, Collapse.Method.IN_PLACE)
                            .result())
                    .isEqualTo(Errno.EINVAL);
        }
    }

    @Test
    void a_change_in_the_window_is_noticed_and_the_table_put_back() {
        try (WorldW world = new WorldW()) {
            long va = world.linear(0x8020_0000L);
            linux.change(world.task(), va, PAGE, KernelWords.RDONLY, KernelWords.WRITE);
            linux.change(world.task(), va, PAGE, KernelWords.WRITE, KernelWords.RDONLY);
            long page = 0x4800_2018L;
            long readOnly = 0x00E0_0000_8020_3787L;
            WatchingPort racing = new WatchingPort(world.port(), event -> {
                if (event == 2) {
                    world.memory.write(page, readOnly);
                }
            });
            Collapse.Result result =
                    Collapse.range(world.kernel.task(racing), va, va + 512 * PAGE, Collapse.Method.BREAK_BEFORE_MAKE);
            assertThat(result.blocks()).isZero();
            assertThat(result.refusals())
                    .extracting(Collapse.Refusal::reason)
                    .contains("an entry was changed meanwhile");
            assertThat(world.leaf(va + 3 * PAGE)).isEqualTo(readOnly);
            assertThat(world.frames.inUse()).hasSize(2);
        }
    }
}

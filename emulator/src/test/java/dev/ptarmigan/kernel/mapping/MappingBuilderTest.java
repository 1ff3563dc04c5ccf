package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.Errno;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.KernelOptions;
import dev.ptarmigan.kernel.KernelTask;
import dev.ptarmigan.machine.RecordingPort;
import dev.ptarmigan.trace.EventKind;
import dev.ptarmigan.trace.EventLog;
import dev.ptarmigan.trace.EventText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappingBuilderTest {
    private static final long TAGGED = 0x00e8_0000_0000_0707L;
    private static final long READ_ONLY = 0x00e0_0000_0000_0783L;
    /** Hot-added memory, whose linear addresses nothing maps yet. */
    private static final long PA = 0x10_0000_0000L;

    private static final int NO_EXEC = MappingBuilder.NO_EXEC;
    private static final int PAGES = MappingBuilder.NO_BLOCK | MappingBuilder.NO_CONT | MappingBuilder.NO_EXEC;

    private final KernelWorld world =
            KernelWorld.builder().fixmap(false).finishBoot(false).build();
    private final EventLog log = new EventLog();
    private final KernelTask task = world.kernel().task(new RecordingPort(world.port(), log, 0));
    private final MappingBuilder builder = new MappingBuilder(task, null);
    private final long va = world.linear(PA);

    @AfterEach
    void close() {
        world.close();
    }

    private String entry(long address) {
        return Hex.word(world.entry(address));
    }

    @Test
    void an_aligned_gigabyte_is_one_block() {
        assertThat(builder.createPgdMapping(PA, va, 1 << 30, TAGGED, NO_EXEC)).isZero();

        assertThat(entry(va)).isEqualTo("0x00e8001000000705");
        assertThat(log.count(EventKind.ALLOCATE)).isZero();
    }

    @Test
    void a_new_table_is_cleared_before_it_is_published_and_forbids_execution_above() {
        long pa = 0x80_0000_0000L;
        builder.createPgdMapping(pa, world.linear(pa), 4096, TAGGED, NO_EXEC);

        List<String> lines = EventText.write(log, null).lines().toList();
        assertThat(lines.stream().filter(line -> line.contains("new=0x18")).count())
                .isEqualTo(2);
        int first = lines.indexOf(lines.stream()
                .filter(line -> line.contains("new=0x18"))
                .findFirst()
                .orElseThrow());
        assertThat(lines.get(first - 1)).endsWith("dsb ishst");
        assertThat(lines.get(lines.size() - 2)).endsWith("isb");
        assertThat(entry(world.linear(pa))).isEqualTo("0x00e8008000000707");
    }

    @Test
    void without_no_exec_a_table_has_no_pxn() {
        long pa = 0x80_0000_0000L;
        builder.createPgdMapping(pa, world.linear(pa), 4096, TAGGED, 0);

        assertThat(EventText.write(log, null)).contains("new=0x1000").doesNotContain("new=0x1800");
    }

    @Test
    void ends_that_are_not_aligned_get_smaller_leaves() {
        // 64K + 2M + 32M + 2M + 64K around a 32M boundary.
        long start = PA + (32 << 20) - (2 << 20) - (64 << 10);
        long size = (64L << 10) + (2 << 20) + (32 << 20) + (2 << 20) + (64 << 10) + 4096;
        builder.createPgdMapping(start, world.linear(start), size, TAGGED, NO_EXEC);

        assertThat(entry(world.linear(start))).isEqualTo("0x00f8001001df0707");
        assertThat(entry(world.linear(PA + (30 << 20)))).isEqualTo("0x00e8001001e00705");
        assertThat(entry(world.linear(PA + (32 << 20)))).isEqualTo("0x00f8001002000705");
        assertThat(entry(world.linear(PA + (64 << 20)))).isEqualTo("0x00e8001004000705");
        assertThat(entry(world.linear(PA + (66 << 20)))).isEqualTo("0x00f8001004200707");
        assertThat(entry(world.linear(PA + (66 << 20) + (64 << 10)))).isEqualTo("0x00e8001004210707");
        assertThat(entry(world.linear(PA + (66 << 20) + (64 << 10) + 4096))).isEqualTo("0x0000000000000000");
    }

    @Test
    void flags_forbid_blocks_and_groups() {
        builder.createPgdMapping(PA, va, 2 << 20, TAGGED, PAGES);
        assertThat(entry(va)).isEqualTo("0x00e8001000000707");

        long next = PA + (32 << 20);
        builder.createPgdMapping(next, world.linear(next), 32 << 20, TAGGED, NO_EXEC | MappingBuilder.NO_CONT);
        assertThat(entry(world.linear(next))).isEqualTo("0x00e8001002000705");
    }

    @Test
    void with_no_block_alone_the_contiguous_bit_of_the_block_group_reaches_the_pages() {
        builder.createPgdMapping(PA, va, 32 << 20, TAGGED, NO_EXEC | MappingBuilder.NO_BLOCK);

        assertThat(entry(va)).isEqualTo("0x00f8001000000707");
    }

    /** T50. */
    @Test
    void a_table_stays_a_table_and_its_pages_are_rewritten() {
        builder.createPgdMapping(PA, va, 4 << 20, TAGGED, PAGES);

        builder.createPgdMapping(PA, va, 4 << 20, READ_ONLY, NO_EXEC);

        assertThat(entry(va)).isEqualTo("0x00e0001000000783");
        assertThat(entry(va + (4 << 20) - 4096)).isEqualTo("0x00e00010003ff783");
    }

    /** T50. */
    @Test
    void a_finer_mapping_in_a_block_is_a_bug() {
        builder.createPgdMapping(PA, va, 2 << 20, TAGGED, NO_EXEC);

        assertThatExceptionOfType(KernelBugException.class)
                .isThrownBy(() -> builder.createPgdMapping(PA + 4096, va + 4096, 4096, READ_ONLY, NO_EXEC))
                .withMessageStartingWith("BUG: a table is needed at 0xffff000fc0001000")
                .withMessageContaining("0x00e8001000000705");
    }

    @Test
    void a_group_with_a_single_entry_in_it_stays_single() {
        builder.createPgdMapping(PA + (2 << 20), va + (2 << 20), 2 << 20, TAGGED, NO_EXEC);

        builder.createPgdMapping(PA, va, 64 << 20, TAGGED, NO_EXEC);

        assertThat(entry(va)).isEqualTo("0x00e8001000000705");
        assertThat(entry(va + (32 << 20))).isEqualTo("0x00f8001002000705");
    }

    @Test
    void a_contiguous_group_cannot_become_single_without_a_break() {
        builder.createPgdMapping(PA, va, 64 << 10, TAGGED, NO_EXEC);

        assertThatExceptionOfType(KernelBugException.class)
                .isThrownBy(() -> builder.createPgdMapping(PA, va, 64 << 10, TAGGED, PAGES))
                .withMessageContaining("0x00f8001000000707")
                .withMessageContaining("without break-before-make");
    }

    @Test
    void a_block_that_would_need_a_break_is_warned_of_and_kept() {
        builder.createPgdMapping(PA, va, 2 << 20, TAGGED, NO_EXEC);

        int result = builder.createPgdMapping(PA, va, 2 << 20, 0x0068_0000_0000_0713L, NO_EXEC);

        assertThat(result).isZero();
        assertThat(entry(va)).isEqualTo("0x00e8001000000705");
        assertThat(log.count(EventKind.WARN)).isEqualTo(1);
    }

    @Test
    void addresses_that_differ_within_a_page_are_refused() {
        assertThat(builder.createPgdMapping(PA + 0x800, va, 4096, TAGGED, NO_EXEC))
                .isEqualTo(Errno.EINVAL);
        assertThat(log.count(EventKind.STORE)).isZero();
    }

    @Test
    void a_part_of_a_page_maps_the_page() {
        builder.createPgdMapping(PA + 0x800, va + 0x800, 0x900, TAGGED, NO_EXEC);

        assertThat(entry(va)).isEqualTo("0x00e8001000000707");
        assertThat(entry(va + 4096)).isEqualTo("0x00e8001000001707");
        assertThat(entry(va + 8192)).isEqualTo("0x0000000000000000");
    }

    @Test
    void without_memory_for_tables_what_is_there_stays() {
        int before = world.frames().takenCount();
        world.frames().limit(1);

        assertThat(builder.createPgdMapping(PA, va, (2 << 20) + 4096, TAGGED, NO_EXEC))
                .isEqualTo(Errno.ENOMEM);

        assertThat(entry(va)).isEqualTo("0x00e8001000000705");
        assertThat(entry(va + (2 << 20))).isEqualTo("0x0000000000000000");
        assertThat(world.frames().takenCount()).isEqualTo(before + 1);
    }

    /** T49. */
    @Test
    void an_update_keeps_contiguous_groups_and_flushes_once() {
        builder.createPgdMapping(PA, va, 64 << 10, TAGGED, NO_EXEC);
        int before = log.size();

        builder.updateMappingProtection(PA, va, 64 << 10, READ_ONLY);

        assertThat(entry(va + 0xf000)).isEqualTo("0x00f000100000f783");
        List<String> events = new ArrayList<>();
        for (int i = before; i < log.size(); i++) {
            events.add(log.get(i).toString());
        }
        assertThat(events.stream().filter(text -> text.contains(" store ")).count())
                .isEqualTo(16);
        assertThat(events.stream().filter(text -> text.contains(" tlbi ")).toList())
                .singleElement()
                .satisfies(text -> assertThat(text).endsWith("tlbi rvaale1is x=0x439000fc0000"));
    }

    @Test
    void an_update_of_nothing_is_a_bug() {
        assertThatExceptionOfType(KernelBugException.class)
                .isThrownBy(() -> builder.updateMappingProtection(PA, va, 4096, READ_ONLY))
                .withMessage("BUG: nothing is mapped at 0xffff000fc0000000, and no table may be made");
    }

    @Test
    void tables_are_reached_through_fixmap_slots_that_are_flushed() {
        try (KernelWorld slots = KernelWorld.builder().finishBoot(false).build()) {
            EventLog events = new EventLog();
            KernelTask recorded = slots.kernel().task(new RecordingPort(slots.port(), events, 0));
            slots.mappings(recorded).createPgdMapping(PA, slots.linear(PA), 4096, TAGGED, NO_EXEC);

            List<String> lines = EventText.write(events, null).lines().toList();
            // One slot each for the PUD, PMD and PTE table: set, and cleared with its own TLBI.
            assertThat(lines.stream()
                            .filter(line -> line.contains("tlbi vaale1is"))
                            .count())
                    .isEqualTo(3);
            assertThat(lines.stream()
                            .filter(line -> line.endsWith("new=0x0000000000000000"))
                            .count())
                    .isEqualTo(3);
            int page = lines.indexOf(lines.stream()
                    .filter(line -> line.endsWith("new=0x00e8001000000707"))
                    .findFirst()
                    .orElseThrow());
            assertThat(lines.subList(page + 1, page + 6).stream()
                            .map(line -> line.replaceFirst("^\\d+ cpu=0 ", "").replaceFirst(" .*", "")))
                    .containsExactly("store", "dsb", "tlbi", "dsb", "isb");
        }
    }

    @Test
    void with_16k_pages_blocks_are_32m_and_groups_of_pages_2m() {
        try (KernelWorld other = KernelWorld.builder()
                .granule(Granule.K16)
                .vaBits(47)
                .ram(0x4000_0000L, 2L << 30)
                .build()) {
            long gigabyte = other.linear(0x8000_0000L);

            assertThat(Hex.word(other.entry(gigabyte - (1 << 30) + (64 << 20)))).isEqualTo("0x00e8000044000705");
            assertThat(Hex.word(other.entry(gigabyte))).isEqualTo("0x00f8000080000705");
            assertThat(Hex.word(other.entry(other.linear(0x4000_0000L)))).isEqualTo("0x00f8000040000707");
        }
    }

    @Test
    void without_bbml2_and_with_rodata_everything_is_pages() {
        KernelOptions options = KernelOptions.modern().withBbml2NoAbort(false);
        try (KernelWorld pages = KernelWorld.builder().options(options).build()) {
            for (long pa = 0x4000_0000L; pa < 0x8000_0000L; pa += 0x1_0000) {
                long word = pages.entry(pages.linear(pa));
                assertThat(Hex.word(word & 0x0010_0000_0000_0003L)).isEqualTo("0x0000000000000003");
            }
            assertThat(pages.frames().takenCount()).isGreaterThanOrEqualTo(1 + 512);
        }
    }
}

package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.Sctlr;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableScannerTest {
    private static final long KERNEL = 0xffff_0000_0000_0000L;
    private static final long PAGE = 0x0068_0000_8000_0703L;
    private static final long BLOCK = 0x0068_0000_8000_0701L;

    private static Recorder scan(TestTree test) {
        Recorder recorder = new Recorder();
        new TableScanner(test.memory, test.tree).scan(recorder);
        return recorder;
    }

    private static Recorder scan(TestTree test, VaRange range) {
        Recorder recorder = new Recorder();
        new TableScanner(test.memory, test.tree).scan(range, recorder);
        return recorder;
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void every_address_of_an_empty_tree_lies_in_one_hole(Shape shape) {
        for (TestTree test : new TestTree[] {TestTree.kernel(shape), TestTree.user(shape)}) {
            try (test) {
                Recorder recorder = scan(test);
                assertThat(recorder.holes).hasSize(1);
                assertThat(recorder.bytes()).isEqualTo(1L << shape.vaBits);
                assertThat(recorder.leaves).isEmpty();
                assertThat(recorder.problems).isEmpty();
            }
        }
    }

    @Test
    void like_pages_are_one_run_and_a_changed_attribute_ends_it() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL + 0x1000, 3, PAGE, 3);
            test.put(KERNEL + 0x4000, 3, PAGE + 0x3000 | 0x80);
            Recorder recorder = scan(test);
            assertThat(recorder.leaves)
                    .containsExactly(
                            "0xffff000000001000 L3 x3 page 0x68000080000703",
                            "0xffff000000004000 L3 x1 page 0x68000080003783");
            assertThat(recorder.holes)
                    .containsExactly(
                            "0xffff000000000000 L3 x1 invalid 0x0",
                            "0xffff000000005000 L3 x507 invalid 0x0",
                            "0xffff000000200000 L2 x511 invalid 0x0",
                            "0xffff000040000000 L1 x511 invalid 0x0",
                            "0xffff008000000000 L0 x511 invalid 0x0");
        }
    }

    @Test
    void equal_words_are_one_run_too() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            test.put(0, 3, PAGE).put(0x1000, 3, PAGE).put(0x2000, 3, PAGE).put(0x3000, 3, PAGE + 0x1000);
            assertThat(scan(test).leaves)
                    .containsExactly(
                            "0x0000000000000000 L3 x3 page 0x68000080000703 same",
                            "0x0000000000003000 L3 x1 page 0x68000080001703");
        }
    }

    @Test
    void a_run_ends_where_the_output_address_runs_into_other_bits() {
        try (TestTree test = TestTree.user(Shape.K4_52)) {
            // LPA2: OA[49:12] in place, then bit 50 is GP.
            long top = 0x0003_ffff_ffff_f403L;
            test.fill(0, 3, top, 2);
            assertThat(scan(test).leaves)
                    .containsExactly(
                            "0x0000000000000000 L3 x1 page 0x3fffffffff403",
                            "0x0000000000001000 L3 x1 page 0x4000000000403");
        }
    }

    @Test
    void words_that_map_nothing_are_holes_with_their_word() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            test.put(0, 3, 1).put(0x1000, 3, 0x8002).put(0x8000000000L, 0, BLOCK);
            assertThat(scan(test).holes)
                    .contains(
                            "0x0000000000000000 L3 x1 reserved 0x1",
                            "0x0000000000001000 L3 x1 invalid 0x8002",
                            "0x0000008000000000 L0 x1 reserved 0x68000080000701");
        }
    }

    @Test
    void a_table_on_its_own_path_is_reported_and_not_entered() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            test.put(0, 0, test.tree.base() | 3);
            long inner = test.slot(0x8000000000L, 2, 0) & ~0xFFFL;
            test.put(0x8000200000L, 2, inner | 3);
            Recorder recorder = scan(test);
            assertThat(recorder.problems)
                    .containsExactly(
                            "LOOP 0x0000000000000000 L0 x1 table 0x40000003",
                            "LOOP 0x0000008000200000 L2 x1 table 0x40020003");
            assertThat(recorder.bytes()).isEqualTo(1L << 48);
        }
    }

    @Test
    void a_table_at_another_level_is_reported_and_not_entered() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            long pages = test.slot(0, 3, 0) & ~0xFFFL;
            test.put(0, 3, PAGE);
            test.put(0x40000000L, 1, pages | 3);
            Recorder recorder = scan(test);
            assertThat(recorder.problems).containsExactly("OTHER_LEVEL 0x0000000040000000 L1 x1 table 0x40030003");
            assertThat(recorder.leaves).hasSize(1);
            assertThat(recorder.bytes()).isEqualTo(1L << 48);
        }
    }

    @Test
    void a_shared_table_is_shown_for_each_entry_that_points_to_it() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            long pages = test.slot(0, 3, 0) & ~0xFFFL;
            test.put(0x5000, 3, PAGE);
            test.put(0x200000, 2, pages | 3);
            Recorder recorder = scan(test);
            assertThat(recorder.leaves)
                    .containsExactly(
                            "0x0000000000005000 L3 x1 page 0x68000080000703",
                            "0x0000000000205000 L3 x1 page 0x68000080000703");
            assertThat(recorder.tables).contains("0x40030000", "0x40030000 again");
            assertThat(recorder.problems).isEmpty();
        }
    }

    @Test
    void tables_that_map_one_page_everywhere_are_shown_as_a_whole() {
        // What KASAN does with the shadow of memory that does not exist.
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            long pages = test.newTable();
            long middle = test.newTable();
            long upper = test.newTable();
            for (int i = 0; i < 512; i++) {
                test.memory.write(pages + i * 8L, PAGE);
                test.memory.write(middle + i * 8L, pages | 3);
                test.memory.write(upper + i * 8L, middle | 3);
                test.put((long) i << 39, 0, upper | 3);
            }
            Recorder recorder = scan(test);
            assertThat(recorder.problems).isEmpty();
            assertThat(recorder.bytes()).isEqualTo(1L << 48);
            assertThat(recorder.leaves).hasSize(1 + 511 + 511 + 511);
            assertThat(recorder.leaves.get(recorder.leaves.size() - 1))
                    .isEqualTo("0x0000ff8000000000 L3 x134217728 page 0x68000080000703 same");
            assertThat(MappingMerger.of(test.memory, test.tree, VaRange.ALL))
                    .singleElement()
                    .satisfies(mapping -> {
                        assertThat(mapping.sameOutput()).isTrue();
                        assertThat(mapping.entries()).isEqualTo(1L << 36);
                        assertThat(mapping.output(0x7654_3210_0123L)).isEqualTo(0x8000_0123L);
                    });
        }
    }

    @Test
    void tables_shared_without_end_are_given_up_on() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            long pages = test.newTable();
            long middle = test.newTable();
            long upper = test.newTable();
            test.memory.write(pages, PAGE);
            for (int i = 0; i < 512; i++) {
                test.memory.write(middle + i * 8L, pages | 3);
                test.memory.write(upper + i * 8L, middle | 3);
                test.put((long) i << 39, 0, upper | 3);
            }
            Recorder recorder = new Recorder();
            new TableScanner(test.memory, test.tree).repeatLimit(10_000).scan(recorder);
            assertThat(recorder.leaves).hasSizeBetween(9_900, 10_001);
            assertThat(recorder.problems).isNotEmpty().allMatch(text -> text.startsWith("TOO_MANY_REPEATS"));
            assertThat(recorder.bytes()).isEqualTo(1L << 48);
        }
    }

    @Test
    void a_table_without_memory_is_reported_with_what_it_would_map() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            test.put(0x200000, 2, 0x7000_0003L);
            Recorder recorder = scan(test);
            assertThat(recorder.problems).containsExactly("ABSENT 0x0000000000200000 L3 x512 invalid 0x0");
            assertThat(recorder.bytes()).isEqualTo(1L << 48);
        }
    }

    @Test
    void a_table_of_which_some_memory_is_missing_is_read_where_it_is() {
        try (TestTree test = TestTree.user(Shape.K64_48)) {
            test.memory.allocate(0x7000_4000L, 0x1000);
            test.memory.write(0x7000_4000L, PAGE);
            test.put(0, 2, 0x7000_0003L);
            Recorder recorder = scan(test);
            assertThat(recorder.problems)
                    .containsExactly(
                            "ABSENT 0x0000000000000000 L3 x2048 invalid 0x0",
                            "ABSENT 0x000000000a000000 L3 x5632 invalid 0x0");
            assertThat(recorder.leaves).containsExactly("0x0000000008000000 L3 x1 page 0x68000080000703");
            assertThat(recorder.bytes()).isEqualTo(1L << 48);
        }
    }

    @Test
    void tables_and_leaves_beyond_the_output_size_are_reported() {
        try (TestTree test = TestTree.user(Shape.K4_48, 4)) {
            test.put(0, 0, 0x0000_8000_0000_0003L).put(0x8000001000L, 3, 0x0060_8000_0000_0703L);
            Recorder recorder = scan(test);
            assertThat(recorder.problems)
                    .containsExactly(
                            "TABLE_BEYOND_OUTPUT 0x0000000000000000 L0 x1 table 0x800000000003",
                            "LEAF_BEYOND_OUTPUT 0x0000008000001000 L3 x1 page 0x60800000000703");
            assertThat(recorder.leaves).hasSize(1);
        }
    }

    @Test
    void attributes_of_all_tables_above_are_given_to_leaves() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            long uxn = 1L << 60;
            long pxn = 1L << 59;
            test.memory.write(test.slot(KERNEL, 2, uxn), test.newTable() | pxn | 3);
            test.put(KERNEL, 3, PAGE);
            long[] seen = new long[1];
            new TableScanner(test.memory, test.tree).scan(new TableVisitor() {
                @Override
                public void leaves(EntryRun run) {
                    seen[0] = run.tableAttributes();
                }
            });
            assertThat(seen[0]).isEqualTo(uxn | pxn);
        }
    }

    @Test
    void only_entries_that_meet_the_range_are_shown() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 3, PAGE, 8);
            Recorder recorder = scan(test, new VaRange(KERNEL + 0x2fff, KERNEL + 0x4000));
            assertThat(recorder.leaves).containsExactly("0xffff000000002000 L3 x3 page 0x68000080002703");
            assertThat(recorder.holes).isEmpty();
            assertThat(scan(test, new VaRange(0, 0xfff)).bytes()).isZero();
            assertThat(scan(test, new VaRange(-1L, -1L)).holes).containsExactly("0xffffff8000000000 L0 x1 invalid 0x0");
        }
    }

    @Test
    void big_endian_tables_read_the_same() {
        try (TestTree test = TestTree.kernel(
                Shape.K4_48,
                registers -> registers.set(
                        Register.SCTLR_EL1, registers.value(Register.SCTLR_EL1).orElseThrow() | Sctlr.EE.mask()))) {
            test.memory.write(test.tree.base(), Long.reverseBytes(test.newTable() | 3));
            test.memory.write(test.tree.base() + 0x10000, Long.reverseBytes(0x0068_0000_8000_0701L));
            assertThat(scan(test).leaves).containsExactly("0xffff000000000000 L1 x1 block 0x68000080000701");
        }
    }

    @Test
    void wide_descriptors_skip_levels() {
        try (TestTree test = TestTree.user(Shape.D128_48)) {
            BitField skip =
                    Layouts.of(test.parameters.place(3), DescriptorKind.PAGE).field(DescriptorField.SKL);
            long one = skip.highMask() & -skip.highMask();
            // Level 1 with SKL=1: a table of 2^16 pages of 16 bytes, 1M of memory, whose 0x1234th entry is a page.
            long large = 0x4800_0000L;
            test.memory.allocate(large, 1L << 20);
            long slot = test.slot(0, 1, 0);
            test.memory.write(slot, large | 1);
            test.memory.write(slot + 8, one);
            test.memory.write(large + 0x1234 * 16, 0x8000_0401L);
            // Level 2 with SKL=1: a block of 1M.
            long block = test.slot(0x10000000L, 2, 0);
            test.memory.write(block, 0x9000_0401L);
            test.memory.write(block + 8, one);
            Recorder recorder = scan(test);
            assertThat(recorder.problems).isEmpty();
            assertThat(recorder.leaves)
                    .containsExactly(
                            "0x0000000001234000 L3 x1 page 0x80000401", "0x0000000010000000 L2 x1 block 0x90000401");
            assertThat(recorder.bytes()).isEqualTo(1L << 48);
        }
    }

    @Test
    void start_tables_have_as_many_entries_as_the_tree_says() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            test.put(3L << 39, 0, 0);
            TableTree small = new TableTree(test.parameters, test.tree.base(), 0, 3, 0);
            Recorder recorder = new Recorder();
            new TableScanner(test.memory, small).scan(recorder);
            assertThat(recorder.bytes()).isEqualTo(3L << 39);
        }
    }

    @Test
    @Tag("heavy")
    void a_gigabyte_of_pages_is_scanned_in_milliseconds() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            long page = PAGE;
            for (int table = 0; table < 64; table++) {
                test.fill(KERNEL + ((long) table << 21), 3, page, 512);
                page += 512 << 12;
            }
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 200; round++) {
                long begin = System.nanoTime();
                // 64 tables map 128M; eight scans read as much as a gigabyte needs.
                for (int i = 0; i < 8; i++) {
                    new TableScanner(test.memory, test.tree).scan(new TableVisitor() {});
                }
                best = Math.min(best, System.nanoTime() - begin);
            }
            System.out.println("1 GiB of pages: " + best / 1000 + " us");
            assertThat(best).isLessThan(20_000_000L);
        }
    }
}

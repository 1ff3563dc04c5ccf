package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.listing.TreeStatistics.Level;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.Tcr2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeStatisticsTest {
    private static final long KERNEL = 0xffff_0000_0000_0000L;
    private static final long PAGE = 0x0068_0000_8000_0703L;
    private static final long BLOCK = 0x0068_0000_8000_0701L;
    private static final long CONT = 1L << 52;

    private static TreeStatistics of(TestTree test) {
        return TreeStatistics.of(test.memory, test.tree, test.context);
    }

    @Test
    void tables_leaves_and_bytes_are_counted_by_level() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 3, PAGE, 5);
            long pages = test.slot(KERNEL, 3, 0) & ~0xFFFL;
            test.put(KERNEL + 0x200000, 2, pages | 3);
            test.fill(KERNEL + 0x400000, 2, BLOCK, 3);
            test.put(KERNEL + 0x40000000, 1, 0x0068_0000_4000_0701L);
            test.put(KERNEL + 0x600000000L, 3, 0xf02).put(KERNEL + 0x600001000L, 3, 0x8002);
            test.put(KERNEL + 0x600002000L, 3, 1);
            TreeStatistics statistics = of(test);
            assertThat(statistics.levels())
                    .containsExactly(
                            new Level(0, 1L << 39, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                            new Level(1, 1L << 30, 1, 0, 1, 1L << 30, 0, 0, 0, 0, 0, 0),
                            new Level(2, 1L << 21, 2, 0, 3, 3L << 21, 0, 0, 0, 0, 0, 0),
                            new Level(3, 1L << 12, 2, 1, 10, 10L << 12, 0, 0, 0, 2, 1, 1));
            assertThat(statistics.tables()).isEqualTo(6);
            assertThat(statistics.mappedBytes()).isEqualTo((1L << 30) + (3L << 21) + (10L << 12));
            assertThat(statistics.problems()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    all alike                       | 0x80000000 |  0 | 0                  | 1 | 0
                    output address not aligned      | 0x80001000 |  0 | 0                  | 0 | 1
                    a member without the bit        | 0x80000000 |  5 | 0x0010000000000000 | 0 | 1
                    a member that is invalid        | 0x80000000 |  5 | 0x1                | 0 | 1
                    a member that goes elsewhere    | 0x80000000 |  5 | 0x100000           | 0 | 1
                    a member with other permissions | 0x80000000 | 15 | 0x80               | 0 | 1
                    a member with another type      | 0x80000000 |  0 | 0x4                | 0 | 1
                    a member that is old            | 0x80000000 |  3 | 0x400              | 1 | 0
                    a member with software bits     | 0x80000000 |  3 | 0x0180000000000000 | 1 | 0
                    """)
    void a_contiguous_group_is_complete_or_broken(
            String reason, String output, int member, String flip, int complete, int broken) {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            long base = Long.decode(output) | CONT | 0x0060_0000_0000_0703L;
            test.fill(KERNEL + 0x10000, 3, base, 16);
            test.put(KERNEL + 0x10000 + member * 0x1000L, 3, base + member * 0x1000L ^ Long.decode(flip));
            Level pages = of(test).levels().get(3);
            assertThat(pages.completeGroups()).isEqualTo(complete);
            assertThat(pages.brokenGroups()).isEqualTo(broken);
        }
    }

    @Test
    void a_clean_and_a_dirty_member_fit_together_where_DBM_says_that_hardware_may_do_that() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            long base = 0x0078_0000_8000_0783L;
            test.fill(KERNEL, 3, base, 16).put(KERNEL + 0x5000, 3, base + 0x5000 & ~0x80L);
            assertThat(of(test).levels().get(3).completeGroups()).isEqualTo(1);
        }
    }

    @Test
    void many_groups_of_blocks_are_counted_at_once() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 2, BLOCK | CONT, 64).put(KERNEL + (40L << 21), 2, 0);
            Level blocks = of(test).levels().get(2);
            assertThat(blocks.contiguousLeaves()).isEqualTo(63);
            assertThat(blocks.completeGroups()).isEqualTo(3);
            assertThat(blocks.brokenGroups()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    not writable                        | 0040000000000783 | 0                  | 0
                    not executable                      | 0068000000000703 | 0                  | 0
                    both, for the kernel                | 0040000000000703 | 0                  | 1
                    both, but PXN above                 | 0040000000000703 | 0x0800000000000000 | 0
                    both, but read-only above           | 0040000000000703 | 0x4000000000000000 | 0
                    both, for the user                  | 0020000000000743 | 0                  | 1
                    the user writes, the kernel may not execute | 0040000000000743 | 0          | 0
                    """)
    void leaves_that_can_be_written_and_executed_are_found(String reason, String word, String above, long leaves) {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.memory.write(test.slot(KERNEL, 3, Long.decode(above)), Long.parseUnsignedLong(word, 16));
            assertThat(of(test).writableExecutableLeaves()).isEqualTo(leaves);
            assertThat(of(test).writableExecutableBytes()).isEqualTo(leaves << 12);
        }
    }

    @Test
    void indirect_permissions_decide_where_they_are_on() {
        try (TestTree test =
                TestTree.kernel(Shape.K4_48, registers -> registers.set(Register.TCR2_EL1, Tcr2.PIE.mask()))) {
            // Index 10 (UXN, DBM) is read-write-execute by PIR_EL1; index 14 is read-write, although PXN is clear
            // above.
            test.put(KERNEL, 3, 0x0048_0000_0000_0703L).put(KERNEL + 0x1000, 3, 0x0068_0000_0000_1703L);
            assertThat(of(test).writableExecutableLeaves()).isEqualTo(1);
        }
    }
}

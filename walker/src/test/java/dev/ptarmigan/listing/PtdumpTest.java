package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ptarmigan.descriptors.Granule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PtdumpTest {
    private static final long KERNEL = 0xffff_0000_0000_0000L;
    private static final long LINEAR_PAGE = 0x00e8_0000_0000_0707L;
    private static final long LINEAR_BLOCK = 0x00e8_0000_0000_0705L;
    private static final long CONT = 1L << 52;

    private static List<String> list(TestTree test, VaRange range, PtdumpMarkers markers) {
        StringBuilder all = new StringBuilder();
        PtdumpText text = new PtdumpText(all);
        new Ptdump(test.memory, test.tree, markers).list(range, text);
        text.flush();
        return all.toString().lines().toList();
    }

    private static List<String> list(TestTree test) {
        return list(test, VaRange.ALL, PtdumpMarkers.none(test.tree.firstVa(), "all"));
    }

    private static List<String> list(TestTree test, PtdumpMarkers markers) {
        return list(test, VaRange.ALL, markers);
    }

    private static PtdumpMarkers.Marker marker(long address, String name) {
        return new PtdumpMarkers.Marker(address, name);
    }

    @Test
    void the_merge_mask_is_the_union_of_the_columns() {
        assertThat(PtdumpLine.COMPARED).isEqualTo(0x0074_0000_0000_0fdfL);
    }

    @Test
    void pages_blocks_and_holes_are_lines_of_their_level() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 3, LINEAR_PAGE + 0x8000_0000L, 2);
            test.put(KERNEL + 0x2000, 3, 0x00e0_0000_8000_2787L);
            test.fill(KERNEL + 0x400000, 2, LINEAR_BLOCK + 0x9000_0000L, 3);
            test.put(KERNEL + 0x8000000000L, 1, 0x00e8_0000_c000_0705L);
            assertThat(list(test))
                    .containsExactly(
                            "---[ all ]---",
                            "0xffff000000000000-0xffff000000002000           8K PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000002000-0xffff000000003000           4K PTE       ro NX SHD AF            UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000003000-0xffff000000200000        2036K PTE",
                            "0xffff000000200000-0xffff000000400000           2M PMD",
                            "0xffff000000400000-0xffff000000a00000           6M PMD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000a00000-0xffff000040000000        1014M PMD",
                            "0xffff000040000000-0xffff008000000000         511G PUD",
                            "0xffff008000000000-0xffff008040000000           1G PUD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED",
                            "0xffff008040000000-0xffff010000000000         511G PUD",
                            "0xffff010000000000-0x0000000000000000         255T PGD");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    user                       | 0060000000000743 | USR RW NX SHD AF            UXN    MEM/NORMAL
                    read-only                  | 0060000000000783 |     ro NX SHD AF            UXN    MEM/NORMAL
                    executable                 | 0040000000000703 |     RW x  SHD AF            UXN    MEM/NORMAL
                    not shared                 | 0060000000000403 |     RW NX     AF            UXN    MEM/NORMAL
                    outer shared is not SHD    | 0060000000000603 |     RW NX     AF            UXN    MEM/NORMAL
                    old                        | 0060000000000303 |     RW NX SHD               UXN    MEM/NORMAL
                    not global                 | 0060000000000f03 |     RW NX SHD AF NG         UXN    MEM/NORMAL
                    user-executable            | 0020000000000703 |     RW NX SHD AF                   MEM/NORMAL
                    guarded                    | 0064000000000703 |     RW NX SHD AF            UXN GP MEM/NORMAL
                    device                     | 006000000000070f |     RW NX SHD AF            UXN    DEVICE/nGnRnE
                    device, early ack          | 0060000000000713 |     RW NX SHD AF            UXN    DEVICE/nGnRE
                    not cacheable              | 006000000000070b |     RW NX SHD AF            UXN    MEM/NORMAL-NC
                    an index without a name    | 0060000000000717 |     RW NX SHD AF            UXN
                    software, DBM do not show  | 81e8000000000703 |     RW NX SHD AF            UXN    MEM/NORMAL
                    reserved type counts BLK   | 0060000000000701 |     RW NX SHD AF        BLK UXN    MEM/NORMAL
                    """)
    void each_bit_has_its_column(String reason, String word, String columns) {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            test.put(0, 3, Long.parseUnsignedLong(word, 16));
            // The table format takes blanks away from both ends of a column.
            String line = list(test).get(1);
            String expected = columns.startsWith("USR") ? "  " + " " + columns : "  " + "     " + columns;
            assertThat(line.substring(line.indexOf("PTE") + 3)).isEqualToIgnoringWhitespace(expected);
            String shown = line.substring(line.indexOf("PTE") + 3);
            assertThat(shown.strip()).isEqualTo(columns.strip());
            assertThat(shown.indexOf(columns.strip())).isEqualTo(columns.startsWith("USR") ? 3 : 7);
        }
    }

    @Test
    void invalid_entries_that_are_present_print_F_and_others_above_pages_vanish() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.put(KERNEL + 0x200000, 2, LINEAR_BLOCK + 0x4020_0000L);
            // Bit 11 set, bit 0 clear: a present-invalid block.
            test.put(KERNEL + 0x400000, 2, 0x00e8_0000_4040_0f04L);
            // Only VALID taken away: neither leaf nor table; the walk passes over it without a word.
            test.put(KERNEL + 0x600000, 2, 0x00e8_0000_4060_0704L);
            test.put(KERNEL + 0x800000, 2, LINEAR_BLOCK + 0x4080_0000L);
            test.put(KERNEL, 3, 0x00e8_0000_4000_0f06L);
            test.put(KERNEL + 0x1000, 3, 0x00e8_0000_4000_1706L);
            assertThat(list(test).subList(1, 7))
                    .containsExactly(
                            "0xffff000000000000-0xffff000000001000           4K PTE F     RW NX SHD AF NG         UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000001000-0xffff000000002000           4K PTE F     RW NX SHD AF            UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000002000-0xffff000000200000        2040K PTE",
                            "0xffff000000200000-0xffff000000400000           2M PMD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000400000-0xffff000000800000           4M PMD F     RW NX SHD AF NG         UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000800000-0xffff000000a00000           2M PMD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED");
        }
    }

    @Test
    void a_bad_entry_above_the_puds_is_a_hole() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.put(KERNEL, 0, LINEAR_BLOCK).put(KERNEL + 0x8000000000L, 0, 0xf00);
            assertThat(list(test))
                    .containsExactly("---[ all ]---", "0xffff000000000000-0x0000000000000000         256T PGD");
        }
    }

    @ParameterizedTest(name = "{0}: level {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    four levels    | K4_48  | 0 | PGD | -
                    four levels    | K4_48  | 1 | PUD | PUD
                    four levels    | K4_48  | 2 | PMD | PMD
                    three levels   | K4_39  | 1 | PGD | PGD
                    three levels   | K4_39  | 2 | PMD | PMD
                    five levels    | K4_52  | -1 | PGD | -
                    five levels    | K4_52  | 0 | P4D | -
                    five levels    | K4_52  | 1 | PUD | PUD
                    16K, three     | K16_47 | 1 | PGD | -
                    16K, three     | K16_47 | 2 | PMD | PMD
                    16K, four      | K16_52 | 0 | PGD | -
                    16K, four      | K16_52 | 1 | PUD | PUD
                    16K, two       | K16_36 | 2 | PGD | PMD
                    64K, two       | K64_42 | 2 | PGD | PMD
                    64K, three     | K64_48 | 1 | PGD | -
                    64K, three     | K64_48 | 2 | PMD | PMD
                    """)
    void folded_levels_are_called_PGD(String reason, Shape shape, int level, String hole, String leaf) {
        try (TestTree test = TestTree.kernel(shape)) {
            long first = test.tree.firstVa();
            int shift = test.tree.entryShift(level);
            test.put(first + (1L << shift), level, leaf.equals("-") ? 0 : LINEAR_BLOCK);
            List<String> lines = list(test);
            assertThat(lines.get(1)).matches(".{40,}\\d[KMGTPE] " + hole);
            if (!leaf.equals("-")) {
                assertThat(lines.get(2)).contains(leaf + "       RW NX SHD AF        BLK UXN");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    kilobytes              | 0000000000001000 |         4K
                    not yet a megabyte     | 00000000001ff000 |      2044K
                    a megabyte             | 0000000000100000 |         1M
                    uneven megabytes       | 0000000000180000 |      1536K
                    gigabytes              | 00000000c0000000 |         3G
                    terabytes              | 0000ff0000000000 |       255T
                    petabytes              | 0008000000000000 |         2P
                    nothing runs to the end | 0000000000000000 |         0E
                    exabytes are the last  | 4000000000000000 |         4E
                    """)
    void sizes_use_the_largest_unit_that_divides_them(String reason, String bytes, String expected) {
        PtdumpLine line = new PtdumpLine(0, Long.parseUnsignedLong(bytes, 16), "PTE", 0);
        assertThat(line.toString())
                .isEqualTo("0x0000000000000000-0x" + bytes + "   "
                        + expected.indent(0).strip().transform(size -> " ".repeat(10 - size.length()) + size) + " PTE");
    }

    @Test
    void a_contiguous_page_is_young_and_dirty_if_any_member_is() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            long old = 0x00f8_0000_8000_0bc3L & ~(1L << 55);
            test.fill(0, 3, old, 16);
            test.fill(0x10000, 3, old + 0x10000, 16);
            test.put(0x13000, 3, old + 0x13000 | 0x400);
            test.fill(0x20000, 3, old + 0x20000, 16);
            test.put(0x2f000, 3, old + 0x2f000 & ~0x80L);
            test.fill(0x30000, 3, old + 0x30000, 16);
            test.put(0x31000, 3, old + 0x31000 | 1L << 55);
            assertThat(list(test).subList(1, 5))
                    .containsExactly(
                            "0x0000000000000000-0x0000000000010000          64K PTE   USR ro NX SHD    NG CON     UXN    MEM/NORMAL",
                            "0x0000000000010000-0x0000000000020000          64K PTE   USR ro NX SHD AF NG CON     UXN    MEM/NORMAL",
                            "0x0000000000020000-0x0000000000040000         128K PTE   USR RW NX SHD    NG CON     UXN    MEM/NORMAL",
                            "0x0000000000040000-0x0000000000200000        1792K PTE");
        }
    }

    @Test
    void members_of_a_group_that_does_not_fit_together_give_their_own_words() {
        try (TestTree test = TestTree.user(Shape.K4_48)) {
            long old = 0x0078_0000_8000_0bc3L;
            test.fill(0, 3, old, 16);
            test.put(0x3000, 3, old + 0x3000 | 0x400);
            // Member 5 goes elsewhere.
            test.put(0x5000, 3, old + 0x7000_5000L);
            assertThat(list(test).subList(1, 4))
                    .containsExactly(
                            "0x0000000000000000-0x0000000000003000          12K PTE   USR ro NX SHD    NG CON     UXN    MEM/NORMAL",
                            "0x0000000000003000-0x0000000000004000           4K PTE   USR ro NX SHD AF NG CON     UXN    MEM/NORMAL",
                            "0x0000000000004000-0x0000000000010000          48K PTE   USR ro NX SHD    NG CON     UXN    MEM/NORMAL");
        }
    }

    @Test
    void contiguous_blocks_are_read_one_by_one() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 2, (LINEAR_BLOCK | CONT) & ~0x400L, 16);
            test.put(KERNEL + 0x600000, 2, LINEAR_BLOCK + 0x60_0000L | CONT);
            assertThat(list(test)).element(2).asString().contains("2M PMD       RW NX SHD AF    CON BLK UXN");
            assertThat(list(test)).element(1).asString().contains("6M PMD       RW NX SHD       CON BLK UXN");
        }
    }

    @Test
    void markers_divide_lines_and_two_at_one_address_follow_each_other() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 3, LINEAR_PAGE, 8);
            PtdumpMarkers markers = PtdumpMarkers.of(List.of(
                    marker(0xfff0_0000_0000_0000L, "first"),
                    marker(KERNEL + 0x4000, "two"),
                    marker(KERNEL + 0x4000, "three"),
                    marker(KERNEL + 0x200000, "four")));
            assertThat(list(test, markers))
                    .containsExactly(
                            "---[ first ]---",
                            "0xffff000000000000-0xffff000000004000          16K PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED",
                            "---[ two ]---",
                            "---[ three ]---",
                            "0xffff000000004000-0xffff000000008000          16K PTE       RW NX SHD AF            UXN    MEM/NORMAL-TAGGED",
                            "0xffff000000008000-0xffff000000200000        2016K PTE",
                            "---[ four ]---",
                            "0xffff000000200000-0xffff000040000000        1022M PMD",
                            "0xffff000040000000-0xffff008000000000         511G PUD",
                            "0xffff008000000000-0x0000000000000000      261632G PGD");
        }
    }

    @Test
    void markers_inside_a_large_hole_come_late_and_two_at_a_time() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            PtdumpMarkers markers = PtdumpMarkers.of(List.of(
                    marker(KERNEL, "first"),
                    marker(KERNEL + 0x1000, "two"),
                    marker(KERNEL + 0x2000, "three"),
                    marker(KERNEL + 0x3000, "four"),
                    marker(KERNEL + 0x4000, "five"),
                    marker(KERNEL + 0x5000, "six"),
                    marker(KERNEL + 0x800000000000L, "far")));
            // Holes are noted entry by entry: the second PGD entry passes two markers, the third two more.
            assertThat(list(test, markers))
                    .containsExactly(
                            "---[ first ]---",
                            "0xffff000000000000-0xffff008000000000         512G PGD",
                            "---[ two ]---",
                            "---[ three ]---",
                            "0xffff008000000000-0xffff010000000000         512G PGD",
                            "---[ four ]---",
                            "---[ five ]---",
                            "0xffff010000000000-0xffff018000000000         512G PGD",
                            "---[ six ]---",
                            "0xffff018000000000-0xffff800000000000      129536G PGD",
                            "---[ far ]---",
                            "0xffff800000000000-0x0000000000000000         128T PGD");
        }
    }

    @Test
    void a_range_cuts_lines_and_begins_in_its_area() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.fill(KERNEL, 2, LINEAR_BLOCK, 4);
            PtdumpMarkers markers = PtdumpMarkers.of(List.of(
                    marker(KERNEL, "first"), marker(KERNEL + 0x200000, "two"), marker(KERNEL + 0x800000, "three")));
            VaRange range = new VaRange(KERNEL + 0x3f0010, KERNEL + 0x9fffffL);
            assertThat(list(test, range, markers))
                    .containsExactly(
                            "---[ two ]---",
                            "0xffff0000003f0000-0xffff000000800000        4160K PMD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED",
                            "---[ three ]---",
                            "0xffff000000800000-0xffff000000a00000           2M PMD");
            assertThat(list(test, new VaRange(KERNEL + 0x1000, KERNEL + 0x1fff), markers))
                    .containsExactly(
                            "---[ first ]---",
                            "0xffff000000001000-0xffff000000002000           4K PMD       RW NX SHD AF        BLK UXN    MEM/NORMAL-TAGGED");
            assertThat(list(test, new VaRange(0, 0xffff), markers)).isEmpty();
        }
    }

    @Test
    void a_user_tree_ends_with_its_size() {
        try (TestTree test = TestTree.user(Shape.K4_52)) {
            assertThat(list(test, PtdumpMarkers.user(1L << 48)))
                    .containsExactly(
                            "---[ UserSpace start ]---",
                            "0x0000000000000000-0x0001000000000000         256T PGD",
                            "---[ UserSpace end ]---",
                            "0x0001000000000000-0x0010000000000000        3840T PGD");
        }
    }

    @Test
    void the_check_counts_by_the_bits_of_leaves_alone() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            long pxnTable = 1L << 59;
            test.memory.write(test.slot(KERNEL, 3, pxnTable), 0x0040_0000_8000_0703L);
            test.put(KERNEL + 0x1000, 3, 0x0060_0000_8000_1703L);
            test.put(KERNEL + 0x2000, 3, 0x0040_0000_8000_2783L);
            test.put(KERNEL + 0x3000, 3, 0x0020_0000_8000_3783L);
            test.put(KERNEL + 0x4000, 3, 0x0040_0000_8000_4f02L);
            test.fill(KERNEL + 0x200000, 2, 0x0000_0000_8020_0701L, 2);
            PtdumpSummary summary = new Ptdump(test.memory, test.tree, PtdumpMarkers.none(KERNEL, "all"))
                    .list(new PtdumpText(new StringBuilder()));
            assertThat(summary.check()).isEqualTo(new WxCheck(1 + 1 + 1024, 1 + 1024));
            assertThat(summary.check())
                    .hasToString("Checked W+X mappings: FAILED, 1026 W+X pages found, 1025 non-UXN pages found");
            assertThat(new WxCheck(0, 0)).hasToString("Checked W+X mappings: passed, no W+X pages found");
            assertThat(new WxCheck(0, 1).passed()).isFalse();
        }
    }

    @Test
    void tables_that_cannot_be_read_are_holes_with_a_report() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.put(KERNEL, 2, 0x7000_0003L).put(KERNEL + 0x200000, 2, LINEAR_BLOCK);
            StringBuilder text = new StringBuilder();
            PtdumpText sink = new PtdumpText(text);
            PtdumpSummary summary = new Ptdump(test.memory, test.tree, PtdumpMarkers.none(KERNEL, "all")).list(sink);
            sink.flush();
            assertThat(text.toString()).contains("0xffff000000000000-0xffff000000200000           2M PTE\n");
            assertThat(summary.problems())
                    .singleElement()
                    .hasToString("0xffff000000000000-0xffff0000001fffff: no memory is at the table, level 3 entry at "
                            + "0x70000000");
        }
    }

    @Test
    void trees_that_linux_cannot_have_are_refused() {
        try (TestTree test = TestTree.kernel(Shape.D128_48)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Ptdump(test.memory, test.tree, PtdumpMarkers.none(0, "all")))
                    .withMessageContaining("64-bit stage 1 descriptors");
        }
    }

    @Test
    void sixteen_k_pages_have_groups_of_128() {
        try (TestTree test = TestTree.user(Shape.K16_47)) {
            long old = 0x0078_0000_8000_0bc3L;
            test.fill(0, 3, old, 128);
            test.put(100L << 14, 3, old + (100L << 14) | 0x400);
            assertThat(test.parameters.granule()).isEqualTo(Granule.K16);
            assertThat(list(test))
                    .element(1)
                    .asString()
                    .startsWith("0x0000000000000000-0x0000000000200000           2M PTE   USR ro NX SHD AF NG CON");
        }
    }
}

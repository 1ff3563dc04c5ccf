package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.Tcr2;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedListingTest {
    private static final long KERNEL = 0xffff_0000_0000_0000L;

    private static List<ExtendedRow> rows(TestTree test) {
        List<ExtendedRow> rows = new ArrayList<>();
        new ExtendedListing(test.memory, test.tree, test.context, VaRange.ALL).forEach(rows::add);
        return rows;
    }

    @Test
    void a_row_has_every_key_in_one_line() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.memory.write(test.slot(KERNEL + 0x200000, 2, 3L << 59), 0x00f8_0000_4020_0705L);
            assertThat(rows(test))
                    .singleElement()
                    .hasToString("0xffff000000200000-0xffff000000400000      2M PMD L2 block"
                            + " pa=0x0000000040200000-0x0000000040400000 repeat=1 cont=1 p=rw- u=--- own_p=rw- own_u=---"
                            + " mem=Normal-Tagged attr=1 sh=inner af=1 ng=0 gp=0 dbm=1 clean=0 pi=- po=- pbha=0x0 sw=0x1"
                            + " tables=UXNTable,PXNTable word=0x00f8000000000705");
        }
    }

    @Test
    void rows_part_where_outputs_or_any_attribute_part() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            long page = 0x0068_0000_8000_0703L;
            test.fill(KERNEL, 3, page, 2);
            test.put(KERNEL + 0x2000, 3, page + 0x9000);
            test.put(KERNEL + 0x3000, 3, page + 0xa000 | 1L << 55);
            assertThat(rows(test)).extracting(row -> row.mapping().entries()).containsExactly(2L, 1L, 1L);
            assertThat(rows(test)).extracting(ExtendedRow::software).containsExactly(0L, 0L, 1L);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    nothing above                    | 0040000000000743 | 0                  | rw- | rw- | rw- | rw- | false
                    kernel page                      | 0040000000000703 | 0                  | rwx | --- | rwx | --- | false
                    PXN above                        | 0040000000000703 | 0x0800000000000000 | rw- | --- | rwx | --- | true
                    UXN above                        | 0020000000000783 | 0x1000000000000000 | r-- | --- | r-- | --x | true
                    read-only above                  | 0060000000000743 | 0x4000000000000000 | r-- | r-- | rw- | rw- | true
                    no EL0 above                     | 0060000000000743 | 0x2000000000000000 | rw- | --- | rw- | rw- | true
                    what is above changes nothing    | 0060000000000703 | 0x1800000000000000 | rw- | --- | rw- | --- | false
                    """)
    void permissions_are_those_that_tables_leave(
            String reason,
            String word,
            String above,
            String privileged,
            String unprivileged,
            String ownPrivileged,
            String ownUnprivileged,
            boolean restricted) {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.memory.write(test.slot(KERNEL, 3, Long.decode(above)), Long.parseUnsignedLong(word, 16));
            ExtendedRow row = rows(test).get(0);
            assertThat(List.of(row.privileged(), row.unprivileged(), row.ownPrivileged(), row.ownUnprivileged()))
                    .containsExactly(privileged, unprivileged, ownPrivileged, ownUnprivileged);
            assertThat(row.isRestricted()).isEqualTo(restricted);
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | Device-nGnRnE
                    04 | Device-nGnRE
                    0c | Device-GRE
                    01 | Device-nGnRnE-XS0
                    44 | Normal-NC
                    40 | Normal-NC/0x40
                    ff | Normal-WB
                    f0 | Normal-Tagged
                    ee | Normal-WB/0xee
                    bb | Normal-WT/0xbb
                    a0 | Normal-WT/0xa0
                    4f | Normal/0x4f
                    02 | UNPREDICTABLE/0x2
                    """)
    void memory_types_are_named_by_MAIR(String attribute, String name) {
        try (TestTree test = TestTree.kernel(
                Shape.K4_48, registers -> registers.set(Register.MAIR_EL1, Long.parseLong(attribute, 16) << 16))) {
            test.put(KERNEL, 3, 0x0060_0000_0000_070bL);
            assertThat(rows(test).get(0).memoryType()).isEqualTo(name);
            assertThat(rows(test).get(0).attributeIndex()).isEqualTo(2);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    without DBM there is no dirty state | 0060000000000783 | 0 | -1
                    writable and dirty                  | 0068000000000703 | 1 | 0
                    writable and clean                  | 0068000000000783 | 1 | 1
                    """)
    void DBM_pages_are_clean_or_dirty(String reason, String word, long modifier, long clean) {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.put(KERNEL, 3, Long.parseUnsignedLong(word, 16));
            assertThat(rows(test).get(0).dirtyModifier()).isEqualTo(modifier);
            assertThat(rows(test).get(0).clean()).isEqualTo(clean);
        }
    }

    @Test
    void indirect_permissions_are_named_by_their_index() {
        try (TestTree test =
                TestTree.kernel(Shape.K4_48, registers -> registers.set(Register.TCR2_EL1, Tcr2.PIE.mask()))) {
            test.memory.write(test.slot(KERNEL, 3, 1L << 59), 0x0048_0000_0000_0783L);
            ExtendedRow row = rows(test).get(0);
            assertThat(row.permissionIndex()).isEqualTo(10);
            assertThat(row.clean()).isEqualTo(1);
            assertThat(row.dirtyModifier()).isEqualTo(-1);
            assertThat(row.privileged()).isEqualTo("rwx");
            assertThat(row.isRestricted()).isFalse();
            assertThat(row.tables()).isEqualTo("PXNTable");
        }
    }

    @Test
    void shareability_comes_from_the_control_register_with_LPA2() {
        try (TestTree test = TestTree.kernel(Shape.K4_52)) {
            test.put(test.tree.firstVa(), 3, 0x0060_0000_8000_0703L);
            ExtendedRow row = rows(test).get(0);
            assertThat(row.shareability()).isEqualTo("inner");
            assertThat(row.mapping().outputAddress()).isEqualTo(0x000c_0000_8000_0000L);
        }
    }

    @Test
    void words_that_map_nothing_have_no_permissions() {
        try (TestTree test = TestTree.kernel(Shape.K4_48)) {
            test.put(KERNEL, 3, 0x0068_0000_8000_0f02L).put(KERNEL + 0x1000, 3, 0x1004);
            assertThat(rows(test))
                    .extracting(ExtendedRow::toString)
                    .containsExactly(
                            "0xffff000000000000-0xffff000000001000      4K PTE L3 invalid"
                                    + " pa=0x0000000080000000-0x0000000080001000 repeat=1 cont=0 p=- u=- own_p=- own_u=- mem=-"
                                    + " attr=- sh=- af=- ng=- gp=- dbm=- clean=- pi=- po=- pbha=- sw=- tables=-"
                                    + " word=0x0068000000000f02",
                            "0xffff000000001000-0xffff000000002000      4K PTE L3 invalid pa=- repeat=1 cont=0 p=- u=- own_p=-"
                                    + " own_u=- mem=- attr=- sh=- af=- ng=- gp=- dbm=- clean=- pi=- po=- pbha=- sw=- tables=-"
                                    + " word=0x0000000000001004");
        }
    }

    @Test
    void wide_descriptors_have_rows_too() {
        try (TestTree test = TestTree.kernel(Shape.D128_48)) {
            long slot = test.slot(KERNEL, 3, 0);
            test.memory.write(slot, 0x0080_0000_8000_0701L & ~0x0080_0000_0000_0000L);
            // PIIndex 14 in bits 118:115.
            test.memory.write(slot + 8, 14L << 51);
            ExtendedRow row = rows(test).get(0);
            assertThat(row.levelName()).isEqualTo("-");
            assertThat(row.permissionIndex()).isEqualTo(14);
            assertThat(row.privileged()).isEqualTo("rw-");
            assertThat(row.toString()).endsWith("word=0x00700000000000000000000000000701");
        }
    }

    @Test
    void unknown_memory_types_stay_unknown() {
        try (TestTree test = TestTree.kernel(Shape.K4_48, registers -> registers.forget(Register.MAIR_EL1))) {
            test.put(KERNEL, 3, 0x0060_0000_0000_070bL);
            assertThat(rows(test).get(0).memoryType()).isEqualTo("-");
            assertThat(rows(test).get(0).shareability()).isEqualTo("inner");
        }
    }
}

package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTablesTest {
    private static final long ROOT = 0x1000_0000L;
    private static final long LINEAR = 0xFFFF_0000_0000_0000L;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fewest                    | 2 | 2 | 0x2000 | 0x4000  | 0x2000
            four, groups of two       | 4 | 2 | 0x4000 | 0x10000 | 0x2000
            four, one group           | 4 | 4 | 0x4000 | 0x10000 | 0x4000
            eight, groups of two      | 8 | 2 | 0x8000 | 0x40000 | 0x2000
            """)
    void small_tables_have_four_levels_and_as_many_entries_as_asked_for(
            String why, int entries, int group, long pmd, long pud, long contiguous) {
        KernelTables tables = KernelTables.small(entries, group, ROOT);
        assertThat(tables.rootLevel()).as(why).isZero();
        assertThat(tables.entries()).isEqualTo(entries);
        assertThat(tables.bytes(KernelTables.PTE)).isEqualTo(0x1000);
        assertThat(tables.bytes(KernelTables.PMD)).isEqualTo(pmd);
        assertThat(tables.bytes(KernelTables.PUD)).isEqualTo(pud);
        assertThat(tables.contiguousEntries(KernelTables.PMD)).isEqualTo(group);
        assertThat(tables.contiguousBytes(KernelTables.PTE)).isEqualTo(contiguous);
        assertThat(tables.slot(ROOT, 0, LINEAR)).isEqualTo(ROOT);
        assertThat(tables.slot(0x5000, KernelTables.PTE, LINEAR + pmd - 1)).isEqualTo(0x5000 + 8 * (entries - 1));
        assertThat(tables.slot(0x5000, KernelTables.PTE, LINEAR + pmd)).isEqualTo(0x5000);
        assertThat(tables.pieceEnd(LINEAR + 0x1000, LINEAR + (pmd << 1), KernelTables.PMD))
                .isEqualTo(LINEAR + pmd);
    }

    @Test
    void words_are_those_of_full_tables() {
        KernelTables small = KernelTables.small(4, 2, ROOT);
        KernelTables full = new KernelTables(Granule.K4, Format.VMSA64, 48, ROOT);
        for (long word : new long[] {0x0060_0000_4123_4703L, 0x0868_0000_4000_1403L, 0x1000_0000_4000_0401L}) {
            assertThat(small.address(word)).isEqualTo(full.address(word));
            assertThat(small.protection(word)).isEqualTo(full.protection(word));
            assertThat(small.leaf(word, KernelTables.PMD)).isEqualTo(full.leaf(word, KernelTables.PMD));
        }
    }

    @Test
    void sizes_that_are_no_powers_of_two_are_refused() {
        assertThatThrownBy(() -> KernelTables.small(6, 2, ROOT)).hasMessage("entries=6");
        assertThatThrownBy(() -> KernelTables.small(4, 8, ROOT)).hasMessage("group=8 entries=4");
    }
}

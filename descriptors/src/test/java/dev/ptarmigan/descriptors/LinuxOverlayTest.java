package dev.ptarmigan.descriptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxOverlayTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    PAGE_KERNEL                           | 00e8000000000703 | page  | 48
                    PAGE_KERNEL                           | 00e8000000000701 | block | 48
                    PAGE_KERNEL (nG)                      | 00e8000000000f03 | page  | 48
                    PAGE_KERNEL                           | 00e8000000000403 | page  | lpa2
                    PAGE_KERNEL (tagged)                  | 00e8000000000707 | page  | 48
                    PAGE_KERNEL (tagged)                  | 00e8000000000705 | block | 48
                    PAGE_KERNEL (nG, tagged)              | 00e8000000000f07 | page  | 48
                    PAGE_KERNEL (tagged)                  | 00e8000000000407 | page  | lpa2
                    PAGE_KERNEL_RO                        | 00e0000000000783 | page  | 48
                    PAGE_KERNEL_RO                        | 00e0000000000781 | block | 48
                    PAGE_KERNEL_RO (nG)                   | 00e0000000000f83 | page  | 48
                    PAGE_KERNEL_RO                        | 00e0000000000483 | page  | lpa2
                    PAGE_KERNEL_RO (tagged)               | 00e0000000000787 | page  | 48
                    PAGE_KERNEL_ROX                       | 00c0000000000783 | page  | 48
                    PAGE_KERNEL_ROX                       | 00c0000000000781 | block | 48
                    PAGE_KERNEL_ROX (nG)                  | 00c0000000000f83 | page  | 48
                    PAGE_KERNEL_ROX                       | 00c0000000000483 | page  | lpa2
                    PAGE_KERNEL_ROX (CONT)                | 00d0000000000783 | page  | 48
                    PAGE_KERNEL_ROX (GP)                  | 00c4000000000783 | page  | 48
                    PAGE_KERNEL_EXEC                      | 00c8000000000703 | page  | 48
                    PAGE_KERNEL_EXEC                      | 00c8000000000701 | block | 48
                    PAGE_KERNEL_EXEC (CONT)               | 00d8000000000703 | page  | 48
                    PAGE_KERNEL_EXEC (CONT)               | 00d8000000000403 | page  | lpa2
                    PROT_NORMAL                           | 0068000000000703 | page  | 48
                    PROT_NORMAL                           | 0068000000000701 | block | 48
                    PROT_NORMAL_NC                        | 006800000000070b | page  | 48
                    PROT_NORMAL_NC                        | 0068000000000709 | block | 48
                    PROT_NORMAL_NC                        | 006800000000040b | page  | lpa2
                    PROT_DEVICE_nGnRnE                    | 006800000000070f | page  | 48
                    PROT_DEVICE_nGnRnE                    | 006800000000070d | block | 48
                    PROT_DEVICE_nGnRE                     | 0068000000000713 | page  | 48
                    PROT_DEVICE_nGnRE                     | 0068000000000711 | block | 48
                    PROT_DEVICE_nGnRE                     | 0068000000000413 | page  | lpa2
                    PROT_DEVICE_nGnRE (CONT)              | 0078000008000713 | page  | 48
                    PAGE_KERNEL (writecombine)            | 00e80000fc00070b | page  | 48
                    PAGE_KERNEL (device, CONT)            | 00f800003eff0713 | page  | 48
                    PAGE_KERNEL (tagged, present-invalid) | 00e800009abcdf06 | page  | 48
                    PAGE_KERNEL (tagged, present-invalid) | 00e8000080000f04 | block | 48
                    PAGE_READONLY_EXEC                    | 00200000414ccfc3 | page  | 48
                    PAGE_READONLY_EXEC (GP)               | 002400013fea0fc3 | page  | 48
                    PAGE_READONLY_EXEC (GP, old)          | 002400013fea7bc3 | page  | 48
                    PAGE_READONLY                         | 0060000102928fc3 | page  | 48
                    PAGE_READONLY (dirty)                 | 00e000010293bfc3 | page  | 48
                    PAGE_SHARED (written, dirty)          | 00e8000102938f43 | page  | 48
                    PAGE_SHARED (written, dirty, CONT)    | 00f8000102a00f43 | page  | 48
                    PAGE_SHARED                           | 0068000102938fc3 | page  | 48
                    PAGE_SHARED_EXEC                      | 0028000102938fc3 | page  | 48
                    PAGE_SHARED (special)                 | 0168000102938fc3 | page  | 48
                    PAGE_SHARED (uffd-wp)                 | 0468000102938fc3 | page  | 48
                    PAGE_EXECONLY                         | 0020000102938f83 | page  | 48
                    '' | 0068000000000783 | page | 48
                    '' | 00e0000000000703 | page | 48
                    '' | 00e8000000000503 | page | 48
                    '' | 00e8000000000723 | page | 48
                    '' | 00e8000000000717 | page | 48
                    '' | 0060000102928783 | page | 48
                    '' | 0060000000000343 | page | 48
                    '' | 1000000000000403 | table | 48
                    """)
    void protections_have_the_kernels_names(String expected, String word, String kind, String format) {
        int level = kind.equals("page") ? 3 : 2;
        Descriptor descriptor = TestPlaces.decode(word, "4K " + level + " el1 " + format);
        LinuxProtection protection = LinuxOverlay.of(descriptor, 4).protection();
        assertThat(protection == null ? "" : protection.toString()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    180000013ffff403 | PGD: table, of the linear map (__create_pgd_mapping) or of a split block that had PXN
                    1000000101a6c403 | PGD: table, of vmalloc, of an executable __create_pgd_mapping or of a split block without PXN
                    10000000430ec003 | PGD: table, of the early image map (map_range)
                    00000000430e6403 | PGD: table, of the fixmap
                    08000001024cc403 | PGD: table, of user space
                    18000000bffffc03 | PGD: table, of the linear map (__create_pgd_mapping) or of a split block that had PXN, nG (KPTI)
                    00000000430e6003 | PGD: table, by nobody Linux has
                    40000000430e6403 | PGD: table, with attributes Linux does not use
                    0000000000000000 | PGD: none
                    """)
    void tables_are_named_by_their_creator(String word, String expected) {
        assertThat(LinuxOverlay.of(TestPlaces.decode(word, "4K 0 el1"), 4).summary())
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    kernel page              | 00e8000087654707 | 3 | valid, present, valid_not_user
                    contiguous page          | 00f8000087654707 | 3 | valid, present, cont, valid_cont, valid_not_user
                    user page                | 0060000102928fc3 | 3 | valid, present
                    present-invalid page     | 00e800009abcdf06 | 3 | present_invalid, present
                    reserved level 3         | 00e8000087654705 | 3 | valid, present, valid_not_user
                    block                    | 00e8000080000705 | 2 | valid, present, leaf
                    contiguous block         | 00f8000080000705 | 2 | valid, present, leaf, cont, valid_cont
                    present-invalid block    | 00e8000080000f04 | 2 | present_invalid, present, leaf
                    only Valid was cleared   | 00e8000080000704 | 2 | ''
                    table                    | 1000000101a6c403 | 2 | valid, present, table
                    none                     | 0000000000000000 | 2 | none
                    PGD: present if not none | 0000000000000004 | 0 | present
                    swap entry               | 0000000000123040 | 3 | ''
                    """)
    void predicates_are_those_of_the_kernel(String reason, String word, int level, String expected) {
        LinuxOverlay overlay = LinuxOverlay.of(TestPlaces.decode(word, "4K " + level + " el1"), 4);
        assertThat(String.join(", ", overlay.predicates())).isEqualTo(expected);
    }

    @Test
    void a_swap_entry_has_its_own_fields() {
        LinuxOverlay overlay = LinuxOverlay.of(TestPlaces.decode("0000000000123084", "4K 3 el1"), 3);
        assertThat(overlay.summary()).isEqualTo("PTE: not present, reads as a swap entry: type 2, offset 0x123");
        assertThat(overlay.rows())
                .extracting(LinuxOverlay.Row::toString)
                .containsExactly(
                        "offset[61:12] = 0x123",
                        "type[10:6] = 0x2",
                        "PTE_SWP_UFFD_WP[3] = 0x0",
                        "PTE_SWP_EXCLUSIVE[2] = 0x1");
    }

    @Test
    void a_leaf_has_rows_under_the_kernels_names() {
        LinuxOverlay overlay = LinuxOverlay.of(TestPlaces.decode("00e8000087654707", "4K 3 el1"), 4);
        assertThat(overlay.rows())
                .extracting(LinuxOverlay.Row::toString)
                .containsExactly(
                        "PTE_UFFD_WP[58] = 0x0",
                        "PTE_SPECIAL[56] = 0x0",
                        "PTE_DIRTY[55] = 0x1: written to (software)",
                        "PTE_UXN[54] = 0x1",
                        "PTE_PXN[53] = 0x1",
                        "PTE_CONT[52] = 0x0",
                        "PTE_WRITE[51] = 0x1: writable in principle (the DBM bit)",
                        "PTE_GP[50] = 0x0",
                        "PTE_NG[11] = 0x0",
                        "PTE_AF[10] = 0x1",
                        "PTE_SHARED[9:8] = 0x3",
                        "PTE_RDONLY[7] = 0x0",
                        "PTE_USER[6] = 0x0",
                        "PTE_ATTRINDX[4:2] = 0x1: MT_NORMAL_TAGGED",
                        "PTE_VALID[0] = 0x1");
    }

    @Test
    void nG_of_an_invalid_word_is_present_invalid_and_lpa2_has_no_shared() {
        assertThat(LinuxOverlay.of(TestPlaces.decode("00e800009abcdf06", "4K 3 el1"), 4)
                        .rows())
                .extracting(row -> row.bits().name())
                .contains("PTE_PRESENT_INVALID")
                .doesNotContain("PTE_NG");
        assertThat(LinuxOverlay.of(TestPlaces.decode("00e8000000000403", "4K 3 el1 lpa2"), 5)
                        .rows())
                .extracting(row -> row.bits().name())
                .doesNotContain("PTE_SHARED");
        assertThat(LinuxOverlay.of(TestPlaces.decode("1020000102938fc3", "4K 3 el1 poe"), 4)
                        .rows())
                .extracting(LinuxOverlay.Row::toString)
                .contains("PTE_PO_IDX[62:60] = 0x1: protection key");
    }

    @ParameterizedTest(name = "{0} levels")
    @CsvSource(delimiter = '|', textBlock = """
                    5 | PGD P4D PUD PMD PTE
                    4 | PGD PUD PMD PTE
                    3 | PGD PMD PTE
                    2 | PGD PTE
                    """)
    void levels_have_linux_names(int levels, String expected) {
        StringBuilder names = new StringBuilder();
        for (int level = 4 - levels; level <= 3; level++) {
            names.append(names.length() > 0 ? " " : "").append(LinuxPte.levelName(level, levels));
        }
        assertThat(names).hasToString(expected);
        assertThatThrownBy(() -> LinuxPte.levelName(3 - levels, levels)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void updates_change_what_the_kernels_do() {
        assertThat(LinuxPte.makeInvalid(0x00e8_0000_9abc_d707L)).isEqualTo(0x00e8_0000_9abc_df06L);
        assertThat(LinuxPte.makeValidKernel(0x00e8_0000_9abc_df06L, false)).isEqualTo(0x00e8_0000_9abc_d707L);
        assertThat(LinuxPte.makeValidKernel(0x00e8_0000_9abc_df06L, true)).isEqualTo(0x00e8_0000_9abc_df07L);
        assertThat(LinuxPte.makeNonContiguous(0x00f8_0000_9abc_d707L)).isEqualTo(0x00e8_0000_9abc_d707L);
    }

    @Test
    void other_tables_are_not_linux() {
        assertThatThrownBy(() -> LinuxOverlay.of(TestPlaces.decode("0000000087654703", "4K 3 stage2"), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Linux has no such tables: 4K level 3, EL1&0 stage 2");
    }
}

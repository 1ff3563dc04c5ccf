package dev.ptarmigan.tlb;

import static dev.ptarmigan.tlb.BbmLevel.LEVEL0;
import static dev.ptarmigan.tlb.BbmLevel.LEVEL1;
import static dev.ptarmigan.tlb.BbmLevel.LEVEL2;
import static dev.ptarmigan.tlb.BbmLevel.NO_ABORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.walker.SecurityState;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PairRuleTest {
    private static final long VA = 0xffff_0000_4020_0000L;
    private static final long PA = 0x8020_0000L;
    private static final PageContents EQUAL = (address, space, otherAddress, otherSpace, bytes) -> true;
    private static final int DEVICE = 0x04;

    private static StoredEntry.Builder leaf(int level) {
        return StoredEntry.of(EntryKind.LEAF)
                .asid(1)
                .at(Granule.K4, level, VA)
                .output(PA)
                .permissions(7, true);
    }

    private static StoredEntry page(UnaryOperator<StoredEntry.Builder> change) {
        return change.apply(leaf(3)).build();
    }

    private static final StoredEntry PAGE = leaf(3).build();
    private static final StoredEntry BLOCK = leaf(2).build();

    private static StoredEntry changed(String how) {
        return switch (how) {
            case "nothing" -> PAGE;
            case "permissions" -> page(x -> x.permissions(3, false));
            case "block" -> BLOCK;
            case "block and permissions" -> leaf(2).permissions(3, false).build();
            case "contiguous" -> page(StoredEntry.Builder::contiguous);
            case "global" -> page(StoredEntry.Builder::global);
            case "address" -> page(x -> x.output(PA + 0x1000));
            case "space" -> page(x -> x.output(PA, SecurityState.SECURE));
            case "device" -> page(x -> x.memory(DEVICE, 3));
            case "shareability" -> page(x -> x.memory(0xFF, 2));
            case "block and address" -> leaf(2).output(PA + (2 << 20)).build();
            case "address and global" -> page(x -> x.global().output(PA + 0x1000));
            case "coalesced" -> page(x -> x.span(VA, 0x4000));
            default -> throw new IllegalArgumentException(how);
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing               | SAME
            coalesced             | SAME
            permissions           | PERM
            block                 | SIZE
            contiguous            | SIZE
            block and permissions | SIZE_PERM
            global                | NG
            address               | OA
            space                 | OA
            block and address     | OA
            address and global    | OA
            device                | MT
            shareability          | MT
            """)
    void the_gravest_difference_is_the_class(String how, PairClass expected) {
        StoredEntry other = changed(how);

        assertThat(PairRule.bothServe(PAGE, other)).isTrue();
        assertThat(PairRule.bothServe(other, PAGE)).isTrue();
        assertThat(PairRule.classify(PAGE, other, EQUAL)).isEqualTo(expected);
        assertThat(PairRule.classify(other, PAGE, EQUAL)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            both read-only, same bytes      | false | true  | OARO
            both read-only, other bytes     | false | false | OA
            the old one may be written      | true  | true  | OA
            """)
    void another_address_is_harmless_only_for_the_same_bytes_read_only(
            String reason, boolean writable, boolean equal, PairClass expected) {
        StoredEntry old = page(x -> x.permissions(1, writable));
        StoredEntry moved = page(x -> x.permissions(1, false).output(PA + 0x1000));

        assertThat(PairRule.classify(old, moved, equal ? EQUAL : PageContents.UNKNOWN))
                .isEqualTo(expected);
    }

    @Test
    void a_page_inside_a_block_is_compared_at_its_own_place() {
        StoredEntry fifth = StoredEntry.of(EntryKind.LEAF)
                .asid(1)
                .at(Granule.K4, 3, VA + 0x5000)
                .output(PA + 0x5000)
                .permissions(7, true)
                .build();

        assertThat(PairRule.classify(BLOCK, fifth, PageContents.UNKNOWN)).isEqualTo(PairClass.SIZE);
        assertThat(PairRule.classify(fifth, BLOCK, PageContents.UNKNOWN)).isEqualTo(PairClass.SIZE);
    }

    /** The table of the levels of FEAT_BBM. Columns: the pair, then the verdict at levels 0, 1, 2 and of parts that never abort. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing               | HARMLESS  | HARMLESS        | HARMLESS        | HARMLESS
            permissions           | EITHER    | EITHER          | EITHER          | EITHER
            block                 | VIOLATION | VIOLATION       | EITHER_OR_ABORT | EITHER
            block and permissions | VIOLATION | VIOLATION       | EITHER_OR_ABORT | EITHER
            contiguous            | VIOLATION | EITHER_OR_ABORT | EITHER_OR_ABORT | EITHER
            global                | VIOLATION | VIOLATION       | VIOLATION       | VIOLATION
            address               | VIOLATION | VIOLATION       | VIOLATION       | VIOLATION
            block and address     | VIOLATION | VIOLATION       | VIOLATION       | VIOLATION
            device                | VIOLATION | VIOLATION       | VIOLATION       | VIOLATION
            """)
    void each_level_allows_what_it_allows(
            String how, PairVerdict level0, PairVerdict level1, PairVerdict level2, PairVerdict noAbort) {
        StoredEntry other = changed(how);

        assertThat(judge(other, LEVEL0, false)).isEqualTo(level0);
        assertThat(judge(other, LEVEL1, false)).isEqualTo(level1);
        assertThat(judge(other, LEVEL2, false)).isEqualTo(level2);
        assertThat(judge(other, NO_ABORT, false)).isEqualTo(noAbort);
    }

    private static PairVerdict judge(StoredEntry other, BbmLevel level, boolean permAmalgam) {
        PairClass pair = PairRule.classify(PAGE, other, PageContents.UNKNOWN);
        PairVerdict verdict = PairRule.judge(pair, PAGE, other, level, permAmalgam);
        assertThat(PairRule.judge(pair, other, PAGE, level, permAmalgam)).isEqualTo(verdict);
        return verdict;
    }

    @ParameterizedTest(name = "{0}, level {1}")
    @CsvSource(delimiter = '|', textBlock = """
            permissions           | LEVEL0   | EITHER_OR_MIXED_PERMISSIONS
            permissions           | NO_ABORT | EITHER_OR_MIXED_PERMISSIONS
            block and permissions | LEVEL2   | MIXED_PERMISSIONS_OR_ABORT
            block and permissions | NO_ABORT | EITHER_OR_MIXED_PERMISSIONS
            block                 | LEVEL2   | EITHER_OR_ABORT
            block                 | NO_ABORT | EITHER
            """)
    void a_cautious_reading_mixes_permissions(String how, BbmLevel level, PairVerdict expected) {
        assertThat(judge(changed(how), level, true)).isEqualTo(expected);
        assertThat(expected.mayMixPermissions()).isEqualTo(how.contains("permissions"));
    }

    @Test
    void at_level_1_the_larger_one_needs_nt() {
        StoredEntry marked = leaf(2).nT().build();

        PairVerdict verdict = PairRule.judge(PairClass.SIZE, marked, PAGE, LEVEL1, false);

        assertThat(verdict).isEqualTo(PairVerdict.EITHER_OR_FAULT_OR_ABORT);
        assertThat(verdict.mayFault()).isTrue();
        assertThat(verdict.isViolation()).isFalse();
        assertThat(PairRule.judge(PairClass.SIZE, PAGE, marked, LEVEL1, false)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @EnumSource
    void a_violation_may_abort_everywhere_and_level_2_only_where_sizes_differ(BbmLevel level) {
        assertThat(PairVerdict.VIOLATION.mayAbort()).isTrue();
        assertThat(judge(BLOCK, level, false).mayAbort()).isEqualTo(level != NO_ABORT);
        assertThat(judge(changed("permissions"), level, false).mayAbort()).isFalse();
    }

    @Test
    void a_table_and_a_block_for_one_span_differ_in_size() {
        StoredEntry table = StoredEntry.of(EntryKind.TABLE)
                .asid(1)
                .at(Granule.K4, 2, VA)
                .output(0x4000_0000L)
                .build();

        assertThat(PairRule.bothServe(table, BLOCK)).isTrue();
        assertThat(PairRule.classify(table, BLOCK, PageContents.UNKNOWN)).isEqualTo(PairClass.SIZE);
        assertThat(PairRule.judge(PairClass.SIZE, table, BLOCK, LEVEL0, false)).isEqualTo(PairVerdict.VIOLATION);
        assertThat(PairRule.judge(PairClass.SIZE, table, BLOCK, LEVEL1, false)).isEqualTo(PairVerdict.VIOLATION);
        assertThat(PairRule.judge(PairClass.SIZE, table, leaf(2).nT().build(), LEVEL1, false))
                .isEqualTo(PairVerdict.EITHER_OR_FAULT_OR_ABORT);
        assertThat(PairRule.judge(PairClass.SIZE, BLOCK, table, NO_ABORT, false))
                .isEqualTo(PairVerdict.EITHER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            another ASID           | false
            another ASID, global   | true
            another VMID           | false
            another state          | false
            another regime         | false
            another page           | false
            combined               | false
            stage 2                | false
            table of a table       | false
            the table that leads to it | false
            """)
    void a_pair_serves_one_access(String how, boolean expected) {
        StoredEntry other = switch (how) {
            case "another ASID" -> page(x -> x.asid(2));
            case "another ASID, global" -> page(x -> x.asid(2).global());
            case "another VMID" -> page(x -> x.vmid(1));
            case "another state" -> page(x -> x.regime(TlbRegime.EL10, SecurityState.SECURE));
            case "another regime" -> page(x -> x.regime(TlbRegime.EL20, SecurityState.NON_SECURE));
            case "another page" -> page(x -> x.at(Granule.K4, 3, VA + 0x1000));
            case "combined" ->
                StoredEntry.of(EntryKind.COMBINED).asid(1).at(Granule.K4, 3, VA).build();
            case "stage 2" ->
                StoredEntry.of(EntryKind.STAGE2_LEAF).at(Granule.K4, 3, VA).build();
            default ->
                StoredEntry.of(EntryKind.TABLE).asid(1).at(Granule.K4, 2, VA).build();
        };
        StoredEntry one = how.startsWith("table")
                ? StoredEntry.of(EntryKind.TABLE).asid(1).at(Granule.K4, 1, VA).build()
                : PAGE;

        assertThat(PairRule.bothServe(one, other)).isEqualTo(expected);
        assertThat(PairRule.bothServe(other, one)).isEqualTo(expected);
    }
}

package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.registers.Register;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictFindingsTest {
    private static List<String> findings(String setup, int access) {
        try (WalkBench bench = WalkScript.bench(setup, Profile.ARM)) {
            return StrictFindings.inspect(bench.walk(access), bench.memory());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a page                                | A leaf=50000743
                    an invalid entry                      | A leaf=0
                    a block                               | A l2=50000701
                    52-bit addresses                      | D leaf=50000443
                    64K                                   | K leaf=50000743
                    indirect permissions                  | P PIR_EL1=50 leaf=50000443
                    both stages                           | B
                    the EL2 regime                        | EL2 leaf=50000743
                    128-bit descriptors                   | W PIR_EL1=5 leaf=50000701
                    """)
    void a_walk_by_the_book_has_none(String reason, String setup) {
        assertThat(findings(setup, Access.READ)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    TxSZ too large        | A TCR_EL1.T0SZ=49 va=0              | T0SZ=49 is outside 16 to 48
                    TxSZ too small        | A TCR_EL1.T0SZ=12                   | T0SZ=12 is outside 16 to 48
                    reserved granule      | A TCR_EL1.TG0=3 leaf=50000743       | TCR_EL1.TG0 is reserved, or a granule the PE does not have
                    missing granule       | A cpu=cortex-a57 TCR_EL1.TG0=2      | TCR_EL1.TG0 is reserved, or a granule the PE does not have
                    IPS                   | A TCR_EL1.IPS=7 leaf=50000743       | TCR_EL1.IPS=0b111 is reserved
                    NV1 without NV        | A HCR_EL2.NV1=1 leaf=50000743       | HCR_EL2.NV1=1 with NV=0
                    unaligned base        | A TTBR0_EL1+=40 leaf=50000743       | the table base 0x40000040 is not aligned to the 4096 bytes
                    SH                    | A leaf=50000543                     | level 3 descriptor 0x0000000050000543 at 0x40030918: SH=0b01 is reserved
                    RES0 bits             | A leaf=3000050000743                | RES0
                    nT                    | A l2=50010701                       | nT=1
                    no MAIR meaning       | A MAIR_EL1=2 leaf=50000743          | the memory attribute 0x2 that AttrIndx selects is UNPREDICTABLE
                    level without blocks  | A l0=40000701                       | block
                    stage 2 granule       | B VTCR_EL2.TG0=3                    | VTCR_EL2.TG0 is reserved
                    stage 2 RES0 bits     | B s2leaf=40000500007ff              | stage 2 level 3 descriptor
                    """)
    void what_is_not_defined_is_found(String reason, String setup, String expected) {
        assertThat(findings(setup, Access.READ)).isNotEmpty().anyMatch(finding -> finding.contains(expected));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    no difference        | A leaf=50000743                       | S1E1R     |
                    a choice             | A l2=50010701                         | EL1 load  | NT_FAULTS (K4): if a block with nT=1 faults: Translation fault, level 2; if not: 0x50123000 Normal, inner/outer Write-Back non-transient RW-allocate, Inner Shareable
                    a departure          | A leaf=50000743 SCTLR_EL1.C=0         | EL1 load  | CACHE_ENABLES_IGNORED (K19, a departure): if SCTLR_ELx.C=0 and I=0 do not change the memory type: 0x50000000 Normal, inner/outer Write-Back non-transient RW-allocate, Inner Shareable; if not: 0x50000000 Normal, inner/outer Non-cacheable, Outer Shareable
                    one without a number | A SCTLR_EL1.WXN=1 leaf=50000703       | EL1 fetch pan |
                    found later          | A SCTLR_EL1.WXN=1 SCTLR_EL1.EPAN=1 leaf=50000703 | EL1 fetch pan | WXN_AFTER_PAN (a departure): if WXN is evaluated after PAN: 0x50000000 Normal, inner/outer Write-Back non-transient RW-allocate, Inner Shareable; if not: Permission fault, level 3
                    a register           | B s2leaf=5000077f                     | EL1 store | HPFAR_ON_EVERY_FAULT (K27): if HPFAR_EL2 is written on every stage 2 fault: taken to EL2, HPFAR_EL2 is 0x0000000000800000; if not: taken to EL2, HPFAR_EL2 is UNKNOWN
                    an abort             | A l2=80000003                         | EL1 load  | EXTERNAL_ABORT_SETS_EA (K29): if External aborts on walks set ESR_ELx.EA: taken to EL1, EA is 1; if not: taken to EL1, EA is 0
                    """)
    void each_knob_that_matters_is_named_with_both_answers(
            String reason, String setup, String operation, @Nullable String expected) {
        assertThat(WalkScript.strict(setup, operation, Profile.ARM).stream().filter(line -> line.contains(": if ")))
                .containsExactlyElementsOf(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void stage_2s_level_stays_where_stage_1s_has_no_status_code() {
        try (WalkBench bench = WalkScript.bench("D HCR_EL2.VM=1 VTCR_EL2=80053559", Profile.ARM)) {
            long root = bench.table();
            // RAM is mapped to itself, but not readable: the first read of stage 1, at level -1, fails at stage 2's
            // level 1.
            bench.memory().write(root + 8, 0x4000_073DL);
            bench.set(Register.VTTBR_EL2, root);
            for (int access : new int[] {Access.READ, Access.READ | Access.AT}) {
                assertThat(StrictFindings.of(bench.memory(), bench.registers(), bench.context(), bench.va(), access))
                        .noneMatch(line -> line.startsWith("S1PTW_HAS_STAGE_1_LEVEL"));
            }
        }
    }

    @Test
    void the_memory_is_left_as_it_was() {
        try (WalkBench bench = WalkScript.bench("A TCR_EL1.HA=1 TCR_EL1.HD=1 leaf=8000050000383", Profile.ARM)) {
            assertThat(StrictFindings.of(bench.memory(), bench.registers(), bench.context(), bench.va(), Access.WRITE))
                    .isEmpty();
            assertThat(bench.word("leaf")).isEqualTo(0x8000050000383L);
        }
    }

    @Test
    void a_fetch_from_device_memory_is_found_and_a_read_is_not() {
        assertThat(findings("A leaf=5000070b", Access.EXECUTE))
                .singleElement()
                .asString()
                .endsWith("an instruction fetch from Device memory is CONSTRAINED UNPREDICTABLE");
        assertThat(findings("A leaf=5000070b", Access.READ)).isEmpty();
    }

    @Test
    void it_is_open_whether_hardware_sets_the_access_flag_of_a_refused_access() {
        assertThat(findings("A TCR_EL1.HA=1 leaf=50000383", Access.WRITE))
                .singleElement()
                .asString()
                .contains("sets AF although the access faults");
        assertThat(findings("A TCR_EL1.HA=1 leaf=50000383", Access.READ)).isEmpty();
        assertThat(findings("A TCR_EL1.HA=1 leaf=50000383", Access.READ | Access.AT))
                .singleElement()
                .asString()
                .contains("AT instruction");
    }

    /** Entry 0x123 is the fourth of its group of sixteen pages. */
    private static List<String> group(int broken, long word) {
        try (WalkBench bench = WalkScript.bench("A", Profile.ARM)) {
            long first = bench.address("leaf") - 3 * 8;
            for (int i = 0; i < 16; i++) {
                bench.memory().write(first + 8L * i, 0x10_0000_5000_0743L + ((long) i << 12));
            }
            if (broken >= 0) {
                bench.memory().write(first + 8L * broken, word);
            }
            return StrictFindings.inspect(bench.walk(Access.READ), bench.memory());
        }
    }

    @Test
    void a_contiguous_group_that_is_in_order_has_none() {
        assertThat(group(-1, 0)).isEmpty();
        assertThat(group(7, 0x10_0000_5000_7343L)).as("AF may differ").isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a member is missing              | 5  | 0              | is invalid
                    a member is not Contiguous       | 5  | 50005743       | has another Contiguous
                    a member maps other memory       | 15 | 10000060000743 | maps 0x60000000 and not 0x5000f000
                    a member has other permissions   | 0  | 10000050000783 | has another AP[2:1]
                    a member has other attributes    | 0  | 10000050000747 | has another AttrIndx
                    """)
    void every_member_of_a_contiguous_group_counts(String reason, int member, String word, String expected) {
        List<String> findings = group(member, Long.parseUnsignedLong(word, 16));
        assertThat(findings)
                .singleElement()
                .asString()
                .contains("entry " + (0x120 + member))
                .contains(expected);
    }

    @Test
    void a_group_that_maps_unaligned_memory_is_found() {
        assertThat(findings("A leaf=10000050001403", Access.READ))
                .anyMatch(finding -> finding.contains("not aligned to the group"));
    }

    @Test
    void a_group_larger_than_the_input_range_is_found() {
        assertThat(findings("A@0 TCR_EL1.T0SZ=40 TTBR0_EL1=@l2 l2=10000050000701", Access.READ))
                .anyMatch(finding -> finding.contains("larger than the input range"));
    }
}

package dev.ptarmigan.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.trace.Barrier;
import dev.ptarmigan.walker.SecurityState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that were made in real kernels, hypervisors and libraries: the entry that was meant stays. */
class TlbiMistakesTest {
    /**
     * What a page's entry is, what was executed for it, and whether it goes. Where the mistake is one of computing the operand, the
     * right one stands below it.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            zephyr 115708: shift by the 16K page size      | K16 | 0x0000000012348000 | 5      | vae1is   | 0x00050000000048d2 | false
            zephyr 115708: shift by 12                     | K16 | 0x0000000012348000 | 5      | vae1is   | 0x0005000000012348 | true
            zephyr 115708: shift by the 64K page size      | K64 | 0x0000000012340000 | 5      | vae1is   | 0x0005000000001234 | false
            zephyr 113559: reused ASID, only the new flush | K4  | 0x0000000000400000 | 1      | vae1is   | 0x0002000000000400 | false
            zephyr 113559: all of the reused ASID          | K4  | 0x0000000000400000 | 1      | aside1is | 0x0001000000000000 | true
            lk 386: upper VA bits as TTL, unmasked         | K4  | 0xffff800000001000 | global | vaae1is  | 0x000ffff800000001 | false
            lk 386: masked to VA[55:12]                    | K4  | 0xffff800000001000 | global | vaae1is  | 0x00000ff800000001 | true
            lk 386: unmasked, signed shift                 | K4  | 0xffff800000001000 | global | vaae1is  | 0xfffffff800000001 | false
            kernel of 64K pages: the accident is right     | K64 | 0xffff800000010000 | global | vaae1is  | 0x000ffff800000010 | true
            ASID in the VA field                           | K4  | 0x0000000000400000 | 7      | vae1is   | 0x0000000000400407 | false
            ASID left out                                  | K4  | 0x0000000000400000 | 7      | vae1is   | 0x0000000000000400 | false
            ASID left out, every-ASID operation            | K4  | 0x0000000000400000 | 7      | vaae1is  | 0x0000000000000400 | true
            hint for another granule                       | K16 | 0x0000000012348000 | 7      | vae1is   | 0x0007700000012348 | false
            range of another granule                       | K16 | 0x0000000012348000 | 7      | rvae1is  | 0x00074000000048d2 | false
            range, bit 36 is not masked off into TTL       | K4  | 0xffff800000001000 | global | rvaae1is | 0x0000401800000001 | true
            range, upper VA bits as TTL, NUM and SCALE     | K4  | 0xffff800000001000 | global | rvaae1is | 0x000ffff800000001 | false
            """)
    void the_entry_that_was_meant(
            String reason, Granule granule, String va, String asid, String name, String operand, boolean gone) {
        StoredEntry.Builder page = StoredEntry.of(EntryKind.LEAF).at(granule, 3, Hex.parse(va, "an address"));
        if (asid.equals("global")) {
            page.global();
        } else {
            page.asid(Integer.parseInt(asid));
        }

        assertThat(Invalidation.of(name, Hex.parse(operand, "an operand"), TlbiIssuer.EL1)
                        .hits(page.build()))
                .isEqualTo(gone);
    }

    /** google/aarch64-paging: {@code va >> 12} unmasked in VAE2IS. TTL = 0b1111, and 0xf in the ASID field. */
    @Test
    void an_unmasked_address_at_el2_is_a_hint_for_64k_pages_of_another_asid() {
        TlbiIssuer vhe = TlbiIssuer.at(2).hcr(new Hcr(Hcr.E2H.in(0, 1))).build();
        TlbiOperand operand =
                TlbiOperand.decode(TlbiOperation.require("vae2is"), 0xffff_8000_0000_1000L >>> 12, 0, vhe);

        assertThat(operand.granule()).isEqualTo(Granule.K64);
        assertThat(operand.level()).isEqualTo(3);
        assertThat(operand.asid()).isEqualTo(0xf);
    }

    /** zephyr 98344 and others: a local operation leaves other PEs alone, and no barrier makes up for it. */
    @Test
    void a_local_operation_stays_on_its_pe() {
        assertThat(Invalidation.of("vaae1", 0x400, TlbiIssuer.EL1).recipients()).isEqualTo(TlbiDomain.LOCAL);
        assertThat(Invalidation.of("vaae1is", 0x400, TlbiIssuer.EL1).completedBy(Barrier.DSB_NSH))
                .isFalse();
        assertThat(Invalidation.of("vaae1is", 0x400, TlbiIssuer.EL1).completedBy(Barrier.DSB_ISHST))
                .isFalse();
    }

    /** patina 1794: an operation of another exception level. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            EL1's operation for EL2's tables | vae1is | EL2  | false
            EL2's for EL2's                  | vae2is | EL2  | true
            EL2's for EL1's                  | vae2is | EL10 | false
            EL3's for EL2's                  | vae3is | EL2  | false
            """)
    void an_operation_of_another_level_leaves_the_entry(String reason, String name, TlbRegime regime, boolean gone) {
        StoredEntry page = StoredEntry.of(EntryKind.LEAF)
                .regime(regime, SecurityState.NON_SECURE)
                .at(Granule.K4, 3, 0x40_0000)
                .build();

        assertThat(Invalidation.of(name, 0x400, TlbiIssuer.at(2).build()).hits(page))
                .isEqualTo(gone);
    }

    /** tinykvm 79: the host splits a guest's block; its stage 2 operation alone leaves what combines both stages. */
    @Test
    void a_combined_entry_outlives_the_stage_2_operation_and_goes_with_the_stage_1_one() {
        StoredEntry combined = StoredEntry.of(EntryKind.COMBINED)
                .vmid(9)
                .at(Granule.K4, 2, 0x20_0000)
                .build();
        StoredEntry stage2 = StoredEntry.of(EntryKind.STAGE2_LEAF)
                .vmid(9)
                .at(Granule.K4, 2, 0x8020_0000L)
                .build();
        TlbiIssuer host = TlbiIssuer.at(2).vmid(9).build();
        Invalidation byIpa = Invalidation.of("ipas2e1is", 0x8_0200, host);

        assertThat(byIpa.hits(stage2)).isTrue();
        assertThat(byIpa.hits(combined)).isFalse();
        assertThat(Invalidation.of("vmalle1is", 0, host).hits(combined)).isTrue();
        assertThat(Invalidation.of("vmalle1is", 0, host).hits(stage2)).isFalse();
        assertThat(Invalidation.of("vmalls12e1is", 0, host).hits(stage2)).isTrue();
    }

    /** The KVM fixes for LPA2: BaseADDR counts in 64KB, so a range that begins at another 4KB page begins too early. */
    @Test
    void a_range_with_52_bit_addresses_begins_at_64k() {
        TlbiIssuer lpa2 = TlbiIssuer.at(1).lpa2(TranslationStage.EL10).build();
        long va = 0xfff0_0000_0001_3000L;
        StoredEntry lastPage = StoredEntry.of(EntryKind.LEAF)
                .global()
                .at(Granule.K4, 3, va + 0x1000)
                .build();
        long range = TlbiFields.range(va, Granule.K4, 0, 0, true);

        assertThat(TlbiOperand.decode(TlbiOperation.require("rvaale1is"), range, 0, lpa2)
                        .first())
                .isEqualTo(0xfff0_0000_0001_0000L);
        assertThat(Invalidation.of("rvaale1is", range, lpa2).hits(lastPage)).isFalse();
    }

    /** deepin 1993: level 2 for a Contiguous group of pages, and a base that is a multiple of a page only. */
    @Test
    void a_hint_for_the_group_is_none_for_its_pages() {
        long va = 0xffff_0000_0001_0000L;
        StoredEntry page = StoredEntry.of(EntryKind.LEAF)
                .global()
                .contiguous()
                .at(Granule.K4, 3, va)
                .build();
        long range = TlbiFields.range(va, Granule.K4, 0, 7, false);

        assertThat(Invalidation.of("rvaale1is", range, TlbiIssuer.EL1).hits(page))
                .isTrue();
        assertThat(Invalidation.of("rvaale1is", TlbiFields.RANGE_TTL.in(range, 3), TlbiIssuer.EL1)
                        .hits(page))
                .isTrue();
        assertThat(Invalidation.of("rvaale1is", TlbiFields.RANGE_TTL.in(range, 2), TlbiIssuer.EL1)
                        .hits(page))
                .isFalse();
    }

    /** The Contiguous bit does not widen an operation by address. */
    @Test
    void one_page_of_a_group_is_one_page() {
        StoredEntry second = StoredEntry.of(EntryKind.LEAF)
                .global()
                .contiguous()
                .at(Granule.K4, 3, 0xffff_0000_0001_1000L)
                .build();

        assertThat(Invalidation.of("vaae1is", TlbiFields.va(0xffff_0000_0001_0000L), TlbiIssuer.EL1)
                        .hits(second))
                .isFalse();
    }
}

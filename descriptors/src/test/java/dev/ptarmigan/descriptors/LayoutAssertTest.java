package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.LayoutAssert.assertThatLayout;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.Word128;
import org.junit.jupiter.api.Test;

class LayoutAssertTest {
    private static final WordLayout PAGE = Layouts.of(TestPlaces.place("4K 3 el1"), DescriptorKind.PAGE);

    @Test
    void a_stage_1_page_is_made_as_the_manual_prints_it() {
        assertThatLayout(PAGE)
                .coversEveryBit()
                .hasField(DescriptorField.AF, 1L << 10)
                .hasNoField(DescriptorField.PI_INDEX)
                .isMadeOf(
                        "ignored 63",
                        "PBHA[3:0] 62:59",
                        "software 58:55",
                        "UXN 54",
                        "PXN 53",
                        "Contiguous 52",
                        "DBM 51",
                        "GP 50",
                        "RES0 49:48",
                        "OA[47:12] 47:12",
                        "nG 11",
                        "AF 10",
                        "SH[1:0] 9:8",
                        "AP[2:1] 7:6",
                        "ignored 5",
                        "AttrIndx[2:0] 4:2",
                        "Type 1",
                        "Valid 0");
    }

    @Test
    void a_stage_2_block_under_lpa2_and_pie() {
        assertThatLayout(Layouts.of(TestPlaces.place("16K 2 stage2 lpa2 pie,poe"), DescriptorKind.BLOCK))
                .coversEveryBit()
                .isMadeOf(
                        "ignored 63",
                        "S2POIndex[3:0] 62:59",
                        "software 58:55",
                        "S2PIIndex 54:53,51,6",
                        "Contiguous 52",
                        "RES0 50",
                        "OA[51:25] 9:8,49:48,47:25",
                        "RES0 24:17",
                        "nT 16",
                        "RES0 15:12",
                        "FnXS 11",
                        "AF 10",
                        "Dirty 7",
                        "MemAttr[3:0] 5:2",
                        "Type 1",
                        "Valid 0");
    }

    @Test
    void a_wrong_claim_shows_the_layout() {
        assertThatThrownBy(() -> assertThatLayout(PAGE).covers(Word128.of(1)))
                .hasMessageContaining("to cover 0x0000000000000001 but it covers 0xffffffffffffffff")
                .hasMessageContaining("| nG | AF | SH  |");
        assertThatThrownBy(() -> assertThatLayout(PAGE).hasField(DescriptorField.AF, 1L << 11))
                .hasMessageContaining("to have AF with the mask 0x0000000000000800 but it is AF[10]");
        assertThatThrownBy(() -> assertThatLayout(PAGE).hasField(DescriptorField.S2AP, 1))
                .hasMessageContaining("to have S2AP but it has no such field");
        assertThatThrownBy(() -> assertThatLayout(PAGE).hasNoField(DescriptorField.AP))
                .hasMessageContaining("to have no AP but it has AP[2:1][7:6]");
        assertThatThrownBy(() -> assertThatLayout(PAGE).isMadeOf("Valid 0"))
                .hasMessageContaining("to be made of Valid 0")
                .hasMessageContaining("but it is made of ignored 63, PBHA[3:0] 62:59");
    }
}

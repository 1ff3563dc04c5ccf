package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgAttrChangeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    the same                                  | 00E8000040200707 | 00E8000040200707 | true
                    from nothing                              | 0000000000000000 | 00E8000040200707 | true
                    to nothing                                | 00E8000040200707 | 0000000000000000 | true
                    a present-invalid one may become anything | 00E8000040200F06 | 0068000099600713 | true
                    read-only: AP[2] and DBM                  | 00E8000040200703 | 00E0000040200783 | true
                    writable again                            | 00E0000040200783 | 00E8000040200703 | true
                    PXN cleared                               | 00E8000040200703 | 00C8000040200703 | true
                    software bit 55                           | 00E8000040200703 | 0068000040200703 | true
                    software bits 63, 58 to 56                | 00E8000040200703 | 87E8000040200703 | true
                    global to non-global                      | 00E8000040200703 | 00E8000040200F03 | true
                    non-global to global                      | 00E8000040200F03 | 00E8000040200703 | false
                    Normal-Tagged to Normal                   | 00E8000040200707 | 00E0000040200783 | true
                    Normal to Normal-Tagged                   | 00E0000040200783 | 00E8000040200707 | true
                    Normal to Non-cacheable                   | 00E8000040200703 | 00E800004020070B | false
                    Normal to Device                          | 00E8000040200703 | 00E8000040200713 | false
                    Non-cacheable to Normal-Tagged            | 00E800004020070B | 00E8000040200707 | false
                    UXN cleared                               | 00E8000040200703 | 00A8000040200703 | false
                    GP set                                    | 00C0000040200783 | 00C4000040200783 | false
                    AP[1] set                                 | 00E8000040200703 | 00E8000040200743 | false
                    shareability                              | 00E8000040200703 | 00E8000040200603 | false
                    Access flag                               | 00E8000040200703 | 00E8000040200303 | false
                    Contiguous set                            | 00E8000040200703 | 00F8000040200703 | false
                    Contiguous cleared                        | 00F8000040200703 | 00E8000040200703 | false
                    a contiguous member, Contiguous kept      | 00F8000040200707 | 00F0000040200783 | true
                    the address                               | 00E8000040200703 | 00E8000040201703 | false
                    the upper address bits of LPA2            | 00E8000040200403 | 00E8000040200503 | false
                    block to table                            | 00E8000040200705 | 1800000048001403 | false
                    bit 62 is not the software's              | 00E8000040200703 | 40E8000040200703 | false
                    """)
    void a_change_is_safe_or_not(String reason, String old, String updated, boolean safe) {
        assertThat(PgAttrChange.isSafe(Hex.parse("0x" + old, "a word"), Hex.parse("0x" + updated, "a word")))
                .isEqualTo(safe);
    }

    @Test
    void exactly_these_bits_of_a_live_kernel_page_may_change() {
        long page = 0x00e8_0000_4020_0703L;
        long changeable = 0;
        for (int bit = 1; bit < Long.SIZE; bit++) {
            if (PgAttrChange.isSafe(page, page ^ 1L << bit)) {
                changeable |= 1L << bit;
            }
        }

        // PXN, RDONLY, WRITE, NG and software bits, and AttrIndx 0 to 1.
        assertThat(Hex.word(changeable)).isEqualTo(Hex.word(0x87a8_0000_0000_0884L));
        assertThat(Hex.word(PgAttrChange.SOFTWARE_BITS)).isEqualTo(Hex.word(0x8780_0000_0000_0000L));
    }
}

package dev.ptarmigan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HpfarTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    2G                         | 0x80000000       | false | 0x800000
                    a table page at 3G         | 0xc0000000       | false | 0xc00000
                    512G                       | 0x8000000000     | false | 0x80000000
                    the last page of 56 bits   | 0xfffffffffff000 | false | 0xfffffffffff0
                    Non-secure, from Secure    | 0x80000000       | true  | 0x8000000000800000
                    """)
    void the_address_is_kept_without_its_page_offset(String reason, long ipa, boolean nonSecure, String word) {
        Hpfar hpfar = Hpfar.of(ipa | 0x123, nonSecure);
        assertThat(hpfar.word()).isEqualTo(Long.parseUnsignedLong(word.substring(2), 16));
        assertThat(hpfar.ipa()).isEqualTo(ipa);
        assertThat(hpfar.nonSecure()).isEqualTo(nonSecure);
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordTextTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            with its prefix              | 0xe8000080000705                 | 0x00e8000080000705
            capital letters              | 0XE8000080000705                 | 0x00e8000080000705
            digits in groups             | 0x00e8_0000_8000_0705            | 0x00e8000080000705
            a letter says hexadecimal    | e8000080000705                   | 0x00e8000080000705
            sixteen digits say it too    | 0060000087654703                 | 0x0060000087654703
            sixteen that begin with 0b   | 0b60000087654703                 | 0x0b60000087654703
            binary                       | 0b101                            | 0x0000000000000005
            one digit is the same in both | 7                               | 0x0000000000000007
            thirty-two digits            | 00000000000000010000000000000003 | 0x00000000000000010000000000000003
            """)
    void a_word_is_read_as_people_paste_it(String reason, String text, String word) {
        assertThat(WordText.descriptor(text)).hasToString(word);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            digits alone may be decimal | 1234   | 1234 is not clearly a descriptor word: write 0x1234 for hexadecimal, or all 16 digits
            no digits                   | ''     | an empty text is not a descriptor word: no digits
            a sign                      | -e8    | -e8 is not a descriptor word: '-' at column 1 is not a hexadecimal digit
            a leading separator         | _e8    | _e8 is not a descriptor word: '_' at column 1 is not a hexadecimal digit
            """)
    void what_is_not_clear_is_refused(String reason, String text, String message) {
        assertThatThrownBy(() -> WordText.descriptor(text)).hasMessage(message);
    }
}

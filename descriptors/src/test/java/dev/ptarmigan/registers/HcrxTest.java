package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HcrxTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    tcr2Enabled | 14
                    sctlr2Enabled | 15
                    d128Enabled | 17
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Hcrx(1L << bit))).isTrue();
        assertThat(answer(question, new Hcrx(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Hcrx hcrx) {
        return switch (question) {
            case "tcr2Enabled" -> hcrx.tcr2Enabled();
            case "sctlr2Enabled" -> hcrx.sctlr2Enabled();
            case "d128Enabled" -> hcrx.d128Enabled();
            default -> throw new IllegalArgumentException(question);
        };
    }
}

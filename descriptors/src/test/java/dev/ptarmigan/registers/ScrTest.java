package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    nonSecure | 0
                    nse | 62
                    secureInstructionFetchOnly | 9
                    secureEl2Enabled | 18
                    tcr2Enabled | 43
                    sctlr2Enabled | 44
                    permissionRegistersEnabled | 45
                    mair2Enabled | 46
                    d128Enabled | 47
                    hcrxEnabled | 38
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Scr(1L << bit))).isTrue();
        assertThat(answer(question, new Scr(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Scr scr) {
        return switch (question) {
            case "nonSecure" -> scr.nonSecure();
            case "nse" -> scr.nse();
            case "secureInstructionFetchOnly" -> scr.secureInstructionFetchOnly();
            case "secureEl2Enabled" -> scr.secureEl2Enabled();
            case "tcr2Enabled" -> scr.tcr2Enabled();
            case "sctlr2Enabled" -> scr.sctlr2Enabled();
            case "permissionRegistersEnabled" -> scr.permissionRegistersEnabled();
            case "mair2Enabled" -> scr.mair2Enabled();
            case "d128Enabled" -> scr.d128Enabled();
            case "hcrxEnabled" -> scr.hcrxEnabled();
            default -> throw new IllegalArgumentException(question);
        };
    }
}

package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SctlrTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    mmuEnabled | 0
                    alignmentChecked | 1
                    dataCacheable | 2
                    instructionCacheable | 12
                    writeImpliesNeverExecute | 19
                    bigEndian | 25
                    enhancedPan | 57
                    panKeptOnException | 23
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Sctlr(1L << bit))).isTrue();
        assertThat(answer(question, new Sctlr(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Sctlr sctlr) {
        return switch (question) {
            case "mmuEnabled" -> sctlr.mmuEnabled();
            case "alignmentChecked" -> sctlr.alignmentChecked();
            case "dataCacheable" -> sctlr.dataCacheable();
            case "instructionCacheable" -> sctlr.instructionCacheable();
            case "writeImpliesNeverExecute" -> sctlr.writeImpliesNeverExecute();
            case "bigEndian" -> sctlr.bigEndian();
            case "enhancedPan" -> sctlr.enhancedPan();
            case "panKeptOnException" -> sctlr.panKeptOnException();
            default -> throw new IllegalArgumentException(question);
        };
    }
}

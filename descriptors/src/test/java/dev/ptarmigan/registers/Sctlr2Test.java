package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sctlr2Test {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    memoryEncryptionContexts | 1
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Sctlr2(1L << bit))).isTrue();
        assertThat(answer(question, new Sctlr2(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Sctlr2 sctlr2) {
        return switch (question) {
            case "memoryEncryptionContexts" -> sctlr2.memoryEncryptionContexts();
            default -> throw new IllegalArgumentException(question);
        };
    }
}

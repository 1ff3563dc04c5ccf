package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PstateTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    pan | 22
                    uao | 23
                    tagCheckOverride | 25
                    isAarch32 | 4
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Pstate(1L << bit))).isTrue();
        assertThat(answer(question, new Pstate(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Pstate pstate) {
        return switch (question) {
            case "pan" -> pstate.pan();
            case "uao" -> pstate.uao();
            case "tagCheckOverride" -> pstate.tagCheckOverride();
            case "isAarch32" -> pstate.isAarch32();
            default -> throw new IllegalArgumentException(question);
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a user process          | 0x60001000 | 0
                    the kernel              | 0x60400005 | 1
                    the kernel as a host    | 0x60400009 | 2
                    firmware                | 0x000003cd | 3
                    """)
    void the_exception_level_is_read(String reason, long word, int level) {
        assertThat(new Pstate(word).exceptionLevel()).isEqualTo(level);
    }
}

package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HcrTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    stage2Enabled | 0
                    protectedTableWalk | 2
                    defaultCacheable | 12
                    defaultCacheableTagged | 57
                    trapGeneralExceptions | 27
                    e2h | 34
                    dataNonCacheable | 32
                    instructionNonCacheable | 33
                    forcedWriteBack | 46
                    el1IsAarch64 | 31
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Hcr(1L << bit))).isTrue();
        assertThat(answer(question, new Hcr(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Hcr hcr) {
        return switch (question) {
            case "stage2Enabled" -> hcr.stage2Enabled();
            case "protectedTableWalk" -> hcr.protectedTableWalk();
            case "defaultCacheable" -> hcr.defaultCacheable();
            case "defaultCacheableTagged" -> hcr.defaultCacheableTagged();
            case "trapGeneralExceptions" -> hcr.trapGeneralExceptions();
            case "e2h" -> hcr.e2h();
            case "dataNonCacheable" -> hcr.dataNonCacheable();
            case "instructionNonCacheable" -> hcr.instructionNonCacheable();
            case "forcedWriteBack" -> hcr.forcedWriteBack();
            case "el1IsAarch64" -> hcr.el1IsAarch64();
            default -> throw new IllegalArgumentException(question);
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    both bits                | 0x00000c0000000000 | true
                    NV alone                 | 0x0000040000000000 | false
                    NV1 alone has no effect  | 0x0000080000000000 | false
                    """)
    void nv1_needs_nv(String reason, long word, boolean effective) {
        assertThat(new Hcr(word).nv1Effective()).isEqualTo(effective);
    }
}

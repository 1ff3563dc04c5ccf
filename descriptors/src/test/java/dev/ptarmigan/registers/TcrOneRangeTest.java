package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcrOneRangeTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    topByteIgnored | 20
                    topByteIgnoredForDataOnly | 29
                    extendedTagCheck | 33
                    hierarchicalPermissionsDisabled | 24
                    hardwareAccessFlag | 21
                    hardwareDirtyState | 22
                    ds | 32
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new TcrOneRange(1L << bit))).isTrue();
        assertThat(answer(question, new TcrOneRange(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, TcrOneRange tcrOneRange) {
        return switch (question) {
            case "topByteIgnored" -> tcrOneRange.topByteIgnored();
            case "topByteIgnoredForDataOnly" -> tcrOneRange.topByteIgnoredForDataOnly();
            case "extendedTagCheck" -> tcrOneRange.extendedTagCheck();
            case "hierarchicalPermissionsDisabled" -> tcrOneRange.hierarchicalPermissionsDisabled();
            case "hardwareAccessFlag" -> tcrOneRange.hardwareAccessFlag();
            case "hardwareDirtyState" -> tcrOneRange.hardwareDirtyState();
            case "ds" -> tcrOneRange.ds();
            default -> throw new IllegalArgumentException(question);
        };
    }

    @Test
    void sizes_and_granule_are_read() {
        TcrOneRange tcr = new TcrOneRange(0x8086_7519L);
        assertThat(tcr.sizeOffset()).isEqualTo(25);
        assertThat(tcr.granuleShift()).isEqualTo(16);
        assertThat(tcr.ps()).isEqualTo(6);
        assertThat(tcr.shareability()).isEqualTo(3);
        assertThat(new TcrOneRange(0x8000).granuleShift()).isEqualTo(14);
    }
}

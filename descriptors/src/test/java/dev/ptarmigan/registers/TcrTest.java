package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcrTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    walkDisabled(false) | 7
                    walkDisabled(true) | 23
                    unprivilegedFaults(false) | 55
                    unprivilegedFaults(true) | 56
                    nonFaultDisabled(false) | 53
                    nonFaultDisabled(true) | 54
                    topByteIgnored(false) | 37
                    topByteIgnored(true) | 38
                    topByteIgnoredForDataOnly(false) | 51
                    topByteIgnoredForDataOnly(true) | 52
                    extendedTagCheck(false) | 60
                    extendedTagCheck(true) | 61
                    tagCheckMatchAll(false) | 57
                    tagCheckMatchAll(true) | 58
                    hierarchicalPermissionsDisabled(false) | 41
                    hierarchicalPermissionsDisabled(true) | 42
                    asidFromUpper | 22
                    asid16 | 36
                    hardwareAccessFlag | 39
                    hardwareDirtyState | 40
                    ds | 59
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Tcr(1L << bit))).isTrue();
        assertThat(answer(question, new Tcr(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Tcr tcr) {
        return switch (question) {
            case "walkDisabled(false)" -> tcr.walkDisabled(false);
            case "walkDisabled(true)" -> tcr.walkDisabled(true);
            case "unprivilegedFaults(false)" -> tcr.unprivilegedFaults(false);
            case "unprivilegedFaults(true)" -> tcr.unprivilegedFaults(true);
            case "nonFaultDisabled(false)" -> tcr.nonFaultDisabled(false);
            case "nonFaultDisabled(true)" -> tcr.nonFaultDisabled(true);
            case "topByteIgnored(false)" -> tcr.topByteIgnored(false);
            case "topByteIgnored(true)" -> tcr.topByteIgnored(true);
            case "topByteIgnoredForDataOnly(false)" -> tcr.topByteIgnoredForDataOnly(false);
            case "topByteIgnoredForDataOnly(true)" -> tcr.topByteIgnoredForDataOnly(true);
            case "extendedTagCheck(false)" -> tcr.extendedTagCheck(false);
            case "extendedTagCheck(true)" -> tcr.extendedTagCheck(true);
            case "tagCheckMatchAll(false)" -> tcr.tagCheckMatchAll(false);
            case "tagCheckMatchAll(true)" -> tcr.tagCheckMatchAll(true);
            case "hierarchicalPermissionsDisabled(false)" -> tcr.hierarchicalPermissionsDisabled(false);
            case "hierarchicalPermissionsDisabled(true)" -> tcr.hierarchicalPermissionsDisabled(true);
            case "asidFromUpper" -> tcr.asidFromUpper();
            case "asid16" -> tcr.asid16();
            case "hardwareAccessFlag" -> tcr.hardwareAccessFlag();
            case "hardwareDirtyState" -> tcr.hardwareDirtyState();
            case "ds" -> tcr.ds();
            default -> throw new IllegalArgumentException(question);
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K, 48 bits           | 0x055001f5b5503510 | 16 | 16 | 12 | 12 | 5
                    16K, 47 bits          | 0x055001f57551b511 | 17 | 17 | 14 | 14 | 5
                    4K, 52 bits           | 0x0d5001f6b54c350c | 12 | 12 | 12 | 12 | 6
                    64K                   | 0x00000000c0004000 |  0 |  0 | 16 | 16 | 0
                    reserved granules     | 0x000000000000c000 |  0 |  0 |  0 |  0 | 0
                    """)
    void sizes_and_granules_are_read_for_both_ranges(
            String reason, long word, int t0sz, int t1sz, int lowerShift, int upperShift, int ips) {
        Tcr tcr = new Tcr(word);
        assertThat(tcr.sizeOffset(false)).isEqualTo(t0sz);
        assertThat(tcr.sizeOffset(true)).isEqualTo(t1sz);
        assertThat(tcr.granuleShift(false)).isEqualTo(lowerShift);
        assertThat(tcr.granuleShift(true)).isEqualTo(upperShift);
        assertThat(tcr.ips()).isEqualTo(ips);
    }

    @Test
    void shareability_is_read_for_both_ranges() {
        Tcr tcr = new Tcr(0x2000_3000L);
        assertThat(tcr.shareability(false)).isEqualTo(3);
        assertThat(tcr.shareability(true)).isEqualTo(2);
    }
}

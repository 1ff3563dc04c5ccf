package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VtcrTest {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    sl2 | 33
                    vmid16 | 19
                    hardwareAccessFlag | 21
                    hardwareDirtyState | 22
                    ds | 32
                    indirectPermissions | 36
                    permissionOverlay | 37
                    d128 | 38
                    hardwareTableAccessFlag | 44
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Vtcr(1L << bit))).isTrue();
        assertThat(answer(question, new Vtcr(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Vtcr vtcr) {
        return switch (question) {
            case "sl2" -> vtcr.sl2();
            case "vmid16" -> vtcr.vmid16();
            case "hardwareAccessFlag" -> vtcr.hardwareAccessFlag();
            case "hardwareDirtyState" -> vtcr.hardwareDirtyState();
            case "ds" -> vtcr.ds();
            case "indirectPermissions" -> vtcr.indirectPermissions();
            case "permissionOverlay" -> vtcr.permissionOverlay();
            case "d128" -> vtcr.d128();
            case "hardwareTableAccessFlag" -> vtcr.hardwareTableAccessFlag();
            default -> throw new IllegalArgumentException(question);
        };
    }

    @Test
    void sizes_granule_and_start_level_are_read() {
        Vtcr vtcr = new Vtcr(0x8002_7558L);
        assertThat(vtcr.sizeOffset()).isEqualTo(24);
        assertThat(vtcr.sl0()).isEqualTo(1);
        assertThat(vtcr.granuleShift()).isEqualTo(16);
        assertThat(vtcr.ps()).isEqualTo(2);
        assertThat(vtcr.shareability()).isEqualTo(3);
    }
}

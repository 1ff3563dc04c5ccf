package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.kernel.KernelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelRegistersTest {
    private static final KernelOptions TAGGED =
            KernelOptions.builder().mte(true).hafdbs(2).build();

    @ParameterizedTest(name = "{0}, {1} bits")
    @CsvSource(delimiter = '|', textBlock = """
                    K4  | 48 | 48 | 045001F5B5503510
                    K4  | 39 | 48 | 045001F5B5593510
                    K16 | 47 | 48 | 045001F57551B510
                    K16 | 48 | 48 | 045001F57550B510
                    K64 | 42 | 48 | 045001F5F5567510
                    K64 | 48 | 48 | 045001F5F5507510
                    K64 | 52 | 52 | 045001F6F54C7510
                    K4  | 52 | 52 | 0C5001F6B54C3510
                    """)
    void tcr_is_what_linux_sets(Granule granule, int vaBits, int physicalBits, String tcr) {
        KernelOptions options = TAGGED.withLpa2(vaBits == 52 && granule != Granule.K64);

        assertThat(Hex.word(KernelRegisters.tcr(options, granule, vaBits, physicalBits, true)))
                .isEqualToIgnoringCase("0x" + tcr);
    }

    @Test
    void without_tags_and_hardware_updates_tcr_has_less() {
        KernelOptions options = KernelOptions.builder().hafdbs(0).build();

        assertThat(KernelRegisters.tcr(options, Granule.K4, 48, 48, true)).isEqualTo(0x0040_0035_b550_3510L);
    }

    @Test
    void mair_has_five_attributes() {
        assertThat(KernelRegisters.mair(KernelOptions.modern())).isEqualTo(0x0000_0004_0044_ffffL);
        assertThat(KernelRegisters.mair(TAGGED)).isEqualTo(0x0000_0004_0044_f0ffL);
    }
}

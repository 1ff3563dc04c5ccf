package dev.ptarmigan.kernel.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.kernel.KernelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectionsTest {
    private static final KernelOptions PLAIN = KernelOptions.modern();

    private static long of(Protections protections, String name) {
        return switch (name) {
            case "PAGE_KERNEL" -> protections.kernel();
            case "tagged" -> protections.kernelTagged();
            case "PAGE_KERNEL_RO" -> protections.kernelReadOnly();
            case "PAGE_KERNEL_ROX" -> protections.kernelReadOnlyExecute();
            case "PAGE_KERNEL_EXEC" -> protections.kernelExecute();
            case "PAGE_KERNEL_EXEC_CONT" -> protections.kernelExecuteContiguous();
            case "PROT_NORMAL" -> protections.normal();
            case "PROT_NORMAL_NC" -> protections.normalNonCacheable();
            case "PROT_DEVICE_nGnRnE" -> protections.deviceNonGathering();
            case "PROT_DEVICE_nGnRE" -> protections.device();
            default -> throw new IllegalArgumentException("name=" + name);
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    PAGE_KERNEL           | 00E8000000000703 | 00E8000000000701 | 00E8000000000F03 | 00E8000000000403
                    tagged                | 00E8000000000707 | 00E8000000000705 | 00E8000000000F07 | 00E8000000000407
                    PAGE_KERNEL_RO        | 00E0000000000783 | 00E0000000000781 | 00E0000000000F83 | 00E0000000000483
                    PAGE_KERNEL_ROX       | 00C0000000000783 | 00C0000000000781 | 00C0000000000F83 | 00C0000000000483
                    PAGE_KERNEL_EXEC      | 00C8000000000703 | 00C8000000000701 | 00C8000000000F03 | 00C8000000000403
                    PAGE_KERNEL_EXEC_CONT | 00D8000000000703 | 00D8000000000701 | 00D8000000000F03 | 00D8000000000403
                    PROT_NORMAL           | 0068000000000703 | 0068000000000701 | 0068000000000F03 | 0068000000000403
                    PROT_NORMAL_NC        | 006800000000070B | 0068000000000709 | 0068000000000F0B | 006800000000040B
                    PROT_DEVICE_nGnRnE    | 006800000000070F | 006800000000070D | 0068000000000F0F | 006800000000040F
                    PROT_DEVICE_nGnRE     | 0068000000000713 | 0068000000000711 | 0068000000000F13 | 0068000000000413
                    """)
    void every_protection_is_the_kernels_word(String name, String page, String block, String notGlobal, String lpa2) {
        assertThat(Hex.word(of(new Protections(PLAIN), name))).isEqualToIgnoringCase("0x" + page);
        assertThat(Hex.word(Protections.block(of(new Protections(PLAIN), name))))
                .isEqualToIgnoringCase("0x" + block);
        assertThat(Hex.word(of(new Protections(PLAIN.withNotGlobal(true)), name)))
                .isEqualToIgnoringCase("0x" + notGlobal);
        assertThat(Hex.word(of(new Protections(PLAIN.withLpa2(true)), name))).isEqualToIgnoringCase("0x" + lpa2);
    }

    @Test
    void a_memory_type_takes_execution_away_and_keeps_the_rest() {
        assertThat(Protections.writeCombine(0x00c8_0000_0000_0703L)).isEqualTo(0x00e8_0000_0000_070bL);
        assertThat(Protections.neverExecute(0x00cc_0000_0000_0703L)).isEqualTo(0x00e8_0000_0000_0703L);
    }
}

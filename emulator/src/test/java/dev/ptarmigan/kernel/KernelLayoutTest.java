package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.listing.KernelVaLayout;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KernelLayoutTest {
    private static long hex(String text) {
        return Hex.parse("0x" + text, "an address");
    }

    @ParameterizedTest(name = "{0}-bit, {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    39 | K4  | FFFFFF8000000000 | FFFFFFC000000000 | FFFFFFC080000000 | FFFFFFFEBF800000 | FFFFFFFEC0000000
                    42 | K64 | FFFFFC0000000000 | FFFFFE0000000000 | FFFFFE0080000000 | FFFFFFFF3F800000 | FFFFFFFF40000000
                    47 | K16 | FFFF800000000000 | FFFFC00000000000 | FFFFC00080000000 | FFFFFFBFBF800000 | FFFFFFBFC0000000
                    48 | K4  | FFFF000000000000 | FFFF800000000000 | FFFF800080000000 | FFFFFDFFBF800000 | FFFFFDFFC0000000
                    48 | K16 | FFFF000000000000 | FFFF800000000000 | FFFF800080000000 | FFFFFF7FBF800000 | FFFFFF7FC0000000
                    48 | K64 | FFFF000000000000 | FFFF800000000000 | FFFF800080000000 | FFFFFFDFBF800000 | FFFFFFDFC0000000
                    52 | K4  | FFF0000000000000 | FFFF800000000000 | FFFF800080000000 | FFFFC1FFBF800000 | FFFFC1FFC0000000
                    52 | K16 | FFF0000000000000 | FFFFC00000000000 | FFFFC00080000000 | FFFFF03FBF800000 | FFFFF03FC0000000
                    52 | K64 | FFF0000000000000 | FFFF800000000000 | FFFF800080000000 | FFFFFC1FBF800000 | FFFFFC1FC0000000
                    """)
    void every_configuration_has_its_address_map(
            int bits, Granule granule, String offset, String end, String start, String vmallocEnd, String vmemmap) {
        KernelVaLayout regions = KernelVaLayout.of(granule, bits, bits);

        KernelLayout layout = KernelLayout.of(regions, 0x4000_0000L);

        assertThat(layout)
                .isEqualTo(new KernelLayout(hex(offset), hex(end), 0x4000_0000L, hex(start), hex(vmallocEnd)));
        assertThat(regions.vmemmapStart()).isEqualTo(hex(vmemmap));
        assertThat(layout.memstart(regions)).isEqualTo(0x4000_0000L);
        assertThat(layout.isLinear(hex(end) - 1)).isTrue();
        assertThat(layout.isLinear(hex(end))).isFalse();
        assertThat(layout.isLinear(hex(offset) - 1)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K: a PUD               | K4  | 40000000 | 40000000
                    4K: just below the next | K4  | 7FE00000 | 40000000
                    4K: memory from zero    | K4  | 00200000 | 00000000
                    16K: a CONT_PMD         | K16 | 7FFFC000 | 40000000
                    64K: a PMD              | K64 | 7FFF0000 | 60000000
                    64K: memory high up     | K64 | 880020000000 | 880020000000
                    """)
    void memory_starts_at_an_aligned_address(String reason, Granule granule, String dram, String start) {
        assertThat(KernelLayout.physicalStart(granule, hex(dram))).isEqualTo(hex(start));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K on 48-bit hardware   | K4  | 48 | FFF1000040000000 | FFFF000000000000
                    16K on 48-bit hardware  | K16 | 47 | FFF0800040000000 | FFFF800000000000
                    64K on 48-bit hardware  | K64 | 48 | FFF1000040000000 | FFFF000000000000
                    4K on 52-bit hardware   | K4  | 52 | 0000000040000000 | FFF0000000000000
                    """)
    void a_52_bit_kernel_makes_up_for_missing_bits_in_memstart(
            String reason, Granule granule, int actual, String memstart, String linearStart) {
        KernelVaLayout regions = KernelVaLayout.of(granule, 52, actual);
        KernelLayout layout = KernelLayout.of(regions, 0x4000_0000L);

        assertThat(layout.memstart(regions)).isEqualTo(hex(memstart));
        assertThat(layout.linear(0x4000_0000L)).isEqualTo(hex(linearStart));
        assertThat(layout.physical(hex(linearStart) + 0x1234)).isEqualTo(0x4000_1234L);
        assertThat(KernelLayout.ofMemstart(regions, hex(memstart))).isEqualTo(layout);
    }

    @Test
    void a_compile_time_address_of_the_linear_map_is_its_own_alias() {
        KernelVaLayout regions = KernelVaLayout.of(Granule.K4, 52, 48);
        KernelLayout layout = KernelLayout.of(regions, 0x4000_0000L);
        long memstart = layout.memstart(regions);

        // phys_to_virt of the kernel: (pa - memstart) | PAGE_OFFSET
        assertThat(0x4120_0000L - memstart | regions.pageOffset()).isEqualTo(layout.linear(0x4120_0000L));
    }

    static Stream<String> kernels() {
        return RealKernel.names();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void real_kernels_have_this_layout(String name) {
        RealKernel real = RealKernel.load(name);

        KernelLayout layout = KernelLayout.of(real.regions(), 0x4000_0000L);

        assertThat(layout.memstart(real.regions())).isEqualTo(real.variable("memstart_addr"));
        assertThat(layout.pageOffset()).isEqualTo(real.constant("PAGE_OFFSET"));
        assertThat(layout.pageEnd()).isEqualTo(real.constant("PAGE_END"));
        assertThat(layout.vmallocStart()).isEqualTo(real.constant("VMALLOC_START"));
        assertThat(layout.vmallocEnd()).isEqualTo(real.constant("VMALLOC_END"));
    }
}

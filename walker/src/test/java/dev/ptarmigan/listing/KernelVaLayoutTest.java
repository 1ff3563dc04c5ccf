package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Granule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelVaLayoutTest {
    @ParameterizedTest(name = "{0}/{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    39 | K4  | ffffff8000000000 | ffffffc000000000 | ffffffc080000000 | fffffffebf800000 | fffffffec0000000
                    42 | K64 | fffffc0000000000 | fffffe0000000000 | fffffe0080000000 | ffffffff3f800000 | ffffffff40000000
                    47 | K16 | ffff800000000000 | ffffc00000000000 | ffffc00080000000 | ffffffbfbf800000 | ffffffbfc0000000
                    48 | K4  | ffff000000000000 | ffff800000000000 | ffff800080000000 | fffffdffbf800000 | fffffdffc0000000
                    48 | K16 | ffff000000000000 | ffff800000000000 | ffff800080000000 | ffffff7fbf800000 | ffffff7fc0000000
                    48 | K64 | ffff000000000000 | ffff800000000000 | ffff800080000000 | ffffffdfbf800000 | ffffffdfc0000000
                    52 | K4  | fff0000000000000 | ffff800000000000 | ffff800080000000 | ffffc1ffbf800000 | ffffc1ffc0000000
                    52 | K16 | fff0000000000000 | ffffc00000000000 | ffffc00080000000 | fffff03fbf800000 | fffff03fc0000000
                    52 | K64 | fff0000000000000 | ffff800000000000 | ffff800080000000 | fffffc1fbf800000 | fffffc1fc0000000
                    """)
    void addresses_follow_from_page_size_and_bits(
            int bits, Granule granule, String offset, String end, String vmalloc, String vmallocEnd, String vmemmap) {
        KernelVaLayout layout = KernelVaLayout.of(granule, bits, bits);
        assertThat(Hex.digits(layout.pageOffset(), 16)).isEqualTo(offset);
        assertThat(Hex.digits(layout.linearMapStart(), 16)).isEqualTo(offset);
        assertThat(Hex.digits(layout.pageEnd(), 16)).isEqualTo(end);
        assertThat(Hex.digits(layout.modulesStart(), 16)).isEqualTo(end);
        assertThat(Hex.digits(layout.modulesEnd(), 16)).isEqualTo(vmalloc);
        assertThat(Hex.digits(layout.vmallocStart(), 16)).isEqualTo(vmalloc);
        assertThat(Hex.digits(layout.vmallocEnd(), 16)).isEqualTo(vmallocEnd);
        assertThat(Hex.digits(layout.vmemmapStart(), 16)).isEqualTo(vmemmap);
        assertThat(Hex.digits(layout.vmemmapStartConstant(), 16)).isEqualTo(vmemmap);
    }

    @Test
    void a_kernel_for_52_bits_on_48_moves_only_vmemmap_and_what_ends_there() {
        KernelVaLayout layout = KernelVaLayout.of(Granule.K4, 52, 48);
        assertThat(layout.pageOffset()).isEqualTo(0xfff0_0000_0000_0000L);
        assertThat(layout.linearMapStart()).isEqualTo(0xffff_0000_0000_0000L);
        assertThat(layout.pageEnd()).isEqualTo(0xffff_8000_0000_0000L);
        assertThat(layout.vmallocEnd()).isEqualTo(0xffff_fdff_bf80_0000L);
        assertThat(layout.vmemmapStart()).isEqualTo(0xffff_fdff_c000_0000L);
        assertThat(layout.vmemmapStartConstant()).isEqualTo(0xffff_c1ff_c000_0000L);
        assertThat(layout.userWindowEnd()).isEqualTo(1L << 48);
    }

    @Test
    void the_top_gigabyte_is_the_same_for_all() {
        KernelVaLayout layout = KernelVaLayout.of(Granule.K64, 42, 42);
        assertThat(layout.vmemmapEnd()).isEqualTo(0xffff_ffff_c000_0000L);
        assertThat(layout.pciIoStart()).isEqualTo(0xffff_ffff_c080_0000L);
        assertThat(layout.pciIoEnd()).isEqualTo(0xffff_ffff_c180_0000L);
        assertThat(layout.fixmapTop()).isEqualTo(0xffff_ffff_ff80_0000L);
    }

    @Test
    void impossible_sizes_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> KernelVaLayout.of(Granule.K4, 48, 52));
        assertThatIllegalArgumentException().isThrownBy(() -> KernelVaLayout.of(Granule.K64, 48, 39));
        assertThatIllegalArgumentException().isThrownBy(() -> new KernelVaLayout(Granule.K4, 48, 48, 56));
    }
}

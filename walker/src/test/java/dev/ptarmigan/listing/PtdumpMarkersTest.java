package dev.ptarmigan.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ptarmigan.descriptors.Granule;
import java.util.List;
import org.junit.jupiter.api.Test;

class PtdumpMarkersTest {
    private static final KernelVaLayout LAYOUT = KernelVaLayout.of(Granule.K4, 48, 48);

    @Test
    void computed_markers_say_what_they_lack() {
        PtdumpMarkers markers = PtdumpMarkers.kernel(LAYOUT);
        assertThat(markers.notes()).singleElement().asString().contains("Fixmap start");
        assertThat(markers.list())
                .extracting(PtdumpMarkers.Marker::name)
                .containsExactly(
                        "Linear Mapping start",
                        "Linear Mapping end",
                        "Modules start",
                        "Modules end",
                        "vmalloc() area",
                        "vmalloc() end",
                        "vmemmap start",
                        "vmemmap end",
                        "PCI I/O start",
                        "PCI I/O end",
                        "Fixmap end");
    }

    @Test
    void with_the_start_of_the_fixmap_nothing_is_lacking() {
        PtdumpMarkers all = PtdumpMarkers.kernel(LAYOUT, 0xffff_ffff_ff22_6000L);
        assertThat(all.notes()).isEmpty();
        assertThat(all.list()).hasSize(12);
        assertThat(all.list().get(10)).hasToString("0xffffffffff226000 Fixmap start");
    }

    @Test
    void markers_ascend() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PtdumpMarkers.kernel(LAYOUT, 0x1000))
                .withMessage(
                        "marker 0x0000000000001000 Fixmap start stands after marker 0xffffffffc1800000 PCI I/O end");
        assertThatIllegalArgumentException().isThrownBy(() -> PtdumpMarkers.of(List.of()));
    }
}

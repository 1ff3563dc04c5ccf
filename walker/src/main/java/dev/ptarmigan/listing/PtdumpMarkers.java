package dev.ptarmigan.listing;

import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.List;

/**
 * The named addresses between which the kernel's text is divided: {@code ---[ vmalloc() area ]---}.
 *
 * @param list the markers by ascending unsigned address, at least one; several may share an address
 * @param notes what could not be found out, in sentences
 */
public record PtdumpMarkers(List<Marker> list, List<String> notes) {
    /**
     * A named address.
     *
     * @param address where the area begins
     * @param name what is printed
     */
    public record Marker(long address, String name) {
        @Override
        public String toString() {
            return Hex.word(address) + " " + name;
        }
    }

    /** Checks the order. */
    public PtdumpMarkers {
        list = List.copyOf(list);
        notes = List.copyOf(notes);
        if (list.isEmpty()) {
            throw new IllegalArgumentException("no markers");
        }
        for (int i = 1; i < list.size(); i++) {
            if (Long.compareUnsigned(list.get(i).address(), list.get(i - 1).address()) < 0) {
                throw new IllegalArgumentException("marker " + list.get(i) + " stands after marker " + list.get(i - 1));
            }
        }
    }

    /** Markers that are known, for example because the kernel recorded them. */
    public static PtdumpMarkers of(List<Marker> known) {
        return new PtdumpMarkers(known, List.of());
    }

    /** The kernel's markers without the one that does not follow from the layout, the start of the fixmap. */
    public static PtdumpMarkers kernel(KernelVaLayout layout) {
        List<Marker> markers = new ArrayList<>(kernelBelowFixmap(layout));
        markers.add(new Marker(layout.fixmapTop(), "Fixmap end"));
        return new PtdumpMarkers(
                markers,
                List.of("\"Fixmap start\" is left out: the size of the fixmap depends on the kernel's configuration"));
    }

    /** All of the kernel's markers. {@code fixmapStart} is FIXADDR_TOT_START. */
    public static PtdumpMarkers kernel(KernelVaLayout layout, long fixmapStart) {
        List<Marker> markers = new ArrayList<>(kernelBelowFixmap(layout));
        markers.add(new Marker(fixmapStart, "Fixmap start"));
        markers.add(new Marker(layout.fixmapTop(), "Fixmap end"));
        return of(markers);
    }

    private static List<Marker> kernelBelowFixmap(KernelVaLayout layout) {
        return List.of(
                new Marker(layout.pageOffset(), "Linear Mapping start"),
                new Marker(layout.pageEnd(), "Linear Mapping end"),
                new Marker(layout.modulesStart(), "Modules start"),
                new Marker(layout.modulesEnd(), "Modules end"),
                new Marker(layout.vmallocStart(), "vmalloc() area"),
                new Marker(layout.vmallocEnd(), "vmalloc() end"),
                new Marker(layout.vmemmapStart(), "vmemmap start"),
                new Marker(layout.vmemmapEnd(), "vmemmap end"),
                new Marker(layout.pciIoStart(), "PCI I/O start"),
                new Marker(layout.pciIoEnd(), "PCI I/O end"));
    }

    /**
     * The markers of a process.
     *
     * @param end where user addresses end: {@link KernelVaLayout#userWindowEnd}
     */
    public static PtdumpMarkers user(long end) {
        return of(List.of(new Marker(0, "UserSpace start"), new Marker(end, "UserSpace end")));
    }

    /** One marker for trees that are not Linux's. */
    public static PtdumpMarkers none(long first, String name) {
        return of(List.of(new Marker(first, name)));
    }
}

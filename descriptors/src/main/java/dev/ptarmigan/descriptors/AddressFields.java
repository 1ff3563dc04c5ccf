package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.BitField.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a descriptor holds its output address or the address of the next table (Arm ARM D8.3.1).
 *
 * <p>The lowest bit is the one below which the input address supplies the rest: the level's shift for a leaf, the
 * granule's for a table. The highest is bit 47, or 55 for VMSAv9-128. Beyond that, FEAT_LPA puts OA[51:48] in bits 15:12
 * (64KB granule) and FEAT_LPA2 puts OA[49:48] in bits 49:48 and OA[51:50] in bits 9:8.
 */
final class AddressFields {
    private static final int TOP_BIT_64 = 47;
    private static final int TOP_BIT_128 = 55;
    private static final Run LPA_HIGH = new Run(15, 12);
    private static final Run LPA2_HIGHEST = new Run(9, 8);
    private static final Run LPA2_HIGH = new Run(49, 48);

    private AddressFields() {}

    /** The output address of a leaf, in units of {@code 1 << leafShift(place, skipped)}. */
    static BitField leaf(Place place) {
        return field("OA", place, leafShift(place));
    }

    /**
     * Binary logarithm of the unit of a leaf's output address. A 128-bit leaf above level 3 skips to level 3 but maps what
     * an entry of its own level maps.
     */
    static int leafShift(Place place) {
        return place.shift();
    }

    /** The next table's address, in granules. */
    static BitField table(Place place) {
        return field("TA", place, place.granule().pageShift());
    }

    private static BitField field(String name, Place place, int shift) {
        int top = place.format() == Format.VMSA128 ? TOP_BIT_128 : TOP_BIT_64;
        List<Run> runs = new ArrayList<>(3);
        switch (place.format()) {
            case VMSA64, VMSA128 -> {}
            case VMSA64_LPA -> runs.add(LPA_HIGH);
            case VMSA64_LPA2 -> {
                runs.add(LPA2_HIGHEST);
                runs.add(LPA2_HIGH);
            }
        }
        runs.add(new Run(top, shift));
        return BitField.of(name + "[" + (place.format().addressBits() - 1) + ":" + shift + "]", runs);
    }
}

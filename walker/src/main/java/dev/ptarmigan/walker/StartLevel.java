package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.registers.Ttbr;
import org.jspecify.annotations.Nullable;

/**
 * The level a walk starts at (Arm ARM D8.2.5): stage 1 from the size of the input address, stage 2 from SL0 and SL2, 128-bit
 * descriptors from both and TTBR.SKL.
 *
 * @param level the start level
 * @param fault why the walk cannot start, or null
 */
record StartLevel(int level, @Nullable String fault) {
    private static final int MOST_CONCATENATED_BITS = 4;

    static StartLevel of(TableSettings s, Format format, int inputBits, Profile profile) {
        int stride = s.granule.stride(format);
        int bySize = Place.LAST_LEVEL - (inputBits - 1 - s.granule.pageShift()) / stride;
        if (s.d128) {
            int skipped = new Ttbr(s.ttbr).skippedLevels();
            int level = bySize + skipped;
            if (level > Place.LAST_LEVEL && profile.has(Knob.SKL_CLAMPED)) {
                return new StartLevel(Place.LAST_LEVEL, null);
            }
            if (level > Place.LAST_LEVEL || skipped == 3 && s.granule != Granule.K4) {
                return new StartLevel(bySize, "TTBR.SKL=" + skipped + " skips beyond the last level");
            }
            return new StartLevel(level, null);
        }
        return s.stage.isStage2() ? stage2(s, format, inputBits) : new StartLevel(bySize, null);
    }

    private static StartLevel stage2(TableSettings s, Format format, int inputBits) {
        int fallback = Place.LAST_LEVEL - (inputBits - 1 - s.granule.pageShift()) / s.granule.stride(format);
        boolean sl2 = s.sl2 && s.granule == Granule.K4 && format == Format.VMSA64_LPA2;
        String written = "VTCR_EL2.{SL2,SL0}={" + (s.sl2 ? 1 : 0) + "," + s.sl0 + "}";
        Integer level = encoded(s, format, sl2);
        if (level == null) {
            return new StartLevel(
                    Math.max(fallback, format.lowestLevel(s.granule)),
                    written + " is no start level for the " + s.granule + " granule here");
        }
        int stride = s.granule.stride(format);
        int resolvedBelow = (Place.LAST_LEVEL - level) * stride + s.granule.pageShift();
        if (inputBits < resolvedBelow + 1 || inputBits > resolvedBelow + stride + MOST_CONCATENATED_BITS) {
            return new StartLevel(
                    level,
                    written + " (start level " + level + ") does not fit a " + inputBits
                            + "-bit intermediate physical address");
        }
        return new StartLevel(level, null);
    }

    private static @Nullable Integer encoded(TableSettings s, Format format, boolean sl2) {
        if (sl2) {
            return s.sl0 == 0 ? -1 : null;
        }
        return switch (s.granule) {
            case K4 ->
                switch (s.sl0) {
                    case 0 -> 2;
                    case 1 -> 1;
                    case 2 -> s.peOutputBits >= 44 ? 0 : null;
                    default -> s.smallTables ? 3 : null;
                };
            case K16 ->
                switch (s.sl0) {
                    case 0 -> 3;
                    case 1 -> 2;
                    case 2 -> s.peOutputBits >= 42 ? 1 : null;
                    default -> format == Format.VMSA64_LPA2 ? 0 : null;
                };
            case K64 ->
                switch (s.sl0) {
                    case 0 -> 3;
                    case 1 -> 2;
                    case 2 -> s.peOutputBits >= 44 ? 1 : null;
                    default -> null;
                };
        };
    }
}

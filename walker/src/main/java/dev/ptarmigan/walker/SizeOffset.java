package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Granule;
import org.jspecify.annotations.Nullable;

/**
 * The range check of TxSZ (Arm ARM D8.2.3; R_SXWGM and neighbours).
 *
 * @param effective the value the walk uses
 * @param fault why every address of the range faults, or null
 */
record SizeOffset(int effective, @Nullable String fault) {
    private static final int ORDINARY_MINIMUM = 16;
    private static final int WIDE_MINIMUM = 12;

    static SizeOffset of(TableSettings s, boolean dsEffective, Profile profile) {
        int minimum = s.stage.isStage2() ? stage2Minimum(s, dsEffective, profile) : stage1Minimum(s, dsEffective);
        int maximum = !s.smallTables ? 39 : s.granule == Granule.K64 ? 47 : 48;
        String field = s.stage.isStage2() ? "VTCR_EL2.T0SZ" : s.upper ? "T1SZ" : "T0SZ";
        if (s.sizeOffset < minimum || s.sizeOffset > maximum) {
            s.findings.add(field + "=" + s.sizeOffset + " is outside " + minimum + " to " + maximum
                    + ", the range for this granule: a fault or a clamped value");
        }
        if (s.sizeOffset < minimum && profile.has(Knob.TXSZ_BELOW_MINIMUM_CLAMPED) && !wideAddresses(s)) {
            return new SizeOffset(minimum, null);
        }
        if (s.sizeOffset < minimum) {
            return new SizeOffset(
                    minimum, field + "=" + s.sizeOffset + " is below " + minimum + ", the least for this granule");
        }
        if (s.sizeOffset > maximum) {
            return new SizeOffset(
                    maximum,
                    profile.has(Knob.TXSZ_ABOVE_MAXIMUM_CLAMPED)
                            ? null
                            : field + "=" + s.sizeOffset + " is above " + maximum + ", the most for this granule");
        }
        return new SizeOffset(s.sizeOffset, null);
    }

    /** FEAT_LVA, at stage 2 FEAT_LPA, with which a value below the minimum must fault. */
    private static boolean wideAddresses(TableSettings s) {
        return s.peOutputBits >= 52 && s.stage.isStage2() || s.lvaImplemented;
    }

    private static int stage1Minimum(TableSettings s, boolean dsEffective) {
        if (s.d128 && s.lva3) {
            return s.stage.twoRanges() ? 9 : 8;
        }
        if (s.d128) {
            return s.granule == Granule.K64 || s.ds ? WIDE_MINIMUM : ORDINARY_MINIMUM;
        }
        boolean wide = s.granule == Granule.K64 ? s.lva : dsEffective;
        return wide ? WIDE_MINIMUM : ORDINARY_MINIMUM;
    }

    private static int stage2Minimum(TableSettings s, boolean dsEffective, Profile profile) {
        if (s.d128) {
            return 64 - s.peOutputBits;
        }
        boolean wide = s.granule == Granule.K64 ? s.lva || s.peOutputBits >= 52 : dsEffective;
        if (profile.has(Knob.STAGE2_TXSZ_IGNORES_PAMAX)) {
            return wide ? WIDE_MINIMUM : ORDINARY_MINIMUM;
        }
        return 64 - Math.min(s.peOutputBits, wide ? 52 : 48);
    }
}

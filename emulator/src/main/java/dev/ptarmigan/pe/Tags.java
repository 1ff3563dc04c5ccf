package dev.ptarmigan.pe;

import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.walker.SecurityState;

/**
 * The context of an entry in one long: what two contexts must have in common to share it. ASID, VMID, regime, Security state,
 * intermediate address space, granule and format, and which group of entries it belongs to.
 */
final class Tags {
    /** Leaves found by virtual addresses. */
    static final int LEAVES = 0;
    /** Stage 1 tables. */
    static final int TABLES = 1;
    /** Stage 2 tables. */
    static final int STAGE2_TABLES = 2;
    /** Stage 2 leaves. */
    static final int STAGE2_LEAVES = 3;

    static final int GROUPS = 4;

    static final long ASID = 0xFFFF;
    private static final int VMID_SHIFT = 16;
    private static final int REGIME_SHIFT = 32;
    private static final int SECURITY_SHIFT = 35;
    private static final int SPACE_SHIFT = 37;
    private static final int GRANULE_SHIFT = 39;
    private static final int FORMAT_SHIFT = 41;
    private static final int GROUP_SHIFT = 44;

    private static final TlbRegime[] REGIMES = TlbRegime.values();
    private static final SecurityState[] STATES = SecurityState.values();
    private static final Granule[] GRANULES = Granule.values();

    private Tags() {}

    static long of(
            int asid,
            int vmid,
            TlbRegime regime,
            SecurityState security,
            SecurityState ipaSpace,
            Granule granule,
            int format) {
        return asid
                | (long) vmid << VMID_SHIFT
                | (long) regime.ordinal() << REGIME_SHIFT
                | (long) security.ordinal() << SECURITY_SHIFT
                | (long) ipaSpace.ordinal() << SPACE_SHIFT
                | (long) granule.ordinal() << GRANULE_SHIFT
                | (long) format << FORMAT_SHIFT;
    }

    static long in(long tag, int group) {
        return tag | (long) group << GROUP_SHIFT;
    }

    static int group(long tag) {
        return (int) (tag >>> GROUP_SHIFT) & GROUPS - 1;
    }

    static int asid(long tag) {
        return (int) (tag & ASID);
    }

    static int vmid(long tag) {
        return (int) (tag >>> VMID_SHIFT) & 0xFFFF;
    }

    static TlbRegime regime(long tag) {
        return REGIMES[(int) (tag >>> REGIME_SHIFT) & 7];
    }

    static SecurityState security(long tag) {
        return STATES[(int) (tag >>> SECURITY_SHIFT) & 3];
    }

    static SecurityState ipaSpace(long tag) {
        return STATES[(int) (tag >>> SPACE_SHIFT) & 3];
    }

    static Granule granule(long tag) {
        return GRANULES[(int) (tag >>> GRANULE_SHIFT) & 3];
    }
}

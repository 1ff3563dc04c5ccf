package dev.ptarmigan.walker;

import static dev.ptarmigan.descriptors.Permissions.PR;
import static dev.ptarmigan.descriptors.Permissions.PW;

import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Pir;

/**
 * The stage 1 permissions of every combination of permission bits, worked out once for the controls in force (WXN, EPAN,
 * PIR …), so that a walk looks its answer up.
 *
 * <p>With direct permissions the index is {@code {AP[2:1], APTable[1:0], bit 54|60, bit 53|59}}; with indirect ones it is
 * PIIndex. Each comes twice: for accesses that PAN does not concern, and, {@link #PAN} further, for privileged data
 * accesses under PSTATE.PAN. Without overlays the entries are final; with overlays they are the base that
 * {@link Permissions#overlay} and {@link Permissions#settled} go on from.
 */
final class PermissionTable {
    /** Entries without PAN come first; those with PAN this much further. */
    static final int PAN = 64;

    /** Bit of the index that is AP[2]. */
    static final int READ_ONLY = 32;

    private static final int INDIRECT_ENTRIES = 16;

    private PermissionTable() {}

    /** Direct permissions: 64 entries without PAN, 64 with. */
    static int[] direct(
            TranslationStage stage, Features features, boolean wxn, boolean epan, boolean overlays, Profile profile) {
        int[] table = new int[2 * PAN];
        boolean panMatters = stage.twoPrivileges() && !features.has(Feature.NV1);
        for (int index = 0; index < PAN; index++) {
            int base = directEntry(stage, features, index);
            boolean blocked = panMatters && Permissions.panBlocks(base, epan);
            int withPan = blocked && !afterOverlay(overlays, profile) ? base & ~(PR | PW) : base;
            table[index] = finished(wxn ? Permissions.markWxn(base) : base, overlays);
            table[PAN + index] = finished(wxn ? Permissions.markWxn(withPan) : withPan, overlays);
        }
        return table;
    }

    private static int finished(int base, boolean overlays) {
        return overlays ? base : Permissions.withoutOverlay(base);
    }

    /** PAN is then decided in the walk, see {@link Stage1Rules}. */
    private static boolean afterOverlay(boolean overlays, Profile profile) {
        return overlays && profile.has(Knob.PAN_AFTER_OVERLAY);
    }

    private static int directEntry(TranslationStage stage, Features features, int index) {
        int ap = index >>> 4;
        int apTable = index >>> 2 & 3;
        boolean bit54 = (index & 2) != 0;
        boolean bit53 = (index & 1) != 0;
        boolean readOnly = (ap & 2) != 0 || (apTable & 2) != 0;
        if (!stage.twoPrivileges()) {
            return Permissions.directOnePrivilege(readOnly, bit54);
        }
        if (features.has(Feature.NV1)) {
            return Permissions.directNv1(readOnly, bit54);
        }
        return Permissions.direct(ap, apTable, bit54, bit53);
    }

    /** Indirect permissions: entries 0 to 15 without PAN, {@link #PAN} to {@code PAN + 15} with. */
    static int[] indirect(
            TranslationStage stage,
            Features features,
            Pir privileged,
            Pir unprivileged,
            boolean overlays,
            Profile profile) {
        int[] table = new int[PAN + INDIRECT_ENTRIES];
        boolean panMatters = stage.twoPrivileges() && !features.has(Feature.NV1);
        for (int index = 0; index < INDIRECT_ENTRIES; index++) {
            int p = privileged.nibble(index);
            int u = features.has(Feature.NV1) ? 0 : unprivileged.nibble(index);
            int base = stage.twoPrivileges() ? Permissions.indirect(p, u) : Permissions.indirectOnePrivilege(p);
            boolean blocked = panMatters
                    && Permissions.panBlocksIndirect(u)
                    && !(profile.has(Knob.PAN_IGNORES_RESERVED_PIRE0) && Permissions.isReservedIndirect(u))
                    && !afterOverlay(overlays, profile);
            table[index] = finished(base, overlays);
            table[PAN + index] = finished(blocked ? base & ~(PR | PW) : base, overlays);
        }
        return table;
    }
}

package dev.ptarmigan.walker;

import static dev.ptarmigan.descriptors.Permissions.PR;
import static dev.ptarmigan.descriptors.Permissions.PW;
import static dev.ptarmigan.descriptors.Permissions.PX;
import static dev.ptarmigan.descriptors.Permissions.TOP_LEVEL_0;
import static dev.ptarmigan.descriptors.Permissions.TOP_LEVEL_1;
import static dev.ptarmigan.descriptors.Permissions.TTW_READ;
import static dev.ptarmigan.descriptors.Permissions.TTW_WRITE;
import static dev.ptarmigan.descriptors.Permissions.UX;

import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.faults.FaultType;

/** What a stage 2 leaf means for an access: the permission check in its order of priority, and hardware updates. */
final class Stage2Rules {
    private Stage2Rules() {}

    /**
     * The permission check: for reads and updates of stage 1 descriptors first TopLevel, AssuredOnly and HCR_EL2.PTW; then
     * overlay, Realm's Non-secure pages, base permissions, dirty state (Arm ARM D8.4).
     *
     * @param assured whether stage 1 came here by Assured translations only (FEAT_THE)
     */
    static boolean permitted(
            TranslationContext context,
            WalkParameters p,
            long word,
            long wordHigh,
            long ipa,
            int access,
            int at,
            boolean device,
            boolean assured,
            Walk out) {
        boolean tableWalk = (access & Access.TABLE_WALK) != 0;
        int set = context.stage2Permissions[index(context, p, word, wordHigh, access)];
        int overlay = 0;
        int base = set;
        if (context.stage2OverlayOn) {
            overlay = overlay(context, p, word, wordHigh);
            set = Permissions.stage2Overlaid(set, overlay);
        }
        if (p.hardened && !hardened(p, word, wordHigh, set, access, assured, out)) {
            return refuse(out, at, ipa, access, needed(access));
        }
        if (tableWalk && device && context.protectedTableWalk) {
            int level = context.profile.has(Knob.PTW_FAULT_AT_LEVEL_0) ? 0 : at;
            return refuse(out, level, ipa, access, TTW_READ);
        }
        int needed = needed(access);
        if (context.stage2OverlayOn && (needed & ~overlay) != 0) {
            out.overlayFault = true;
            return refuse(out, at, ipa, access, needed & ~overlay);
        }
        int own = base;
        if (leavesRealm(context, p, word, wordHigh)) {
            if (tableWalk) {
                return refuse(out, at, ipa, access, TTW_READ);
            }
            own = Permissions.withoutExecute(own);
        }
        if (device && (access & Access.EXECUTE) != 0 && context.profile.has(Knob.DEVICE_FETCH_FAULTS)) {
            own = Permissions.withoutExecute(own);
        }
        if ((needed & ~own) != 0) {
            return refuse(out, at, ipa, access, needed & ~own);
        }
        boolean clean = p.indirect
                && (access & (Access.WRITE | Access.CACHE)) == Access.WRITE
                && (word & DescriptorBits.S2AP_WRITE) == 0
                && !p.dirtyManaged;
        boolean ignored = tableWalk
                ? context.profile.has(Knob.TABLE_UPDATE_IGNORES_STAGE2_DIRTY)
                : (access & Access.AT) != 0 && context.profile.has(Knob.AT_WRITE_IGNORES_DIRTY_STATE);
        if (clean && !ignored) {
            out.dirtyFault = true;
            return refuse(out, at, ipa, access, PW);
        }
        return true;
    }

    /** The checks of FEAT_THE. */
    private static boolean hardened(
            WalkParameters p, long word, long wordHigh, int set, int access, boolean assured, Walk out) {
        boolean tableWalk = (access & Access.TABLE_WALK) != 0;
        if (tableWalk && (access & Access.TOP_LEVEL) != 0) {
            boolean upper = (access & Access.UPPER_RANGE) != 0;
            boolean own = (set & (upper ? TOP_LEVEL_1 : TOP_LEVEL_0)) != 0;
            boolean other = (set & (upper ? TOP_LEVEL_0 : TOP_LEVEL_1)) != 0;
            boolean ownChecked = upper ? p.topLevel1Checked : p.topLevel0Checked;
            boolean otherChecked = upper ? p.topLevel0Checked : p.topLevel1Checked;
            if (!own && (ownChecked || otherChecked && other)) {
                out.topLevelFault = true;
                return false;
            }
        }
        boolean only = (word & p.assuredOnlyLow | wordHigh & p.assuredOnlyHigh) != 0;
        boolean guardedStack = !tableWalk && (access & (Access.GCS | Access.UNPRIVILEGED)) == Access.GCS;
        if (only && !assured || !only && p.gcsAssured && guardedStack) {
            out.assuredOnlyFault = true;
            return false;
        }
        return true;
    }

    /** Whether only hardware updates and read-check-write instructions may write the page: S2PIE nibbles 2, 3, 6, 7. */
    static boolean mostlyReadOnly(TranslationContext context, WalkParameters p, long word, long wordHigh) {
        int set = effective(context, p, word, wordHigh);
        return (set & (PW | TTW_WRITE)) == TTW_WRITE;
    }

    /** The permissions of a leaf after the overlay. */
    static int effective(TranslationContext context, WalkParameters p, long word, long wordHigh) {
        int set = context.stage2Permissions[index(context, p, word, wordHigh, Access.READ)];
        return context.stage2OverlayOn ? Permissions.stage2Overlaid(set, overlay(context, p, word, wordHigh)) : set;
    }

    /** Whether a Realm's leaf is Non-secure memory. */
    static boolean leavesRealm(TranslationContext context, WalkParameters p, long word, long wordHigh) {
        return context.security == SecurityState.REALM
                && (p.wide ? wordHigh & DescriptorBits.NS_128 : word & DescriptorBits.REALM_NS) != 0;
    }

    private static int overlay(TranslationContext context, WalkParameters p, long word, long wordHigh) {
        int index =
                (int) ((p.wide ? wordHigh >>> DescriptorBits.PO_SHIFT_128 : word >>> DescriptorBits.S2PO_SHIFT) & 15);
        return Permissions.stage2Indirect((int) (context.overlayStage2 >>> 4 * index) & 15);
    }

    private static int index(TranslationContext context, WalkParameters p, long word, long wordHigh, int access) {
        if (p.indirect) {
            return p.wide ? (int) (wordHigh >>> DescriptorBits.PI_SHIFT_128) & 15 : DescriptorBits.piIndex(word);
        }
        long s2ap = word >>> DescriptorBits.S2AP_SHIFT & 3;
        boolean faceValue = (access & (Access.AT | Access.TABLE_WALK)) == Access.AT
                && context.profile.has(Knob.AT_WRITE_IGNORES_DBM);
        if (p.dirtyManaged && (word & DescriptorBits.DBM) != 0 && !faceValue) {
            s2ap |= 2;
        }
        return (int) ((word >>> DescriptorBits.S2_XN_SHIFT & 3) << 2 | s2ap);
    }

    private static int needed(int access) {
        if ((access & Access.TABLE_WALK) != 0) {
            return TTW_READ | ((access & Access.WRITE) != 0 ? TTW_WRITE : 0);
        }
        int execute = (access & Access.UNPRIVILEGED) != 0 ? UX : PX;
        return ((access & Access.READ) != 0 ? PR : 0)
                | ((access & Access.WRITE) != 0 ? PW : 0)
                | ((access & Access.EXECUTE) != 0 ? execute : 0);
    }

    private static boolean refuse(Walk out, int at, long ipa, int access, int missing) {
        out.stage2Fault(FaultType.PERMISSION, at, ipa, access);
        if ((access & Access.TABLE_WALK) == 0) {
            out.write = (missing & PR) == 0 && (out.access & Access.WRITE) != 0;
        }
        return false;
    }

    /** The descriptor with what hardware sets in it. An AT instruction updates what maps the tables, not what it asks for. */
    static long updated(TranslationContext context, WalkParameters p, long word, int access) {
        boolean translationOnly = (access & (Access.AT | Access.TABLE_WALK)) == Access.AT;
        if (!p.accessFlagManaged || translationOnly && !context.profile.has(Knob.AT_SETS_ACCESS_FLAG)) {
            return word;
        }
        long updated = word | DescriptorBits.AF;
        if (p.dirtyManaged
                && (access & (Access.WRITE | Access.CACHE)) == Access.WRITE
                && !translationOnly
                && Stage1Rules.becomesDirty(context, p, word)) {
            updated |= DescriptorBits.S2AP_WRITE;
        }
        return updated;
    }
}

package dev.ptarmigan.walker;

import static dev.ptarmigan.descriptors.Permissions.NO_OVERLAY;
import static dev.ptarmigan.descriptors.Permissions.PGCS;
import static dev.ptarmigan.descriptors.Permissions.PR;
import static dev.ptarmigan.descriptors.Permissions.PW;
import static dev.ptarmigan.descriptors.Permissions.PX;
import static dev.ptarmigan.descriptors.Permissions.UR;
import static dev.ptarmigan.descriptors.Permissions.UW;
import static dev.ptarmigan.descriptors.Permissions.UX;

import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.FaultType;

/** What a stage 1 leaf means for an access: output space, permissions, the permission check, hardware updates. */
final class Stage1Rules {
    /** From the privileged half of a permission set to the EL0 half, for {@link Access#UNPRIVILEGED}. */
    private static final int PRIVILEGE_SHIFT = 4;

    private static final int RIGHTS = PR | PW | PX | PGCS;
    /** The rights of {@link Permissions} have the bits of the accesses that need them. */
    private static final int KINDS = Access.READ | Access.WRITE | Access.EXECUTE;

    static {
        if (Access.READ != PR || Access.WRITE != PW || Access.EXECUTE != PX || Access.UNPRIVILEGED != 8) {
            throw new AssertionError("accesses and permissions have drifted apart");
        }
    }

    private Stage1Rules() {}

    /** The space of the output address (Arm ARM D8.2, R_CHWQC and neighbours; NSTable is in {@code tables}). */
    static SecurityState space(TranslationContext context, WalkParameters p, long word, long wordHigh, long tables) {
        return context.security == SecurityState.NON_SECURE
                ? SecurityState.NON_SECURE
                : chosenSpace(context, p, word, wordHigh, tables);
    }

    private static SecurityState chosenSpace(
            TranslationContext context, WalkParameters p, long word, long wordHigh, long tables) {
        boolean ns = (p.wide ? wordHigh & DescriptorBits.NS_128 : word & DescriptorBits.NS) != 0;
        return switch (context.security) {
            case SECURE -> ns || !fromSecure(p, tables) ? SecurityState.NON_SECURE : SecurityState.SECURE;
            case REALM -> ns && p.stage != TranslationStage.EL10 ? SecurityState.NON_SECURE : SecurityState.REALM;
            case ROOT -> {
                boolean nse = (word & DescriptorBits.NSE) != 0;
                if (nse) {
                    yield ns ? SecurityState.REALM : SecurityState.ROOT;
                }
                yield ns || !context.secureState ? SecurityState.NON_SECURE : SecurityState.SECURE;
            }
            case NON_SECURE -> SecurityState.NON_SECURE;
        };
    }

    /** Whether tables of Secure state have not led to Non-secure memory by NSTable. */
    static boolean fromSecure(WalkParameters p, long tables) {
        return (tables & (p.wide ? DescriptorBits.NS_TABLE_128 : DescriptorBits.NS_TABLE)) == 0;
    }

    /**
     * The permissions before overlays; without overlays the final ones.
     *
     * @param above the hierarchical attributes that count
     */
    static int permissions(
            TranslationContext context,
            WalkParameters p,
            long word,
            long wordHigh,
            long above,
            int access,
            SecurityState space) {
        int index = p.indirect
                ? p.wide ? (int) (wordHigh >>> DescriptorBits.PI_SHIFT_128) & 15 : DescriptorBits.piIndex(word)
                : directIndex(word, above);
        if (p.dirtyManaged && !p.indirect && (word & DescriptorBits.DBM) != 0 && !ignoresDbm(context, access)) {
            index &= ~PermissionTable.READ_ONLY;
        }
        if ((access & (Access.PAN | Access.UNPRIVILEGED | Access.CACHE)) == Access.PAN && looksAtPan(context, access)) {
            index += PermissionTable.PAN;
        }
        int base = context.permissionTable[index];
        return space == context.security ? base : elsewhere(context, base);
    }

    /** {AP, APTable, UXN, PXN}, the last two from the leaf or any table; see {@link PermissionTable}. */
    private static int directIndex(long word, long above) {
        return (int) (word >>> DescriptorBits.AP_SHIFT & 3) << 4
                | (int) (above >>> DescriptorBits.TABLE_ATTRIBUTES_SHIFT) & 15
                | (int) (word >>> DescriptorBits.XN_SHIFT) & 3;
    }

    private static boolean looksAtPan(TranslationContext context, int access) {
        return (access & Access.EXECUTE) == 0 || context.profile.has(Knob.WXN_AFTER_PAN);
    }

    /** Permissions on memory of another space than the Security state's own. */
    private static int elsewhere(TranslationContext context, int base) {
        boolean forbids = switch (context.security) {
            case NON_SECURE -> false;
            case SECURE -> context.secureFetchOnly;
            case REALM, ROOT -> true;
        };
        return forbids ? Permissions.withoutExecute(base) : base;
    }

    private static boolean ignoresDbm(TranslationContext context, int access) {
        return (access & Access.AT) != 0 && context.profile.has(Knob.AT_WRITE_IGNORES_DBM)
                || (access & Access.EXECUTE) != 0 && context.profile.has(Knob.FETCH_IGNORES_DBM);
    }

    /** What the overlays leave of the base permissions. */
    static int overlay(TranslationContext context, WalkParameters p, int base, long word, long wordHigh) {
        if (!p.overlay) {
            return Permissions.overlay(base, NO_OVERLAY, NO_OVERLAY);
        }
        int index = p.wide
                ? (int) (wordHigh >>> DescriptorBits.PO_SHIFT_128) & 15
                : (int) (word >>> DescriptorBits.PO_SHIFT) & 7;
        int privileged =
                context.overlayPrivilegedOn ? (int) (context.overlayPrivileged >>> 4 * index) & 15 : NO_OVERLAY;
        int unprivileged =
                context.overlayUnprivilegedOn ? (int) (context.overlayUnprivileged >>> 4 * index) & 15 : NO_OVERLAY;
        return Permissions.overlay(base, privileged, unprivileged);
    }

    /** The permission check with all that can take part in it; leaves the effective permissions in {@code out}. */
    static boolean permittedInFull(
            TranslationContext context, WalkParameters p, int base, long word, long wordHigh, int access, Walk out) {
        boolean permitted = p.overlay
                ? permittedUnderOverlay(context, p, base, word, wordHigh, access, out)
                : permitted(base, access, out);
        if (!permitted) {
            return false;
        }
        if ((access & Access.EXECUTE) != 0
                && context.profile.has(Knob.DEVICE_FETCH_FAULTS)
                && MemoryAttributes.isStage1Device(context, p, word, wordHigh)) {
            return refuse(out, PX);
        }
        boolean clean = p.indirect
                && (access & (Access.WRITE | Access.CACHE)) == Access.WRITE
                && (word & DescriptorBits.AP2) != 0
                && !p.dirtyManaged;
        if (clean && !((access & Access.AT) != 0 && context.profile.has(Knob.AT_WRITE_IGNORES_DIRTY_STATE))) {
            out.dirtyFault = true;
            return refuse(out, PW);
        }
        return true;
    }

    /** Overlays come before the base permissions (Arm ARM D8.4). */
    private static boolean permittedUnderOverlay(
            TranslationContext context, WalkParameters p, int base, long word, long wordHigh, int access, Walk out) {
        int overlay = overlay(context, p, base, word, wordHigh);
        int own = Permissions.settled(base, overlay);
        if (context.profile.has(Knob.PAN_AFTER_OVERLAY)
                && (access & (Access.PAN | Access.UNPRIVILEGED | Access.CACHE | Access.EXECUTE)) == Access.PAN) {
            int counts = context.indirect || context.enhancedPan ? UR | UW | UX : UR | UW;
            if ((own & overlay & counts) != 0) {
                own &= ~(PR | PW);
            }
        }
        out.permissions = own & overlay;
        int down = (access & Access.UNPRIVILEGED) != 0 ? PRIVILEGE_SHIFT : 0;
        int refused = wanted(access) & ~(overlay >>> down & RIGHTS) & ~PGCS;
        if (refused != 0) {
            out.overlayFault = true;
            return refuse(out, refused);
        }
        return permitted(own, access, out);
    }

    /** The permission check against final permissions. */
    static boolean permitted(int own, int access, Walk out) {
        int refused = wanted(access) & ~(own >>> ((access & Access.UNPRIVILEGED) >>> 1));
        return refused == 0 || refuse(out, refused);
    }

    /** Whether permissions allow an access that is no Guarded Control Stack one. */
    static boolean allows(int own, int access) {
        return (access & KINDS & ~(own >>> ((access & Access.UNPRIVILEGED) >>> 1))) == 0;
    }

    private static int wanted(int access) {
        return (access & Access.GCS) != 0 ? PGCS : access & KINDS;
    }

    private static boolean refuse(Walk out, int missing) {
        out.stage1Fault(FaultType.PERMISSION, out.level);
        out.write = (missing & PR) == 0 && (out.access & Access.WRITE) != 0;
        return false;
    }

    /** The descriptor with what hardware sets in it: Access flag, and the dirty state of a write (HA, HD). */
    static long updated(TranslationContext context, WalkParameters p, long word, int access, boolean allowed) {
        if ((access & Access.AT) != 0 && !context.profile.has(Knob.AT_SETS_ACCESS_FLAG)
                || !allowed && !context.profile.has(Knob.ACCESS_FLAG_SET_WITHOUT_PERMISSION)) {
            return word;
        }
        long updated = word | DescriptorBits.AF;
        if (allowed
                && p.dirtyManaged
                && (access & (Access.WRITE | Access.AT | Access.CACHE)) == Access.WRITE
                && becomesDirty(context, p, word)) {
            updated &= ~DescriptorBits.AP2;
        }
        return updated;
    }

    /** Whether a write to a clean page makes it dirty; the rule is the same for both stages. */
    static boolean becomesDirty(TranslationContext context, WalkParameters p, long word) {
        if (!p.indirect) {
            return (word & DescriptorBits.DBM) != 0;
        }
        return p.wide
                || !context.profile.has(Knob.INDIRECT_DIRTY_NEEDS_BIT_51)
                || (word & DescriptorBits.PI_INDEX_1) != 0;
    }
}

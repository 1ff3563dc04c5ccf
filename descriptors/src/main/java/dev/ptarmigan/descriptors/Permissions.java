package dev.ptarmigan.descriptors;

import dev.ptarmigan.registers.PermissionIndirection;
import dev.ptarmigan.registers.PermissionOverlay;
import dev.ptarmigan.registers.Stage2Permission;

/**
 * The permission rules of the architecture as pure functions over small sets of bits, so that walkers, explanations and
 * checkers share one copy and none of them allocates (Arm ARM D8.4).
 *
 * <p>A set holds what the privileged level (P…) and EL0 (U…) may do: read, write, execute and Guarded Control Stack
 * access. Regimes with one privilege level use only the P half. Stage 2 sets also say what a stage 1 walk may do with the
 * page when it holds a stage 1 table (TTW…). Two kinds of bits steer the last step, {@link #overlay} and
 * {@link #settled}: whether write-execute-never applies to a level (…_WXN) and whether an overlay may restrict it
 * (…_OVERLAY).
 *
 * <p>The order of the steps is: direct or indirect base permissions; write-execute-never for direct ones
 * ({@link #markWxn}); {@link #panBlocks} or {@link #panBlocksIndirect}, which look at the base; then {@code settled(base, overlay) & overlay}.
 */
public final class Permissions {
    /** The privileged level may read. */
    public static final int PR = 1;

    /** The privileged level may write. */
    public static final int PW = 1 << 1;

    /** The privileged level may execute. */
    public static final int PX = 1 << 2;

    /** The privileged level may make Guarded Control Stack accesses. */
    public static final int PGCS = 1 << 3;

    /** EL0 may read. */
    public static final int UR = 1 << 4;

    /** EL0 may write. */
    public static final int UW = 1 << 5;

    /** EL0 may execute. */
    public static final int UX = 1 << 6;

    /** EL0 may make Guarded Control Stack accesses. */
    public static final int UGCS = 1 << 7;

    /** Stage 2: a stage 1 walk may read descriptors. */
    public static final int TTW_READ = 1 << 8;

    /** Stage 2: a stage 1 walk may write descriptors (Access flag, dirty state), as may read-check-write instructions. */
    public static final int TTW_WRITE = 1 << 9;

    /** Stage 2: TopLevel0, a start table of the lower VA range (FEAT_THE). */
    public static final int TOP_LEVEL_0 = 1 << 10;

    /** Stage 2: TopLevel1, a start table of the upper VA range (FEAT_THE). */
    public static final int TOP_LEVEL_1 = 1 << 11;

    /** Write-execute-never applies to the privileged level. */
    public static final int P_WXN = 1 << 12;

    /** Write-execute-never applies to EL0. */
    public static final int U_WXN = 1 << 13;

    /** An overlay may restrict the privileged level. */
    public static final int P_OVERLAY = 1 << 14;

    /** An overlay may restrict EL0. */
    public static final int U_OVERLAY = 1 << 15;

    /** Everything the privileged level can be allowed. */
    public static final int PRIVILEGED = PR | PW | PX | PGCS;

    /** Everything EL0 can be allowed. */
    public static final int UNPRIVILEGED = UR | UW | UX | UGCS;

    /** For {@link #overlay}: no overlay is in force for that level. */
    public static final int NO_OVERLAY = -1;

    private static final int U_SHIFT = 4;
    private static final int TOP_LEVELS = TOP_LEVEL_0 | TOP_LEVEL_1;
    private static final int OVERLAYABLE = P_OVERLAY | U_OVERLAY;

    private Permissions() {}

    /**
     * Stage 1 direct permissions of the regimes with two privilege levels (EL1&amp;0, EL2&amp;0).
     *
     * <p>Execution does not need read permission. What EL0 can write, after APTable, the privileged level cannot execute.
     *
     * @param ap AP[2:1]; where hardware manages the dirty state AP[2] of a writable-clean entry counts as 0
     * @param apTable APTable[1:0] of all tables above, ORed; 0 where hierarchical permissions are disabled
     * @param uxn UXN, or UXNTable of any table above
     * @param pxn PXN, or PXNTable of any table above
     */
    public static int direct(int ap, int apTable, boolean uxn, boolean pxn) {
        int set = PR | OVERLAYABLE;
        boolean writable = (ap & 2) == 0 && (apTable & 2) == 0;
        boolean el0 = (ap & 1) != 0 && (apTable & 1) == 0;
        if (writable) {
            set |= PW;
        }
        if (el0) {
            set |= writable ? UR | UW : UR;
        }
        if (!uxn) {
            set |= UX;
        }
        if (!pxn && !(el0 && writable)) {
            set |= PX;
        }
        return set;
    }

    /**
     * Stage 1 direct permissions of the regimes with one privilege level (EL2, EL3), all in the privileged half.
     *
     * @param readOnly AP[2], or APTable[1] of any table above
     * @param xn XN, or XNTable of any table above
     */
    public static int directOnePrivilege(boolean readOnly, boolean xn) {
        return PR | P_OVERLAY | (readOnly ? 0 : PW) | (xn ? 0 : PX);
    }

    /**
     * Stage 1 direct permissions of EL1&amp;0 with HCR_EL2.{NV,NV1} = {1,1}: AP[1], APTable[0] and UXN count as 0, so EL0 can
     * execute and neither read nor write.
     *
     * @param readOnly AP[2], or APTable[1] of any table above
     * @param pxn PXN (in bit 54), or PXNTable (bit 60) of any table above
     */
    public static int directNv1(boolean readOnly, boolean pxn) {
        return direct(readOnly ? 2 : 0, 0, false, pxn);
    }

    /** Marks the levels that may both write and execute, for SCTLR_ELx.WXN=1 with direct permissions. */
    public static int markWxn(int set) {
        int marked = set;
        if ((set & (PW | PX)) == (PW | PX)) {
            marked |= P_WXN;
        }
        if ((set & (UW | UX)) == (UW | UX)) {
            marked |= U_WXN;
        }
        return marked;
    }

    /**
     * Stage 1 indirect permissions of the regimes with two privilege levels. If the privileged level could execute (or use
     * a Guarded Control Stack) what EL0 could write (likewise), neither gets any permission.
     *
     * @param privileged the nibble of PIR_ELx that PIIndex selects
     * @param unprivileged the nibble of PIRE0_ELx
     */
    public static int indirect(int privileged, int unprivileged) {
        int p = indirectNibble(privileged);
        int u = indirectNibble(unprivileged);
        if ((p & (PX | PGCS)) != 0 && (u & (PW | PGCS)) != 0) {
            return (p & (P_WXN | P_OVERLAY)) | (u & (P_WXN | P_OVERLAY)) << 1;
        }
        return p | (u & PRIVILEGED) << U_SHIFT | (u & (P_WXN | P_OVERLAY)) << 1;
    }

    /** Stage 1 indirect permissions of the regimes with one privilege level. */
    public static int indirectOnePrivilege(int privileged) {
        return indirectNibble(privileged);
    }

    /** Whether a nibble of PIR_ELx or PIRE0_ELx is reserved; it then gives no permission. */
    public static boolean isReservedIndirect(int nibble) {
        return PermissionIndirection.isReserved(nibble);
    }

    private static int indirectNibble(int nibble) {
        int grants = PermissionIndirection.grants(nibble);
        return ((grants & PermissionIndirection.READ) != 0 ? PR : 0)
                | ((grants & PermissionIndirection.WRITE) != 0 ? PW : 0)
                | ((grants & PermissionIndirection.EXECUTE) != 0 ? PX : 0)
                | ((grants & PermissionIndirection.GCS) != 0 ? PGCS : 0)
                | ((grants & PermissionIndirection.WXN) != 0 ? P_WXN : 0)
                | ((grants & PermissionIndirection.OVERLAY) != 0 ? P_OVERLAY : 0);
    }

    /**
     * Whether PSTATE.PAN takes reads and writes from a privileged access with direct permissions. It looks at the base, at what
     * EL0 may do before any overlay.
     *
     * @param base from {@link #direct} or {@link #directNv1}
     * @param epan SCTLR_ELx.EPAN=1 (FEAT_PAN3): that EL0 may execute counts too
     */
    public static boolean panBlocks(int base, boolean epan) {
        return (base & (epan ? UR | UW | UX : UR | UW)) != 0;
    }

    /**
     * Whether PSTATE.PAN takes reads and writes from a privileged access with indirect permissions: whenever the nibble is not
     * 0, even if it is reserved. (QEMU 11.1 lets reserved nibbles pass.)
     *
     * @param unprivileged the nibble of PIRE0_ELx
     */
    public static boolean panBlocksIndirect(int unprivileged) {
        return unprivileged != 0;
    }

    /**
     * What stage 1 overlays allow: all of a level's permissions where none is in force for it or the base permission is not
     * open to overlays. Where write-execute-never meets an overlay that allows execution, the overlay loses writing.
     *
     * @param base a set from {@link #direct} or {@link #indirect} and their siblings
     * @param privileged the nibble of POR_ELx that POIndex selects, or {@link #NO_OVERLAY} (TCR2_ELx.POE=0)
     * @param unprivileged the nibble of POR_EL0, or {@link #NO_OVERLAY} (TCR2_ELx.E0POE=0)
     */
    public static int overlay(int base, int privileged, int unprivileged) {
        int set = PRIVILEGED | UNPRIVILEGED;
        if (privileged != NO_OVERLAY && (base & P_OVERLAY) != 0) {
            int allowed = overlayNibble(privileged);
            if ((base & P_WXN) != 0 && (allowed & PX) != 0) {
                allowed = allowed & ~PW | P_WXN;
            }
            set = set & ~PRIVILEGED | allowed;
        }
        if (unprivileged != NO_OVERLAY && (base & U_OVERLAY) != 0) {
            int allowed = overlayNibble(unprivileged) << U_SHIFT;
            if ((base & U_WXN) != 0 && (allowed & UX) != 0) {
                allowed = allowed & ~UW | U_WXN;
            }
            set = set & ~UNPRIVILEGED | allowed;
        }
        return set;
    }

    /** What a nibble of POR_ELx allows, in the privileged half. */
    private static int overlayNibble(int nibble) {
        int keeps = PermissionOverlay.keeps(nibble);
        return ((keeps & PermissionOverlay.READ) != 0 ? PR : 0)
                | ((keeps & PermissionOverlay.WRITE) != 0 ? PW : 0)
                | ((keeps & PermissionOverlay.EXECUTE) != 0 ? PX : 0);
    }

    /**
     * The base permissions after write-execute-never: a level that it applies to loses execution, unless an overlay has lost
     * writing instead. The access is allowed if {@code settled(base, overlay) & overlay} has its bit.
     *
     * @param overlay the result of {@link #overlay} for the same base
     */
    public static int settled(int base, int overlay) {
        int set = base & (PRIVILEGED | UNPRIVILEGED);
        if ((base & ~overlay & P_WXN) != 0) {
            set &= ~PX;
        }
        if ((base & ~overlay & U_WXN) != 0) {
            set &= ~UX;
        }
        return set;
    }

    /** The permissions of a stage 1 base set when no overlay is in force. */
    public static int withoutOverlay(int base) {
        return settled(base, 0);
    }

    /** A set without execution, for example for Realm execution from Non-secure memory. */
    public static int withoutExecute(int set) {
        return set & ~(PX | UX);
    }

    /**
     * Stage 2 direct permissions. Execution does not need read permission.
     *
     * @param s2ap S2AP[1:0]; where hardware manages the dirty state S2AP[1] of a writable-clean entry counts as 1
     * @param xn XN[1:0], that is bits 54:53
     * @param xnx whether FEAT_XNX is implemented; without it only XN[1] counts
     */
    public static int stage2Direct(int s2ap, int xn, boolean xnx) {
        int set = 0;
        if ((s2ap & 1) != 0) {
            set |= PR | UR | TTW_READ;
        }
        if ((s2ap & 2) != 0) {
            set |= PW | UW | TTW_WRITE;
        }
        return set
                | switch (xnx ? xn : xn & 2) {
                    case 0 -> PX | UX;
                    case 1 -> UX;
                    case 2 -> 0;
                    case 3 -> PX;
                    default -> throw new IllegalArgumentException("not a value of XN[1:0]: " + xn);
                };
    }

    /** Stage 2 indirect permissions, and also what a nibble of S2POR_EL1 allows. */
    public static int stage2Indirect(int nibble) {
        int grants = Stage2Permission.grants(nibble);
        return ((grants & Stage2Permission.READ) != 0 ? PR | UR : 0)
                | ((grants & Stage2Permission.WRITE) != 0 ? PW | UW : 0)
                | ((grants & Stage2Permission.PRIVILEGED_EXECUTE) != 0 ? PX : 0)
                | ((grants & Stage2Permission.UNPRIVILEGED_EXECUTE) != 0 ? UX : 0)
                | ((grants & Stage2Permission.WALK_READ) != 0 ? TTW_READ : 0)
                | ((grants & Stage2Permission.WALK_WRITE) != 0 ? TTW_WRITE : 0)
                | ((grants & Stage2Permission.TOP_LEVEL_0) != 0 ? TOP_LEVEL_0 : 0)
                | ((grants & Stage2Permission.TOP_LEVEL_1) != 0 ? TOP_LEVEL_1 : 0);
    }

    /**
     * Stage 2 permissions under an overlay. All permissions are ANDed but the top-level marks: they are ORed if the result is
     * written by walks and read-check-write instructions alone, and else dropped.
     *
     * @param base a set from {@link #stage2Indirect}
     * @param overlay the set of the nibble of S2POR_EL1
     */
    public static int stage2Overlaid(int base, int overlay) {
        int both = base & overlay & ~TOP_LEVELS;
        boolean walksWriteAlone = (both & TTW_WRITE) != 0 && (both & PW) == 0;
        return walksWriteAlone ? both | (base | overlay) & TOP_LEVELS : both;
    }

    /** The privileged half as text: {@code rwx}, {@code r--}, with {@code g} appended for Guarded Control Stack access. */
    public static String privilegedText(int set) {
        return text(set);
    }

    /** The EL0 half as text. */
    public static String unprivilegedText(int set) {
        return text(set >>> U_SHIFT);
    }

    private static String text(int set) {
        return ((set & PR) != 0 ? "r" : "-")
                + ((set & PW) != 0 ? "w" : "-")
                + ((set & PX) != 0 ? "x" : "-")
                + ((set & PGCS) != 0 ? "g" : "");
    }
}

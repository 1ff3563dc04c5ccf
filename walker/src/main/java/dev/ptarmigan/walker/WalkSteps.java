package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Permissions;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.memory.Segment;

/** The steps of {@link FullWalk} that need nothing of its state: ways to end in a fault, spaces, kinds of access. */
final class WalkSteps {
    static final long ABSENT_ADDRESS = -1;
    static final long ADDRESS_56 = -1L >>> 8;
    /** What permission a translation without stage 1 gives: everything but Guarded Control Stack accesses. */
    private static final int FLAT_PERMISSIONS =
            Permissions.PRIVILEGED & ~Permissions.PGCS | Permissions.UNPRIVILEGED & ~Permissions.UGCS;

    private WalkSteps() {}

    static boolean refused(WalkParameters p, Walk out) {
        out.withoutStage1();
        out.parameters = p;
        out.stage1 = true;
        return out.stage1Fault(FaultType.TRANSLATION, 0);
    }

    /** Stage 1 is off: the address is used as it is, if the PE has that many address bits (Arm ARM D8.2.11). */
    static boolean flat(TranslationContext context, long va, int access, Walk out) {
        out.withoutStage1();
        out.space(context.security);
        boolean fetch = (access & Access.EXECUTE) != 0;
        if ((va & context.flatMask(va, fetch)) != 0) {
            return out.stage1Fault(FaultType.ADDRESS_SIZE, 0);
        }
        if (isUnaligned(access) && !fetch && !context.defaultCacheable) {
            return out.stage1Fault(FaultType.ALIGNMENT, 0);
        }
        out.ipa = va & ADDRESS_56;
        out.outputAddress = out.ipa;
        out.permissions = FLAT_PERMISSIONS;
        return true;
    }

    static boolean isUnaligned(int access) {
        return (access & (Access.UNALIGNED | Access.AT | Access.CACHE)) == Access.UNALIGNED;
    }

    /** The space of the table that tables with these attributes led to. */
    static SecurityState tableSpace(TranslationContext context, WalkParameters p, long attributes) {
        return context.security == SecurityState.SECURE && !Stage1Rules.fromSecure(p, attributes)
                ? SecurityState.NON_SECURE
                : context.security;
    }

    static boolean holds(Segment segment, long address, boolean wide) {
        return segment.contains(address) && (!wide || segment.contains(address + Long.BYTES));
    }

    /** Stage 2 has refused a stage 1 descriptor. */
    static boolean failedOnStage2(TranslationContext context, WalkParameters p, int at, long attributes, Walk out) {
        out.ipaSpace = tableSpace(context, p, attributes);
        FaultType fault = out.fault;
        if (out.s1ptw && fault != null && context.profile.has(Knob.S1PTW_HAS_STAGE_1_LEVEL)) {
            // Not every fault has a status code for every stage 1 level; then stage 2's own stays.
            out.faultLevel = FaultStatus.exists(fault, at) ? at : out.faultLevel;
        }
        return false;
    }

    /** A fault of the descent itself, at either stage. */
    static boolean fail(WalkParameters p, Walk out, FaultType type, int level, long ia, int access) {
        return p.stage2 ? out.stage2Fault(type, level, ia, access) : out.stage1Fault(type, level);
    }

    /** The access by which stage 1 reads or updates a descriptor; what caused it is kept for reports. */
    static int tableWalk(WalkParameters p, int at, int access, boolean update) {
        return Access.TABLE_WALK
                | Access.READ
                | (update ? Access.WRITE : 0)
                | (at == p.startLevel ? Access.TOP_LEVEL : 0)
                | (p.upper ? Access.UPPER_RANGE : 0)
                | access & (Access.AT | Access.UNPRIVILEGED);
    }

    /** Outside Secure state there is one space of intermediate addresses; in it these tables are of the Non-secure one. */
    static SecurityState stage2Space(TranslationContext context) {
        return context.security == SecurityState.SECURE ? SecurityState.NON_SECURE : context.security;
    }

    static long failed(WalkParameters p, Walk out, FaultType type, int level, long ia, int access) {
        fail(p, out, type, level, ia, access);
        return ABSENT_ADDRESS;
    }
}

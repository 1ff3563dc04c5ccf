package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.faults.Hpfar;

/**
 * The exception that a failed access takes: target level, syndrome and fault addresses (Arm ARM D8.16, ESR_ELx, FAR_ELx,
 * HPFAR_EL2).
 *
 * @param targetLevel the exception level it is taken to, 1 to 3
 * @param esr ESR_ELx; the instruction's own part of ISS (ISV, SAS, SRT …) is 0
 * @param far FAR_ELx
 * @param hpfar HPFAR_EL2, meaningful if {@link #hpfarValid}
 * @param hpfarValid whether HPFAR_EL2 is written
 */
public record AbortReport(int targetLevel, Esr esr, long far, Hpfar hpfar, boolean hpfarValid) {
    private static final long TAG = 0xFFL << 56;
    private static final int RANGE_BIT = 55;

    /**
     * The exception of a failed walk.
     *
     * @param exceptionLevel where the access was made, 0 to 3
     * @param toEl2 whether exceptions from EL0 and EL1 that stage 1 causes go to EL2 (HCR_EL2.TGE)
     * @throws IllegalArgumentException if the walk succeeded
     */
    public static AbortReport of(TranslationContext context, Walk walk, int exceptionLevel, boolean toEl2) {
        FaultType fault = walk.fault;
        if (fault == null) {
            throw new IllegalArgumentException("a successful walk has no abort: " + walk);
        }
        int own = ownLevel(context.regime);
        // R_QWTKL: with stage 2 on, a TLB conflict is EL2's also where stage 1 tables have caused it.
        boolean conflict = fault == FaultType.TLB_CONFLICT && context.stage2 != null;
        int target = walk.stage2Fault || conflict ? 2 : Math.max(toEl2 ? 2 : own, exceptionLevel);
        boolean external = fault == FaultType.EXTERNAL_ON_WALK;
        if (external && !context.profile.has(Knob.EXTERNAL_ABORTS_STAY)) {
            target = Math.max(target, context.externalAbortLevel);
        }
        boolean lower = exceptionLevel < target;
        boolean fetch = (walk.access & Access.EXECUTE) != 0;
        boolean at = (walk.access & (Access.AT | Access.CACHE)) != 0;
        FaultStatus status = FaultStatus.of(fault, walk.faultLevel);
        Esr esr = fetch ? Esr.instructionAbort(lower, status) : Esr.dataAbort(lower, status);
        esr = esr.with(Esr.S1PTW, walk.s1ptw)
                .with(Esr.OVERLAY, walk.overlayFault)
                .with(Esr.DIRTY_BIT, walk.dirtyFault)
                .with(Esr.TOP_LEVEL, walk.topLevelFault)
                .with(Esr.ASSURED_ONLY, walk.assuredOnlyFault)
                .with(Esr.GCS, (walk.access & Access.GCS) != 0)
                .with(Esr.EA, external && context.profile.has(Knob.EXTERNAL_ABORT_SETS_EA));
        if (!fetch) {
            esr = esr.with(Esr.CM, at).with(Esr.WNR, at || walk.write);
        }
        boolean hpfar =
                walk.stage2Fault && (context.profile.has(Knob.HPFAR_ON_EVERY_FAULT) || hasIpa(fault, walk.s1ptw));
        return new AbortReport(
                target,
                esr,
                fetch ? programCounter(context, walk) : walk.va,
                Hpfar.of(
                        walk.stage2Fault ? walk.ipa : 0,
                        context.security == SecurityState.SECURE && walk.ipaSpace == SecurityState.NON_SECURE),
                hpfar);
    }

    /** Whether the architecture defines HPFAR_EL2 for a stage 2 fault (pseudocode: IPAValid). */
    private static boolean hasIpa(FaultType fault, boolean s1ptw) {
        return switch (fault) {
            case TRANSLATION, ADDRESS_SIZE, ACCESS_FLAG -> true;
            case PERMISSION -> s1ptw;
            default -> false;
        };
    }

    private static int ownLevel(TranslationStage regime) {
        return switch (regime) {
            case EL10, STAGE2 -> 1;
            case EL20, EL2 -> 2;
            case EL3 -> 3;
        };
    }

    /** A branch drops the tag before it reaches the program counter, where the tag is ignored for fetches. */
    private static long programCounter(TranslationContext context, Walk walk) {
        long va = walk.va;
        WalkParameters p = walk.parameters();
        long checked = p != null ? p.canonicalMaskFetch : context.flatMask(va, true);
        boolean ignored = (checked & TAG) == 0;
        if (!ignored) {
            return va;
        }
        boolean high = context.regime.twoRanges() && (va >>> RANGE_BIT & 1) != 0;
        return high ? va | TAG : va & ~TAG;
    }
}

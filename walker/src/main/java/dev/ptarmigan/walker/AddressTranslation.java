package dev.ptarmigan.walker;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.faults.FaultStatus;
import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.faults.Par;

/**
 * What an AT instruction leaves in PAR_EL1 (Arm ARM, PAR_EL1; C5.5): the result of a walk in the register's form.
 *
 * <p>Two kinds of failure are exceptions rather than values of PAR_EL1, see {@link #isException}.
 */
public final class AddressTranslation {
    private AddressTranslation() {}

    /**
     * Whether an AT instruction that ended so takes an exception instead of writing PAR_EL1: an External abort on the walk
     * always, a stage 2 fault on the stage 1 walk when the instruction was executed at EL1.
     */
    public static boolean isException(Walk walk, boolean executedAtEl1) {
        return walk.fault == FaultType.EXTERNAL_ON_WALK
                || walk.fault == FaultType.UNSUPPORTED_ATOMIC_UPDATE
                || executedAtEl1 && walk.stage2Fault && walk.s1ptw;
    }

    /**
     * PAR_EL1 after an AT instruction.
     *
     * @throws dev.ptarmigan.registers.MissingRegisterException if the memory type rests on a MAIR_ELx that is not known
     */
    public static Par par(TranslationContext context, Walk walk) {
        FaultType fault = walk.fault;
        boolean bothStages = context.stage2 != null && (walk.access & Access.STAGE1_ONLY) == 0;
        boolean wide = bothStages ? context.stage2Par128 : context.par128;
        if (fault != null) {
            Par par = Par.fault(FaultStatus.of(fault, walk.faultLevel), walk.stage2Fault, walk.s1ptw);
            if (!context.profile.has(Knob.PAR_WITHOUT_DETAIL)) {
                par = flag(par, Par.OVERLAY, walk.overlayFault);
                par = flag(par, Par.DIRTY_BIT, walk.dirtyFault);
                par = flag(par, Par.TOP_LEVEL, walk.topLevelFault);
                par = flag(par, Par.ASSURED_ONLY, walk.assuredOnlyFault);
            }
            return wide ? par.widened() : par;
        }
        MemoryAttributes attributes = MemoryAttributes.of(context, walk);
        boolean realms = context.rme && !context.profile.has(Knob.PAR_WITHOUT_DETAIL);
        SecurityState space = walk.outputSpace;
        boolean ns = space == SecurityState.NON_SECURE || space == SecurityState.REALM;
        Par par = Par.success(walk.outputAddress, attributes.attribute(), attributes.shareability(), ns);
        if (realms) {
            par = par.with(Par.NSE, space == SecurityState.ROOT || space == SecurityState.REALM ? 1 : 0);
        }
        return wide ? par.widened() : par;
    }

    private static Par flag(Par par, BitField field, boolean set) {
        return set ? par.with(field, 1) : par;
    }
}

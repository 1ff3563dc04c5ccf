package dev.ptarmigan.report;

import dev.ptarmigan.memory.PhysicalMemory;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.walker.Access;
import dev.ptarmigan.walker.AddressTranslation;
import dev.ptarmigan.walker.ExplainedWalk;
import dev.ptarmigan.walker.TranslationContext;

/**
 * What became of one address.
 *
 * @param operand what was asked for, a number or a symbol
 * @param va the address
 * @param walk the access itself
 * @param at the AT instruction that is nearest to the access: {@code S1E1R}, {@code S1E0W} ...
 * @param par what that instruction leaves in PAR_EL1, or why it leaves nothing
 * @param parIsValue whether {@code par} is a value
 */
public record AddressAnswer(String operand, long va, ExplainedWalk walk, String at, String par, boolean parIsValue) {
    /** Walks an address and leaves the memory as it was. */
    public static AddressAnswer of(
            PhysicalMemory memory, TranslationContext context, String operand, long va, int access) {
        ExplainedWalk at = ExplainedWalk.of(memory, context, va, forInstruction(access, context));
        String par;
        boolean isValue = false;
        if (AddressTranslation.isException(at.result(), (access & Access.UNPRIVILEGED) == 0)) {
            par = "the instruction takes an exception instead";
        } else {
            try {
                par = at.par().word().toString();
                isValue = true;
            } catch (MissingRegisterException e) {
                par = String.valueOf(e.getMessage());
            }
        }
        at.restore(memory);
        ExplainedWalk walk = ExplainedWalk.of(memory, context, va, access);
        walk.restore(memory);
        return new AddressAnswer(operand, va, walk, name(access, context), par, isValue);
    }

    /** There is no AT instruction for a fetch: the one for a read is nearest. Only those of stage 1 look at PAN. */
    private static int forInstruction(int access, TranslationContext context) {
        if ((access & Access.AT) != 0) {
            return access | (context.stage2() == null ? Access.STAGE1_ONLY : 0);
        }
        boolean both = isOfBothStages(access, context);
        return ((access & Access.WRITE) != 0 ? Access.WRITE : Access.READ)
                | Access.AT
                | access & (both ? Access.UNPRIVILEGED : Access.UNPRIVILEGED | Access.PAN)
                | (both ? 0 : Access.STAGE1_ONLY);
    }

    private static boolean isOfBothStages(int access, TranslationContext context) {
        return context.stage2() != null && (access & Access.STAGE1_ONLY) == 0;
    }

    private static String name(int access, TranslationContext context) {
        boolean unprivileged = (access & Access.UNPRIVILEGED) != 0;
        boolean both = isOfBothStages(access, context);
        String level = switch (context.regime()) {
            case EL2 -> "E2";
            case EL3 -> "E3";
            default -> unprivileged ? "E0" : "E1";
        };
        boolean any = (access & (Access.AT | Access.READ | Access.WRITE)) == Access.AT;
        boolean pan = !both && (access & Access.PAN) != 0 && !unprivileged;
        return (both ? "S12" : "S1")
                + level
                + (any ? "A" : (access & Access.WRITE) != 0 ? "W" : "R")
                + (pan ? "P" : "");
    }
}

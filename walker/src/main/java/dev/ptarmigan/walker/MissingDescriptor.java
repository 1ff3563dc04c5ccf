package dev.ptarmigan.walker;

import dev.ptarmigan.faults.FaultType;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that a walk needed and that no memory holds: the cause of an External abort on the walk.
 *
 * @param stage2 whether it is one of stage 2
 * @param level its level
 * @param address its address as the stage uses it: under stage 2 that of stage 1 is an intermediate physical one
 * @param physicalAddress where it should have been read
 */
public record MissingDescriptor(boolean stage2, int level, long address, long physicalAddress) {

    static @Nullable MissingDescriptor of(ExplainedWalk walk) {
        Walk result = walk.result();
        if (result.fault != FaultType.EXTERNAL_ON_WALK) {
            return null;
        }
        WalkStep last =
                walk.steps().isEmpty() ? null : walk.steps().get(walk.steps().size() - 1);
        if (result.stage2Fault) {
            WalkParameters p = walk.context().stage2(result.ipaSpace);
            if (p == null) {
                throw new IllegalStateException("a stage 2 fault without stage 2: " + result);
            }
            long address = stage2(p, result, last);
            return new MissingDescriptor(true, result.faultLevel, address, address);
        }
        long address = result.descriptorAddress;
        long physical = address;
        if (last != null && last.isStage2() && last.kind().isLeaf()) {
            // Stage 2 has just translated the address that stage 1 wanted to read.
            WalkParameters p = last.parameters();
            long offset = (1L << p.granule.levelShift(p.format, last.level())) - 1;
            physical = p.leafAddress(last.level(), last.word().low()) & ~offset | address & offset;
        }
        return new MissingDescriptor(false, result.faultLevel, address, physical);
    }

    /** From the last table descriptor of this stage 2 walk, or if it read none from the base. */
    private static long stage2(WalkParameters p, Walk result, @Nullable WalkStep last) {
        int shift = p.granule.levelShift(p.format, result.faultLevel);
        if (last == null || !last.isStage2() || last.kind().isLeaf()) {
            return p.base | (result.ipa >>> shift & p.startIndexMask) << p.entryShift;
        }
        int above = p.granule.levelShift(p.format, last.level());
        long index = result.ipa >>> shift & (1L << above - shift) - 1;
        return p.tableAddress(last.word().low()) | index << p.entryShift;
    }
}

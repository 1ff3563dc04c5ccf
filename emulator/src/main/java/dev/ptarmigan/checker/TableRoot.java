package dev.ptarmigan.checker;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.TcrOneRange;
import dev.ptarmigan.registers.Ttbr;
import dev.ptarmigan.registers.Vtcr;
import org.jspecify.annotations.Nullable;

/**
 * A root that a base register names, with what the control register says of it.
 *
 * @param register the base register
 * @param stage what it is the root of
 * @param upper whether it is that of the upper of two ranges
 * @param pa its physical address
 * @param tag ASID, at stage 2 VMID
 * @param inputBits size of the addresses in bits, or 0 if the control register is not known
 * @param startLevel level of the root, or {@link #UNKNOWN}
 */
record TableRoot(
        Register register, TranslationStage stage, boolean upper, long pa, int tag, int inputBits, int startLevel) {
    static final int UNKNOWN = Integer.MIN_VALUE;
    private static final int[] LARGER_GRANULE_LEVELS = {3, 2, 1, UNKNOWN};
    private static final int[] SMALL_GRANULE_LEVELS = {2, 1, 0, 3};
    private static final int WORD_BITS = 64;
    private static final int CONCATENATED_BITS = 4;
    private static final int MOST_INPUT_BITS = 52;

    /** The root of a register's value, or null for a register that is no base or holds none. */
    static @Nullable TableRoot of(
            Register register, long value, RegisterFile registers, Granule granule, Format format, boolean el2Has20) {
        TranslationStage stage = stage(register, el2Has20);
        long pa = Ttbr.of(value).base48();
        if (stage == null || pa == 0) {
            return null;
        }
        boolean upper = register == Register.TTBR1_EL1 || register == Register.TTBR1_EL2;
        int bits = WORD_BITS - sizeOffset(stage, upper, registers);
        if (bits <= granule.pageShift() || bits >= WORD_BITS) {
            return new TableRoot(register, stage, upper, pa, Ttbr.of(value).asid(), 0, UNKNOWN);
        }
        int level = Place.LAST_LEVEL - (bits - 1 - granule.pageShift()) / granule.stride(format);
        if (stage.isStage2()) {
            Vtcr vtcr = new Vtcr(registers.orElse(Register.VTCR_EL2, 0));
            int[] levels = granule == Granule.K4 ? SMALL_GRANULE_LEVELS : LARGER_GRANULE_LEVELS;
            level = vtcr.sl2() && granule == Granule.K4 ? -1 : levels[vtcr.sl0()];
            int rootBits = level == UNKNOWN ? 0 : bits - granule.levelShift(format, level);
            if (rootBits <= 0 || rootBits > granule.stride(format) + CONCATENATED_BITS) {
                level = UNKNOWN;
            }
        }
        return new TableRoot(register, stage, upper, pa, Ttbr.of(value).asid(), bits, level);
    }

    private static @Nullable TranslationStage stage(Register register, boolean el2Has20) {
        return switch (register) {
            case TTBR0_EL1, TTBR1_EL1 -> TranslationStage.EL10;
            case TTBR0_EL2 -> el2Has20 ? TranslationStage.EL20 : TranslationStage.EL2;
            case TTBR1_EL2 -> TranslationStage.EL20;
            case TTBR0_EL3 -> TranslationStage.EL3;
            case VTTBR_EL2 -> TranslationStage.STAGE2;
            default -> null;
        };
    }

    /** TxSZ, or 0 if the register that has it is not known. */
    private static int sizeOffset(TranslationStage stage, boolean upper, RegisterFile registers) {
        return switch (stage) {
            case EL10 ->
                registers.has(Register.TCR_EL1) ? new Tcr(registers.orElse(Register.TCR_EL1, 0)).sizeOffset(upper) : 0;
            case EL20 ->
                registers.has(Register.TCR_EL2) ? new Tcr(registers.orElse(Register.TCR_EL2, 0)).sizeOffset(upper) : 0;
            case EL2 ->
                registers.has(Register.TCR_EL2)
                        ? new TcrOneRange(registers.orElse(Register.TCR_EL2, 0)).sizeOffset()
                        : 0;
            case EL3 ->
                registers.has(Register.TCR_EL3)
                        ? new TcrOneRange(registers.orElse(Register.TCR_EL3, 0)).sizeOffset()
                        : 0;
            case STAGE2 ->
                registers.has(Register.VTCR_EL2) ? new Vtcr(registers.orElse(Register.VTCR_EL2, 0)).sizeOffset() : 0;
        };
    }

    /** The first address that a root of a level translates. */
    long firstAddress(int level, Granule granule, Format format) {
        if (!upper) {
            return 0;
        }
        int bits = inputBits != 0 ? inputBits : granule.levelShift(format, level) + granule.stride(format);
        return -1L << Math.min(bits, MOST_INPUT_BITS);
    }

    /** How many entries it has. */
    int entries(int level, Granule granule, Format format) {
        if (inputBits == 0) {
            return granule.entries(format);
        }
        int shift = inputBits - granule.levelShift(format, level);
        return shift <= 0 ? 1 : 1 << Math.min(shift, granule.stride(format) + CONCATENATED_BITS);
    }
}

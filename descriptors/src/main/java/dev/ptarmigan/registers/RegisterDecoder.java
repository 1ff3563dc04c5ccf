package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.ExceptionClass;
import dev.ptarmigan.faults.Par;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes register values apart. Where a register has several layouts the choice follows the architecture: from the value
 * itself (ESR_ELx, PAR_EL1), or from other registers, which the context gives. What the context does not tell is assumed
 * and the assumption reported with the result.
 */
public final class RegisterDecoder {
    private static final int OTHER = 0;
    private static final int DATA_ABORT = 1;
    private static final int DATA_ABORT_WITH_INSTRUCTION = 2;
    private static final int INSTRUCTION_ABORT = 3;
    private static final int GRANULE_PROTECTION = 4;

    private static final int ORDINARY = 0;
    private static final int LARGE = 1;
    private static final int D128 = 2;

    private static final int SHIFT_64K = 16;
    private static final int OUTPUT_SIZE_52 = 6;

    private final RegisterFile context;

    /** A decoder that chooses layouts by the registers in {@code context}. */
    public RegisterDecoder(RegisterFile context) {
        this.context = context;
    }

    /** Decodes bits 63:0 of a register by itself, with no knowledge of any other. */
    public static DecodedRegister decode(Register register, long value) {
        return decode(register, Word128.of(value));
    }

    /** Decodes a register by itself, with no knowledge of any other. */
    public static DecodedRegister decode(Register register, Word128 value) {
        return new RegisterDecoder(new RegisterFile()).explain(register, value);
    }

    /** Decodes a value by one of the register's layouts. */
    public static DecodedRegister decode(Register register, Word128 value, RegisterLayout layout) {
        return decode(register, value, layout, "");
    }

    /**
     * Decodes the value the register has in the context.
     *
     * @throws MissingRegisterException if it has none
     */
    public DecodedRegister explain(Register register) {
        context.require(register, "its explanation");
        return explain(register, context.wide(register));
    }

    /**
     * Decodes a value as the register would be read in the context.
     *
     * @throws IllegalArgumentException if the register has 64 bits and the value more
     */
    public DecodedRegister explain(Register register, Word128 value) {
        if (value.high() != 0 && !register.isWide()) {
            throw new IllegalArgumentException(register + " has 64 bits: value=" + value);
        }
        List<RegisterLayout> variants = RegisterLayouts.variants(register);
        String assumption = "";
        int variant = 0;
        switch (register) {
            case TCR_EL2, TCR2_EL2, SCTLR_EL2 -> {
                variant = isE2h() ? 1 : 0;
                assumption = context.has(Register.HCR_EL2) ? "" : "HCR_EL2 is not known; HCR_EL2.E2H=0 is assumed";
            }
            case ESR_EL1, ESR_EL2, ESR_EL3 -> variant = syndrome(new Esr(value.low()), variants.size());
            case PAR_EL1 -> {
                Par par = new Par(value);
                variant = (par.isWide() ? 2 : 0) + (par.isFault() ? 1 : 0);
            }
            case TTBR0_EL1, TTBR1_EL1, TTBR0_EL2, TTBR1_EL2, TTBR0_EL3, VTTBR_EL2, VSTTBR_EL2 ->
                variant = value.high() != 0 ? D128 : tableBase(register);
            default -> {
                // One layout.
            }
        }
        RegisterLayout layout = variants.get(variant);
        if (value.high() != 0 && layout.width() == 64) {
            throw new IllegalArgumentException(layout + " has 64 bits: value=" + value);
        }
        return decode(register, value, layout, assumption);
    }

    private static DecodedRegister decode(Register register, Word128 value, RegisterLayout layout, String assumption) {
        List<DecodedField> fields = new ArrayList<>(layout.fields().size());
        for (RegisterField field : layout.fields()) {
            fields.add(new DecodedField(field, field.bits().of(value)));
        }
        return new DecodedRegister(register, layout, fields, assumption);
    }

    private static int syndrome(Esr esr, int variants) {
        if (esr.isDataAbort()) {
            return Esr.ISV.isSet(esr.word()) ? DATA_ABORT_WITH_INSTRUCTION : DATA_ABORT;
        }
        if (esr.isInstructionAbort()) {
            return INSTRUCTION_ABORT;
        }
        return esr.ec() == ExceptionClass.GRANULE_PROTECTION_CHECK && variants > GRANULE_PROTECTION
                ? GRANULE_PROTECTION
                : OTHER;
    }

    private boolean isE2h() {
        return Hcr.E2H.isSet(context.orElse(Register.HCR_EL2, 0));
    }

    private int tableBase(Register register) {
        return switch (register) {
            case TTBR0_EL1, TTBR1_EL1 -> twoRanges(Register.TCR_EL1, Register.TCR2_EL1, register == Register.TTBR1_EL1);
            case TTBR0_EL2, TTBR1_EL2 ->
                isE2h()
                        ? twoRanges(Register.TCR_EL2, Register.TCR2_EL2, register == Register.TTBR1_EL2)
                        : oneRange(Register.TCR_EL2, false);
            case TTBR0_EL3 -> oneRange(Register.TCR_EL3, TcrOneRange.D128.isSet(context.orElse(Register.TCR_EL3, 0)));
            default -> stage2(register);
        };
    }

    private int twoRanges(Register tcrRegister, Register tcr2Register, boolean upper) {
        if (Tcr2.D128.isSet(context.orElse(tcr2Register, 0))) {
            return D128;
        }
        Tcr tcr = new Tcr(context.orElse(tcrRegister, 0));
        return isLarge(tcr.granuleShift(upper), tcr.ips(), tcr.ds());
    }

    private int oneRange(Register tcrRegister, boolean d128) {
        if (d128) {
            return D128;
        }
        TcrOneRange tcr = new TcrOneRange(context.orElse(tcrRegister, 0));
        return isLarge(tcr.granuleShift(), tcr.ps(), tcr.ds());
    }

    private int stage2(Register register) {
        Vtcr vtcr = new Vtcr(context.orElse(Register.VTCR_EL2, 0));
        if (vtcr.d128()) {
            return D128;
        }
        int granuleShift = register == Register.VTTBR_EL2
                ? vtcr.granuleShift()
                : new Vtcr(context.orElse(Register.VSTCR_EL2, 0)).granuleShift();
        return isLarge(granuleShift, vtcr.ps(), vtcr.ds());
    }

    /** The base has bits 51:48 with the 64KB granule and 52-bit output addresses, and with DS. */
    private static int isLarge(int granuleShift, int outputSize, boolean ds) {
        boolean large = granuleShift == SHIFT_64K ? outputSize == OUTPUT_SIZE_52 : ds;
        return large ? LARGE : ORDINARY;
    }
}

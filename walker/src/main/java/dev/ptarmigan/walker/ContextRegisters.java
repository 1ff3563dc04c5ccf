package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.registers.OutputSize;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The registers a context is made from: asks for them, and keeps what was used and what had to be assumed. */
final class ContextRegisters {
    final ControlledFeatures pe;
    final List<String> assumptions = new ArrayList<>();

    private final RegisterFile registers;
    private final Set<Register> used = EnumSet.noneOf(Register.class);

    ContextRegisters(RegisterFile registers) {
        this.registers = registers;
        this.pe = new ControlledFeatures(registers);
    }

    boolean has(Register register) {
        return registers.has(register);
    }

    /**
     * A register that decides something.
     *
     * @throws dev.ptarmigan.registers.MissingRegisterException if it is not known
     */
    long need(Register register, String why) {
        long value = registers.require(register, why);
        used.add(register);
        return value;
    }

    /** The value of a register that only turns extensions on; 0 if absent. */
    long optional(Register register) {
        if (registers.has(register)) {
            used.add(register);
            return registers.orElse(register, 0);
        }
        return 0;
    }

    /** All 128 bits of a register that is known. */
    Word128 wide(Register register) {
        used.add(register);
        return registers.wide(register);
    }

    void uses(Register register) {
        used.add(register);
    }

    /** The registers used, with their values. */
    List<String> restsOn() {
        List<String> rest = new ArrayList<>();
        for (Register register : used) {
            rest.add(register + "=" + registers.wide(register));
        }
        return rest;
    }

    /** Asks ID registers only for what the settings make matter. */
    void limits(TableSettings s) {
        s.peOutputBits = pe.outputBits();
        s.lpa2 = s.ds && !s.d128 && pe.lpa2(s.granule, s.stage.isStage2());
        s.lvaImplemented = s.sizeOffset < 16 && pe.lva();
        s.lva = s.granule == Granule.K64 && s.lvaImplemented;
        s.lva3 = s.d128 && pe.lva3();
        s.smallTables = s.sizeOffset <= 39 && !s.stage.isStage2() || pe.smallTables();
    }

    /**
     * Sets the granule of a TG field; reserved or not implemented ones read as the smallest that exists, or the largest.
     *
     * @param shift page size of the field's value, negative if it is reserved
     */
    void granule(TableSettings s, int shift, String field, Profile profile) {
        Granule chosen = null;
        for (Granule granule : Granule.values()) {
            if (!pe.has(granule, s.stage.isStage2())) {
                continue;
            }
            if (granule.pageShift() == shift) {
                s.granule = granule;
                return;
            }
            if (chosen == null || profile.has(Knob.RESERVED_GRANULE_IS_LARGEST)) {
                chosen = granule;
            }
        }
        s.granule = chosen == null ? Granule.K4 : chosen;
        s.findings.add(field + " is reserved, or a granule the PE does not have: IMPLEMENTATION DEFINED, here read as "
                + s.granule);
    }

    /** Sets the output size of a PS field; 0b111 is for 128-bit descriptors. */
    static void outputSize(TableSettings s, int encoded, String field) {
        s.requestedOutputBits = OutputSize.bits(encoded);
        if (encoded == 7 && !s.d128) {
            s.findings.add(field + "=0b111 is reserved without 128-bit descriptors, here the PE's own size");
        }
    }
}

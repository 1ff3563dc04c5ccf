package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;

/** Tables of the registers that have one field or a few: vector bases, thread words, identifiers, addresses. */
final class ContextLayouts {
    // spotless:off
    private static final BitField WHOLE      = bits("VALUE", 63, 0);
    private static final BitField ADDRESS    = bits("ADDRESS", 63, 0);
    private static final BitField PROCID     = bits("PROCID", 31, 0);
    private static final BitField VECTORS    = bits("VBA", 63, 11);
    private static final BitField CURRENT_EL = bits("EL", 3, 2);
    private static final BitField AFF0       = bits("Aff0", 7, 0);
    private static final BitField AFF1       = bits("Aff1", 15, 8);
    private static final BitField AFF2       = bits("Aff2", 23, 16);
    private static final BitField MT         = bit("MT", 24);
    private static final BitField U          = bit("U", 30);
    private static final BitField AFF3       = bits("Aff3", 39, 32);
    // spotless:on

    private ContextLayouts() {}

    /** A register that is one address. */
    static RegisterLayout address(Register register, String purpose) {
        return RegisterLayout.of(register).address(ADDRESS, purpose, 0).build();
    }

    /** A register that software uses as it likes. */
    static RegisterLayout word(Register register, String purpose) {
        return RegisterLayout.of(register).number(WHOLE, purpose).build();
    }

    /** A register whose meaning is the implementation's. */
    static RegisterLayout implementationDefined(Register register) {
        return RegisterLayout.of(register).implementationDefined(WHOLE).build();
    }

    static RegisterLayout contextId(Register register) {
        return RegisterLayout.of(register)
                .field(PROCID, "Process identifier, compared by debug and trace", ValueFormat.DECIMAL)
                .build();
    }

    static RegisterLayout vectorBase(Register register) {
        return RegisterLayout.of(register)
                .address(VECTORS, "Base of the exception vectors, 2KB aligned", 11)
                .build();
    }

    static RegisterLayout currentEl() {
        return RegisterLayout.of(Register.CurrentEL)
                .field(CURRENT_EL, "Exception level", "EL0", "EL1", "EL2", "EL3")
                .build();
    }

    static RegisterLayout mpidr() {
        return RegisterLayout.of(Register.MPIDR_EL1)
                .field(AFF0, "Affinity level 0", ValueFormat.DECIMAL)
                .field(AFF1, "Affinity level 1", ValueFormat.DECIMAL)
                .field(AFF2, "Affinity level 2", ValueFormat.DECIMAL)
                .field(MT, "Lowest affinity level", "largely independent processors", "threads of one core")
                .field(U, "Uniprocessor system", "no", "yes")
                .res1(31, 31)
                .field(AFF3, "Affinity level 3", ValueFormat.DECIMAL)
                .build();
    }
}

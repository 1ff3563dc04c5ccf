package dev.ptarmigan.registers;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A translation table base register: TTBR0_EL1 and the like, VTTBR_EL2, VSTTBR_EL2.
 *
 * <p>Three forms of the base exist. Ordinarily it is {@link #BADDR}; with 52-bit addresses (the 64KB granule and PS=0b110, or DS=1)
 * it is {@link #BADDR_52}; with 128-bit descriptors it is {@link #BADDR_D128} in the registers that grow to 128 bits and
 * {@link #BADDR_D128_NARROW} in TTBR0_EL3 and VSTTBR_EL2. How many low bits of the base count depends on the size of the
 * table and is not known here.
 *
 * @param word all bits; a 64-bit register is the low half
 */
public record Ttbr(Word128 word) {
    // spotless:off
    /** Common not Private: the entries may be shared between processors. */
    public static final BitField CNP   = bit("CnP", 0);
    /** Base address bits 47:1; the field's value is the address shifted right by 1. */
    public static final BitField BADDR = bits("BADDR", 47, 1);
    /** Address space identifier; with TCR.AS=0 only its low 8 bits count. */
    public static final BitField ASID  = bits("ASID", 63, 48);
    /** Virtual machine identifier in VTTBR_EL2; with VTCR_EL2.VS=0 only its low 8 bits count. */
    public static final BitField VMID  = bits("VMID", 63, 48);

    /** Base address bits 51:6 with 52-bit addresses: bits 51:48 are in bits 5:2. */
    public static final BitField BADDR_52 =
            BitField.of("BADDR", List.of(new BitField.Run(5, 2), new BitField.Run(47, 6)));
    /** Skipped levels of the walk's start, with 128-bit descriptors. */
    public static final BitField SKL   = bits("SKL", 2, 1);
    /** Base address bits 55:5 with 128-bit descriptors, in a 128-bit register. */
    public static final BitField BADDR_D128 =
            BitField.of("BADDR", List.of(new BitField.Run(87, 80), new BitField.Run(47, 5)));
    /** Base address bits 55:5 with 128-bit descriptors, in TTBR0_EL3 and VSTTBR_EL2. */
    public static final BitField BADDR_D128_NARROW = bits("BADDR", 55, 5);
    // spotless:on

    /** A register of 64 bits. */
    public static Ttbr of(long low) {
        return new Ttbr(Word128.of(low));
    }

    /** The ordinary base address: bits 47:1, in place. */
    public long base48() {
        return BADDR.of(word) << 1;
    }

    /** The base address where 52-bit addresses are in use: bits 51:6, in place. */
    public long base52() {
        return BADDR_52.of(word) << 6;
    }

    /** The base address with 128-bit descriptors in a 128-bit register: bits 55:5, in place. */
    public long base56() {
        return BADDR_D128.of(word) << 5;
    }

    /** The base address with 128-bit descriptors in TTBR0_EL3 and VSTTBR_EL2: bits 55:5, in place. */
    public long base56Narrow() {
        return BADDR_D128_NARROW.of(word) << 5;
    }

    /** ASID, all 16 bits. */
    public int asid() {
        return (int) ASID.of(word);
    }

    /** VMID, all 16 bits. */
    public int vmid() {
        return (int) VMID.of(word);
    }

    /** SKL, 0 to 3; meaningful with 128-bit descriptors only. */
    public int skippedLevels() {
        return (int) SKL.of(word);
    }

    /** CnP. */
    public boolean commonNotPrivate() {
        return CNP.isSet(word.low());
    }

    /** Condition of the layout in which base bits 51:48 are in bits 5:2. */
    static final String LARGE = "52-bit addresses";

    /** Condition of the layout of 128-bit descriptors. */
    static final String D128 = "128-bit descriptors";

    /**
     * The ordinary table of a base register.
     *
     * @param tag {@link #ASID}, {@link #VMID}, or null in a register that has neither
     */
    static RegisterLayout layout(Register register, @Nullable BitField tag) {
        RegisterLayout.Builder layout = RegisterLayout.of(register);
        identifiers(layout, register, tag);
        return layout.address(BADDR, "Base of the start table; bits below the table's alignment are ignored", 1)
                .build();
    }

    /** The table with base bits 51:48 in bits 5:2. */
    static RegisterLayout largeLayout(Register register, @Nullable BitField tag) {
        RegisterLayout.Builder layout = RegisterLayout.of(register, LARGE, 64);
        identifiers(layout, register, tag);
        return layout.address(BADDR_52, "Base of the start table, bits 51:48 below bits 47:6", 6)
                .build();
    }

    /** The table for 128-bit descriptors. */
    static RegisterLayout d128Layout(Register register, @Nullable BitField tag) {
        RegisterLayout.Builder layout = RegisterLayout.of(register, D128, register.isWide() ? 128 : 64);
        identifiers(layout, register, tag);
        return layout.field(SKL, "Levels skipped at the start of the walk", "none", "1", "2", "3 (4KB granule only)")
                .address(register.isWide() ? BADDR_D128 : BADDR_D128_NARROW, "Base of the start table", 5)
                .build();
    }

    private static void identifiers(RegisterLayout.Builder layout, Register register, @Nullable BitField tag) {
        layout.field(
                CNP, "Common not Private: processors of the Inner Shareable domain may share entries", "no", "yes");
        if (tag == null) {
            return;
        }
        String purpose;
        if (tag.equals(VMID)) {
            purpose = "Virtual machine identifier; 8 bits unless VTCR_EL2.VS=1";
        } else if (register == Register.TTBR0_EL2) {
            purpose = "Address space identifier; RES0 with HCR_EL2.E2H=0";
        } else {
            purpose = "Address space identifier; 8 bits unless TCR.AS=1";
        }
        layout.field(tag, purpose, ValueFormat.DECIMAL);
    }
}

package dev.ptarmigan.faults;

import static dev.ptarmigan.bits.BitField.bit;
import static dev.ptarmigan.bits.BitField.bits;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;

/**
 * HPFAR_EL2: the intermediate physical address of a stage 2 fault, without bits 11:0.
 *
 * @param word the register's 64 bits
 */
public record Hpfar(long word) {
    // spotless:off
    /** Faulting IPA bits 55:12. */
    public static final BitField FIPA = bits("FIPA", 47, 4);
    /** The address is in the Non-secure space; of faults from Secure EL1&amp;0. */
    public static final BitField NS   = bit("NS", 63);
    // spotless:on

    private static final int PAGE_SHIFT = 12;

    /**
     * The register after a fault at {@code ipa}.
     *
     * @param ipa intermediate physical address, up to 56 bits; bits 11:0 are dropped
     * @param nonSecure NS
     */
    public static Hpfar of(long ipa, boolean nonSecure) {
        return new Hpfar(NS.in(FIPA.in(0, ipa >>> PAGE_SHIFT), nonSecure ? 1 : 0));
    }

    /** The intermediate physical address, bits 11:0 zero. */
    public long ipa() {
        return FIPA.of(word) << PAGE_SHIFT;
    }

    /** NS. */
    public boolean nonSecure() {
        return NS.isSet(word);
    }

    @Override
    public String toString() {
        return Hex.word(word);
    }
}

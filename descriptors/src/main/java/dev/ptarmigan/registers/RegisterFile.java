package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Word128;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The values of the registers that are known. A register that was never set is absent, and absent is not zero: whoever
 * needs it says so and gets a {@link MissingRegisterException}.
 *
 * <p>A file is mutable and not safe for use by several threads while one of them changes it. Reading costs one array
 * access. Registers that grow to 128 bits with FEAT_D128 keep both halves; the high half of every other register is zero.
 */
public final class RegisterFile {
    private static final int COUNT = Register.values().length;

    private final long[] low;
    private final long[] high;
    private final boolean[] known;

    /** A file in which nothing is known. */
    public RegisterFile() {
        this(new long[COUNT], new long[COUNT], new boolean[COUNT]);
    }

    private RegisterFile(long[] low, long[] high, boolean[] known) {
        this.low = low;
        this.high = high;
        this.known = known;
    }

    /**
     * Reads lines {@code NAME = 0x..}, {@code NAME 0x..} or {@code reg NAME 0x..}; what follows {@code #} is a comment.
     * Registers that exist but take no part in translation ({@link RegisterCatalogue}) are passed over.
     *
     * @param source name of the text for messages
     * @throws RegisterTextException for an unknown register, a bad number, or a second and different value
     */
    public static RegisterFile parse(String text, String source) {
        return RegisterText.parse(text, source);
    }

    /** Whether the register's value is known. */
    public boolean has(Register register) {
        return known[register.ordinal()];
    }

    /** Bits 63:0 of the register, or nothing. */
    public OptionalLong value(Register register) {
        int index = register.ordinal();
        return known[index] ? OptionalLong.of(low[index]) : OptionalLong.empty();
    }

    /**
     * Bits 63:0 of the register.
     *
     * @param why what it is needed for, to end the sentence "it is needed for ..."
     * @throws MissingRegisterException if it is not known
     */
    public long require(Register register, String why) {
        int index = register.ordinal();
        if (!known[index]) {
            throw new MissingRegisterException(register, why);
        }
        return low[index];
    }

    /** Bits 63:0 of the register, or {@code otherwise} where the caller knows what an absent one means. */
    public long orElse(Register register, long otherwise) {
        int index = register.ordinal();
        return known[index] ? low[index] : otherwise;
    }

    /**
     * All 128 bits of the register; the high half is zero if only 64 were set.
     *
     * @throws MissingRegisterException if it is not known
     */
    public Word128 wide(Register register) {
        int index = register.ordinal();
        if (!known[index]) {
            throw new MissingRegisterException(register, "its 128-bit value");
        }
        return new Word128(high[index], low[index]);
    }

    /** Sets the register; the high half of a 128-bit one becomes zero. */
    public void set(Register register, long value) {
        int index = register.ordinal();
        low[index] = value;
        high[index] = 0;
        known[index] = true;
    }

    /**
     * Sets all 128 bits.
     *
     * @throws IllegalArgumentException if the register has 64 bits and the high half is not zero
     */
    public void set(Register register, Word128 value) {
        if (value.high() != 0 && !register.isWide()) {
            throw new IllegalArgumentException(register + " has 64 bits: value=" + value);
        }
        int index = register.ordinal();
        low[index] = value.low();
        high[index] = value.high();
        known[index] = true;
    }

    /** Makes the register's value unknown. */
    public void forget(Register register) {
        int index = register.ordinal();
        low[index] = 0;
        high[index] = 0;
        known[index] = false;
    }

    /** A file with the same values that can be changed independently. */
    public RegisterFile copy() {
        return new RegisterFile(low.clone(), high.clone(), known.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RegisterFile file
                && Arrays.equals(low, file.low)
                && Arrays.equals(high, file.high)
                && Arrays.equals(known, file.known);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(low) + Arrays.hashCode(high)) + Arrays.hashCode(known);
    }

    /** Lines {@code NAME = 0x..} that {@link #parse} reads back, in the order of {@link Register}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Register register : Register.values()) {
            if (has(register)) {
                text.append(register).append(" = ").append(wide(register)).append('\n');
            }
        }
        return text.toString();
    }
}

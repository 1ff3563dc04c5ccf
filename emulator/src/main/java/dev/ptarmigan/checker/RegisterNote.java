package dev.ptarmigan.checker;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.registers.Register;
import org.jspecify.annotations.Nullable;

/**
 * A write of a system register as traces tell it: {@code msr TTBR0_EL1, 0x...}, or as recordings have it
 * {@code msr ttbr0_el1 x=0x... pc=...}.
 *
 * @param register the register, or null for one that is none of ours
 * @param value what is written
 */
record RegisterNote(@Nullable Register register, long value) {
    private static final String MSR = "msr ";

    /**
     * Reads a note, or gives null for one of another kind.
     *
     * @throws CheckerException if the value is no number
     */
    static @Nullable RegisterNote parse(int event, String text) {
        if (!text.startsWith(MSR)) {
            return null;
        }
        String[] words = text.substring(MSR.length()).strip().split("[\\s,]+");
        if (words.length < 2) {
            throw new CheckerException(event, "'" + text + "': msr REGISTER, VALUE was expected");
        }
        String value = words[1].startsWith("x=") ? words[1].substring(2) : words[1];
        try {
            return new RegisterNote(Register.named(words[0]), Hex.parse(value, "a register's value"));
        } catch (NumberTextException e) {
            throw new CheckerException(event, "'" + text + "': " + e.getMessage());
        }
    }
}

package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.bits.Word128;

/** Reads register values from text, a line each: {@code NAME = 0x..}, {@code NAME 0x..}, {@code reg NAME 0x..}. */
final class RegisterText {
    private RegisterText() {}

    static RegisterFile parse(String text, String source) {
        RegisterFile file = new RegisterFile();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = withoutComment(lines[i]);
            if (!line.isEmpty()) {
                parseLine(line, source + ":" + (i + 1) + ": ", file);
            }
        }
        return file;
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return (comment < 0 ? line : line.substring(0, comment)).strip();
    }

    private static void parseLine(String line, String where, RegisterFile file) {
        String[] words = line.replace("=", " = ").strip().split("\\s+", -1);
        int at = words[0].equals("reg") && words.length > 2 ? 1 : 0;
        String name = words[at++];
        if (at < words.length && words[at].equals("=")) {
            at++;
        }
        if (at != words.length - 1) {
            throw new RegisterTextException(where + "expected NAME = VALUE, found " + line);
        }
        Register register = Register.named(name);
        if (register == null) {
            if (RegisterCatalogue.isKnown(name)) {
                return;
            }
            throw new RegisterTextException(where + "unknown register " + name);
        }
        Word128 value = number(words[at], where, name);
        if (value.high() != 0 && !register.isWide()) {
            throw new RegisterTextException(where + register + " has 64 bits, " + value + " has more");
        }
        if (file.has(register) && !file.wide(register).equals(value)) {
            throw new RegisterTextException(
                    where + register + " is " + value + " here and " + file.wide(register) + " above");
        }
        file.set(register, value);
    }

    private static Word128 number(String text, String where, String name) {
        try {
            return Hex.parse128(text, "the value of " + name);
        } catch (NumberTextException e) {
            throw new RegisterTextException(where + e.getMessage());
        }
    }
}

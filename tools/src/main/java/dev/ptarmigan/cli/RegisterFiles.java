package dev.ptarmigan.cli;

import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The option {@code --regs}: registers from a file of lines {@code NAME = 0x...}. */
final class RegisterFiles {
    static final String REGS = "--regs";

    private RegisterFiles() {}

    /** The registers of the option's file; none if the option was not given. */
    static RegisterFile of(Given given) {
        String file = given.value(REGS);
        return file == null ? new RegisterFile() : read(file);
    }

    /** Reads a file of registers. */
    static RegisterFile read(String file) {
        try {
            return RegisterFile.parse(Files.readString(Path.of(file)), file);
        } catch (CharacterCodingException e) {
            throw new CliException(file + ": is not text, expected lines NAME = 0x...");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Registers with those of another file put over them. */
    static RegisterFile overlaid(RegisterFile base, @Nullable RegisterFile over) {
        RegisterFile all = base.copy();
        if (over != null) {
            for (Register register : Register.values()) {
                if (over.has(register)) {
                    all.set(register, over.wide(register));
                }
            }
        }
        return all;
    }
}

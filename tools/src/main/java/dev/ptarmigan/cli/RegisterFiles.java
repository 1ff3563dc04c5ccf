package dev.ptarmigan.cli;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The option {@code --regs}: registers from a file of lines {@code NAME = 0x...}. */
final class RegisterFiles {
    static final String REGS = "--regs";

    /** All registers there are, with every comment one could wish, take far less. */
    private static final int MOST_BYTES = 1 << 20;

    private RegisterFiles() {}

    /** The registers of the option's file; none if the option was not given. */
    static RegisterFile of(Given given) {
        String file = given.value(REGS);
        return file == null ? new RegisterFile() : read(file);
    }

    /** Reads a file of registers. */
    static RegisterFile read(String file) {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new CliException(file + ": is a directory, expected a file of lines NAME = 0x...");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new CliException(file + ": has more than " + Hex.size(MOST_BYTES)
                        + ", expected lines NAME = 0x... of registers");
            }
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return RegisterFile.parse(text.toString(), file);
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

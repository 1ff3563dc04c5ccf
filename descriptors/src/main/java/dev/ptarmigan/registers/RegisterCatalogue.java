package dev.ptarmigan.registers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Names of all registers a dump may carry, whether or not this project models them: the AArch64 system registers of the
 * Arm ARM, the general registers, and names that emulators and debuggers use. They come from the resource
 * {@code register-names.txt}, one a line.
 */
public final class RegisterCatalogue {
    private static final String RESOURCE = "register-names.txt";

    private RegisterCatalogue() {}

    /** Whether a register of this name exists, letter case aside. */
    public static boolean isKnown(String name) {
        return Names.ALL.contains(name);
    }

    /** All names, sorted without regard to case. */
    public static SortedSet<String> names() {
        return Names.ALL;
    }

    /** Read on first use: most runs meet no unknown register. */
    private static final class Names {
        static final SortedSet<String> ALL = read();

        private static SortedSet<String> read() {
            SortedSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            InputStream resource = RegisterCatalogue.class.getResourceAsStream(RESOURCE);
            if (resource == null) {
                throw new IllegalStateException("missing resource: name=" + RESOURCE);
            }
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!line.isEmpty()) {
                        names.add(line);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Collections.unmodifiableSortedSet(names);
        }
    }
}

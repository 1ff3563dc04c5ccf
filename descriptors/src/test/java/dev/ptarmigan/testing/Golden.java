package dev.ptarmigan.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares text with the file that holds what it should be. With {@code -Dgolden.update=true} the file is rewritten
 * instead; whoever does that reads the difference before committing it.
 */
public final class Golden {
    private static final String UPDATE = "golden.update";

    private Golden() {}

    /**
     * Fails, with the first line that differs, unless {@code file} holds exactly {@code actual}.
     *
     * @param file relative to the module's directory
     */
    public static void compare(Path file, String actual) {
        compare(file, actual, Boolean.getBoolean(UPDATE));
    }

    static void compare(Path file, String actual, boolean update) {
        try {
            if (update) {
                Path folder = file.toAbsolutePath().getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                Files.writeString(file, actual);
            } else if (!Files.exists(file)) {
                throw new AssertionError(file + " does not exist; -D" + UPDATE + "=true writes it");
            } else {
                compareText(file, Files.readString(file), actual);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compareText(Path file, String expected, String actual) {
        if (expected.equals(actual)) {
            return;
        }
        List<String> expectedLines = List.of(expected.split("\n", -1));
        List<String> actualLines = List.of(actual.split("\n", -1));
        int line = 0;
        while (line < expectedLines.size()
                && line < actualLines.size()
                && expectedLines.get(line).equals(actualLines.get(line))) {
            line++;
        }
        throw new AssertionError(
                file + ":" + (line + 1) + ": the text differs (-D" + UPDATE + "=true rewrites the file)\n"
                        + "  file: " + lineOrEnd(expectedLines, line) + "\n"
                        + "  now:  " + lineOrEnd(actualLines, line));
    }

    private static String lineOrEnd(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "(end)";
    }
}

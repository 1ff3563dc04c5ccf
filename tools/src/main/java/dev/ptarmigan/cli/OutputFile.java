package dev.ptarmigan.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all: what is written goes to a file beside it, which takes its place at the end. What
 * exists and is no regular file ({@code /dev/stderr}, a named pipe) is written directly.
 */
final class OutputFile implements AutoCloseable {
    private final Path target;
    private final Path written;
    private final PrintStream stream;
    private boolean finished;

    /**
     * A file that is not there yet.
     *
     * @param option the option that names it, for messages
     */
    OutputFile(String option, String name) throws IOException {
        Path given = Path.of(name);
        // Through a symbolic link it is the file behind it that is replaced.
        target = Files.exists(given) ? given.toRealPath() : given.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new CliException(option + " " + name + ": is a directory, expected a file");
        }
        Path directory = target.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new CliException(option + " " + name + ": there is no directory " + directory);
        }
        boolean direct = Files.exists(target) && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS);
        written = direct
                ? target
                : directory.resolve("." + target.getFileName() + "."
                        + ProcessHandle.current().pid() + ".part");
        stream = StandardOutput.over(
                direct
                        ? Files.newOutputStream(target, StandardOpenOption.WRITE)
                        : Files.newOutputStream(
                                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
    }

    PrintStream stream() {
        return stream;
    }

    /** Lets the file appear. */
    void finish() throws IOException {
        stream.close();
        if (!written.equals(target)) {
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        finished = true;
    }

    /** Leaves no trace unless {@link #finish} was called. */
    @Override
    public void close() throws IOException {
        if (finished) {
            return;
        }
        try {
            stream.close();
        } catch (StandardOutput.Failure e) {
            // Whoever closes without finishing already has a reason, perhaps this one.
        }
        if (!written.equals(target)) {
            Files.deleteIfExists(written);
        }
    }
}

package dev.ptarmigan.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A source tree with the real start script, a Maven that only makes a jar, and a JDK that only prints its arguments. */
final class Checkout {
    /** What one run of the start script left behind. */
    record Outcome(int status, String out, String err) {}

    private static final Path SCRIPT = Path.of("ptarmigan").toAbsolutePath();

    private final Path root;
    private final Path programs;
    private final Map<String, String> environment;

    Checkout(Path directory) {
        // A blank in a path is what scripts trip over.
        root = directory.resolve("a checkout");
        programs = directory.resolve("programs");
        environment = Map.of(
                "PATH",
                programs + ":" + System.getenv("PATH"),
                "JAVA_HOME",
                jdkHome().toString());
        write(root.resolve("pom.xml"), "<project/>");
        write(root.resolve("tools/pom.xml"), "<project/>");
        write(source(), "class Some {}");
        program(root.resolve("tools/ptarmigan"), read(SCRIPT));
        maven("mkdir -p tools/target; echo built >> tools/target/builds; echo jar > tools/target/ptarmigan.jar");
        jdk("17.0.1");
    }

    Path source() {
        return root.resolve("walker/src/main/java/Some.java");
    }

    Path script() {
        return root.resolve("tools/ptarmigan");
    }

    Path jdkHome() {
        return programs.resolve("some jdk");
    }

    /** Replaces the JDK by one of another version. Dumping an archive takes this one no time. */
    void jdk(String version) {
        write(jdkHome().resolve("release"), "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(jdkHome().resolve("bin/java"), """
                #!/bin/sh
                for argument in "$@"; do
                    case $argument in
                        -XX:SharedArchiveFile=*) archive=${argument#*=} ;;
                        -Xshare:dump) dump=yes ;;
                    esac
                done
                if [ "$dump" ]; then
                    echo dumped > "$archive"
                else
                    printf '[%s]' "$@"
                fi
                """);
    }

    /** Replaces Maven by these commands. */
    void maven(String commands) {
        program(programs.resolve("mvn"), "#!/bin/sh\n" + commands + "\n");
    }

    /** How often Maven has been called. */
    int builds() {
        return read(root.resolve("tools/target/builds")).lines().toList().size();
    }

    /** The files in tools/target. */
    List<String> products() {
        try (var files = Files.list(root.resolve("tools/target"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes {@code file} look as if it had been changed an hour from now. */
    static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Outcome run(String... arguments) {
        return finish(start(script(), environment, arguments));
    }

    Outcome runAs(Path name, Map<String, String> further, String... arguments) {
        return finish(start(name, further, arguments));
    }

    Process start(Path name, Map<String, String> further, String... arguments) {
        List<String> command = new ArrayList<>(List.of(name.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("PTARMIGAN_JAVA_OPTS");
        builder.environment().putAll(environment);
        builder.environment().putAll(further);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Outcome finish(Process process) {
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the start script does not end; err=" + err);
            }
            return new Outcome(process.exitValue(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for the start script", e);
        }
    }

    private static void program(Path file, String text) {
        write(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IllegalStateException("cannot make executable: file=" + file);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.ptarmigan.cli;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.CaptureTrees;
import dev.ptarmigan.dump.DumpFormatException;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What an operand CAPTURE stands for: a directory or dump of the user, or the name of a shipped capture. A path that exists wins. */
final class CaptureSource {
    private final String name;
    private final Capture capture;

    private CaptureSource(String operand, Capture capture) {
        this.name =
                capture.moment().isPresent() ? operand + " (" + capture.moment().get() + ")" : operand;
        this.capture = capture;
    }

    /** What the user called it, with the moment if there is one. */
    String name() {
        return name;
    }

    /**
     * Loads a capture.
     *
     * @param moment before or after, or null if the user has not said
     */
    static CaptureSource load(String operand, @Nullable Moment moment) {
        Path path = path(operand);
        if (!Files.isDirectory(path)) {
            if (moment != null) {
                throw new CliException("--moment " + moment + " and " + operand
                        + " contradict each other: a file is one moment, a directory can hold two");
            }
            return new CaptureSource(operand, Capture.load(path));
        }
        boolean two = Files.exists(path.resolve("before.ptw")) || Files.exists(path.resolve("before.ptw.gz"));
        if (two && moment == null) {
            throw new CliException(
                    operand + " holds a dump from before an operation and one from after it; say --moment before"
                            + " or --moment after");
        }
        if (!two && moment != null) {
            throw new CliException("--moment " + moment + ": " + operand + " holds one dump");
        }
        return new CaptureSource(operand, moment == null ? Capture.load(path) : Capture.load(path, moment));
    }

    private static Path path(String operand) {
        Path path = Path.of(operand);
        if (Files.exists(path)) {
            return path;
        }
        boolean looksLikePath = operand.contains("/") || operand.endsWith(".ptw") || operand.endsWith(".gz");
        if (looksLikePath) {
            throw new CliException(operand + ": no such file");
        }
        try {
            return ShippedCaptures.path(operand);
        } catch (DumpFormatException e) {
            throw new CliException(operand + ": no such file, and " + e.getMessage());
        }
    }

    Capture capture() {
        return capture;
    }

    RegisterFile registers(int processor) {
        return capture.registers(processor);
    }

    /** The regime of the kernel whose tables these are. */
    TranslationStage regime() {
        return new CaptureTrees(capture, Profile.ARM).regime();
    }
}

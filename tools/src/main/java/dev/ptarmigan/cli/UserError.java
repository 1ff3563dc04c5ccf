package dev.ptarmigan.cli;

import dev.ptarmigan.bits.NumberTextException;
import dev.ptarmigan.checker.CheckerException;
import dev.ptarmigan.checker.casemate.CasemateFormatException;
import dev.ptarmigan.checker.tarmac.TarmacFormatException;
import dev.ptarmigan.descriptors.EncodingException;
import dev.ptarmigan.dump.DumpFormatException;
import dev.ptarmigan.explorer.ScenarioException;
import dev.ptarmigan.kernel.KernelBugException;
import dev.ptarmigan.kernel.UnknownNameException;
import dev.ptarmigan.pe.AccessTraceException;
import dev.ptarmigan.pe.EventReplayException;
import dev.ptarmigan.pe.TlbGeometryException;
import dev.ptarmigan.registers.MissingRegisterException;
import dev.ptarmigan.registers.RegisterTextException;
import dev.ptarmigan.replay.ReplayException;
import dev.ptarmigan.study.StudyException;
import dev.ptarmigan.tlb.TlbiException;
import dev.ptarmigan.trace.EventFormatException;
import dev.ptarmigan.vectors.VectorFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Tells what is the user's to put right from what is ours. */
final class UserError {
    private UserError() {}

    /** The line to show, or null if the failure is a defect. */
    static @Nullable String message(Throwable failure) {
        if (failure instanceof CliException
                || failure instanceof DumpFormatException
                || failure instanceof VectorFormatException
                || failure instanceof NumberTextException
                || failure instanceof EncodingException
                || failure instanceof ReplayException
                || failure instanceof EventFormatException
                || failure instanceof ScenarioException
                || failure instanceof CheckerException
                || failure instanceof CasemateFormatException
                || failure instanceof TarmacFormatException
                || failure instanceof UnknownNameException
                || failure instanceof TlbiException
                || failure instanceof TlbGeometryException
                || failure instanceof AccessTraceException
                || failure instanceof EventReplayException
                || failure instanceof StudyException
                || failure instanceof RegisterTextException
                || failure instanceof MissingRegisterException) {
            return oneLine(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof KernelBugException) {
            return "the kernel stops: " + oneLine(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof StandardOutput.Failure) {
            return "cannot write the output: " + oneLine(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof UncheckedIOException unchecked) {
            return input(unchecked.getCause());
        }
        if (failure instanceof IOException input) {
            return input(input);
        }
        if (failure instanceof InvalidPathException path) {
            return path.getInput() + ": is no path, " + path.getReason();
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory: " + failure.getMessage() + "; PTARMIGAN_JAVA_OPTS=-Xmx512m allows more";
        }
        return null;
    }

    private static String input(@Nullable IOException e) {
        if (e == null) {
            return "a file cannot be read";
        }
        if (e instanceof FileSystemException file && file.getFile() != null) {
            if (e instanceof NoSuchFileException) {
                return file.getFile() + ": no such file";
            }
            if (e instanceof AccessDeniedException) {
                return file.getFile() + ": permission denied";
            }
        }
        return oneLine(String.valueOf(e.getMessage()));
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}

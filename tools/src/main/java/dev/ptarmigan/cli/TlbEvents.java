package dev.ptarmigan.cli;

import dev.ptarmigan.pe.TlbGeometry;
import dev.ptarmigan.report.Json;
import dev.ptarmigan.study.EventStudy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code ptarmigan tlb CAPTURE --events FILE}. */
final class TlbEvents {
    private TlbEvents() {}

    static int run(Given given, Console console, TlbGeometry geometry, long seed) {
        if (given.operands().size() != 1) {
            throw new CliException("tlb --events takes one capture, whose tables the events change");
        }
        String name = String.valueOf(given.value("--events"));
        EventStudy study =
                EventStudy.of(OperationOptions.capture(given.operands().get(0)), geometry, text(name), name, seed);
        if (given.has(Options.JSON)) {
            json(console, study);
        } else {
            console.out()
                    .print(study.events() + " events, " + study.invalidations() + " invalidations removed "
                            + study.entriesRemoved() + " entries\n" + study.accesses() + " reads between them: "
                            + study.faults() + " faults, " + study.staleHits() + " results older than the tables\n"
                            + study.differences() + " recorded accesses ended otherwise here\n" + study.staleEntries()
                            + " entries are left that memory contradicts, " + study.staleResults()
                            + " of them with another result than a walk\n");
        }
        return study.differences() == 0 && study.staleResults() == 0 ? ExitStatus.OK : ExitStatus.FOUND;
    }

    private static String text(String name) {
        try {
            return Files.readString(Path.of(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void json(Console console, EventStudy study) {
        try (Json json = new Json(console.out())) {
            json.object()
                    .number("events", study.events())
                    .number("differences", study.differences())
                    .number("accesses", study.accesses())
                    .number("faults", study.faults())
                    .number("staleHits", study.staleHits())
                    .number("staleEntries", study.staleEntries())
                    .number("staleResults", study.staleResults())
                    .number("invalidations", study.invalidations())
                    .number("entriesRemoved", study.entriesRemoved())
                    .endObject();
        }
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.dump.TableDump;
import dev.ptarmigan.dump.TableDumpWriter;
import dev.ptarmigan.trace.EventText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that set-memory writes. */
class SetMemoryFilesTest {
    private static final String CROSS = "setmem-13-lm-cross1g-ro";
    private static final String CALL =
            "set-memory change 0xffff00017fffe000 4 --set 0x80 --clear 0x8000000000000 --dump " + CROSS;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource({"after.ptw", "after.ptw.gz"})
    void with_the_real_kernels_pages_the_tables_are_the_real_kernels(String name) {
        Path file = directory.resolve(name);

        Outcome outcome =
                Invocation.line(CALL + " --alloc 0x102660000,0x1015b3000,0x102688000,0x100fb0000 --after " + file);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        TableDump real = ShippedCaptures.load(CROSS, Moment.AFTER).dump();
        TableDump ours = TableDump.read(file);
        assertThat(tables(ours)).isEqualTo(tables(real)).contains("table 0x102660000 level=2");
        assertThat(ours.header("moment")).hasValue("after");
    }

    @Test
    void events_can_be_read_again() throws IOException {
        Path file = directory.resolve("events.txt");

        Outcome outcome = Invocation.line(CALL + " --events " + file);

        String text = Files.readString(file);
        assertThat(outcome.status()).isZero();
        assertThat(text)
                .startsWith("# events v1\n")
                .contains("# cpu=0 lock pgtable_split_lock\n", " tlbi rvaale1is x=0x");
        assertThat(EventText.read(text, "events.txt").log().size()).isEqualTo((int)
                text.lines().filter(line -> !line.startsWith("#")).count());
    }

    /** Roots and tables as text, without what was recorded beside them. */
    private static String tables(TableDump dump) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TableDumpWriter writer = TableDumpWriter.to(bytes)) {
            dump.replay(writer);
        }
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("reg "))
                .collect(Collectors.joining("\n"));
    }
}

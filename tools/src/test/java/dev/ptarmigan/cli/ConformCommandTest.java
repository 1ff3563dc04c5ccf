package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code conform}, and {@code walk --vectors}, which answers without comparing. {@code DIR} stands for spoilt files. */
class ConformCommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path FEW = Path.of("src/test/resources/vectors/few.jsonl");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @BeforeAll
    static void spoilFiles() throws IOException {
        List<String> lines = Files.readAllLines(FEW);
        String first = lines.get(0);
        write("short.jsonl", lines.get(1) + "\n" + first.substring(0, first.length() / 2) + "\n");
        write("register.jsonl", first.replaceFirst("\"TCR_EL1\": ?\"[^\"]*\",", ""));
        write("base.jsonl", first.replaceFirst("\"TTBR0_EL1\": ?\"[^\"]*\",", ""));
        write(
                "outside.jsonl",
                first.replaceFirst("\"memory\": ?\\[", "\"memory\": [{\"pa\":\"0x1000\",\"words\":[\"0x3\"]},"));
        write(
                "unaligned.jsonl",
                first.replaceFirst("\"memory\": ?\\[", "\"memory\": [{\"pa\":\"0x40000001\",\"words\":[\"0x3\"]},"));
        write("unknown.jsonl", first.replaceFirst("\"TCR_EL1\"", "\"TCR_EL9\""));
        write("value.jsonl", first.replaceFirst("\"TCR_EL1\": ?\"0x", "\"TCR_EL1\":\"0xz"));
        write("operation.jsonl", first.replaceFirst("AT S1E", "AT S9E"));
        write("noqueries.jsonl", first.replaceFirst("\"queries\"", "\"questions\""));
        write("level.jsonl", lines.get(1).replace("\"el\":1", "\"el\":7"));
        write("empty.jsonl", "\n");
        byte[] whole = gzip(Files.readAllBytes(FEW));
        Files.write(directory.resolve("short.jsonl.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(directory.resolve("few.jsonl.gz"), whole);
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            help-conform         | 0 | conform --help
            conform              | 0 | conform src/test/resources/vectors/few.jsonl
            conform-altered      | 1 | conform src/test/resources/vectors/altered.jsonl
            conform-altered-json | 1 | conform --json src/test/resources/vectors/altered.jsonl
            conform-qemu         | 1 | conform --profile QEMU_11_1 src/test/resources/vectors/few.jsonl src/test/resources/vectors/altered.jsonl
            walk-vectors-json    | 0 | walk --json --vectors src/test/resources/vectors/few.jsonl
            """)
    void what_it_prints_has_been_read(String name, int status, String arguments) {
        Outcome outcome = Invocation.line(arguments);

        assertThat(outcome.err()).isEmpty();
        Golden.compare(GOLDEN.resolve(name + ".txt"), outcome.out());
        assertThat(outcome.status()).isEqualTo(status);
    }

    @Test
    void a_compressed_file_is_read_like_a_plain_one() {
        assertThat(Invocation.line("conform " + directory.resolve("few.jsonl.gz")))
                .isEqualTo(Invocation.line("conform " + FEW));
    }

    @Test
    void our_answers_do_not_depend_on_those_of_the_file() throws IOException {
        String without = Files.readString(FEW)
                .replaceAll(",\\s*\"(par|result|to|esr|far|hpfar|pa|value)\":\\s*\"[^\"]*\"", "")
                .replaceAll(",\\s*\"exception\":\\s*\\{[^}]*\\}", "");
        write("without.jsonl", without);
        write(
                "spoilt.jsonl",
                Files.readString(FEW)
                        .replaceAll("\"(par|to|esr|far|hpfar|pa)\":\\s*\"[^\"]*\"(?!,\\s*\"word)", "\"$1\":null")
                        .replaceAll("\"result\":\\s*\"[^\"]*\"", "\"result\":[{}]")
                        .replaceAll("\"exception\":\\s*\\{[^}]*\\}", "\"exception\":\"none\"")
                        .replaceAll("\"memory_after\":\\s*\\[[^\\]]*\\]", "\"memory_after\":7"));
        String stored = ",\"value\":\"[^\"]*\"";

        Outcome with = Invocation.line("walk --json --vectors " + FEW);
        Outcome answered = Invocation.line("walk --json --vectors " + directory.resolve("without.jsonl"));

        Outcome spoilt = Invocation.line("walk --json --vectors " + directory.resolve("spoilt.jsonl"));

        assertThat(spoilt).isEqualTo(with);
        assertThat(without).doesNotContain("\"esr\"").doesNotContain("\"par\"");
        assertThat(answered.out().replaceAll(stored, "")).isEqualTo(with.out().replaceAll(stored, ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no file                 | conform                      | conform needs a vector file; see ptarmigan conform --help
            missing file            | conform DIR/no.jsonl         | DIR/no.jsonl: no such file
            line cut short          | conform DIR/short.jsonl      | DIR/short.jsonl:2: not a whole JSON object: REASON
            gzip cut short          | conform DIR/short.jsonl.gz   | DIR/short.jsonl.gz:LINE: the gzip data is cut short or damaged
            register not listed     | conform DIR/register.jsonl   | DIR/register.jsonl:1: s1-4k-000246: TCR_EL1 is not known; it is needed for the size and granule of both address ranges
            table base not listed   | conform DIR/base.jsonl       | DIR/base.jsonl:1: s1-4k-000246: TTBR0_EL1 is not known; it is needed for addresses with bit 55 = 0
            outside the memory image | conform DIR/outside.jsonl   | DIR/outside.jsonl:1: s1-4k-000246: the word at 0x1000 is outside the memory image, 0x40000000 to 0x7fffffff
            word that is not aligned | conform DIR/unaligned.jsonl | DIR/unaligned.jsonl:1: memory at 0x40000001 is not 8-byte aligned
            unknown register        | conform DIR/unknown.jsonl    | DIR/unknown.jsonl:1: unknown register TCR_EL9
            bad value               | conform DIR/value.jsonl      | DIR/value.jsonl:1: VALUE is not the value of TCR_EL1: 'z' at column 3 is not a hexadecimal digit
            unknown operation       | conform DIR/operation.jsonl  | DIR/operation.jsonl:1: s1-4k-000246: unknown operation AT S9E0R
            no such level           | conform DIR/level.jsonl      | DIR/level.jsonl:1: s12-000082: store needs el, 0 or 1
            no vectors              | conform DIR/empty.jsonl      | DIR/empty.jsonl: holds no vectors
            a directory             | conform DIR                  | DIR: cannot be read: Is a directory
            no queries              | conform DIR/noqueries.jsonl  | DIR/noqueries.jsonl:1: a vector needs id, regime, registers, memory and queries
            unknown profile         | conform --profile M1 x       | --profile M1, expected ARM or QEMU_11_1
            walk of a short line    | walk --json --vectors DIR/short.jsonl | DIR/short.jsonl:2: not a whole JSON object: REASON
            walk without a register | walk --json --vectors DIR/register.jsonl | DIR/register.jsonl:1: s1-4k-000246: TCR_EL1 is not known; it is needed for the size and granule of both address ranges
            walk outside            | walk --json --vectors DIR/outside.jsonl | DIR/outside.jsonl:1: s1-4k-000246: the word at 0x1000 is outside the memory image, 0x40000000 to 0x7fffffff
            walk of no vectors      | walk --json --vectors DIR/empty.jsonl | DIR/empty.jsonl: holds no vectors
            walk without JSON       | walk --vectors DIR/short.jsonl | --vectors writes JSON lines; say --json, or use ptarmigan conform
            walk of both            | walk --json --vectors a linux72-4k-n1-2g | unexpected linux72-4k-n1-2g: --vectors brings its own memory and addresses; see ptarmigan walk --help
            vectors and an access   | walk --json --vectors a --access w | --vectors and --access contradict each other: a vector says by itself what is accessed and how
            """)
    void a_mistake_is_one_clear_line(String reason, String arguments, String line) {
        Outcome outcome = Invocation.line(arguments.replace("DIR", directory.toString()));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()
                        .replace(directory.toString(), "DIR")
                        .replaceFirst("object: .*", "object: REASON")
                        .replaceFirst("gz:[0-9]+", "gz:LINE")
                        .replaceFirst("0xz[0-9a-f]*", "VALUE"))
                .isEqualTo("ptarmigan: " + line + "\n");
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PtdumpCommandTest {
    static Stream<Arguments> recordedTexts() {
        List<Arguments> texts = new ArrayList<>();
        for (String name : ShippedCaptures.names()) {
            if (Files.exists(ShippedCaptures.path(name).resolve("before.ptw.gz"))) {
                for (Moment moment : Moment.values()) {
                    add(texts, ShippedCaptures.load(name, moment), name + " --moment " + moment);
                }
            } else {
                add(texts, ShippedCaptures.load(name), name);
            }
        }
        return texts.stream();
    }

    private static void add(List<Arguments> texts, Capture capture, String operands) {
        capture.kernelText().ifPresent(text -> texts.add(Arguments.of(operands, text)));
        capture.userText().ifPresent(text -> texts.add(Arguments.of(operands + " --user", text)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recordedTexts")
    void stdout_is_what_the_kernel_printed_byte_for_byte(String operands, String text) {
        Outcome outcome = Invocation.line("ptdump " + operands);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo(text);
        assertThat(outcome.status()).isZero();
    }

    @Test
    void every_kind_of_text_is_among_them() {
        assertThat(recordedTexts().map(arguments -> String.valueOf(arguments.get()[0])))
                .hasSizeGreaterThan(60)
                .contains(
                        "linux72-4k-bbml2-4g",
                        "linux72-4k-bbml2-4g-user --user",
                        "setmem-19-vmalloc-64-ro --moment after",
                        "trace-34-vhe-1page-mid1g-invalid --moment before");
    }

    @Test
    void ranges_that_meet_give_the_whole_list_without_its_markers() {
        String whole = Invocation.line("ptdump linux72-4k-bbml2-4g").out();
        String below = Invocation.line("ptdump --range 0xffff000000000000-_text linux72-4k-bbml2-4g")
                .out();
        String above =
                Invocation.line("ptdump --range _text- linux72-4k-bbml2-4g").out();

        assertThat(lines(below) + lines(above)).isEqualTo(lines(whole));
    }

    private static String lines(String text) {
        return text.replaceAll("---\\[.*\n", "");
    }

    @Test
    void a_dump_without_the_kernels_markers_is_listed_with_computed_ones_and_says_so(@TempDir Path directory)
            throws IOException {
        Path dump = directory.resolve("mine.ptw.gz");
        Files.copy(ShippedCaptures.path("linux72-4k-bbml2-4g").resolve("tables.ptw.gz"), dump);

        Outcome outcome = Invocation.run("ptdump", dump.toString());

        assertThat(outcome.err().lines()).hasSize(2).allMatch(line -> line.startsWith("ptarmigan: note: "), "a note");
        assertThat(lines(outcome.out()).lines().filter(line -> line.endsWith("MEM/NORMAL")))
                .containsExactlyElementsOf(Invocation.line("ptdump linux72-4k-bbml2-4g")
                        .out()
                        .lines()
                        .filter(line -> line.endsWith("MEM/NORMAL"))
                        .toList());
        assertThat(outcome.status()).isZero();
    }

    @Test
    void a_table_that_is_not_in_the_dump_is_reported_and_gives_status_1(@TempDir Path directory) throws IOException {
        String dump =
                ShippedCaptures.load("linux72-4k-bbml2-4g").text("tables.ptw").orElseThrow();
        String without =
                dump.replaceAll("(?m)^root .*\n", "").replaceFirst("(?s)\ntable 0x430ee000 .*?\ntable", "\ntable");
        String root = "root ttbr1 0x42703000 level=0 va=0xffff000000000000 entries=512 tables=COUNT\n";
        long tables = without.lines().filter(line -> line.startsWith("table ")).count();
        Path file = Files.writeString(
                directory.resolve("part.ptw"),
                without.replaceFirst("\ntable", "\n" + root.replace("COUNT", Long.toString(tables)) + "table"));

        Outcome outcome = Invocation.run("ptdump", file.toString());

        assertThat(outcome.err())
                .contains(
                        "0xffff800080000000-0xffff8000801fffff: no memory is at the table, level 3 entry at 0x430ee000\n");
        assertThat(outcome.status()).isEqualTo(1);
    }
}

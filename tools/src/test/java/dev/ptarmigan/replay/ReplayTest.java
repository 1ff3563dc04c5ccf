package dev.ptarmigan.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.dump.TableDump;
import dev.ptarmigan.dump.TableDumpWriter;
import dev.ptarmigan.kernel.LinuxSetMemory;
import dev.ptarmigan.trace.EventText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's code on captured kernels gives the words, events and results of the real kernel. */
class ReplayTest {
    private static boolean hasCalls(String name) {
        return name.startsWith("setmem-") || name.startsWith("trace-");
    }

    static Stream<String> shipped() {
        return ShippedCaptures.names().stream().filter(ReplayTest::hasCalls);
    }

    private static Recorded.Comparison replay(Capture before, String name) {
        Operations told = Operations.parse(before.text("ops.txt").orElseThrow(), name + "/ops.txt");
        Recorded recorded = Recorded.of(before, name);
        try (CapturedKernel captured = CapturedKernel.of(before)) {
            Operations operations = recorded.complete(told, captured);
            TablePages pages = new TablePages(
                    captured.memory(),
                    captured.kernel().tables().granule().pageBytes(),
                    operations.newTables(),
                    List.of(),
                    captured.freshPages(),
                    Long.MAX_VALUE);
            OperationRun run = OperationRun.of(
                    captured, new LinuxSetMemory(), null, operations, pages, recorded.cpu(), name + "/ops.txt");
            assertThat(pages.taken()).isEqualTo(operations.newTables().size());
            return recorded.compare(captured, operations, run);
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void a_replayed_operation_gives_what_the_real_kernel_did(String name) {
        Recorded.Comparison comparison = replay(ShippedCaptures.load(name, Moment.BEFORE), name);
        assertThat(comparison.wordDifferences()).isEmpty();
        assertThat(comparison.eventsAgree()).as(comparison.eventsText()).isTrue();
        assertThat(comparison.resultsAgree()).isTrue();
    }

    @Test
    @Tag("heavy")
    void every_operation_of_a_larger_collection_gives_what_the_real_kernel_did() throws IOException {
        Path collection = Path.of("../../shared/dumps");
        if (!Files.isDirectory(collection)) {
            System.out.println(
                    "no larger collection of captures beside the project: only the shipped ones were replayed");
            assertThat(shipped()).isNotEmpty();
            return;
        }
        List<String> wrong = new ArrayList<>();
        int count = 0;
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(collection)) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (hasCalls(name)) {
                    count++;
                    Recorded.Comparison comparison = replay(Capture.load(directory, Moment.BEFORE), name);
                    if (!comparison.agrees()) {
                        wrong.add(name + ": " + comparison);
                    }
                }
            }
        }
        System.out.println("replayed " + count + " operations of a larger collection");
        assertThat(wrong).isEmpty();
        assertThat(count).isPositive();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void tables_that_nothing_changed_are_dumped_as_they_were_read(String name) {
        Capture before = ShippedCaptures.load(name, Moment.BEFORE);
        try (CapturedKernel captured = CapturedKernel.of(before)) {
            ByteArrayOutputStream ours = new ByteArrayOutputStream();
            try (TableDumpWriter writer = TableDumpWriter.to(ours)) {
                TreeDump.write(
                        before.dump(), captured.memory(), captured.kernel().tables(), writer);
            }
            ByteArrayOutputStream real = new ByteArrayOutputStream();
            try (TableDumpWriter writer = TableDumpWriter.to(real)) {
                before.dump().replay(writer);
            }
            assertThat(ours.toString(StandardCharsets.UTF_8)).isEqualTo(real.toString(StandardCharsets.UTF_8));
            assertThat(TableDump.read(new ByteArrayInputStream(ours.toByteArray()), "ours")
                            .tables())
                    .hasSameSizeAs(before.dump().tables());
        }
    }

    @Test
    void a_dropped_store_and_a_wrong_operand_are_noticed() {
        String name = "trace-25-pte-64-ro";
        Capture before = ShippedCaptures.load(name, Moment.BEFORE);
        String events = before.text("events.txt").orElseThrow();
        Operations operations = Operations.parse(before.text("ops.txt").orElseThrow(), "ops.txt");
        try (CapturedKernel captured = CapturedKernel.of(before)) {
            TablePages pages = new TablePages(captured.memory(), 4096, List.of(), List.of(), -1, 0);
            OperationRun run = OperationRun.of(captured, new LinuxSetMemory(), null, operations, pages, 0, "ops.txt");
            LazyPurge purge = new LazyPurge(captured.kernel());
            EventText.Recording real = EventText.read(events, "events.txt");
            assertThat(EventComparison.difference(real, run.log(), purge)).isNull();
            String store = events.lines()
                    .filter(line -> line.contains(" store "))
                    .findFirst()
                    .orElseThrow();
            EventText.Recording less = EventText.read(events.replace(store + "\n", ""), "events.txt");
            assertThat(EventComparison.difference(less, run.log(), purge)).contains("recorded", "store");
            EventText.Recording other =
                    EventText.read(events.replace("tlbi rvaale1is x=0x", "tlbi rvaale1is x=0x1"), "e");
            assertThat(EventComparison.difference(other, run.log(), purge)).contains("rvaale1is");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a field is missing     | op ro area=a1 off=0 va=0x0 x=0x0 y=0x0 ret=0      | ops.txt:2: n= is missing
                    a number is not one    | op ro area=a1 off=0 n=z va=0x0 x=0x0 y=0x0 ret=0  | ops.txt:2: n=z is not a number
                    an address is not one  | op ro area=a1 off=0 n=1 va=0xg x=0x0 y=0x0 ret=0  | ops.txt:2: 0xg is not a value of va: 'g' at column 3 is not a hexadecimal digit
                    a word is no field     | alloc a1 kind=at pages=1 va=0x0 junk              | ops.txt:2: name=value was expected, not 'junk'
                    """)
    void a_malformed_line_is_told_with_its_place(String reason, String line, String message) {
        assertThatExceptionOfType(ReplayException.class)
                .isThrownBy(() -> Operations.parse("note: one\n" + line + "\n", "ops.txt"))
                .withMessage(message);
    }

    @Test
    void an_operation_that_is_not_known_is_refused_with_those_that_are() {
        Capture before = ShippedCaptures.load("setmem-02-lm-1page-mid1g-valid-again", Moment.BEFORE);
        try (CapturedKernel captured = CapturedKernel.of(before)) {
            Operations operations = Operations.ofCall("frobnicate", 0xffff_0000_5abc_d000L, 1, 0, 0);
            TablePages pages = new TablePages(captured.memory(), 4096, List.of(), List.of(), -1, 0);
            assertThatExceptionOfType(ReplayException.class)
                    .isThrownBy(
                            () -> OperationRun.of(captured, new LinuxSetMemory(), null, operations, pages, 0, "here"))
                    .withMessageStartingWith("here:0: unknown operation frobnicate; known are ro rw nx x");
        }
    }
}

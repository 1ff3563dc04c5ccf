package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.dump.Capture;
import dev.ptarmigan.dump.Moment;
import dev.ptarmigan.dump.ShippedCaptures;
import dev.ptarmigan.mutation.Mutation;
import dev.ptarmigan.mutation.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in what set-memory, replay and compare-strategies are given: one line, status 2, no output file. */
class OperationBadInputTest {
    private static final String LINEAR = "setmem-01-lm-1page-mid1g-invalid";
    private static final String VMALLOC = "trace-20-olympus-vmalloc-16-ro";

    @TempDir
    private Path directory;

    private Path capture;

    @BeforeEach
    void copy() throws IOException {
        capture = Files.createDirectory(directory.resolve("capture"));
        Capture shipped = ShippedCaptures.load(VMALLOC, Moment.BEFORE);
        try (Stream<Path> files = Files.list(shipped.directory())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, capture.resolve(file.getFileName().toString()));
            }
        }
        // Compressed or not, the copies are plain text under their plain names.
        for (String name :
                new String[] {"ops.txt", "events.txt", "info.txt", "registers.txt", "before.ptw", "after.ptw"}) {
            if (Files.exists(capture.resolve(name + ".gz"))) {
                Files.writeString(capture.resolve(name), shipped.text(name).orElseThrow());
                Files.delete(capture.resolve(name + ".gz"));
            }
        }
    }

    private void edit(String file, String pattern, String replacement) throws IOException {
        Path path = capture.resolve(file);
        String before = Files.readString(path);
        String after = before.replaceAll(pattern, replacement);
        assertThat(after).as("the edit of " + file).isNotEqualTo(before);
        Files.writeString(path, after);
    }

    private static void assertRefused(Outcome outcome, String line) {
        assertThat(outcome.err()).isEqualTo("ptarmigan: " + line + "\n");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            set-memory without a capture    | set-memory ro 0xffff00005abcd000 1 | set-memory needs --dump CAPTURE, the kernel to run on
            set-memory without its operands | set-memory ro 0xffff00005abcd000 --dump LM | set-memory takes an operation, an address and a number of pages, not 2 operands; see ptarmigan set-memory --help
            unknown operation               | set-memory wo 0xffff00005abcd000 1 --dump LM | unknown operation wo, expected one of ro rw nx x rox valid invalid dm_invalid dm_default dm_valid dm_notvalid change update
            no number of pages              | set-memory ro 0xffff00005abcd000 some --dump LM | some is not a number of pages: 's' at column 1 is not a decimal digit
            too many pages                  | set-memory ro 0xffff00005abcd000 0x80000000 --dump LM | 0x80000000 pages are more than a call can take
            address of a process            | set-memory invalid 0x5abcd000 1 --dump LM | 0x5abcd000 is no address of this kernel, whose first is 0xffff000000000000
            page that is not in the map     | set-memory dm_invalid 0xffff800080010000 1 --dump LM | dm_invalid takes a page of the linear map, 0xffff800080010000 is not in it: 0xffff000000000000-0xffff7fffffffffff
            unknown symbol                  | set-memory ro no_such_symbol 1 --dump LM | no_such_symbol is neither an address (0x...) nor a symbol of setmem-01-lm-1page-mid1g-invalid (before)
            unknown strategy                | set-memory ro 0xffff00005abcd000 1 --dump LM --strategy lnux | no strategy is named 'lnux'; there are legacy, pagewalk, linux, split-all, bbm
            unknown switch                  | set-memory ro 0xffff00005abcd000 1 --dump LM --strategy bbm:fast | strategy bbm has no switch 'fast'; it has locked, lockless, stop-machine
            unknown level of BBM            | set-memory ro 0xffff00005abcd000 1 --dump LM --bbml 4 | --bbml 4, expected 0, 1 or 2
            unknown rodata mode             | set-memory ro 0xffff00005abcd000 1 --dump LM --rodata maybe | --rodata maybe, expected on, noalias or off
            mask that is no number          | set-memory change 0xffff00005abcd000 1 --dump LM --set RO | RO is not a mask: 'R' at column 1 is not a decimal digit
            change without masks            | set-memory change 0xffff00005abcd000 1 --dump LM | change needs --set or --clear, the bits to change
            masks of another call           | set-memory ro 0xffff00005abcd000 1 --dump LM --set 0x80 | --set and --clear are for change and update, not for ro
            pages of a call for one         | set-memory dm_invalid 0xffff00005abcd000 2 --dump LM | dm_invalid takes one page, not 2
            events and JSON together        | set-memory invalid 0xffff00005abcd000 1 --dump LM --json --events - --after DIR/a | --events - and --json contradict each other: both are for standard output
            page of no page size            | set-memory invalid 0xffff00005abcd000 1 --dump LM --alloc 0x10000001 | --alloc 0x10000001 is not a multiple of the page size, 4K
            page that is a table            | set-memory invalid 0xffff00005abcd000 1 --dump LM --alloc 0x42703000 | --alloc 0x42703000 is a table of the capture already
            page listed twice               | set-memory invalid 0xffff00005abcd000 1 --dump LM --alloc 0x1000,0x1000 | --alloc 0x1000 is listed twice
            page out of reach               | set-memory invalid 0xffff00005abcd000 1 --dump LM --alloc 0x1000000000000 | --alloc 0x1000000000000 has more bits than a descriptor of these tables holds
            too few pages                   | set-memory invalid 0xffff00005abcd000 1 --dump LM --alloc 0x1000 --after DIR/a --events DIR/e | the pages for new tables are used up: 1 is listed, and another is needed for a level 3 table from 0xffff00005aa00000
            number of pages that is none    | set-memory invalid 0xffff00005abcd000 1 --dump LM --table-pages few | --table-pages: few is not a number of pages: 'f' at column 1 is not a decimal digit; hexadecimal numbers start with 0x
            capture without an info.txt     | set-memory invalid 0xffff00005abcd000 1 --dump linux72-cloud-4k-bbml2-2g | linux72-cloud-4k-bbml2-2g: info.txt is missing; it tells the kernel's address space and capabilities
            tables into nowhere             | set-memory invalid 0xffff00005abcd000 1 --dump LM --after DIR/no/a --events DIR/e | --after DIR/no/a: there is no directory DIR/no
            events into nowhere             | set-memory invalid 0xffff00005abcd000 1 --dump LM --after DIR/a --events DIR/no/e | --events DIR/no/e: there is no directory DIR/no
            both into one file              | set-memory invalid 0xffff00005abcd000 1 --dump LM --after DIR/a --events DIR/a | --after and --events name the same file, DIR/a
            replay of nothing               | replay | replay takes one capture; see ptarmigan replay --help
            replay of one moment            | replay linux72-4k-n1-2g | linux72-4k-n1-2g: is no capture of an operation, expected before.ptw.gz and ops.txt in a directory
            replay of no capture            | replay nowhere | nowhere: no such file, and no capture called 'nowhere' is shipped; the command 'captures' lists those that are
            comparison without operands     | compare-strategies LM ro | compare-strategies takes a capture, an operation, an address and a number of pages; see ptarmigan compare-strategies --help
            comparison of no operation      | compare-strategies LM wo 0xffff00005abcd000 1 | unknown operation wo, expected one of ro rw nx x rox valid invalid dm_invalid dm_default dm_valid dm_notvalid change update
            comparison of no strategy       | compare-strategies LM ro 0xffff00005abcd000 1 --strategy z | no strategy is named 'z'; there are legacy, pagewalk, linux, split-all, bbm
            random without a size           | compare-strategies --random 5 ro | --random needs --linear-map, the size of the linear map to build
            random of no size               | compare-strategies --linear-map 5 ro | --linear-map 5, expected 1G to 1T in steps of 512M
            random of another operation     | compare-strategies --linear-map 1G nx | unknown operation nx, with --linear-map expected ro or invalid
            random of too many              | compare-strategies --linear-map 1G --random 200000 ro | --random 200000, expected 1 to 131072, half of the pages of the linear map
            random of a capture             | compare-strategies --linear-map 1G LM ro 0xffff00005abcd000 1 | with --linear-map compare-strategies takes an operation alone, ro or invalid, not 4 operands
            random of no page size          | compare-strategies --linear-map 1G --granule 8K ro | --granule 8K, expected 4K, 16K or 64K
            random with pages listed        | compare-strategies --linear-map 1G --alloc 0 ro | --linear-map and --alloc contradict each other: --alloc is for a capture
            """)
    void a_mistake_is_one_clear_line_and_no_file_appears(String reason, String arguments, String line)
            throws IOException {
        Outcome outcome =
                Invocation.line(arguments.replace("DIR", directory.toString()).replace("LM", LINEAR));

        assertRefused(outcome, line.replace("DIR", directory.toString()));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(capture);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            unknown operation          | ops.txt      | (?m)^op ro           | op wo              | ops.txt:LINE: unknown operation wo; known are ro rw nx x rox valid invalid dm_invalid dm_default dm_valid dm_notvalid change update split vunmap_free
            field that is missing      | ops.txt      | (?m)^(op ro .*) n=\\d+ | $1             | ops.txt:LINE: n= is missing
            number that is none        | ops.txt      | (?m)^(op ro .*) ret=0 | $1 ret=none       | ops.txt:LINE: ret=none is not a number
            address that is none       | ops.txt      | (?m)^(op ro .*) va=0x | $1 va=0z          | ops.txt:LINE: 0zVA is not a value of va: 'z' at column 2 is not a decimal digit
            kind that is none          | ops.txt      | kind=vmalloc         | kind=vmaloc        | ops.txt:LINE: kind=vmaloc, expected one of at, vmalloc, vmhuge
            area that is not mapped    | ops.txt      | (kind=vmalloc pages=)\\d+ | $1200       | ops.txt:LINE: area v1 has no page at PAGE, so its backing pages are not known
            line that is no event      | events.txt   | (?m)^0 cpu=          | 0 cpo=             | events.txt:LINE: '<number> cpu=<n> <event>' was expected, not 'TEXT'
            event that is none         | events.txt   | dsb ishst            | dsb isht           | events.txt:LINE: unknown event 'dsb isht'; store, tlbi, dsb, dmb, isb, access, fault, fill or evict was expected
            store that is not aligned  | events.txt   | store pa=0x([0-9a-f]+)[08] | store pa=0x$14 | events.txt:LINE: the store to ADDRESS is not 8-byte aligned
            no first line              | events.txt   | # events v1          | # events v2        | events.txt:LINE: the first line of events is '# events v1'
            no kernel constants        | info.txt     | (?m)^const PAGE_OFFSET.*\\n | ''          | info.txt does not tell PAGE_OFFSET
            dump that is none          | before.ptw   | (?m)^table .* level=3 | tabel             | before.ptw:LINE: REST
            """)
    void a_mistake_in_a_file_is_told_with_file_and_line(
            String reason, String file, String pattern, String replacement, String line) throws IOException {
        edit(file, pattern, replacement);

        Outcome outcome = Invocation.run(
                "replay",
                capture.toString(),
                "--after",
                directory.resolve("after").toString(),
                "--events",
                directory.resolve("events").toString());

        assertThat(shortened(outcome.err()))
                .startsWith("ptarmigan: CAPTURE" + (line.startsWith("info.txt does") ? "" : "/"))
                .contains(line.replace("REST", ""));
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(2);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(capture);
        }
    }

    /** Numbers of the captured file replaced by what they are. */
    private String shortened(String text) {
        return text.replace(capture.toString(), "CAPTURE")
                .replaceFirst("capture \\(before\\)", "CAPTURE")
                .replaceFirst("(ops|events)\\.txt:\\d+:", "$1.txt:LINE:")
                .replaceFirst("before\\.ptw:\\d+:", "before.ptw:LINE:")
                .replaceFirst("0zffff[0-9a-f]+", "0zVA")
                .replaceFirst("no page at 0x[0-9a-f]+", "no page at PAGE")
                .replaceFirst("not '0 cpo=.*'", "not 'TEXT'")
                .replaceFirst("store to 0x[0-9a-f]+", "store to ADDRESS");
    }

    @Test
    void a_bug_that_has_no_name_is_refused_with_those_that_have() {
        assertRefused(
                Invocation.line("set-memory ro 0xffff00005abcd000 1 --bug typo --dump " + LINEAR),
                "no bug is named 'typo'; there are "
                        + Mutations.all().stream().map(Mutation::name).collect(Collectors.joining(", "))
                        + ", lose-bit:N, drop:KIND[:N|all] and swap:KIND:N");
    }

    @Test
    void a_register_that_decides_and_is_absent_is_named() throws IOException {
        for (String file : new String[] {"before.ptw", "registers.txt", "info.txt"}) {
            Path path = capture.resolve(file);
            if (Files.exists(path)) {
                Files.writeString(path, Files.readString(path).replaceAll("(?m)^.*MIDR_EL1.*\\n", ""));
            }
        }

        Outcome outcome = Invocation.run("replay", capture.toString());

        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("ptarmigan: ").contains("MIDR_EL1");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void a_call_on_an_area_that_is_neither_told_nor_mapped_is_refused() throws IOException {
        edit("ops.txt", "(?m)^alloc .*\\n", "");
        edit("ops.txt", "(?m)^(op ro .*) va=0x[0-9a-f]+", "$1 va=0xffff900000000000");

        Outcome outcome = Invocation.run("replay", capture.toString());

        assertThat(shortened(outcome.err()))
                .isEqualTo(
                        "ptarmigan: CAPTURE/ops.txt:LINE: ro needs the vm area v1, of which there is neither an alloc line"
                                + " nor a page in the tables\n");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void calls_that_can_neither_be_read_nor_read_off_are_refused() throws IOException {
        edit("ops.txt", "(?m)^op .*\\n", "");
        Files.delete(capture.resolve("events.txt"));

        Outcome outcome = Invocation.run("replay", capture.toString());

        assertThat(shortened(outcome.err()))
                .isEqualTo(
                        "ptarmigan: CAPTURE/ops.txt: holds no operation (a line 'op ...'), and there is no events.txt to"
                                + " read the calls off\n");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void a_capture_that_tells_nothing_of_afterwards_is_run_all_the_same() throws IOException {
        Files.delete(capture.resolve("after.ptw"));
        Files.delete(capture.resolve("events.txt"));

        Outcome outcome = Invocation.run("replay", capture.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("words    not recorded", "events   not recorded");
        assertThat(outcome.status()).isZero();
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.dump.ShippedCaptures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a user does wrong is one line on stderr and status 2. {@code DIR} stands for a directory with spoilt files. */
class BadInputTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @BeforeAll
    static void spoilFiles() throws IOException {
        byte[] whole = Files.readAllBytes(
                ShippedCaptures.path("linux72-cloud-4k-bbml2-2g").resolve("tables.ptw.gz"));
        String dump;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(whole))) {
            dump = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.write(directory.resolve("short.ptw.gz"), Arrays.copyOf(whole, whole.length / 2));
        Files.write(directory.resolve("noise.ptw.gz"), new byte[] {'#', ' ', 0x07, 'x', '\n'});
        write("good.ptw", dump);
        write("prose.ptw.gz", "It was a dark and stormy night.\n");
        write("version.ptw", dump.replace("ptdump-words v1", "ptdump-words v2"));
        write("hex.ptw", dump.replaceFirst("\n  0 0x[0-9a-f]{16}\n", "\n  0 0x00e80000400zz703\n"));
        write("index.ptw", dump.replaceFirst("\n  0 0x", "\n  512 0x"));
        write("unaligned.ptw", dump.replaceFirst("\ntable 0x([0-9a-f]+)000 level=2", "\ntable 0x$1008 level=2"));
        String second = dump.replaceAll("(?s).*?\n(table 0x[0-9a-f]+ level=2[^\n]*\n).*", "$1");
        write("twice.ptw", dump + second + "  5 0x0000000000000001\n");
        write("register.ptw", dump.replaceFirst("\nreg TCR_EL1 ", "\nreg TCR_EL9 "));
        write("without.ptw", dump.replaceAll("\nreg TCR_EL1 [^\n]*", ""));
        write("range.ptw", dump.replace(" va=0xffff000000000000 entries=", " va=0x1234000000000000 entries="));
        write("empty.ptw", "");
        try (RandomAccessFile sparse =
                new RandomAccessFile(directory.resolve("endless").toFile(), "rw")) {
            sparse.setLength(200L << 30);
        }
        write("unknown.txt", "MAIR_EL1 = 0xff\nTCR_EL9 = 0x0\n");
        write("number.txt", "MAIR_EL1 = 0xfg\n");
        write("ds0.txt", "TCR_EL1 = 0x00000075b5103510\n");
        write("accesses.txt", "# three reads\n0xffff000000000000\njump 0xffff000000000000\n");
        write("address.txt", "read 0xffffg\n");
        write("order.txt", "# events v1\n7 cpu=0 isb\n3 cpu=0 isb\n");
        write("other.txt", "# events v1\n0 cpu=0 isb\n1 cpu=0 store pa=0x42703008 old=0x5 new=0x0\n");
        write("event.txt", "# events v1\n0 cpu=0 dsb everywhere\n");
        write("tlbi.txt", "# events v1\n0 cpu=0 tlbi vae9is x=0x0\n");
        Files.createDirectory(directory.resolve("empty"));
        Files.createDirectory(directory.resolve("kernel"));
        write("kernel/tables.ptw", dump);
        write(
                "kernel/info.txt",
                "phys reserved_pg_dir " + dump.replaceAll("(?s).*\nroot ttbr0 (0x[0-9a-f]+) .*", "$1"));
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            missing file              | ptdump DIR/missing.ptw    | DIR/missing.ptw: no such file
            missing directory         | walk DIR/no/such 0x0      | DIR/no/such: no such file
            missing and no name       | ptdump linux99            | linux99: no such file, and no capture called 'linux99' is shipped; the command 'captures' lists those that are
            missing registers         | decode --regs DIR/no 0x3  | DIR/no: no such file
            not gzip, not text        | ptdump DIR/noise.ptw.gz   | DIR/noise.ptw.gz:1: byte 0x07 at column 3 is not text, expected lines of text
            text of another kind      | ptdump DIR/prose.ptw.gz   | DIR/prose.ptw.gz:1: not a dump of tables: 'It was a dark and stormy night.', expected '# ptdump-words v1'
            truncated gzip            | ptdump DIR/short.ptw.gz   | DIR/short.ptw.gz:LINE: the gzip data end here, the file was cut short
            unknown header version    | ptdump DIR/version.ptw    | DIR/version.ptw:1: version v2 of ptdump-words is not known, expected v1
            bad hex                   | ptdump DIR/hex.ptw        | DIR/hex.ptw:LINE: '0x00e80000400zz703' is not the word of a descriptor, expected 0x and sixteen hexadecimal digits
            index out of range        | ptdump DIR/index.ptw      | DIR/index.ptw:LINE: '512' is not an index of the table at ADDRESS, expected a number from 0 to 511
            table at an unaligned PA  | ptdump DIR/unaligned.ptw  | DIR/unaligned.ptw:LINE: table at ADDRESS is not aligned, expected a multiple of 4K for 512 entries
            table twice, other words  | ptdump DIR/twice.ptw      | DIR/twice.ptw:LINE: the table at ADDRESS stands above with other words
            unknown register          | ptdump DIR/register.ptw   | DIR/register.ptw:LINE: unknown register 'TCR_EL9'
            unknown register of file  | decode --regs DIR/unknown.txt 0x3 | DIR/unknown.txt:2: unknown register TCR_EL9
            bad register value        | decode --regs DIR/number.txt 0x3 | DIR/number.txt:1: 0xfg is not the value of MAIR_EL1: 'g' at column 4 is not a hexadecimal digit
            registers in a directory  | decode --regs DIR/empty 0x3 | DIR/empty: is a directory, expected a file of lines NAME = 0x...
            registers without end     | decode --regs DIR/endless 0x3 | DIR/endless: has more than 1M, expected lines NAME = 0x... of registers
            dump without end          | ptdump DIR/endless        | DIR/endless:1: a line of more than 16384 bytes, this is not a file of text
            VA of a root              | ptdump DIR/range.ptw      | DIR/range.ptw:LINE: a root for addresses from 0x1234000000000000, expected the first address of a range: 0, or ones above zeros
            missing register          | ptdump DIR/without.ptw    | DIR/without.ptw: TCR_EL1 is not known; it is needed for the size and granule of both address ranges
            empty file                | ptdump DIR/empty.ptw      | DIR/empty.ptw: the file is empty, expected '# ptdump-words v1'
            directory without a dump  | ptdump DIR/empty          | DIR/empty: holds no dump, expected tables.ptw.gz, or before.ptw.gz and after.ptw.gz
            two moments, none chosen  | ptdump setmem-01-lm-1page-mid1g-invalid | setmem-01-lm-1page-mid1g-invalid holds a dump from before an operation and one from after it; say --moment before or --moment after
            one moment, one chosen    | ptdump --moment after linux72-4k-n1-2g | --moment after: linux72-4k-n1-2g holds one dump
            moment of a file          | ptdump --moment after DIR/good.ptw | --moment after and DIR/good.ptw contradict each other: a file is one moment, a directory can hold two
            no such moment            | ptdump --moment now setmem-01-lm-1page-mid1g-invalid | --moment now, expected before or after
            no such root              | ptdump --root init linux72-4k-n1-2g | linux72-4k-n1-2g has no root init, expected one of ttbr1, ttbr0, ttbr0.cpu1, idmap_pg_dir, swapper_pg_dir
            no such processor         | walk --cpu 2 linux72-4k-n1-2g _text | --cpu 2: linux72-4k-n1-2g has registers of 0, 1
            VA not canonical          | walk linux72-4k-n1-2g 0x0001000000000000 | 0x0001000000000000 is in neither address range: TCR_EL1.T0SZ=16 gives 0x0000000000000000-0x0000ffffffffffff; TCR_EL1.T1SZ=16 gives 0xffff000000000000-0xffffffffffffffff; --raw walks it all the same
            VA not canonical, 52 bits | walk linux72-4k-bbml2-lpa2-4g 0xffe0000000000000 | 0xffe0000000000000 is in neither address range: TCR_EL1.T0SZ=12 gives 0x0000000000000000-0x000fffffffffffff; TCR_EL1.T1SZ=12 gives 0xfff0000000000000-0xffffffffffffffff; --raw walks it all the same
            VA and no address         | walk linux72-4k-n1-2g 0xzz | 0xzz is not an address: 'z' at column 3 is not a hexadecimal digit
            VA and no symbol          | walk linux72-4k-n1-2g _tex | _tex is neither an address (0x...) nor a symbol of linux72-4k-n1-2g; it has _text
            VA that may be decimal    | walk linux72-4k-n1-2g 4096 | 4096 is not clearly an address: write 0x4096 for hexadecimal, or all 16 digits
            VA too long               | walk linux72-4k-n1-2g 0x10000000000000000 | 0x10000000000000000 is not an address: more than 64 bits
            walk without a capture    | walk                      | walk needs a capture; see ptarmigan walk --help
            walk without an address   | walk linux72-4k-n1-2g     | walk needs an address after the capture; see ptarmigan walk --help
            ptdump without a capture  | ptdump                    | ptdump needs a capture; see ptarmigan ptdump --help
            ptdump of two captures    | ptdump linux72-4k-n1-2g b | ptdump takes one capture, unexpected b
            bad word                  | decode 60000087654g03     | 60000087654g03 is not a descriptor word: 'g' at column 12 is not a hexadecimal digit
            word that may be decimal  | decode 705                | 705 is not clearly a descriptor word: write 0x705 for hexadecimal, or all 16 digits
            empty word                | decode 0x                 | 0x is not a descriptor word: no digits
            word too long             | decode 0x10000000000000000 | 0x00000000000000010000000000000000 has more than 64 bits; 128-bit descriptors need --d128
            word far too long         | decode --d128 0x100000000000000000000000000000000 | 0x100000000000000000000000000000000 is not a descriptor word: more than 128 bits
            no word                   | decode                    | decode needs a descriptor word; see ptarmigan decode --help
            unknown granule           | decode --granule 8K 0     | --granule 8K, expected 4K, 16K or 64K
            unknown level             | decode --level 4 0        | --level 4, expected -1 to 3 (-2 with --d128)
            unknown stage             | decode --stage el5 0      | --stage el5, expected el1, el2-0, el2, el3 or stage2
            unknown feature           | decode --feature sve 0    | unknown feature sve, expected one of pie, poe, aie, fwb, xnx, nv1, haft, bbm, bti, hpd, hpds2, secure, realm, rme, mec, the, mte-perm, xs, large-pa
            level that does not exist | decode --level -1 0       | level -1 does not exist: 4K tables (VMSAv8-64, 48-bit addresses) have levels 0 to 3; with --ds there are more
            unknown command           | dump                      | unknown command dump, expected one of decode, encode, walk, explain, conform, ptdump, set-memory, replay, compare-strategies, tlb, check, mutate, explore, litmus, captures
            no command                | ``                        | no command is given, expected one of decode, encode, walk, explain, conform, ptdump, set-memory, replay, compare-strategies, tlb, check, mutate, explore, litmus, captures; see ptarmigan --help
            unknown option            | decode --levels 3 0       | unknown option --levels, the nearest is --level; see ptarmigan decode --help
            option without its value  | decode 0 --granule        | option --granule needs a value, SIZE; see ptarmigan decode --help
            option twice              | decode --ds --ds 0        | option --ds is given twice; see ptarmigan decode --help
            no such colour            | decode --color red 0      | --color red, expected auto, always or never
            no such access            | walk --access rx linux72-4k-n1-2g _text | --access rx, expected r, w, x, rw, at-r, at-w, at-a, ldtr, sttr, dc, gcs-r or gcs-w
            no such exception level   | walk --el 3 linux72-4k-n1-2g _text | --el 3, expected 0 or 1
            kernel at EL2             | walk --el 1 linux72-4k-vhe-bbml2-2g _text | --el 1: the kernel of this capture runs at EL2, expected 0 or 2
            no such PAN               | walk --pan 2 linux72-4k-n1-2g _text | --pan 2, expected 0 or 1
            no such profile           | walk --profile M1 linux72-4k-n1-2g _text | --profile M1, expected ARM or QEMU_11_1
            range without an end      | ptdump --range 0x0 linux72-4k-n1-2g | --range 0x0, expected A-B: addresses or symbols, B may be left out
            empty range               | ptdump --range _end-_text linux72-4k-n1-2g | --range _end-_text is empty: it ends before it begins
            range outside             | ptdump --range 0x0-0x1000 linux72-4k-n1-2g | --range 0x0-0x1000 lies outside the tables, which are for 0xffff000000000000-0xffffffffffffffff
            no process                | ptdump --user DIR/kernel  | DIR/kernel has no tables of a process, TTBR0 points to reserved_pg_dir; --root names another tree: ttbr1, ttbr0, ttbr0.cpu1, swapper_pg_dir
            no such shipped capture   | captures linux99          | no shipped capture has linux99 in its name
            output into a directory   | captures -o DIR           | -o DIR: is a directory, expected a file
            output into nowhere       | captures -o DIR/no/file   | -o DIR/no/file: there is no directory DIR/no
            encode without a kind     | encode                    | encode needs a kind: page, block or table; see ptarmigan encode --help
            encode of another kind    | encode fault              | encode fault, expected page, block or table
            encode of two kinds       | encode page block         | encode makes one word, unexpected block
            block without a level     | encode block              | encode block needs --level, which says how large the block is
            block where none may be   | encode block --level 0    | a block descriptor is not allowed at 4K level 0, EL1&0 stage 1, VMSAv8-64, 48-bit addresses; blocks are allowed at levels 1, 2
            unaligned output address  | encode page --pa 0x123    | output address 0x123 is not aligned to 4K, what a page at level 3 of 4K tables maps
            output address too wide   | encode page --pa 0x1000000000000 | output address 0x1000000000000 has more than 48 bits (VMSAv8-64, 48-bit addresses); 52 bits need format lpa2 (FEAT_LPA2 and DS=1)
            field value too wide      | encode page --ap 4        | AP[2:1] has 2 bits in a page at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses; 0x4 does not fit
            field that is not there   | encode page --piindex 3   | page descriptors have no PIIndex at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: it needs feature pie (indirect permissions (FEAT_S1PIE or FEAT_S2PIE) are in use)
            field value no number     | encode page --ap x        | x is not a value of AP: 'x' at column 1 is not a decimal digit
            field set without value   | encode page --set AP      | --set AP, expected FIELD=VALUE
            field unknown             | encode page --set FOO=1   | FOO is not a field of a descriptor; a page has PBHA, UXN, PXN, Contiguous, DBM, GP, OA, nG, AF, SH, AP, AttrIndx, Type, Valid
            unknown TLB               | tlb --linear-map 1G --tlb m68k | no TLB preset is called 'm68k'; --list-presets shows all 26
            sets of a TLB             | tlb --linear-map 1G --tlb l2=1200:5 | 1200 entries of 5 ways are 240 sets; the number of sets must be a power of two
            access trace, bad line    | tlb linux72-4k-n1-2g --accesses DIR/accesses.txt | `DIR/accesses.txt:3: 'jump 0xffff000000000000', expected [read|write|fetch] ADDRESS`
            access trace, bad address | tlb linux72-4k-n1-2g --accesses DIR/address.txt | DIR/address.txt:1: 0xffffg is not an address: 'g' at column 7 is not a hexadecimal digit
            access trace, empty       | tlb linux72-4k-n1-2g --accesses DIR/empty.ptw | DIR/empty.ptw:1: there is no access in it
            accesses from nowhere     | tlb linux72-4k-n1-2g --accesses DIR/no.txt | DIR/no.txt: no such file
            accesses of whom          | tlb --linear-map 1G --accesses DIR/address.txt | --accesses FILE needs a capture, whose addresses it names
            events out of order       | tlb trace-01-x4-1page-mid1g-invalid --events DIR/order.txt | DIR/order.txt:3: event 3 comes after event 7
            events of other tables    | tlb trace-01-x4-1page-mid1g-invalid --events DIR/other.txt | DIR/other.txt:3: the event stores to 0x42703008 where it found 0x0000000000000005, but there is 0x0000000000000000: events are missing or out of order, or belong to other tables
            a bad event               | tlb trace-01-x4-1page-mid1g-invalid --events DIR/event.txt | DIR/event.txt:2: unknown event 'dsb everywhere'; store, tlbi, dsb, dmb, isb, access, fault, fill or evict was expected
            an unknown TLBI           | tlb trace-01-x4-1page-mid1g-invalid --events DIR/tlbi.txt | DIR/tlbi.txt:2: the event is TLBI vae9is, which there is not
            no kernel to study        | tlb                       | tlb takes one capture, or --linear-map SIZE; see ptarmigan tlb --help
            two kernels to study      | tlb --linear-map 1G linux72-4k-n1-2g | a capture and --linear-map contradict each other
            a linear map too small    | tlb --linear-map 1M       | --linear-map 1M, expected 256M to 64G, as in 4G
            no strategy of that name  | tlb --linear-map 1G --strategy hope | no strategy is named 'hope'; there are legacy, pagewalk, linux, split-all, bbm
            calls that are no number  | tlb --linear-map 1G --after-set-memory many | --after-set-memory: many is not a number of calls: 'm' at column 1 is not a decimal digit
            bits that are not free    | encode page --set 50=1    | bits 50[50] is not left to software in a page at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses
            """)
    void a_mistake_is_one_clear_line(String reason, String arguments, String line) {
        Outcome outcome = Invocation.line(arguments.replace("DIR", directory.toString()));

        assertThat(shortened(outcome.err())).isEqualTo("ptarmigan: " + line + "\n");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.status()).isEqualTo(2);
    }

    /** What no reader of this table would check: line numbers and addresses of the captured tables. */
    private static String shortened(String text) {
        return text.replace(directory.toString(), "DIR")
                .replaceFirst("\\.ptw(\\.gz)?:([2-9]|[1-9][0-9]+): ", ".ptw$1:LINE: ")
                .replaceFirst("able at 0x[0-9a-f]+ (is|stands)", "able at ADDRESS $1")
                .replaceFirst("able at 0x[0-9a-f]+,", "able at ADDRESS,");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            two formats               | decode --ds --lpa 0           | --ds and --lpa contradict each other: DS is for 4K and 16K, FEAT_LPA alone for 64K
            DS and 128 bits           | decode --ds --d128 0          | --ds and --d128 contradict each other: 128-bit descriptors have no DS format
            DS and 64K                | decode --ds --granule 64K 0   | --ds and --granule 64K contradict each other: DS is for 4K and 16K
            LPA and 4K                | decode --lpa --granule 4K 0   | --lpa and --granule 4K contradict each other: FEAT_LPA is for 64K
            128 bits and EL2          | decode --d128 --stage el2 0   | --d128 and --stage el2 contradict each other: EL2 without VHE has no 128-bit descriptors
            a feature and its absence | decode --pie --feature no-pie 0 | features pie and no-pie contradict each other
            AIE at stage 2            | decode --aie --stage stage2 0 | feature aie and --stage stage2 contradict each other: stage 2 has no AttrIndx
            FWB at stage 1            | decode --fwb --stage el1 0    | feature fwb and --stage el1 contradict each other: FWB is for stage 2
            two sources of registers  | decode --regs a --capture b 0 | --regs and --capture contradict each other: registers come from one source
            DS and registers          | decode --ds --regs DIR/ds0.txt 0 | --ds contradicts DIR/ds0.txt: TCR_EL1: 4K, TCR_EL1.DS=0
            granule and registers     | decode --granule 16K --regs DIR/ds0.txt 0 | --granule 16K contradicts DIR/ds0.txt: TCR_EL1: 4K, TCR_EL1.DS=0
            feature and registers     | decode --feature no-pie --capture linux72-4k-bbml2-4g 0 | feature no-pie contradicts linux72-4k-bbml2-4g: TCR2_EL1.PIE=1, TCR2_EL1.AIE=0, TCR2_EL1.POE=0, TCR2_EL1.E0POE=0, TCR_EL1: 4K, TCR_EL1.DS=0
            TLBI without an operation | explain tlbi              | explain tlbi needs an operation, as vaale1is; see ptarmigan explain --help
            TLBI of another name      | explain tlbi vaale1si 0x0 | unknown TLBI operation VAALE1SI, the nearest is VAALE1IS
            TLBI of no name           | explain tlbi flush 0x0    | unknown TLBI operation FLUSH
            TLBI without its value    | explain tlbi vaae1is      | explain tlbi VAAE1IS needs the value of its register
            TLBI of a bad value       | explain tlbi vaae1is 0xg  | 0xg is not a value of TLBI VAAE1IS: 'g' at column 3 is not a hexadecimal digit
            TLBI of a decimal value   | explain tlbi vaae1is 4096 | 4096 is not clearly a value of TLBI VAAE1IS: write 0x4096 for hexadecimal, or all 16 digits
            TLBI value too long       | explain tlbi vaae1is 0x10000000000000000 | 0x10000000000000000 has more than 64 bits; TLBIP takes two values, the low one first
            TLBIP that is none        | explain tlbi vmalle1 0x0 0x0 | VMALLE1 takes one register: there is no TLBIP VMALLE1
            TLBI of three values      | explain tlbi vaae1is 0x1 0x2 0x3 | unexpected 0x3 after the operands of vaae1is
            TLBI of another granule   | explain tlbi vaae1is 0x1 --granule 8K | --granule 8K, expected 4K, 16K or 64K
            TLBI of another state     | explain tlbi vaae1is 0x1 --security root | --security root, expected non-secure, secure or realm
            TLBI and registers        | explain tlbi vaae1is 0x1 --cpu 0 | --cpu is for registers, not for explain tlbi
            TLBI and a fault's option | explain tlbi vaae1is 0x1 --esr 0x0 | --esr is for explain fault, not for explain tlbi
            a register and --tge      | explain esr 0x0 --tge     | --tge is for explain tlbi, not for explain esr
            JSON and colours          | decode --json --color always 0 | --json and --color always contradict each other: JSON has no colours
            JSON and all              | decode --json --all 0         | --all and --json contradict each other: JSON always has every reading in full
            JSON and explained        | encode --json --explain page  | --explain and --json contradict each other: JSON always has the explanation
            a field set twice         | encode page --ap 1 --set AP=2 | AP is set twice, by --ap and by --set AP
            a process and a root      | ptdump --user --root ttbr0 linux72-4k-n1-2g | --user and --root contradict each other: both choose the tables
            check and list            | ptdump --check-wx --extended linux72-4k-n1-2g | --check-wx and --extended contradict each other: the check prints no list
            check of a process        | ptdump --check-wx --user linux72-4k-n1-2g | --check-wx and --user contradict each other: the check is for the kernel's tables
            PAN of a fetch            | walk --access x --pan 1 linux72-4k-n1-2g _text | --pan and --access x contradict each other: PAN is for data accesses
            PAN at EL0                | walk --el 0 --pan 1 linux72-4k-n1-2g _text | --pan and --el 0 contradict each other: PAN is for privileged accesses
            """)
    void options_that_contradict_each_other_are_refused(String reason, String arguments, String line) {
        a_mistake_is_one_clear_line(reason, arguments, line);
    }

    @Test
    void a_bad_word_on_standard_input_is_named_by_its_line() {
        Outcome outcome = new Invocation()
                .input("0x3\n\n# comment\n0x5 # another\n12345\n")
                .with("decode", "--json", "-");

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "ptarmigan: standard input:5: 12345 is not clearly a descriptor word: write 0x12345 for"
                                + " hexadecimal, or all 16 digits\n"));
    }

    @Test
    void with_debug_the_line_comes_after_a_stack_trace() {
        Outcome outcome = Invocation.line("decode --debug zz");

        assertThat(outcome.err())
                .contains("\tat dev.ptarmigan.cli.WordText.")
                .endsWith("ptarmigan: zz is not a descriptor word: 'z' at column 1 is not a hexadecimal digit\n");
        assertThat(outcome.status()).isEqualTo(2);
    }
}

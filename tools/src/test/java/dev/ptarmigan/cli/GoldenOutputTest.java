package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.testing.Golden;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands print, whole. The files are rewritten with {@code -Dgolden.update=true}. */
class GoldenOutputTest {
    private static final Path FILES = Path.of("src/test/resources/golden");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            help                     | 0 | --help
            help-decode              | 0 | decode --help
            help-encode              | 0 | encode --help
            help-walk                | 0 | help walk
            help-ptdump              | 0 | ptdump -h
            help-captures            | 0 | captures --help
            help-set-memory          | 0 | set-memory --help
            help-replay              | 0 | replay --help
            help-compare-strategies  | 0 | compare-strategies --help
            decode-everywhere        | 0 | decode 0xe8000080000705
            decode-all               | 0 | decode --all --granule 4K 0x10000000430ee003
            decode-place             | 0 | decode --granule 4K --level 2 00e8000080000705
            decode-place-json        | 0 | decode --granule 4K --level 2 --json --linux 00e8000080000705
            decode-linux             | 0 | decode --level 3 --linux 0x00e8000040200783 0x00680000413f3783
            decode-capture           | 0 | decode --capture linux72-4k-vhe-bbml2-2g 0x00680000413f3783
            decode-16k-capture       | 0 | decode --capture linux72-16k-pte-2g --linux 0x10000000430ec003
            decode-lpa2              | 0 | decode --ds --level -1 0x10000000430ee003
            decode-lpa               | 0 | decode --lpa --level 3 0x006000008765f703
            decode-stage2            | 0 | decode --stage stage2 --fwb --level 3 0x00000000800007db
            decode-el3               | 0 | decode --stage el3 --feature rme --level 3 0x0040000080000f43
            decode-d128              | 0 | decode --d128 --level 2 0x00002000000000000000000040000c01
            decode-problems          | 1 | decode --level 3 0x0003000000000f41 0x0001000087654703
            decode-problems-json     | 1 | decode --json --level 3 0x0001000087654703
            decode-invalid           | 0 | decode 0
            encode-page              | 0 | encode page --pa 0x40200000 --ap 2 --uxn 1
            encode-page-json         | 0 | encode page --pa 0x40200000 --ap 2 --uxn 1 --json
            encode-block-explained   | 0 | encode block --level 2 --pa 0x40000000 --pxn 1 --uxn 1 --contiguous 1 --explain
            encode-table             | 0 | encode table --pa 0x41fdd000 --uxntable 1
            encode-stage2            | 0 | encode --stage stage2 --fwb page --pa 0x80000000 --s2ap 3 --memattr 6
            encode-lpa2              | 0 | encode --ds page --pa 0xc000040200000 --set AttrIndx=3 --set 57:55=5
            encode-d128              | 0 | encode --d128 page --pa 0x80000040200000 --piindex 5 --ndirty 1
            walk                     | 0 | walk linux72-4k-bbml2-4g _text swapper_pg_dir+0x10
            walk-json                | 0 | walk --json linux72-4k-bbml2-4g _text
            walk-write               | 1 | walk --access w linux72-4k-bbml2-4g _text
            walk-write-json          | 1 | walk --json --access w linux72-4k-bbml2-4g _text
            walk-fetch               | 0 | walk --access x linux72-4k-bbml2-4g _stext
            walk-hole                | 1 | walk linux72-16k-bbml2-lpa2-4g fff0100000000000
            walk-user                | 0 | walk --el 0 --root user_pgd linux72-4k-bbml2-4g-user 0x400000
            walk-user-16k-lpa2       | 0 | walk --el 0 --access x --root user_pgd linux72-16k-bbml2-lpa2-4g-user 0x400000
            walk-user-pan            | 1 | walk --root user_pgd linux72-4k-bbml2-4g-user 0x400000
            walk-user-read-at-el1    | 1 | walk --root user_pgd --pan 1 linux72-4k-kpti-a72-2g-user 0x400000
            walk-raw                 | 1 | walk --raw linux72-4k-bbml2-4g 0x0001000000000000
            walk-vhe                 | 0 | walk linux72-4k-vhe-bbml2-2g _text
            walk-trampoline          | 1 | walk linux72-4k-kpti-a72-el0-1g _text
            walk-kpti-kernel         | 0 | walk --root swapper_pg_dir linux72-4k-kpti-a72-el0-1g _text
            walk-identity-map        | 1 | walk --root idmap_pg_dir linux72-4k-bbml2-4g 0x40200000
            walk-idmap-lpa2          | 1 | walk --root idmap_pg_dir linux72-4k-bbml2-lpa2-4g 0x40200000
            walk-moment              | 1 | walk --moment after setmem-01-lm-1page-mid1g-invalid ffff00005abcd000
            walk-qemu                | 0 | walk --profile QEMU_11_1 --cpu 1 linux72-4k-bbml2-4g _text
            ptdump-range             | 0 | ptdump --range _text-_end linux72-4k-bbml2-4g
            ptdump-range-json        | 0 | ptdump --json --range _text-_stext+0x10000 linux72-4k-bbml2-4g
            ptdump-idmap             | 0 | ptdump --root idmap_pg_dir linux72-4k-bbml2-4g
            ptdump-extended          | 0 | ptdump --extended --range _text-_end linux72-4k-bbml2-4g
            ptdump-extended-user     | 0 | ptdump --extended --user linux72-16k-bbml2-lpa2-4g-user
            ptdump-extended-json     | 0 | ptdump --extended --json --range _text-_stext+0x10000 linux72-4k-bbml2-4g
            ptdump-check             | 0 | ptdump --check-wx linux72-4k-bbml2-4g
            ptdump-check-json        | 0 | ptdump --check-wx --json linux72-4k-bbml2-4g
            set-memory               | 0 | set-memory invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid
            set-memory-json          | 0 | set-memory --json invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid
            set-memory-bbm           | 0 | set-memory invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid --strategy bbm:stop-machine
            set-memory-bug           | 0 | set-memory change 0xffff00005abcd000 1 --set 0x80 --clear 0x8000000000000 --dump setmem-01-lm-1page-mid1g-invalid --bug drop-dsb-before-publish+flush-start-only
            set-memory-events        | 0 | set-memory valid 0xffff00005abcd000 1 --dump setmem-02-lm-1page-mid1g-valid-again --events -
            set-memory-area          | 0 | set-memory rox 0xffff80008469d000 2 --dump setmem-19-vmalloc-64-ro
            set-memory-lpa2          | 0 | set-memory invalid 0xfff000005abcd000 20 --dump setmem-41-lpa2-lm-1page-mid1g-invalid --alloc 0x1000,0x2000,0x3000
            set-memory-image         | 1 | set-memory rw _text 1 --dump linux72-4k-bbml2-4g
            set-memory-no-memory     | 1 | set-memory invalid 0xffff00005abcd000 1 --dump setmem-01-lm-1page-mid1g-invalid --table-pages 1
            replay                   | 0 | replay trace-05-x4-cross2m-ro
            replay-json              | 0 | replay --json trace-05-x4-cross2m-ro
            replay-module            | 0 | replay trace-x4-insmod-dummy
            replay-differs           | 1 | replay --strategy split-all trace-05-x4-cross2m-ro
            replay-bug               | 1 | replay --bug uncont-one-member trace-05-x4-cross2m-ro
            compare                  | 0 | compare-strategies setmem-13-lm-cross1g-ro change 0xffff00013fffe000 4 --set 0x80 --clear 0x8000000000000
            compare-json             | 0 | compare-strategies --json --strategy linux:whole-range setmem-01-lm-1page-mid1g-invalid invalid 0xffff00005abcd000 1
            compare-random           | 0 | compare-strategies --linear-map 4G --random 1000 --seed 1 ro
            compare-random-pages     | 0 | compare-strategies --linear-map 4G --random 1000 --seed 1 ro --bbml 0
            compare-random-json      | 0 | compare-strategies --linear-map 1G --random 10 --granule 16K --strategy bbm --json invalid
            help-tlb                 | 0 | tlb --help
            tlb-presets              | 0 | tlb --list-presets
            tlb-presets-json         | 0 | tlb --list-presets --json
            tlb                      | 0 | tlb --linear-map 512M --count 20000 --after-set-memory 1,50 --strategy linux --strategy bbm --tlb spec-tiny
            tlb-json                 | 0 | tlb --linear-map 256M --count 20000 --after-set-memory 20 --json --accesses sequential
            captures                 | 0 | captures
            captures-json            | 0 | captures --json at-
            """)
    void a_command_prints_what_it_printed_when_somebody_read_it(String name, int status, String arguments) {
        Outcome outcome = Invocation.line(arguments);

        assertThat(outcome.err()).isEmpty();
        Golden.compare(FILES.resolve(name + ".txt"), outcome.out());
        assertThat(outcome.status()).isEqualTo(status);
    }
}

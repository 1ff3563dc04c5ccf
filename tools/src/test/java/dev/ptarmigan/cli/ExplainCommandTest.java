package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.cli.Invocation.Outcome;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.testing.Golden;
import dev.ptarmigan.tlb.TlbiOperation;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainCommandTest {
    private static final Path FILES = Path.of("src/test/resources/golden");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            help-explain            | 0 | explain --help
            explain-esr             | 0 | explain esr 0x96000047 0x9200008f 0x93c2804f 0x86000004 0x56000000 0x96000168
            explain-esr-json        | 0 | explain esr 0x96000047 --json
            explain-par             | 0 | explain par 0xff00000040200b80 0x81f 0x00221b134b077001ff00000000000a00
            explain-tcr             | 0 | explain tcr --capture linux72-4k-bbml2-4g
            explain-tcr-el2-vhe     | 0 | explain TCR_EL2 0x00000055b5503510 --e2h
            explain-mair            | 0 | explain mair 0x000000040044ffff
            explain-ttbr-all        | 0 | explain ttbr 0x0016000042703001 --all
            explain-reserved        | 0 | explain mair2 0x00000000000000f1 0x10
            explain-pir-json        | 0 | explain pir 0xcc880e0ac0800000 --json
            explain-far             | 0 | explain far 0xf2ffff8040000000 0x0001000000000000 0x8000000000001000 --capture linux72-4k-bbml2-4g
            explain-far-alone       | 0 | explain far 0xf2ffff8040000000
            explain-fault           | 0 | explain fault --dump linux72-4k-bbml2-4g --esr 0x9600004f --far 0xffff800080000000
            explain-fault-json      | 0 | explain fault --dump linux72-4k-bbml2-4g --esr 0x9600004f --far 0xffff800080000000 --json
            explain-fault-direct    | 0 | explain fault --dump linux72-4k-n1-2g --esr 0x9600004f --far 0xffff800080010000
            explain-fault-range     | 0 | explain fault --dump linux72-4k-bbml2-4g --esr 0x96000004 --far 0x0001000000000000
            explain-fault-stage2    | 0 | explain fault --dump src/test/resources/two-stages.ptw --esr 0x9200004e --far 0x10 --hpfar 0x800000
            explain-fault-walk      | 0 | explain fault --dump src/test/resources/two-stages.ptw --esr 0x96000016 --far 0x80000000
            explain-fault-access    | 0 | explain fault --dump src/test/resources/two-stages.ptw --esr 0x9200000a --far 0x200000
            explain-fault-split     | 1 | explain fault --dump linux72-4k-bbml2-4g --esr 0x9600004e --far 0xffff800080000000
            explain-fault-stale     | 1 | explain fault --dump linux72-4k-bbml2-4g --esr 0x9600000f --far 0xffff800080000000
            explain-fault-mapped    | 1 | explain fault --dump linux72-4k-bbml2-4g --esr 0x96000006 --far 0xffff800080000000
            explain-fault-conflict  | 1 | explain fault --dump linux72-4k-bbml2-4g --esr 0x96000030 --far 0xffff800080000000
            explain-tlbi            | 0 | explain tlbi vaale1is 0x00000ff00005abcd
            explain-tlbi-json       | 1 | explain tlbi vae1is 0x000ffff800000001 --json
            explain-tlbi-unmasked   | 1 | explain tlbi vae2is 0x000ffff800000001 --e2h
            explain-tlbi-shift      | 1 | explain tlbi vae1is 0x00050000000048d2 --granule 16K
            explain-tlbi-hint       | 1 | explain tlbi vale1isnxs 0x0007700000012348 --granule 16K
            explain-tlbi-range      | 0 | explain tlbi rvaale1is x=0x50900005abcd --granule 4K
            explain-tlbi-range-tg   | 1 | explain tlbi rvae1 0x0007480000000401 --granule 16K
            explain-tlbi-range-base | 1 | explain tlbi rvaale1is 0x0000404000000201
            explain-tlbi-range-lpa2 | 0 | explain tlbi rvaale1is 0x0000404000000200 --ds --granule 4K
            explain-tlbi-reserved   | 1 | explain tlbi rvale1is 0x0001004000000201
            explain-tlbi-stage2     | 0 | explain tlbi ipas2le1is 0x80000 --security secure
            explain-tlbi-asid       | 1 | explain tlbi aside1is 7
            explain-tlbi-all        | 0 | explain tlbi vmalle1
            explain-tlbi-tge        | 0 | explain tlbi vaae1os 0x400 --e2h --tge
            explain-tlbi-pair       | 0 | explain tlbi vae1is 0x0012400000000000 0xff000000123
            explain-tlbi-physical   | 0 | explain tlbi rpalos 0x0000300000080200
            explain-fault-stage2-of | 1 | explain fault --dump linux72-4k-bbml2-4g --esr 0x9200000f --far 0xffff800080000000 --hpfar 0x400000
            """)
    void what_it_prints_has_been_read(String name, int status, String arguments) {
        Outcome outcome = Invocation.line(arguments);

        assertThat(outcome.err()).isEmpty();
        Golden.compare(FILES.resolve(name + ".txt"), outcome.out());
        assertThat(outcome.status()).isEqualTo(status);
    }

    @Test
    void every_tlb_operation_is_explained_with_any_operand() {
        for (TlbiOperation operation : TlbiOperation.all()) {
            for (String value :
                    new String[] {"0x0", "0xffffffffffffffff", "0x5555555555555555", "0xaaaa4aaaaaaaaaaa"}) {
                Outcome outcome = Invocation.line("explain tlbi " + operation.name() + " " + value
                        + (operation.isPair() ? " " + value : "") + " --granule 4K");

                assertThat(outcome.err()).isEmpty();
                assertThat(outcome.out())
                        .startsWith(operation + " ")
                        .contains(operation.encodingText(), "removes ", "waits for it");
                assertThat(outcome.status()).isLessThan(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Register.class)
    void every_register_is_explained_under_its_own_name(Register register) {
        for (String value : new String[] {"0x0", "0xffffffffffffffff", "0x5555555555555555"}) {
            Outcome outcome =
                    Invocation.line("explain " + register.name().toLowerCase(java.util.Locale.ROOT) + " " + value);

            assertThat(outcome.out()).startsWith(register.name() + " = ");
            assertThat(outcome.status()).isZero();
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            tcr          | TCR_EL1
            tcr2         | TCR2_EL1
            ttbr         | TTBR0_EL1
            ttbr1        | TTBR1_EL1
            vtcr         | VTCR_EL2
            vttbr        | VTTBR_EL2
            hcr          | HCR_EL2
            hcrx         | HCRX_EL2
            scr          | SCR_EL3
            hpfar        | HPFAR_EL2
            por          | POR_EL1
            pire0        | PIRE0_EL1
            s2pir        | S2PIR_EL2
            midr         | MIDR_EL1
            id_aa64mmfr0 | ID_AA64MMFR0_EL1
            cpsr         | PSTATE
            esr_el2      | ESR_EL2
            """)
    void a_name_without_a_level_is_that_of_the_lowest_that_has_it(String typed, String register) {
        assertThat(Invocation.line("explain " + typed + " 0x0").out()).startsWith(register + " = ");
    }

    @Test
    void for_a_kernel_at_el2_a_name_without_a_level_is_el2s() {
        Outcome outcome = Invocation.line("explain tcr --capture linux72-4k-vhe-bbml2-2g");

        assertThat(outcome.out()).startsWith("TCR_EL2 = ").contains("layout: HCR_EL2.E2H=1\n");
    }

    @Test
    void registers_of_a_file_decide_the_layout() {
        String file = "src/test/resources/el3.txt";

        assertThat(Invocation.line("explain tcr_el3 --regs " + file).out()).startsWith("TCR_EL3 = 0x0000000080820019");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no register             | explain                    | explain needs a register or the word fault; see ptarmigan explain --help
            unknown register        | explain tcrr 0x0           | unknown register tcrr, expected one of TCR_EL1, TCR_EL2, TCR_EL3
            nothing like it         | explain zz 0x0             | unknown register zz, expected esr, far, hpfar, par, tcr, tcr2, ttbr0, ttbr1, vtcr, vttbr, mair, sctlr, hcr, hcrx, scr, pir, pire0, por, midr, id_aa64mmfr0, ... with or without _EL1, _EL2, _EL3
            no value                | explain tcr                | explain tcr needs a value, or --regs or --capture to take it from
            not in the capture      | explain scr --capture linux72-4k-n1-2g | SCR_EL3 is not known there, expected a value
            bad value               | explain tcr 0xfg           | 0xfg is not a value of TCR_EL1: 'g' at column 4 is not a hexadecimal digit
            value that may be decimal | explain esr 12           | 12 is not clearly a value of ESR_EL1: write 0x12 for hexadecimal, or all 16 digits
            PAR without its bit 64  | explain par 0x1000000000000000000000000000881f | 0x1000000000000000000000000000881f is not a value of PAR_EL1: bits 127:64 are not 0, and bit 64 (D128), which the 128-bit form has set, is 0
            value too long          | explain tcr 0x10000000000000000 | TCR_EL1 has 64 bits, and 0x10000000000000000 has more
            two sources             | explain tcr --regs a --capture b | --regs and --capture contradict each other: registers come from one source
            option of faults        | explain tcr --esr 0x0 0x0  | --esr is for explain fault, not for explain tcr
            no such capture         | explain tcr --capture linux99/ | linux99/: no such file
            fault without tables    | explain fault              | explain fault needs --dump CAPTURE; see ptarmigan explain --help
            fault without syndrome  | explain fault --dump linux72-4k-n1-2g | explain fault needs --esr VALUE; see ptarmigan explain --help
            fault without address   | explain fault --dump linux72-4k-n1-2g --esr 0x96000007 | explain fault needs --far VALUE; see ptarmigan explain --help
            fault and more          | explain fault again        | unexpected again after fault
            bad syndrome            | explain fault --dump linux72-4k-n1-2g --esr x --far 0x0 | x is not a value of --esr: 'x' at column 1 is not a hexadecimal digit
            syndrome too long       | explain fault --dump linux72-4k-n1-2g --esr 0x10000000000000000 --far 0x0 | --esr 0x10000000000000000 has more than 64 bits
            no abort                | explain fault --dump linux72-4k-n1-2g --esr 0x56000000 --far 0x0 | --esr 0x0000000056000000: EC 0x15 is SVC in AArch64, expected a Data Abort or an Instruction Abort (EC 0x20, 0x21, 0x24, 0x25)
            reserved status code    | explain fault --dump linux72-4k-n1-2g --esr 0x9600003f --far 0x0 | --esr 0x000000009600003f: fault status code 0x3f is reserved
            address not valid       | explain fault --dump linux72-4k-n1-2g --esr 0x96000410 --far 0x0 | --esr 0x0000000096000410: FnV=1, so FAR does not hold the address of this fault
            no such PAN             | explain fault --dump linux72-4k-n1-2g --esr 0x96000007 --far 0x0 --pan 2 | --pan 2, expected 0 or 1
            no such processor       | explain fault --dump linux72-4k-n1-2g --esr 0x96000007 --far 0x0 --cpu 9 | --cpu 9: linux72-4k-n1-2g has registers of 0, 1
            no such profile         | explain fault --dump linux72-4k-n1-2g --esr 0x96000007 --far 0x0 --profile M1 | --profile M1, expected ARM or QEMU_11_1
            root of the other half  | explain fault --dump linux72-4k-n1-2g --esr 0x96000007 --far 0x0 --root ttbr1 | --root ttbr1 and --far 0x0000000000000000 contradict each other: bit 55 of the address is 0, so TTBR0 translates it
            """)
    void a_mistake_is_one_clear_line(String reason, String arguments, String line) {
        assertThat(Invocation.line(arguments)).isEqualTo(new Outcome(2, "", "ptarmigan: " + line + "\n"));
    }

    @Test
    void every_register_is_explained_whatever_it_holds() {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (Register register : Register.values()) {
            for (int i = 0; i < 20; i++) {
                long mask = i % 2 == 0 ? random.nextLong() : -1;
                String low = Hex.digits(mask & random.nextLong(), 16);
                boolean wide = register.isWide() && i % 4 < 2;
                // An odd high half, so that PAR_EL1 is of its 128-bit form.
                String high = wide ? Hex.digits(random.nextLong() | 1, 16) : "";
                String[] arguments = {"explain", register.name(), "0x" + high + low, i % 3 == 0 ? "--json" : "--all"};

                Outcome outcome = Invocation.run(arguments);

                assertThat(outcome.err())
                        .as("%s, seed %s", String.join(" ", arguments), Hex.word(seed))
                        .isEmpty();
                assertThat(outcome.status()).isZero();
                assertThat(outcome.out()).contains(register.name());
            }
        }
    }
}

package dev.ptarmigan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.cli.Invocation.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks of every regime, stage and access kind, on tables made by hand. {@code FILE} and {@code REGS} are resources. */
class RegimeOptionsTest {
    private static Outcome walk(String arguments) {
        return Invocation.line("walk "
                + arguments
                        .replace("FILE", "src/test/resources/two-stages.ptw")
                        .replace("REGS", "src/test/resources/el3.txt"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            both stages             | 0 | FILE 0x10                           | address  0xc0000010 Non-secure      | 0xff000000c0000b80 after AT S12E1R
            stage 1 only            | 0 | --stage 1 FILE 0x10                 | address  0x80000010 Non-secure      | 0xff00000080000b80 after AT S1E1R
            stage 2 refuses         | 1 | --access w FILE 0x10                | Permission fault, level 2, stage 2, FSC 0x0e | 0x0000000000000a1d after AT S12E1W
            atomic                  | 1 | --access rw FILE 0x10               | Permission fault, level 2, stage 2  | 0x0000000000000a1d after AT S12E1W
            nothing at stage 2      | 1 | FILE 0x400010                       | Translation fault, level 2, stage 2 | 0x0000000000000a0d after AT S12E1R
            stage 2 alone           | 0 | --ipa --el 0 FILE 0x80000010        | read at EL0 in EL1&0 stage 2        | 0xff000000c0000b80 after AT S12E0R
            stage 2 alone, a hole   | 1 | --ipa FILE 0x80200000               | Translation fault, level 2, stage 2 | 0x0000000000000a0d after AT S12E1R
            outside stage 2         | 1 | --ipa FILE 0x8000000000             | Translation fault, level 0, stage 2 | 0x0000000000000a09 after AT S12E1R
            EL2                     | 0 | --regime el2 FILE 0xc0001000        | read at EL2 in EL2 stage 1          | 0xff000000c0001b80 after AT S1E2R
            EL2 fetches             | 1 | --regime el2 --access x FILE 0xc0001000 | Permission fault, level 1       | S1E2R
            EL3                     | 0 | --regime el3 --regs REGS FILE 0xc0001000 | address  0xc0001000 Secure     | 0xff000000c0001980 after AT S1E3R
            EL3 writes              | 1 | --regime el3 --regs REGS --access w FILE 0xc0001000 | Permission fault, level 1 | 0x000000000000081b after AT S1E3W
            AT for reads            | 0 | --access at-r --stage 1 FILE 0x0    | AT for reads at EL1                 | 0xff00000080000b80 after AT S1E1R
            AT with PAN             | 1 | --access at-r --pan 1 --stage 1 FILE 0x0 | PSTATE.PAN=1                   | 0x000000000000081d after AT S1E1RP
            AT for writes at EL0    | 1 | --access at-w --el 0 FILE 0x0       | AT for writes at EL0                | 0x0000000000000a1d after AT S12E0W
            AT without check        | 1 | --access at-a FILE 0x200000         | Access flag fault, level 2          | 0x0000000000000815 after AT S1E1A
            PAN and an LDR          | 1 | --pan 1 FILE 0x10                   | Permission fault, level 2, FSC 0x0e | 0xff000000c0000b80 after AT S12E1R
            PAN and an LDTR         | 0 | --access ldtr FILE 0x10             | unprivileged read (LDTR) at EL1     | S12E0R
            STTR                    | 1 | --access sttr FILE 0x10             | Permission fault, level 2, stage 2  | S12E0W
            cache clean             | 0 | --access dc FILE 0x0                | no permission is checked            | S12E1R
            cache clean at EL0      | 0 | --access dc --el 0 FILE 0x0         | Unprivileged read allowed           | S12E0R
            cache clean, AF=0       | 1 | --access dc FILE 0x200000           | stage 2                             | S12E1R
            cache clean, measured   | 0 | --profile QEMU_11_1 --access dc FILE 0x0 | neither translates nor faults  | S12E1R
            GCS without PIE         | 1 | --access gcs-w FILE 0x0             | guarded control stack write refused | S12E1W
            GCS read                | 1 | --access gcs-r FILE 0x0             | guarded control stack read refused  | S12E1R
            unaligned, Normal       | 0 | --unaligned FILE 0x3                | unaligned read at EL1               | S12E1R
            unaligned, Device       | 1 | --unaligned --regs src/test/resources/device.txt FILE 0x3 | Alignment fault | S12E1R
            """)
    void every_kind_of_walk_is_asked_for_by_its_option(
            String reason, int status, String arguments, String says, String par) {
        Outcome outcome = walk(arguments);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains(says).contains(par);
        assertThat(outcome.status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nT=1                | 0x800000           | NT_FAULTS (K4): if a block with nT=1 faults: Translation fault, level 2; if not: 0xc0000000 Normal, inner/outer Write-Back non-transient RW-allocate, Inner Shareable
            misprogrammed group | --stage 1 0xc00000 | CONTIGUOUS_TAKES_INPUT_BITS (K3): if the output address of a Contiguous group takes its low bits from the input address: 0x80c00000 Normal, inner/outer Write-Back non-transient RW-allocate, Inner Shareable; if not: 0x80000000 Normal, inner/outer Write-Back non-transient RW-allocate, Inner Shareable
            reserved SH         | --stage 1 0xa00000 | RESERVED_SH_REPORTED (K33): if SH=0b01 is reported raw: 0x80000000 Normal, inner/outer Write-Back non-transient RW-allocate, reserved shareability; if not: 0x80000000 Normal, inner/outer Write-Back non-transient RW-allocate, Non-shareable
            fetch from Device   | --regs src/test/resources/device.txt --access x --el 0 0x0 | DEVICE_FETCH_FAULTS (K34): if an instruction fetch from Device memory is a Permission fault: Permission fault, level 2; if not: 0xc0000000 Normal, inner/outer Non-cacheable, Outer Shareable
            """)
    void strict_reports_what_the_architecture_leaves_open(String reason, String arguments, String choice) {
        int address = arguments.lastIndexOf(' ') + 1;
        String command = arguments.substring(0, address) + "FILE " + arguments.substring(address);

        Outcome strict = walk("--strict " + command);
        Outcome lax = walk(command);

        assertThat(strict.out().lines().filter(line -> line.startsWith("strict: ")))
                .contains("strict: " + choice);
        assertThat(strict.status()).isEqualTo(1);
        assertThat(lax.status()).isZero();
        assertThat(lax.out()).doesNotContain("strict");
        assertThat(walk("--json --strict " + command).out()).contains("\"strict\" : [", choice);
    }

    @Test
    void strict_says_nothing_where_every_machine_gives_the_same_answer() {
        Outcome outcome = Invocation.line("walk --strict linux72-4k-bbml2-4g _text _stext swapper_pg_dir");

        assertThat(outcome.out()).doesNotContain("strict: ");
        assertThat(outcome.status()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            unknown regime          | --regime el4 FILE 0x0              | --regime el4, expected el1, el2, el2-0 or el3
            stage 2 is no regime    | --regime stage2 FILE 0x0           | --regime stage2, expected el1, el2, el2-0 or el3
            unknown stage           | --stage 2 FILE 0x0                 | --stage 2, expected 1 or 12
            EL2 without VHE         | --regime el2-0 FILE 0x0            | --regime el2-0: HCR_EL2.E2H is 0, so EL2 has the regime el2
            EL2 with VHE            | --regime el2 linux72-4k-vhe-bbml2-2g 0x0 | --regime el2: HCR_EL2.E2H is 1, so EL2 has the regime el2-0
            stage 2 of EL2          | --regime el2 --ipa FILE 0x0        | --ipa: regime el2 has no stage 2, only el1 has
            stage 2 and stage 1     | --ipa --stage 1 FILE 0x0           | --ipa and --stage contradict each other: --ipa is stage 2 alone
            no stage 2              | --ipa linux72-4k-n1-2g 0x0         | HCR_EL2 is not known; it is needed for --ipa, whether stage 2 is on
            registers of EL3        | --regime el3 FILE 0x0              | src/test/resources/two-stages.ptw: SCTLR_EL3 is not known; it is needed for whether stage 1 is on and how permissions are checked
            a table not dumped      | FILE 0x80000000                    | src/test/resources/two-stages.ptw: the walk of 0x80000000 needs a level 2 descriptor at 0x48000000, where the dump has no table
            no root of stage 2      | --ipa --regs src/test/resources/stage2-root-missing.txt FILE 0x40000000 | src/test/resources/two-stages.ptw: the walk of 0x40000000 needs a stage 2 level 1 descriptor at 0x48000008, where the dump has no table
            no table of stage 2     | --ipa --regs src/test/resources/stage2-table-missing.txt FILE 0x80400000 | src/test/resources/two-stages.ptw: the walk of 0x80400000 needs a stage 2 level 2 descriptor at 0x48000010, where the dump has no table
            none for stage 1 either | --regs src/test/resources/stage2-root-missing.txt FILE 0x10 | src/test/resources/two-stages.ptw: the walk of 0x10 needs a stage 2 level 1 descriptor at 0x48000008, where the dump has no table
            stage 1 by stage 2      | --regs src/test/resources/stage1-root-moved.txt FILE 0x40000010 | src/test/resources/two-stages.ptw: the walk of 0x40000010 needs a level 1 descriptor at 0x80001008 (in memory at 0xc0001008), where the dump has no table
            outside EL2's range     | --regime el2 FILE 0x8000000000     | 0x8000000000 (0x0000008000000000) is outside the address range: TCR_EL2.T0SZ=25 gives 0x0000000000000000-0x0000007fffffffff; --raw walks it all the same
            a root of another regime | --regime el2 --root ttbr0 FILE 0x0 | --root and --regime el2 contradict each other: the roots of a capture are of the kernel's regime, el1
            no such access          | --access rwx FILE 0x0              | --access rwx, expected r, w, x, rw, at-r, at-w, at-a, ldtr, sttr, dc, gcs-r or gcs-w
            AT S1E0A                | --access at-a --el 0 FILE 0x0      | --access at-a and --el 0 contradict each other: there is no AT S1E0A
            unaligned AT            | --access at-r --unaligned FILE 0x0 | --unaligned and --access at-r contradict each other: it has no size
            PAN of LDTR             | --access ldtr --pan 1 FILE 0x0     | --pan and --access ldtr contradict each other: the instruction does not look at PAN
            PAN of EL3              | --regime el3 --regs REGS --pan 1 FILE 0x0 | --pan: regime el3 has no unprivileged accesses, so no PAN
            EL0 of EL3              | --regime el3 --regs REGS --el 0 FILE 0x0 | --el 0, expected 3
            EL1 of EL2              | --regime el2 --el 1 FILE 0x0       | --el 1, expected 2
            state of EL3            | --regime el3 --regs REGS --security realm FILE 0x0 | --security realm: regime el3 is never in that state
            unknown state           | --security safe FILE 0x0           | --security safe, expected non-secure, secure, realm or root
            registers not there     | --regs src/test/resources/no.txt FILE 0x0 | src/test/resources/no.txt: no such file
            """)
    void a_mistake_is_one_clear_line(String reason, String arguments, String line) {
        assertThat(walk(arguments)).isEqualTo(new Outcome(2, "", "ptarmigan: " + line + "\n"));
    }
}

package dev.ptarmigan.registers;

import static dev.ptarmigan.registers.RegisterAssert.assertThatRegister;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.faults.Par;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterDecoderTest {
    /** Values that Linux 7.2 gives its registers, read from a stopped machine. */
    @ParameterizedTest(name = "{0} {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    TCR_EL1          | 0x055001f5b5503510 | T0SZ        | 48-bit lower range: 0x0000000000000000-0x0000ffffffffffff
                    TCR_EL1          | 0x055001f5b5503510 | T1SZ        | 48-bit upper range: 0xffff000000000000-0xffffffffffffffff
                    TCR_EL1          | 0x055001f5b5503510 | TG0         | 4KB
                    TCR_EL1          | 0x055001f5b5503510 | TG1         | 4KB
                    TCR_EL1          | 0x055001f5b5503510 | IPS         | 48 bits (256T)
                    TCR_EL1          | 0x055001f5b5503510 | E0PD1       | are Translation faults
                    TCR_EL1          | 0x055001f57551b511 | TG0         | 16KB
                    TCR_EL1          | 0x055001f57551b511 | TG1         | 16KB
                    TCR_EL1          | 0x055001f57551b511 | T1SZ        | 47-bit upper range: 0xffff800000000000-0xffffffffffffffff
                    TCR_EL1          | 0x0d5001f6b54c350c | T0SZ        | 52-bit lower range: 0x0000000000000000-0x000fffffffffffff
                    TCR_EL1          | 0x0d5001f6b54c350c | IPS         | 52 bits (4P)
                    TCR_EL1          | 0x0d5001f6b54c350c | DS          | on
                    MAIR_EL1         | 0x000000040044ffff | Attr0       | Normal, inner/outer Write-Back non-transient RW-allocate
                    MAIR_EL1         | 0x000000040044ffff | Attr2       | Normal, inner/outer Non-cacheable
                    MAIR_EL1         | 0x000000040044ffff | Attr3       | Device-nGnRnE
                    MAIR_EL1         | 0x000000040044ffff | Attr4       | Device-nGnRE
                    MAIR_EL1         | 0x000000040044f0ff | Attr1       | Normal Tagged, inner/outer Write-Back non-transient RW-allocate
                    PIR_EL1          | 0xcc880e0ac0800000 | Perm5       | read; no overlay
                    PIR_EL1          | 0xcc880e0ac0800000 | Perm10      | read, write, execute; no overlay
                    PIR_EL1          | 0xcc880e0ac0800000 | Perm15      | read, write; no overlay
                    PIRE0_EL1        | 0x5010908070320000 | Perm4       | execute
                    PIRE0_EL1        | 0x5010908070320000 | Perm11      | read, guarded control stack; no overlay
                    SCTLR_EL1        | 0x9200001eb474d91d | M           | on
                    SCTLR_EL1        | 0x9200001eb474d91d | WXN         | may be executed
                    SCTLR_EL1        | 0x9200001eb474d91d | EPAN        | yes
                    SCTLR_EL1        | 0x9200001eb474d91d | SPAN        | set to 1
                    SCTLR_EL1        | 0x92000c3efc74f91d | TCF         | no effect
                    SCTLR_EL1        | 0x92000c3efc74f91d | ATA         | allowed
                    HCR_EL2          | 0x0000000488000038 | E2H         | an operating system with two address ranges
                    HCR_EL2          | 0x0000000488000038 | TGE         | go to EL2; EL1 is not in use
                    HCR_EL2          | 0x0000000488000038 | VM          | off
                    HCRX_EL2         | 0x0000000000c04800 | TCR2En      | in use
                    ID_AA64MMFR0_EL1 | 0x2100032310201126 | PARange     | 52 bits (4P), FEAT_LPA
                    ID_AA64MMFR0_EL1 | 0x2100032310201126 | TGran4      | 52-bit addresses, FEAT_LPA2
                    ID_AA64MMFR1_EL1 | 0x0110112010312122 | HAFDBS      | access flag and dirty state, FEAT_HAFDBS
                    ID_AA64MMFR2_EL1 | 0x1221011112011011 | BBM         | FEAT_BBM level 2
                    ID_AA64ISAR0_EL1 | 0x1221111110312120 | TLB         | Outer Shareable and ranges, FEAT_TLBIRANGE
                    MIDR_EL1         | 0x00000000410fd823 | Implementer | Arm
                    PSTATE           | 0x0000000060400005 | EL          | EL1
                    PSTATE           | 0x0000000060400005 | PAN         | Permission faults
                    ESR_EL1          | 0x000000009200004f | EC          | Data Abort from a lower Exception level
                    ESR_EL1          | 0x000000009200004f | DFSC        | Permission fault, level 3
                    ESR_EL1          | 0x0000000056000000 | EC          | SVC in AArch64
                    PAR_EL1          | 0x0000000000000809 | FST         | Translation fault, level 0
                    """)
    void a_field_of_a_real_value_means(Register register, String word, String field, String meaning) {
        DecodedRegister decoded = RegisterDecoder.decode(register, Long.parseUnsignedLong(word.substring(2), 16));
        RegisterField row = decoded.layout().find(field);
        assertThat(row).isNotNull();
        if (row != null) {
            assertThatRegister(decoded).means(row.bits(), meaning).hasNoProblems();
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    TCR_EL1          | 0x8000000000100010 | bits 63:62 are RES0 and not 0: 0b10; TG1[31:30] is 0b00: reserved
                    TCR_EL1          | 0x000000078010c010 | IPS[34:32] is 0b111: 56 bits (64P) with FEAT_D128, otherwise reserved; TG0[15:14] is 0b11: reserved
                    TCR_EL1          | 0x0000000080101010 | SH0[13:12] is 0b01: reserved
                    TCR_EL1          | 0x0000000080100000 | T0SZ[5:0] is 0x0: 64-bit lower range: 0x0000000000000000-0xffffffffffffffff; T0SZ is at least 9 and at most 48
                    TCR_EL1          | 0x0000000080310010 | T1SZ[21:16] is 0x31: 15-bit upper range: 0xffffffffffff8000-0xffffffffffffffff; T1SZ is at least 9 and at most 48
                    TCR_EL3          | 0x0000000000000010 | bit 31 is RES1 and not 1: 0b0; bit 23 is RES1 and not 1: 0b0
                    MAIR_EL1         | 0x0000000000000210 | Attr1[15:8] is 0x2: UNPREDICTABLE; Attr0[7:0] is 0x10: UNPREDICTABLE
                    PIR_EL1          | 0x00000000000000f4 | Perm1[7:4] is 0xf: reserved: no access; no overlay; Perm0[3:0] is 0x4: reserved: no access
                    POR_EL0          | 0x0000000000000080 | Perm1[7:4] is 0x8: reserved: no access
                    S2PIR_EL2        | 0x0000000000000050 | Perm1[7:4] is 0x5: reserved: no access
                    ESR_EL1          | 0x000000009600003f | DFSC[5:0] is 0x3f: reserved
                    ESR_EL1          | 0x000000000a000000 | EC[31:26] is 0x2: reserved
                    ID_AA64MMFR1_EL1 | 0x0000000000000010 | VMIDBits[7:4] is 0x1: reserved
                    TCR2_EL1         | 0x0000000000000040 | bits 9:6 are RES0 and not 0: 0x1
                    """)
    void what_is_wrong_with_a_value_is_said_field_by_field(Register register, String word, String problems) {
        DecodedRegister decoded = RegisterDecoder.decode(register, Long.parseUnsignedLong(word.substring(2), 16));
        String expected =
                register + ": " + problems.replaceAll("; (?=bit|[A-Z][A-Za-z0-9]*\\[)", "\n" + register + ": ");
        assertThat(String.join("\n", decoded.problems())).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    without E2H                      | TCR_EL2     | 0x0        | HCR_EL2 0                                     | HCR_EL2.E2H=0
                    with E2H                         | TCR_EL2     | 0x0        | HCR_EL2 0x400000000                           | HCR_EL2.E2H=1
                    TCR2_EL2 with E2H                | TCR2_EL2    | 0x0        | HCR_EL2 0x400000000                           | HCR_EL2.E2H=1
                    SCTLR_EL2 without E2H            | SCTLR_EL2   | 0x0        | HCR_EL2 0                                     | HCR_EL2.E2H=0
                    4K, 48 bits                      | TTBR0_EL1   | 0x0        | TCR_EL1 0x055001f5b5503510                    | ''
                    LPA2                             | TTBR1_EL1   | 0x0        | TCR_EL1 0x0d5001f6b54c350c                    | 52-bit addresses
                    64K and 52 bits                  | TTBR0_EL1   | 0x0        | TCR_EL1 0x000000060000400c                    | 52-bit addresses
                    64K and 48 bits                  | TTBR0_EL1   | 0x0        | TCR_EL1 0x0000000500004010                    | ''
                    64K ignores DS                   | TTBR0_EL1   | 0x0        | TCR_EL1 0x0800000500004010                    | ''
                    64K above only                   | TTBR0_EL1   | 0x0        | TCR_EL1 0x00000006c0100010                    | ''
                    64K above only, upper            | TTBR1_EL1   | 0x0        | TCR_EL1 0x00000006c0100010                    | 52-bit addresses
                    D128                             | TTBR0_EL1   | 0x0        | TCR2_EL1 0x20                                 | 128-bit descriptors
                    EL2 without E2H, DS              | TTBR0_EL2   | 0x0        | TCR_EL2 0x100000000                           | 52-bit addresses
                    EL2 with E2H, D128               | TTBR0_EL2   | 0x0        | HCR_EL2 0x400000000, TCR2_EL2 0x20            | 128-bit descriptors
                    EL2 without E2H has no D128      | TTBR0_EL2   | 0x0        | HCR_EL2 0, TCR2_EL2 0x20                      | ''
                    EL3, D128                        | TTBR0_EL3   | 0x0        | TCR_EL3 0x4000000000                          | 128-bit descriptors
                    stage 2, DS                      | VTTBR_EL2   | 0x0        | VTCR_EL2 0x100000000                          | 52-bit addresses
                    stage 2, D128                    | VTTBR_EL2   | 0x0        | VTCR_EL2 0x4000000000                         | 128-bit descriptors
                    Secure stage 2, 64K and 52 bits  | VSTTBR_EL2  | 0x0        | VTCR_EL2 0x60000, VSTCR_EL2 0x4000            | 52-bit addresses
                    PAR of a success                 | PAR_EL1     | 0x800      | HCR_EL2 0                                     | success, 64-bit form
                    PAR of a fault                   | PAR_EL1     | 0x809      | HCR_EL2 0                                     | fault, 64-bit form
                    data abort                       | ESR_EL2     | 0x92000007 | HCR_EL2 0                                     | Data Abort, ISV=0
                    data abort of a known load       | ESR_EL2     | 0x93c08007 | HCR_EL2 0                                     | Data Abort, ISV=1
                    instruction abort                | ESR_EL1     | 0x86000004 | HCR_EL2 0                                     | Instruction Abort
                    system call                      | ESR_EL1     | 0x56000000 | HCR_EL2 0                                     | any other EC
                    GPC exception                    | ESR_EL3     | 0x7a000028 | HCR_EL2 0                                     | Granule Protection Check exception
                    """)
    void the_layout_follows_the_value_and_other_registers(
            String reason, Register register, String word, String context, String condition) {
        RegisterFile file = RegisterFile.parse(context.replace(", ", "\n"), "context");
        DecodedRegister decoded = new RegisterDecoder(file).explain(register, Word128.of(Long.decode(word)));
        assertThat(decoded.layout().condition()).isEqualTo(condition);
        assertThat(decoded.assumption()).isEmpty();
    }

    @Test
    void a_choice_without_the_register_it_depends_on_is_an_assumption() {
        assertThat(RegisterDecoder.decode(Register.TCR_EL2, 0).assumption())
                .isEqualTo("HCR_EL2 is not known; HCR_EL2.E2H=0 is assumed");
        assertThat(RegisterDecoder.decode(Register.TCR_EL1, 0).assumption()).isEmpty();
    }

    @Test
    void a_wide_base_register_has_its_high_bits_in_the_base() {
        DecodedRegister decoded =
                RegisterDecoder.decode(Register.TTBR1_EL1, new Word128(0x00ab_0000L, 0x0042_cdef_0123_4003L));
        assertThat(decoded.layout().condition()).isEqualTo(Ttbr.D128);
        assertThatRegister(decoded)
                .means(Ttbr.BADDR_D128, "0xabcdef01234000")
                .means(Ttbr.ASID, "66")
                .has(Ttbr.SKL, 1)
                .has(Ttbr.CNP, 1)
                .hasNoProblems();
    }

    @Test
    void the_large_base_takes_bits_5_to_2_as_its_top() {
        RegisterFile file = new RegisterFile();
        file.set(Register.TCR_EL1, 0x0d5001f6b54c350cL);
        file.set(Register.TTBR0_EL1, 0x0000_4321_0000_0039L);
        assertThatRegister(new RegisterDecoder(file).explain(Register.TTBR0_EL1))
                .means(Ttbr.BADDR_52, "0xe432100000000");
    }

    @Test
    void one_field_changed_changes_nothing_else() {
        DecodedRegister tcr = RegisterDecoder.decode(Register.TCR_EL1, 0x055001f5b5503510L);
        assertThat(tcr.with(Tcr.T0SZ, 25).encode()).isEqualTo(Word128.of(0x055001f5b5503519L));
        assertThat(tcr.with(Tcr.TG1, 1).value(Tcr.TG1)).isEqualTo(1);
    }

    @Test
    void a_field_of_another_register_or_too_big_a_value_is_refused() {
        DecodedRegister tcr = RegisterDecoder.decode(Register.TCR_EL1, 0);
        assertThatThrownBy(() -> tcr.with(Vtcr.SL0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such field: register=TCR_EL1, field=SL0[7:6]");
        assertThatThrownBy(() -> tcr.value(Vtcr.SL0)).hasMessage("no such field: register=TCR_EL1, field=SL0[7:6]");
        assertThatThrownBy(() -> tcr.with(Tcr.TG0, 4)).hasMessage("does not fit: field=TG0[15:14], value=0x4");
    }

    @Test
    void more_bits_than_the_register_has_are_refused() {
        assertThatThrownBy(() -> RegisterDecoder.decode(Register.TCR_EL1, new Word128(1, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegisterDecoder.decode(Register.PAR_EL1, new Word128(2, 0)))
                .hasMessage("PAR_EL1 (success, 64-bit form) has 64 bits: value=0x00000000000000020000000000000000");
    }

    @Test
    void a_register_the_context_lacks_cannot_be_explained() {
        assertThatThrownBy(() -> new RegisterDecoder(new RegisterFile()).explain(Register.TCR_EL1))
                .isInstanceOf(MissingRegisterException.class)
                .hasMessage("TCR_EL1 is not known; it is needed for its explanation");
    }

    @Test
    void the_wide_par_of_an_address_is_decoded_whole() {
        assertThatRegister(
                        Register.PAR_EL1,
                        Par.success(0xab_cdef_0123_4000L, 0xff, 3, true)
                                .widened()
                                .word())
                .means(Par.PA_D128, "0xabcdef01234000")
                .means(Par.SH, "Inner Shareable")
                .hasNoProblems();
    }

    @Test
    void a_picture_names_purpose_and_meaning() {
        assertThat(RegisterDecoder.decode(Register.HCR_EL2, 0x4_8800_0038L).toString())
                .contains("\n    E2H[34]        0b1   EL2 runs: an operating system with two address ranges\n")
                .contains("\n    TWEDEL[63:60]  0x0   Delay of trapped WFE: at least 2^(TWEDEL+8) cycles\n");
        assertThatRegister(Register.ESR_EL2, 0x93c08007L)
                .means(Esr.SAS, "doubleword")
                .means(Esr.SRT, "0");
    }
}

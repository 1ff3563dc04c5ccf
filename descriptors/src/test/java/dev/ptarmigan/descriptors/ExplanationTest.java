package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.TestPlaces.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.registers.RegisterFile;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    /** MAIR_EL1 of Linux with MTE; HA=HD=1; PIR of Linux's kernel entries (8 RX, A RWX, C RO, E RW). */
    private static final String LINUX = """
            MAIR_EL1 = 0x000000040044f0ff
            MAIR_EL2 = 0x00000000000000ff
            TCR_EL1 = 0x045001f5b5503510
            SCTLR_EL1 = 0x0
            PIR_EL1 = 0x0c080e0a00000000
            PIRE0_EL1 = 0x0000000000000000
            S2PIR_EL2 = 0x000000000000cf80
            """;

    private static RegisterFile registers(String text) {
        return RegisterFile.parse(text.equals("linux") ? LINUX : text.replace(',', '\n'), "the test's registers");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', maxCharsPerColumn = 1000, textBlock = """
                    kernel page, nothing known | 4K 3 el1 | 00e8000087654707 | '' | EL1 read-write, no execute; EL0 no access; memory type MAIR_EL1.Attr1, Inner Shareable; global; accessed; writable-dirty; provided no table above sets APTable; not known: MAIR_EL1
                    kernel page of Linux       | 4K 3 el1 | 00e8000087654707 | linux | EL1 read-write, no execute; EL0 no access; Normal Write-Back tagged, Inner Shareable; global; accessed; writable-dirty; provided no table above sets APTable
                    nothing to take away       | 4K 3 el1 | 00e0000087654783 | linux | EL1 read-only, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed
                    HPD: nothing above counts  | 4K 3 el1 hpd | 00e8000087654707 | linux | EL1 read-write, no execute; EL0 no access; Normal Write-Back tagged, Inner Shareable; global; accessed; writable-dirty
                    device memory              | 4K 3 el1 | 0068000009000713 | linux | EL1 read-write, no execute; EL0 no access; Device-nGnRE; global; accessed; writable-dirty; provided no table above sets APTable
                    non-cacheable memory       | 4K 3 el1 | 006000000900078b | linux | EL1 read-only, no execute; EL0 no access; Normal Non-cacheable; global; accessed
                    EL0 write implies PXN      | 4K 3 el1 | 0000000050000f43 | linux | EL1 read-write, no execute; EL0 read-write, execute; Normal Write-Back, Inner Shareable; not global; accessed; provided no table above sets APTable or UXNTable
                    EL0 execute-only           | 4K 3 el1 | 0020000050000f83 | linux | EL1 read-only, no execute; EL0 execute-only; Normal Write-Back, Inner Shareable; not global; accessed; provided no table above sets UXNTable
                    writable-clean with HD     | 4K 3 el1 | 0068000050000fc3 | linux | EL1 read-write, no execute; EL0 read-write, no execute; Normal Write-Back, Inner Shareable; not global; accessed; writable-clean; provided no table above sets APTable
                    writable-clean without HD  | 4K 3 el1 | 0068000050000fc3 | MAIR_EL1=0xff,TCR_EL1=0 | EL1 read-only, no execute; EL0 read-only, no execute; Normal Write-Back, Inner Shareable; not global; accessed; DBM without effect (HD=0); provided no table above sets APTable
                    writable-clean, HD unknown | 4K 3 el1 | 0068000050000fc3 | MAIR_EL1=0xff | EL1 read-only, no execute; EL0 read-only, no execute; Normal Write-Back, Inner Shareable; not global; accessed; writable-clean if hardware manages the dirty state; provided no table above sets APTable; not known: TCR_EL1 (HA, HD)
                    not accessed, HA known     | 4K 3 el1 | 0060000087654383 | linux | EL1 read-only, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; not accessed
                    not accessed, HA=0         | 4K 3 el1 | 0060000087654383 | MAIR_EL1=0xff,TCR_EL1=0 | EL1 read-only, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; not accessed, the first access faults
                    WXN unknown                | 4K 3 el1 | 00c8000087654703 | MAIR_EL1=0xff | EL1 read-write, execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed; writable-dirty; provided no table above sets APTable or PXNTable; not known: SCTLR_EL1 (WXN)
                    WXN=1                      | 4K 3 el1 | 00c8000087654703 | MAIR_EL1=0xff,SCTLR_EL1=0x80000 | EL1 read-write, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed; writable-dirty; provided no table above sets APTable
                    contiguous block           | 4K 2 el1 | 00f8000040000705 | linux | EL1 read-write, no execute; EL0 no access; Normal Write-Back tagged, Inner Shareable; global; accessed; writable-dirty; one of 16 contiguous, 32M; provided no table above sets APTable
                    LPA2: SH from TCR          | 4K 3 el1 lpa2 | 00e0000087654483 | linux | EL1 read-only, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed
                    LPA2 without TCR           | 4K 3 el1 lpa2 | 00e0000087654483 | MAIR_EL1=0xff | EL1 read-only, no execute; EL0 no access; Normal Write-Back, shareability by TCR_EL1.SH0 or SH1; global; accessed; not known: TCR_EL1 (SH)
                    guarded and nT             | 4K 2 el1 | 00c4000040010781 | linux | EL1 read-only, execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed; guarded; nT; provided no table above sets PXNTable
                    EL2 has one privilege      | 4K 3 el2 | 0000000040000743 | MAIR_EL2=0xff | EL2 read-write, execute; Normal Write-Back, Inner Shareable; accessed; provided no table above sets APTable or XNTable; not known: SCTLR_EL2 (WXN)
                    NV1                        | 4K 3 el1 nv1 | 0000000040000783 | linux | EL1 read-only, execute; EL0 execute-only; Normal Write-Back, Inner Shareable; global; accessed; provided no table above sets PXNTable
                    Secure output              | 4K 3 el1 secure | 0060000040000783 | linux | EL1 read-only, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed; Secure
                    Root, NSE and NS           | 4K 3 el3 rme | 0040000040000fe3 | MAIR_EL3=0xff | EL3 read-only, no execute; Normal Write-Back, Inner Shareable; accessed; Realm
                    PIE                        | 4K 3 el1 pie | 0068000087654703 | linux | EL1 read-write, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed; dirty
                    PIE, nothing known         | 4K 3 el1 pie | 0068000087654703 | '' | permissions of PIIndex 14 not known; memory type MAIR_EL1.Attr0, Inner Shareable; global; accessed; dirty; not known: PIR_EL1, PIRE0_EL1, MAIR_EL1
                    PIE, clean, HD unknown     | 4K 3 el1 pie | 0068000087654783 | MAIR_EL1=0xff,PIR_EL1=0x0c00000000000000,PIRE0_EL1=0 | EL1 read-write, no execute; EL0 no access; Normal Write-Back, Inner Shareable; global; accessed; clean; not known: TCR_EL1 (HA, HD)
                    POE                        | 4K 3 el1 poe | 1028000050000f43 | MAIR_EL1=0xff,TCR2_EL1=0x4,POR_EL0=0x10,SCTLR_EL1=0 | EL1 read-write, no execute; EL0 read-only, no execute; Normal Write-Back, Inner Shareable; not global; accessed; writable-dirty
                    POE not known              | 4K 3 el1 poe | 1068000050000f43 | MAIR_EL1=0xff | EL1 read-write, no execute; EL0 read-write, no execute; Normal Write-Back, Inner Shareable; not global; accessed; writable-dirty; provided the overlay of POIndex 1 restricts nothing; not known: TCR2_EL1 (POE)
                    AIE picks MAIR2            | 4K 3 el1 aie | 0860000087654783 | MAIR2_EL1=0x44 | EL1 read-only, no execute; EL0 no access; Normal Non-cacheable; global; accessed
                    stage 2                    | 4K 3 stage2 | 00000000500007ff | '' | read-write; EL1 and EL0 execute; Normal Write-Back, Inner Shareable; accessed
                    stage 2, XN=0b01           | 4K 3 stage2 | 002000005000047f | '' | read-only; EL0 execute; Normal Write-Back, Non-shareable; accessed
                    stage 2, FWB               | 4K 3 stage2 fwb | 004000005000075b | '' | read-only; no execute; Normal Write-Back whatever stage 1 says, Inner Shareable; accessed
                    stage 2, DBM, HD unknown   | 4K 3 stage2 | 004800005000077f | '' | read-only; no execute; Normal Write-Back, Inner Shareable; accessed; writable-clean if hardware manages the dirty state; not known: VTCR_EL2 (HA, HD)
                    stage 2, S2PIE             | 4K 3 stage2 pie | 00080000500007bf | linux | read-write; EL1 and EL0 execute; Normal Write-Back, Inner Shareable; accessed; dirty
                    stage 2, Realm, NS         | 4K 3 stage2 realm | 00800000500007ff | '' | read-write; no execute; Normal Write-Back, Inner Shareable; accessed
                    table                      | 4K 1 el1 | 1800000100fce403 | '' | next table at 0x100fce000, level 2; EL0 executes nothing below; EL1 executes nothing below
                    table, HPD                 | 4K 1 el1 hpd | 4000000100fce003 | '' | next table at 0x100fce000, level 2; APTable ignored, hierarchical permissions are disabled (HPD)
                    table, PIE                 | 4K 1 el1 pie | 1000000100fce003 | '' | next table at 0x100fce000, level 2; UXNTable ignored, permissions are indirect (PIE)
                    table, no EL0              | 16K 2 el1 | 2000000100fcc003 | '' | next table at 0x100fcc000, level 3; no EL0 access below
                    table, Secure              | 4K 1 el1 secure | 8000000100fce003 | '' | next table at 0x100fce000, level 2; the tables below are fetched from Non-secure memory and map it
                    128-bit table, SKL         | 4K 1 el1 d128 | 00002000000000000000000050000001 | '' | next table at 0x50000000, level 3
                    invalid                    | 4K 2 el1 | 00e8000087654f04 | '' | translation fault at level 2
                    reserved                   | 4K 3 el1 | 00e8000087654701 | '' | translation fault at level 3, the encoding is reserved
                    """)
    void one_line_says_what_a_descriptor_does(
            String reason, String place, String word, String registers, String expected) {
        Explanation explanation = Explanation.of(decode(word, place), registers(registers));
        assertThat(explanation.effect().toString()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', maxCharsPerColumn = 1000, textBlock = """
                    VALID      | 4K 3 el1      | 2                | ''    | Valid = 0: invalid: translation fault at level 3
                    TYPE       | 4K 0 el1      | 1                | ''    | Type = 0: a block, which level 0 does not have: translation fault
                    OA         | 4K 2 el1      | 00e8000040000705 | ''    | OA[47:21] = 0x200: 2M at 0x40000000-0x401fffff
                    OA         | 64K 3 el1 lpa | 000000005000a403 | ''    | OA[51:16] = 0xa00005000: 64K at 0xa000050000000-0xa00005000ffff
                    TA         | 64K 2 el1     | 0000000100fc0003 | ''    | TA[47:16] = 0x100fc: next table at 0x100fc0000, level 3
                    CONTIGUOUS | 4K 3 el1      | 0010000087653703 | ''    | Contiguous = 1: one of 16 entries of a 64K group, number 3 of 0x87650000-0x8765ffff
                    CONTIGUOUS | 16K 3 el1     | 0010000087654703 | ''    | Contiguous = 1: one of 128 entries of a 2M group, number 21 of 0x87600000-0x877fffff
                    ATTR_INDX  | 4K 3 el1      | 0000000087654707 | linux | AttrIndx[2:0] = 0b001: MAIR_EL1.Attr1 = 0xf0: Normal Tagged, inner/outer Write-Back non-transient RW-allocate
                    ATTR_INDX  | 4K 3 el1 aie  | 0800000087654707 | linux | AttrIndx = 0b1001: MAIR2_EL1.Attr9 (MAIR2_EL1 not known)
                    AP         | 4K 3 el1      | 0000000087654783 | ''    | AP[2:1] = 0b10: EL1 read-only, EL0 no access
                    AP         | 4K 3 el2-0    | 00080000876547c3 | ''    | AP[2:1] = 0b11: EL2 and EL0 read-only, writable-clean by DBM
                    AP         | 4K 3 el2      | 0000000087654783 | ''    | AP[2] = 1: EL2 read-only
                    DBM        | 4K 3 el1      | 0008000087654783 | ''    | DBM = 1: writable-clean: a write clears AP[2] if TCR_EL1.{HA,HD} = {1,1}, else it faults
                    DBM        | 4K 3 stage2   | 0008000087654743 | ''    | DBM = 1: writable-clean: a write sets S2AP[1] if VTCR_EL2.{HA,HD} = {1,1}, else it faults
                    DBM        | 4K 3 el1      | 0008000087654703 | ''    | DBM = 1: writable-dirty
                    PXN        | 4K 3 el1      | 0000000087654743 | ''    | PXN = 0: EL1 no execute all the same, since EL0 can write (AP[2:1] = 0b01)
                    PXN        | 4K 3 el1 nv1  | 0040000087654703 | ''    | PXN = 1: EL1 no execute
                    XN         | 4K 3 stage2   | 0060000087654703 | ''    | XN[1:0] = 0b11: EL1 may execute, EL0 no execute
                    XN         | 4K 3 stage2 -xnx | 0040000087654703 | '' | XN[1] = 1: EL1 and EL0 no execute
                    AF         | 4K 3 el1      | 0000000087654303 | ''    | AF = 0: not accessed: the first access faults, unless hardware sets the flag (TCR_EL1.HA=1)
                    AF         | 4K 3 el1      | 0000000087654303 | linux | AF = 0: not accessed: hardware sets the flag on the first access (TCR_EL1.HA=1)
                    AF         | 4K 2 el1 haft | 0000000087654003 | ''    | AF = 0: not yet used by a walk (never faults)
                    MEM_ATTR   | 4K 3 stage2   | 0000000087654717 | ''    | MemAttr[3:0] = 0b0101: Normal Non-cacheable, combined with stage 1 (FWB=0)
                    MEM_ATTR   | 4K 3 stage2 mte-perm | 0000000087654713 | '' | MemAttr[3:0] = 0b0100: Normal Write-Back, NoTagAccess, combined with stage 1 (FWB=0)
                    MEM_ATTR   | 4K 3 stage2 fwb | 000000008765471f | ''  | MemAttr[3:0] = 0b0111: the memory type of stage 1 (FWB=1)
                    PI_INDEX   | 4K 3 el1 pie  | 0068000087654703 | linux | PIIndex = 0b1110: PIR_EL1.Perm14 = 0xc: read, write; no overlay; PIRE0_EL1.Perm14 = 0x0: no access
                    PO_INDEX   | 4K 3 el1 poe  | 2000000087654703 | POR_EL0=0x700 | POIndex[2:0] = 0b010: POR_EL1.Perm2 (POR_EL1 not known); POR_EL0.Perm2 = 0x7: keeps read, write, execute
                    S2PI_INDEX | 4K 3 stage2 pie | 0000000087654743 | linux | S2PIIndex = 0b0001: S2PIR_EL2.Perm1 = 0x8: read
                    NS         | 4K 3 el3 rme  | 0000000087654f43 | ''    | NS = 0: output address is Root ({NSE,NS} = {1,0})
                    NDIRTY     | 4K 3 el1 pie  | 0000000087654783 | ''    | nDirty = 1: clean: a write clears nDirty if TCR_EL1.{HA,HD} = {1,1}, else it faults
                    PBHA       | 4K 3 el1      | 0800000087654783 | ''    | PBHA[3:0] = 0b0001: implementation defined, where the bits of TCR_EL1.HWU are set
                    NG         | 4K 3 el1      | 0000000087654f83 | ''    | nG = 1: not global: TLB entries carry the ASID
                    XN_TABLE   | 4K 1 el2      | 1000000087654003 | ''    | XNTable = 1: EL2 executes nothing below
                    PXN_TABLE  | 4K 1 el1 nv1  | 1000000087654003 | ''    | PXNTable = 1: EL1 executes nothing below
                    SKL        | 4K 2 el1 d128 | 00002000000000000000000050000001 | '' | SKL[1:0] = 0b01: block: level 2 + 1 is level 3
                    NT         | 4K 2 el1 d128 | 00000000000000000000000050000041 | '' | nT = 1: ignored, the table skips no level
                    NT         | 4K 1 el1 d128 | 00002000000000000000000050000041 | '' | nT = 1: a TLB may not hold it as one entry; a walk may fault
                    RES1       | 4K 3 el2      | 0000000087654703 | ''    | RES1 = 0: should be 1; ignored by hardware
                    RES0       | 4K 3 el2      | 0020000087654703 | ''    | RES0 = 1: should be 0; ignored by hardware
                    """)
    void each_field_is_put_in_words(
            DescriptorField field, String place, String word, String registers, String expected) {
        Explanation explanation = Explanation.of(decode(word, place), registers(registers));
        assertThat(explanation.field(field)).hasToString(expected);
    }

    /** Every switch has an answer for every value that a word can hold. */
    @Test
    void every_field_of_every_layout_has_a_meaning() {
        long seed = 0x51ab5eedL;
        SplittableRandom random = new SplittableRandom(seed);
        List<Place> places = LayoutsTest.everyPlace();
        RegisterFile known = registers("linux");
        int explained = 0;
        for (int i = 0; i < 60_000; i++) {
            Place place = places.get(random.nextInt(places.size()));
            long low = random.nextLong() | (random.nextInt(8) == 0 ? 0 : 1);
            Word128 word = place.format() == Format.VMSA128 ? new Word128(random.nextLong(), low) : Word128.of(low);
            Explanation explanation =
                    Explanation.of(Descriptor.decode(word, place), (i & 1) == 0 ? known : new RegisterFile());
            for (FieldMeaning meaning : explanation.fields()) {
                boolean needsText = meaning.value() != 0
                        && meaning.field() != DescriptorField.RES1
                        && explanation.descriptor().kind() != DescriptorKind.INVALID;
                if (needsText && meaning.text().isEmpty()) {
                    assertThat(meaning.text())
                            .as("seed %#x, word %s: %s", seed, explanation.descriptor(), meaning)
                            .isNotEmpty();
                }
                explained++;
            }
            assertThat(explanation.effect().text()).isNotEmpty();
        }
        assertThat(explained).isGreaterThan(600_000);
    }

    @Test
    void asking_for_a_field_that_is_not_there_names_the_word() {
        Explanation explanation = Explanation.of(decode("0000000087654703", "4K 3 el1"));
        assertThatThrownBy(() -> explanation.field(DescriptorField.S2AP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no field S2AP");
    }
}

package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.TestPlaces.decode;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
    private static final String BLOCKS_48 = " tables (VMSAv8-64, 48-bit addresses) has no blocks, ";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', maxCharsPerColumn = 600, textBlock = """
                    level 3 with Type 0              | 4K 3 el1       | 0060000087654701 | level-3-type 1: a level 3 descriptor with bits 1:0 = 0b01 is reserved, a page has 0b11: translation fault
                    level 0 block, 4K                | 4K 0 el1       | 0060000087654701 | block-level 1: level 0 of 4K tables (VMSAv8-64, 48-bit addresses) has no blocks, blocks are allowed at levels 1, 2: translation fault
                    level 1 block, 16K               | 16K 1 el1      | 0060000087654701 | block-level 1: level 1 of 16K tables (VMSAv8-64, 48-bit addresses) has no blocks, blocks are allowed at level 2: translation fault
                    level 1 block, 64K, small PA     | 64K 1 el1 -large-pa | 0060000087654701 | block-level 1: level 1 of 64K tables (VMSAv8-64, 48-bit addresses) has no blocks, blocks are allowed at level 2: translation fault
                    level -1 block, LPA2             | 4K -1 el1 lpa2 | 0060000087654701 | block-level 1: level -1 of 4K tables (VMSAv8-64, FEAT_LPA2 (DS=1), 52-bit addresses) has no blocks, blocks are allowed at levels 0, 1, 2: translation fault
                    SKL too far                      | 4K 3 el1 d128  | 00002000000000000000000000000001 | skip-level 110:109: SKL=0b01 at level 3 leads beyond level 3: translation fault
                    SKL=3, 16K                       | 16K 0 el1 d128 | 00006000000000000000000000000001 | skip-level 110:109: SKL=0b11 is reserved for the 16K granule: translation fault
                    SH=0b01                          | 4K 3 el1       | 0060000087654503 | reserved-value 9:8: SH=0b01 is reserved
                    the same bits are OA with LPA2   | 4K 3 el1 lpa2  | 0060000087654503 | ''
                    MemAttr 0b1000, FWB=0            | 4K 3 stage2    | 0000000087654723 | reserved-value 5:2: MemAttr=0b1000 is reserved with FWB=0: Normal memory has no inner cacheability 0b00
                    MemAttr 0b0100, FWB=0            | 4K 3 stage2    | 0000000087654713 | reserved-value 5:2: MemAttr=0b0100 is reserved with FWB=0 and without FEAT_MTE_PERM
                    MemAttr 0b0100, MTE_PERM         | 4K 3 stage2 mte-perm | 0000000087654713 | ''
                    MemAttr 0b0100, FWB=1            | 4K 3 stage2 fwb | 0000000087654713 | reserved-value 5:2: MemAttr=0b0100 is reserved with FWB=1
                    MemAttr 0b1110, FWB=1            | 4K 3 stage2 fwb | 000000008765473b | reserved-value 5:2: MemAttr=0b1110: MemAttr[3] is RES0 with FWB=1 and without FEAT_MTE_PERM
                    MemAttr 0b1110, FWB=1, MTE_PERM  | 4K 3 stage2 fwb,mte-perm | 000000008765473b | ''
                    MemAttr 0b1001, FWB=1, MTE_PERM  | 4K 3 stage2 fwb,mte-perm | 0000000087654727 | reserved-value 5:2: MemAttr=0b1001 is reserved with FWB=1; of 0b1xxx only 0b1110 and 0b1111 have a meaning
                    Contiguous at level 0            | 4K 0 el1 lpa2  | 0070000000000701 | contiguous-level 52: Contiguous is set, but level 0 of 4K tables (VMSAv8-64, FEAT_LPA2 (DS=1), 52-bit addresses) has no contiguous groups: ignored
                    Contiguous at level 1, 64K       | 64K 1 el1      | 0070000000000701 | contiguous-level 52: Contiguous is set, but level 1 of 64K tables (VMSAv8-64, 48-bit addresses) has no contiguous groups: ignored
                    Contiguous at level 1, D128 64K  | 64K 1 el1 d128 | 0000c000000000000000000000000401 | contiguous-level 111: Contiguous is set, but level 1 of 64K tables (VMSAv9-128, 56-bit addresses) has no contiguous groups: ignored
                    Contiguous where it is allowed   | 4K 2 el1       | 0070000040000701 | ''
                    address bits of LPA2 without it  | 4K 3 el1       | 0063000087654703 | res0-set 49:48: bits 49:48 are RES0 in a page at level 3 of 4K tables and set: ignored (49:48 would belong to the address with FEAT_LPA2 and DS=1)
                    address bits of LPA without it   | 64K 3 el1      | 0060000087651703 | res0-set 12: bit 12 is RES0 in a page at level 3 of 64K tables and set: ignored (12 would belong to the address with FEAT_LPA)
                    with LPA they are the address    | 64K 3 el1 lpa  | 0060000087651703 | ''
                    bits below a block               | 4K 2 el1       | 0060000040021701 | res0-set 17,12: bits 17,12 are RES0 in a block at level 2 of 4K tables and set: ignored
                    nT is not RES0 with BBM          | 4K 2 el1       | 0060000040010701 | ''
                    nT is RES0 without               | 4K 2 el1 -bbm  | 0060000040010701 | res0-set 16: bit 16 is RES0 in a block at level 2 of 4K tables and set: ignored
                    a table below the granule        | 16K 2 el1      | 0000000040001003 | res0-set 12: bit 12 is RES0 in a table at level 2 of 16K tables and set: ignored
                    EL2: PXN is RES0, AP[1] RES1     | 4K 3 el2       | 0060000087654703 | res0-set 53: bit 53 is RES0 in a page at level 3 of 4K tables and set: ignored; res1-clear 6: bit 6 is RES1 in the EL2 stage 1 page and clear: ignored
                    EL2: APTable[0] is RES0          | 4K 1 el2       | 2000000087654003 | res0-set 61: bit 61 is RES0 in a table at level 1 of 4K tables and set: ignored
                    a table that SKL makes larger    | 4K 1 el1 d128  | 00002000000000000000000050001001 | table-alignment 55:12: the table at 0x50001000 has 1M and is not aligned to that: its entries are found with an OR, not a sum
                    invalid words are software's     | 4K 3 el1       | fffffffffffffffe | ''
                    a kernel page of Linux           | 4K 3 el1       | 00e8000087654707 | ''
                    a table of Linux                 | 4K 1 el1       | 1800000100fce403 | ''
                    """)
    void what_is_reserved_is_told(String reason, String place, String word, String expected) {
        List<String> found = new ArrayList<>();
        for (Problem problem : decode(word, place).problems()) {
            found.add(problem.code() + " " + problem.bits() + ": " + problem.sentence());
        }
        assertThat(String.join("; ", found)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    4K level 0  | 4K 0 el1  | blocks are allowed at levels 1, 2
                    16K level 0 | 16K 0 el1 | blocks are allowed at level 2
                    """)
    void the_levels_that_have_blocks_are_named(String reason, String place, String levels) {
        Problem problem = decode("0000000000000401", place).problems().get(0);
        String granule = place.substring(0, place.indexOf(' '));
        assertThat(problem)
                .hasToString("block-level: level 0 of " + granule + BLOCKS_48 + levels + ": translation fault");
        assertThat(problem.code().faults()).isTrue();
    }
}

package dev.ptarmigan.descriptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorBuilderTest {
    private static DescriptorBuilder builder(String kind, String place, String fields) {
        DescriptorKind wanted = DescriptorKind.valueOf(kind.toUpperCase(Locale.ROOT));
        DescriptorBuilder builder = DescriptorBuilder.of(TestPlaces.place(place), wanted);
        for (String setting : fields.isBlank() ? new String[0] : fields.split(",")) {
            String[] parts = setting.split("=");
            builder.set(parts[0].strip(), Hex.parse(parts[1].strip(), "a value"));
        }
        return builder;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a page by default            | page  | 4K 3 el1       | OA=0x87654000                            | 0000000087654703
                    a block by default           | block | 4K 2 el1       | OA=0x40000000                            | 0000000040000701
                    a table by default           | table | 4K 1 el1       | TA=0x100fce000                           | 0000000100fce003
                    EL2 has RES1                 | page  | 4K 3 el2       | OA=0x40000000                            | 0000000040000743
                    stage 2                      | page  | 4K 3 stage2    | OA=0x40000000,S2AP=3,MemAttr=15,XN=2     | 00400000400007ff
                    LPA2 has no SH               | page  | 4K 3 el1 lpa2  | OA=0xc000040000000                       | 0000000040000703
                    LPA2, OA[49:48]              | page  | 4K 3 el1 lpa2  | OA=0x3000040000000                       | 0003000040000403
                    LPA                          | page  | 64K 3 el1 lpa  | OA=0xa000050000000                       | 000000005000a703
                    PAGE_KERNEL of Linux         | page  | 4K 3 el1       | AttrIndx=1,PXN=1,UXN=1,DBM=1             | 0068000000000707
                    indices are scattered        | page  | 4K 3 el1 pie   | PIIndex=0xe,nDirty=1                     | 0068000000000783
                    names in any case, with bits | page  | 4K 3 el1       | ap[2:1]=2,contiguous=1                   | 0010000000000783
                    hexadecimal and binary       | page  | 4K 3 el1       | AP=0b11,SH=0x2                           | 00000000000006c3
                    AF can be cleared            | page  | 4K 3 el1       | AF=0                                     | 0000000000000303
                    128-bit page                 | page  | 4K 3 el1 d128  | OA=0x50000000,PIIndex=1                  | 00080000000000000000000050000701
                    128-bit block                | block | 4K 2 el1 d128  | OA=0x50000000                            | 00002000000000000000000050000701
                    128-bit table                | table | 4K 2 el1 d128  | TA=0x50000000                            | 00000000000000000000000050000001
                    """)
    void a_word_is_made_from_its_fields(String reason, String kind, String place, String fields, String expected) {
        Word128 word = builder(kind, place, fields).build();
        assertThat(word).isEqualTo(Hex.parse128("0x" + expected, "a word"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', maxCharsPerColumn = 600, textBlock = """
                    no such field            | page  | 4K 3 el1      | Colour=1      | Colour is not a field of a descriptor; a page has PBHA, UXN, PXN, Contiguous, DBM, GP, OA, nG, AF, SH, AP, AttrIndx, Type, Valid
                    needs PIE                | page  | 4K 3 el1      | PIIndex=1     | page descriptors have no PIIndex at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: it needs feature pie (indirect permissions (FEAT_S1PIE or FEAT_S2PIE) are in use)
                    PIE takes it away        | page  | 4K 3 el1 pie  | UXN=1         | page descriptors have no UXN at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: feature pie takes it away (indirect permissions (FEAT_S1PIE or FEAT_S2PIE) are in use)
                    stage 2 field            | page  | 4K 3 el1      | S2AP=1        | page descriptors have no S2AP at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: it belongs to stage 2
                    stage 1 field            | page  | 4K 3 stage2   | AttrIndx=1    | page descriptors have no AttrIndx at 4K level 3, EL1&0 stage 2, VMSAv8-64, 48-bit addresses: it belongs to stage 1
                    table field              | page  | 4K 3 el1      | UXNTable=1    | page descriptors have no UXNTable at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: table descriptors have
                    leaf field               | table | 4K 2 el1      | SH=3          | table descriptors have no SH at 4K level 2, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: only blocks and pages have
                    other regime             | page  | 4K 3 el2      | UXN=1         | page descriptors have no UXN at 4K level 3, EL2 stage 1, VMSAv8-64, 48-bit addresses: only EL1&0 stage 1, EL2&0 stage 1 has it
                    block only               | page  | 4K 3 el1      | nT=1          | page descriptors have no nT at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: only a block has it
                    address takes SH         | page  | 4K 3 el1 lpa2 | SH=3          | page descriptors have no SH at 4K level 3, EL1&0 stage 1, VMSAv8-64, FEAT_LPA2 (DS=1), 52-bit addresses: these bits belong to the address (VMSAv8-64, FEAT_LPA2 (DS=1), 52-bit addresses)
                    no contiguous groups     | block | 4K 0 el1 lpa2 | Contiguous=1  | block descriptors have no Contiguous at 4K level 0, EL1&0 stage 1, VMSAv8-64, FEAT_LPA2 (DS=1), 52-bit addresses: level 0 has no contiguous groups, levels 1, 2, 3 have
                    128-bit only             | page  | 4K 3 el1      | SKL=1         | page descriptors have no SKL at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: it belongs to 128-bit descriptors (FEAT_D128)
                    a table has no OA        | table | 4K 2 el1      | OA=0x1000     | table descriptors have no OA at 4K level 2, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: only blocks and pages have
                    a page has no TA         | page  | 4K 3 el1      | TA=0x1000     | page descriptors have no TA at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses: only tables have
                    value too wide           | page  | 4K 3 el1      | AttrIndx=8    | AttrIndx[2:0] has 3 bits in a page at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses; 0x8 does not fit
                    unaligned page           | page  | 16K 3 el1     | OA=0x1000     | output address 0x1000 is not aligned to 16K, what a page at level 3 of 16K tables maps
                    unaligned block          | block | 4K 2 el1      | OA=0x40001000 | output address 0x40001000 is not aligned to 2M, what a block at level 2 of 4K tables maps
                    unaligned table          | table | 64K 2 el1     | TA=0x1000     | next table 0x1000 is not aligned to 64K, what a 64K table needs
                    address too large        | page  | 4K 3 el1      | OA=0x1000000000000 | output address 0x1000000000000 has more than 48 bits (VMSAv8-64, 48-bit addresses); 52 bits need format lpa2 (FEAT_LPA2 and DS=1)
                    too large for 52 bits    | page  | 64K 3 el1 lpa | OA=0x10000000000000 | output address 0x10000000000000 has more than 52 bits (VMSAv8-64, 64KB with FEAT_LPA, 52-bit addresses)
                    block at level 0         | block | 4K 0 el1      | AF=1          | a block descriptor is not allowed at 4K level 0, EL1&0 stage 1, VMSAv8-64, 48-bit addresses; blocks are allowed at levels 1, 2
                    page above level 3       | page  | 4K 2 el1      | AF=1          | only level 3 has page descriptors, not level 2
                    table at level 3         | table | 4K 3 el1      | TA=0          | level 3 has no table descriptors
                    reserved kind            | reserved | 4K 3 el1   | TA=0          | a reserved encoding is not made from fields; write the word itself
                    """)
    void what_cannot_be_is_refused_in_one_sentence(
            String reason, String kind, String place, String fields, String message) {
        assertThatThrownBy(() -> builder(kind, place, fields))
                .isInstanceOf(EncodingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    reserved shareability | page | 4K 3 el1    | SH=1      | SH=0b01 is reserved | 0000000000000503
                    reserved MemAttr      | page | 4K 3 stage2 | MemAttr=8 | MemAttr=0b1000 is reserved with FWB=0: Normal memory has no inner cacheability 0b00 | 0000000000000723
                    not valid             | page | 4K 3 el1    | Valid=0   | the fields make invalid of what should be a page at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses, by Valid=0 | 0000000000000702
                    another type          | page | 4K 3 el1    | Type=0    | the fields make reserved of what should be a page at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit addresses, by Type=0 | 0000000000000701
                    """)
    void reserved_words_are_made_only_on_request(
            String reason, String kind, String place, String fields, String message, String word) {
        DescriptorBuilder builder = builder(kind, place, fields);
        assertThatThrownBy(builder::build).isInstanceOf(EncodingException.class).hasMessage(message);
        assertThat(builder.allowReserved().word()).isEqualTo(Long.parseUnsignedLong(word, 16));
    }

    @Test
    void software_bits_can_be_set_and_others_cannot() {
        Place place = TestPlaces.place("4K 3 el1");
        BitField dirty = BitField.bit("PTE_DIRTY", 55);
        assertThat(DescriptorBuilder.page(place).set(dirty, 1).word()).isEqualTo(0x0080_0000_0000_0703L);
        assertThatThrownBy(() -> DescriptorBuilder.page(place).set(BitField.bit("X", 53), 1))
                .isInstanceOf(EncodingException.class)
                .hasMessage("X[53] is not left to software in a page at 4K level 3, EL1&0 stage 1, VMSAv8-64, 48-bit"
                        + " addresses");
        assertThatThrownBy(() -> DescriptorBuilder.page(place).set(dirty, 2))
                .hasMessage("PTE_DIRTY has 1 bit; 0x2 does not fit");
    }

    @Test
    void a_128_bit_word_does_not_become_a_long() {
        DescriptorBuilder builder = DescriptorBuilder.page(TestPlaces.place("4K 3 el1 d128"));
        assertThatThrownBy(builder::word).hasMessageStartingWith("a 128-bit descriptor does not fit 64 bits");
    }

    /** Whatever decodes without a problem can be made again from its fields, and only the fields are needed. */
    @Test
    void every_legal_word_can_be_built_from_its_fields() {
        long seed = 0xb011deedL;
        SplittableRandom random = new SplittableRandom(seed);
        List<Place> places = LayoutsTest.everyPlace();
        int built = 0;
        for (int i = 0; i < 100_000; i++) {
            Place place = places.get(random.nextInt(places.size()));
            Word128 word = place.format() == Format.VMSA128
                    ? new Word128(random.nextLong(), random.nextLong() | 1)
                    : Word128.of(random.nextLong() | 1);
            DescriptorKind kind = DescriptorKind.of(word, place);
            if (kind == DescriptorKind.RESERVED) {
                continue;
            }
            WordLayout layout = Layouts.of(place, kind);
            word = word.and(layout.fillerMask(DescriptorField.RES0).not()).or(layout.fillerMask(DescriptorField.RES1));
            Descriptor descriptor = Descriptor.decode(word, place);
            if (!descriptor.problems().isEmpty()) {
                continue;
            }
            DescriptorBuilder builder = DescriptorBuilder.of(place, kind);
            for (WordLayout.PlacedField placed : layout.fields()) {
                long value = placed.bits().of(word);
                switch (placed.field()) {
                    case OA -> builder.outputAddress(descriptor.outputAddress());
                    case TA -> builder.nextTable(descriptor.nextTable());
                    case SOFTWARE, IGNORED -> builder.set(placed.bits(), value);
                    case RES0, RES1 -> {}
                    default -> builder.set(placed.field(), value);
                }
            }
            assertThat(builder.build()).as("seed %#x, %s", seed, descriptor).isEqualTo(word);
            assertThat(DescriptorBuilder.from(descriptor).build()).isEqualTo(word);
            built++;
        }
        assertThat(built).isGreaterThan(30_000);
    }
}

package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.DescriptorField.AF;
import static dev.ptarmigan.descriptors.DescriptorField.AP;
import static dev.ptarmigan.descriptors.DescriptorField.ATTR_INDX;
import static dev.ptarmigan.descriptors.DescriptorField.CONTIGUOUS;
import static dev.ptarmigan.descriptors.DescriptorField.DBM;
import static dev.ptarmigan.descriptors.DescriptorField.NG;
import static dev.ptarmigan.descriptors.DescriptorField.PXN;
import static dev.ptarmigan.descriptors.DescriptorField.PXN_TABLE;
import static dev.ptarmigan.descriptors.DescriptorField.SH;
import static dev.ptarmigan.descriptors.DescriptorField.UXN;
import static dev.ptarmigan.descriptors.DescriptorField.UXN_TABLE;
import static dev.ptarmigan.descriptors.WordAssert.assertThatWord;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that running Linux kernels had in their tables, and what their fields are. */
class RealWordsTest {
    /** Columns: reason, place, word, address, contiguous entries, UXN PXN DBM nG, AP, AttrIndx. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    linear map, 1G block, 4K         | 4K 1 el1        | 00e8000080000705 | 80000000  | 1   | 1110 | 0 | 1
                    linear map, 2M block, 4K         | 4K 2 el1        | 00e8000040000705 | 40000000  | 1   | 1110 | 0 | 1
                    linear map, contiguous 2M block  | 4K 2 el1        | 00f8000044000705 | 44000000  | 16  | 1110 | 0 | 1
                    linear map, contiguous page      | 4K 3 el1        | 00f8000042710707 | 42710000  | 16  | 1110 | 0 | 1
                    kernel text, block               | 4K 2 el1        | 00c0000040400781 | 40400000  | 1   | 1000 | 2 | 0
                    kernel text, contiguous pages    | 4K 3 el1        | 00d0000040210783 | 40210000  | 16  | 1000 | 2 | 0
                    read-only data                   | 4K 2 el1        | 00e0000040200781 | 40200000  | 1   | 1100 | 2 | 0
                    vmalloc page                     | 4K 3 el1        | 00e8000100c46703 | 100c46000 | 1   | 1110 | 0 | 0
                    device, contiguous pages         | 4K 3 el1        | 0078000008000713 | 8000000   | 16  | 1110 | 0 | 4
                    device, nGnRnE block             | 4K 2 el1        | 006800401000070d | 4010000000 | 1  | 1110 | 0 | 3
                    write-combining page             | 4K 3 el1        | 00e80000fc00070b | fc000000  | 1   | 1110 | 0 | 2
                    KPTI: kernel mappings are nG     | 4K 3 el1        | 00e8000043d48f03 | 43d48000  | 1   | 1111 | 0 | 0
                    user code                        | 4K 3 el1        | 00200000414ccfc3 | 414cc000  | 1   | 0101 | 3 | 0
                    user data, written               | 4K 3 el1        | 00e8000102938f43 | 102938000 | 1   | 1111 | 1 | 0
                    user data, 2M block              | 4K 2 el1        | 00e8000047600f41 | 47600000  | 1   | 1111 | 1 | 0
                    16K with LPA2, contiguous page   | 16K 3 el1 lpa2  | 00f8000042c00403 | 42c00000  | 128 | 1110 | 0 | 0
                    16K with LPA2, contiguous block  | 16K 2 el1 lpa2  | 00f8000080000405 | 80000000  | 32  | 1110 | 0 | 1
                    16K with LPA2, user code         | 16K 3 el1 lpa2  | 00200000414cccc3 | 414cc000  | 1   | 0101 | 3 | 0
                    """)
    void leaves(
            String reason,
            String placeText,
            String word,
            String address,
            int contiguousEntries,
            String bits,
            long ap,
            long attrIndx) {
        Place place = TestPlaces.place(placeText);
        WordAssert assertion = assertThatWord(Long.parseUnsignedLong(word, 16), place)
                .as(reason)
                .hasOutputAddress(Long.parseUnsignedLong(address, 16))
                .has(UXN, bits.charAt(0) - '0')
                .has(PXN, bits.charAt(1) - '0')
                .has(DBM, bits.charAt(2) - '0')
                .has(NG, bits.charAt(3) - '0')
                .has(AP, ap)
                .has(ATTR_INDX, attrIndx)
                .has(AF, 1)
                .hasNoProblems();
        if (contiguousEntries > 1) {
            assertion.has(CONTIGUOUS, 1);
        }
        if (place.format() == Format.VMSA64) {
            assertion.has(SH, 3);
        }
        if (place.level() == Place.LAST_LEVEL) {
            assertion.isPage();
        } else {
            assertion.isBlock();
        }
        assertThat(Descriptor.decode(Long.parseUnsignedLong(word, 16), place).contiguousEntries())
                .as(reason)
                .isEqualTo(contiguousEntries);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    linear map                 | 4K 0 el1       | 180000013ffff403 | 13ffff000 | 1 | 1
                    vmalloc                    | 4K 1 el1       | 1000000101a6c403 | 101a6c000 | 1 | 0
                    early image map, no AF     | 4K 2 el1       | 10000000430ee003 | 430ee000  | 1 | 0
                    fixmap                     | 4K 2 el1       | 00000000430e8403 | 430e8000  | 0 | 0
                    user space                 | 4K 2 el1       | 08000001024ce403 | 1024ce000 | 0 | 1
                    KPTI sets bit 11 as well   | 4K 2 el1       | 18000000bffe6c03 | bffe6000  | 1 | 1
                    16K with LPA2              | 16K 1 el1 lpa2 | 180000013fff8403 | 13fff8000 | 1 | 1
                    """)
    void tables(String reason, String place, String word, String address, long uxnTable, long pxnTable) {
        assertThatWord(Long.parseUnsignedLong(word, 16), TestPlaces.place(place))
                .as(reason)
                .isTable()
                .hasNextTable(Long.parseUnsignedLong(address, 16))
                .has(UXN_TABLE, uxnTable)
                .has(PXN_TABLE, pxnTable)
                .hasNoProblems();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    read-only                                | 00e8000092345707 | 00e0000092345787 | DBM AP
                    not executable                           | 00c00000841b4783 | 00e00000841b4783 | PXN
                    Contiguous taken away before a change    | 00f8000092340707 | 00e8000092340707 | CONTIGUOUS
                    """)
    void set_memory_changes_these_fields_and_no_others(String reason, String before, String after, String fields) {
        DescriptorField[] changed =
                Arrays.stream(fields.split(" ")).map(DescriptorField::valueOf).toArray(DescriptorField[]::new);
        assertThatWord(Long.parseUnsignedLong(after, 16), TestPlaces.place("4K 3 el1"))
                .as(reason)
                .differsFrom(Long.parseUnsignedLong(before, 16), changed);
    }
}

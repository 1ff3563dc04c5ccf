package dev.ptarmigan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxCpusTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    Cortex-X4 r0p2, one revision too early          | 410fd822 | false | true
                    Cortex-X4 r0p3                                  | 410fd823 | true  | true
                    Cortex-X4 r0p15                                 | 410fd82f | true  | true
                    Cortex-X4 r1p0: only variant 0 is listed        | 411fd820 | false | true
                    Neoverse V3 r0p1                                | 410fd841 | false | true
                    Neoverse V3 r0p2                                | 410fd842 | true  | true
                    Neoverse V3AE r0p2                              | 410fd832 | true  | true
                    Olympus r0p0                                    | 4e0f0100 | true  | true
                    Olympus r3p4                                    | 4e3f0104 | true  | true
                    AmpereOne: the only ones without the erratum    | c00fac30 | true  | false
                    AmpereOne-A r1p7                                | c01fac47 | true  | false
                    Cortex-A72                                      | 410fd083 | false | false
                    Neoverse N1                                     | 414fd0c1 | false | true
                    Cortex-A55, erratum 2441007                     | 410fd050 | false | true
                    Cortex-A510 r1p1, the last                      | 411fd461 | false | true
                    Cortex-A510 r1p2                                | 411fd462 | false | false
                    Azure Cobalt 100                                | 6d0fd490 | false | true
                    C1-Ultra                                        | 410fd8c0 | false | true
                    C1-Premium                                      | 410fd900 | false | true
                    Cortex-X925                                     | 410fd850 | false | true
                    Falkor v1 r0p0, erratum 1009                    | 510f8000 | false | true
                    Falkor v1 r0p1                                  | 510f8001 | false | false
                    Kryo 4xx Gold rdpe                              | 51df804e | false | true
                    Kryo 4xx Gold rbp0                              | 51bf8040 | false | false
                    Kryo 4xx Gold rfpf, after the last              | 51ff804f | false | false
                    Kryo, any part 0x2..                            | 511f2112 | false | true
                    QEMU's max                                      | 000f0510 | false | false
                    """)
    void the_allow_list_and_the_erratum_go_by_midr(String reason, String midr, boolean bbml2, boolean repeats) {
        long value = Long.parseLong(midr, 16);

        assertThat(LinuxCpus.supportsBbml2NoAbort(value)).isEqualTo(bbml2);
        assertThat(LinuxCpus.repeatsTlbi(value)).isEqualTo(repeats);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    Cortex-A72                | 410fd083 | true  | false
                    Cortex-A53                | 410fd034 | true  | false
                    Cortex-A75: vulnerable    | 410fd0a0 | false | false
                    TSV110                    | 480fd010 | true  | false
                    ThunderX2                 | 431f0af0 | true  | false
                    ThunderX r1p1             | 431f0a11 | false | true
                    ThunderX r1p2             | 431f0a12 | false | false
                    ThunderX 81xx r0p0        | 430f0a20 | false | true
                    Kryo 2xx Silver           | 510f8010 | true  | false
                    Carmel                    | 4e0f0040 | true  | false
                    Brahma-B53                | 420f1000 | true  | false
                    """)
    void kpti_goes_by_midr_where_csv3_is_silent(String reason, String midr, boolean safe, boolean cannot) {
        long value = Long.parseLong(midr, 16);

        assertThat(LinuxCpus.isMeltdownSafe(value)).isEqualTo(safe);
        assertThat(LinuxCpus.cannotKpti(value)).isEqualTo(cannot);
    }
}

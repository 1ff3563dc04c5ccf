package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MidrTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    0x410fd823 | Arm Cortex-X4 r0p3
                    0x410fd842 | Arm Neoverse V3 r0p2
                    0x410fd832 | Arm Neoverse V3AE r0p2
                    0x4e0f0100 | NVIDIA Olympus r0p0
                    0xc00fac30 | Ampere AmpereOne r0p0
                    0xc00fac40 | Ampere AmpereOne-A r0p0
                    0x413fd0c1 | Arm Neoverse N1 r3p1
                    0x410fd083 | Arm Cortex-A72 r0p3
                    0x410fd034 | Arm Cortex-A53 r0p4
                    0x6d0fd490 | Microsoft Azure Cobalt 100 r0p0
                    0x510f8000 | Qualcomm Falkor v1 or Kryo 2xx Gold r0p0
                    0x510f2001 | Qualcomm Kryo r0p1
                    0x410fdff0 | Arm part 0xdff r0p0
                    0x990f1230 | implementer 0x99 part 0x123 r0p0
                    """)
    void a_processor_has_a_name(String word, String name) {
        assertThat(new Midr(Long.decode(word))).hasToString(name);
    }

    @Test
    void the_part_is_compared_with_its_implementer() {
        Midr cobalt = new Midr(0x6d0f_d490L);
        assertThat(cobalt.is(Midr.MICROSOFT, 0xd49)).isTrue();
        assertThat(cobalt.is(Midr.ARM, 0xd49)).isFalse();
    }
}

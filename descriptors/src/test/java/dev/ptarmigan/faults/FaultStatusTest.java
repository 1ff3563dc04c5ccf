package dev.ptarmigan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.Hex;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultStatusTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    address sizes start at 0                     | ADDRESS_SIZE               | 2c | 29 | 00 | 01 | 02 | 03
                    translation faults start at 4                | TRANSLATION                | 2a | 2b | 04 | 05 | 06 | 07
                    access flag faults need a leaf               | ACCESS_FLAG                | -  | -  | 08 | 09 | 0a | 0b
                    permission faults need a leaf                | PERMISSION                 | -  | -  | 0c | 0d | 0e | 0f
                    external aborts on a walk tell the level     | EXTERNAL_ON_WALK           | 12 | 13 | 14 | 15 | 16 | 17
                    so do parity errors                          | PARITY_ON_WALK             | 1a | 1b | 1c | 1d | 1e | 1f
                    so do granule protection faults on a walk    | GRANULE_PROTECTION_ON_WALK | 22 | 23 | 24 | 25 | 26 | 27
                    """)
    void a_type_with_levels_has_a_code_for_each(
            String reason, FaultType type, String m2, String m1, String l0, String l1, String l2, String l3) {
        String[] codes = {m2, m1, l0, l1, l2, l3};
        for (int level = -2; level <= 3; level++) {
            String code = codes[level + 2];
            assertThat(FaultStatus.exists(type, level)).isEqualTo(code != null);
            if (code != null) {
                assertThat(FaultStatus.encode(type, level))
                        .as("level %d", level)
                        .isEqualTo((int) Hex.parse("0x" + code, "a code"));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    an external abort of the access itself | EXTERNAL                  | 10
                    a tag check fault                      | TAG_CHECK                 | 11
                    a parity error of the access itself    | PARITY                    | 18
                    alignment                              | ALIGNMENT                 | 21
                    a debug exception of AArch32           | DEBUG                     | 22
                    GPT refuses the output                 | GRANULE_PROTECTION        | 28
                    two TLB entries match                  | TLB_CONFLICT              | 30
                    no atomic update of the descriptor     | UNSUPPORTED_ATOMIC_UPDATE | 31
                    lockdown                               | LOCKDOWN                  | 34
                    no exclusive or atomic access there    | UNSUPPORTED_EXCLUSIVE     | 35
                    """)
    void a_type_without_levels_has_one_code(String reason, FaultType type, String code) {
        assertThat(FaultStatus.encode(type, 0)).isEqualTo((int) Hex.parse("0x" + code, "a code"));
        assertThat(FaultStatus.exists(type, 1)).isFalse();
        assertThat(FaultStatus.of(type, 0).text()).isEqualTo(type.text());
    }

    @Test
    void every_code_that_decodes_encodes_to_itself() {
        Set<Integer> reserved = new HashSet<>();
        for (int code = 0; code < 64; code++) {
            FaultStatus status = FaultStatus.decode(code);
            if (status == null) {
                reserved.add(code);
            } else {
                assertThat(status.code()).isEqualTo(code);
                assertThat(FaultStatus.of(status.type(), status.level())).isSameAs(status);
            }
        }
        assertThat(reserved)
                .containsExactlyInAnyOrder(
                        0x19, 0x20, 0x2d, 0x2e, 0x2f, 0x32, 0x33, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e,
                        0x3f);
    }

    @Test
    void a_level_that_has_no_code_is_refused() {
        assertThatThrownBy(() -> new FaultStatus(FaultType.PERMISSION, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no fault status code: type=PERMISSION, level=-1");
        assertThatThrownBy(() -> FaultStatus.encode(FaultType.TRANSLATION, 4))
                .hasMessage("no fault status code: type=TRANSLATION, level=4");
        assertThatThrownBy(() -> FaultStatus.decode(64)).hasMessage("not a fault status code: code=0x40");
    }

    @Test
    void the_text_names_the_level() {
        assertThat(FaultStatus.of(FaultType.TRANSLATION, -1)).hasToString("Translation fault, level -1");
    }
}

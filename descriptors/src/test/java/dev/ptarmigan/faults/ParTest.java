package dev.ptarmigan.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ptarmigan.bits.Word128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParTest {
    /** Answers of QEMU 11.1.3 to AT instructions. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    Normal Write-Back, Inner Shareable    | 0xff00000050000b80 | 0x50000000      | 0xff | 3 | true
                    Normal Write-Back, reserved SH        | 0xff00000050000a80 | 0x50000000      | 0xff | 1 | true
                    Device, forced Outer Shareable        | 0x0000000050000b00 | 0x50000000      | 0x00 | 2 | true
                    address bits 51:48                    | 0xff0f000050000b80 | 0xf000050000000 | 0xff | 3 | true
                    Secure output                         | 0xff00000050000800 | 0x50000000      | 0xff | 0 | false
                    """)
    void a_success_is_encoded_as_the_machine_answers(
            String reason, String word, long pa, int attributes, int shareability, boolean nonSecure) {
        Par par = Par.success(pa | 0xabc, attributes, shareability, nonSecure);
        assertThat(par).hasToString(word);
        assertThat(par.isFault()).isFalse();
        assertThat(par.pa()).isEqualTo(pa);
        assertThat(par.attributes()).isEqualTo(attributes);
        assertThat(par.shareability()).isEqualTo(shareability);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    level 0 is invalid                        | 0x809 | TRANSLATION  |  0 | false | false
                    level 3 is invalid                        | 0x80f | TRANSLATION  |  3 | false | false
                    level -1 is invalid                       | 0x857 | TRANSLATION  | -1 | false | false
                    table base too big                        | 0x801 | ADDRESS_SIZE |  0 | false | false
                    level -1 table address too big            | 0x853 | ADDRESS_SIZE | -1 | false | false
                    access flag clear in a 1G block           | 0x813 | ACCESS_FLAG  |  1 | false | false
                    permission at level 3                     | 0x81f | PERMISSION   |  3 | false | false
                    stage 2 permission at level 3             | 0xa1f | PERMISSION   |  3 | true  | false
                    stage 2 translation level 1 on the walk   | 0xb0b | TRANSLATION  |  1 | true  | true
                    stage 2 protected walk, level 0           | 0xb19 | PERMISSION   |  0 | true  | true
                    """)
    void a_fault_is_encoded_as_the_machine_answers(
            String reason, long word, FaultType type, int level, boolean stage2, boolean onWalk) {
        Par par = Par.fault(FaultStatus.of(type, level), stage2, onWalk);
        assertThat(par).isEqualTo(Par.of(word));
        assertThat(par.status()).isEqualTo(FaultStatus.of(type, level));
        assertThat(par.isStage2()).isEqualTo(stage2);
        assertThat(par.onStage1Walk()).isEqualTo(onWalk);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    the overlay refuses     | 0x481f | 14
                    the page is clean       | 0x881f | 15
                    """)
    void the_cause_of_a_permission_fault_is_a_bit_of_its_own(String reason, long word, int bit) {
        Par par = Par.fault(FaultStatus.of(FaultType.PERMISSION, 3), false, false);
        assertThat(par.with(bit == 14 ? Par.OVERLAY : Par.DIRTY_BIT, 1)).isEqualTo(Par.of(word));
    }

    @Test
    void the_wide_form_of_an_address_has_it_in_the_upper_half() {
        Par par = Par.success(0x00ab_cdef_0123_4000L, 0xff, 3, true);
        assertThat(par.pa()).isEqualTo(0x00ab_cdef_0123_4000L);
        Par wide = par.widened();
        assertThat(wide.word()).isEqualTo(new Word128(0x00ab_cdef_0123_4001L, 0xff00_0000_0000_0b80L));
        assertThat(wide.pa()).isEqualTo(0x00ab_cdef_0123_4000L);
        assertThat(wide.widened()).isSameAs(wide);
    }

    @Test
    void the_wide_form_of_a_fault_differs_in_one_bit() {
        assertThat(Par.of(0x80f).widened().word()).isEqualTo(new Word128(1, 0x80f));
    }

    @Test
    void a_fault_has_no_address_and_a_success_no_status() {
        assertThatThrownBy(() -> Par.of(0x809).pa()).hasMessage("a fault has no address: par=0x0000000000000809");
        assertThatThrownBy(() -> Par.of(0x800).status()).hasMessage("not a fault: par=0x0000000000000800");
    }
}

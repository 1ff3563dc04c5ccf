package dev.ptarmigan.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.walker.SecurityState;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlbiIssuerTest {
    private static TlbiIssuer issuer(String registers) {
        return TlbiIssuer.of(RegisterFile.parse(registers.replace("; ", "\n"), "test"), 1, SecurityState.NON_SECURE);
    }

    @Test
    void without_hcr_there_is_no_el2() {
        assertThat(issuer("TCR_EL1 = 0x0").el2Enabled()).isFalse();
        assertThat(issuer("HCR_EL2 = 0x0").el2Enabled()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            8 bits of VMID       | HCR_EL2 = 0x0; VTTBR_EL2 = 0x1234000040000000                        | 0x34
            16 bits of VMID      | HCR_EL2 = 0x0; VTTBR_EL2 = 0x1234000040000000; VTCR_EL2 = 0x80000    | 0x1234
            no stage 2 at all    | HCR_EL2 = 0x0                                                        | 0
            """)
    void the_vmid_is_that_of_vttbr(String reason, String registers, String vmid) {
        assertThat(issuer(registers).vmid()).isEqualTo(Integer.decode(vmid));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            48-bit addresses           | TCR_EL1 = 0x0                                                 | -      | false
            TCR_EL1.DS                 | TCR_EL1 = 0x0800000000000000                                  | EL10   | true
            TCR_EL2.DS with VHE        | HCR_EL2 = 0x400000000; TCR_EL2 = 0x0800000000000000           | EL20   | true
            TCR_EL2.DS without         | HCR_EL2 = 0x0; TCR_EL2 = 0x100000000                          | EL2    | true
            VTCR_EL2.DS                | HCR_EL2 = 0x0; VTCR_EL2 = 0x100000000                         | STAGE2 | false
            TCR2_EL1.D128              | TCR2_EL1 = 0x20                                               | EL10   | false
            TCR2_EL1.D128 not enabled  | TCR2_EL1 = 0x20; HCR_EL2 = 0x0; HCRX_EL2 = 0x0                | -      | false
            FEAT_LPA2 not in use       | TCR_EL1 = 0x0; ID_AA64MMFR0_EL1 = 0x10000000                  | -      | true
            """)
    void base_addresses_count_in_64k_with_52_bits_or_128_bit_descriptors(
            String reason, String registers, String stage, boolean lpa2) {
        TlbiIssuer issuer = issuer(registers);

        assertThat(issuer.wideBase()).isEqualTo(stage.equals("-") ? Set.of() : Set.of(TranslationStage.valueOf(stage)));
        assertThat(issuer.lpa2()).isEqualTo(lpa2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            FB                          | HCR_EL2 = 0x200; HCRX_EL2 = 0x0                | 1 | true  | false
            FnXS                        | HCR_EL2 = 0x0; HCRX_EL2 = 0x8                  | 1 | false | true
            FnXS, HCRX_EL2 disabled     | HCR_EL2 = 0x0; HCRX_EL2 = 0x8; SCR_EL3 = 0x1   | 1 | false | false
            FnXS, HCRX_EL2 enabled      | HCR_EL2 = 0x0; HCRX_EL2 = 0x8; SCR_EL3 = 0x4000000001 | 1 | false | true
            both are EL1's              | HCR_EL2 = 0x200; HCRX_EL2 = 0x8                | 2 | false | false
            """)
    void the_hypervisor_forces_el1(String reason, String registers, int level, boolean broadcast, boolean nxs) {
        TlbiIssuer issuer = TlbiIssuer.of(
                RegisterFile.parse(registers.replace("; ", "\n"), "test"), level, SecurityState.NON_SECURE);

        assertThat(issuer.forceBroadcast()).isEqualTo(broadcast);
        assertThat(issuer.forceNxs()).isEqualTo(nxs);
    }
}

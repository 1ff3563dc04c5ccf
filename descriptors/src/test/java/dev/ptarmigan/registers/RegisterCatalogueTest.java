package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterCatalogueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PMCR_EL0",
                "pmcr_el0",
                "DBGBVR15_EL1",
                "ICH_LR0_EL2",
                "HFGRTR2_EL2",
                "ID_AA64MMFR5_EL1_RESERVED",
                "pauth_dmask_high",
                "x30",
                "pc",
                "cpsr"
            })
    void a_name_that_dumps_use_is_known(String name) {
        assertThat(RegisterCatalogue.isKnown(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCR_EL9", "x31", "", "TCR"})
    void a_misspelt_name_is_not(String name) {
        assertThat(RegisterCatalogue.isKnown(name)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void every_modelled_register_is_known(Register register) {
        assertThat(RegisterCatalogue.isKnown(register.name())).isTrue();
    }

    @Test
    void the_list_is_sorted_and_says_nothing_twice() {
        List<String> names = new ArrayList<>();
        RegisterCatalogue.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        assertThat(names).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(1000);
    }
}

package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Tcr2Test {
    @ParameterizedTest(name = "{0} is bit {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    indirectPermissions | 1
                    permissionOverlay | 3
                    unprivilegedOverlay | 2
                    extendedAttributeIndex | 4
                    d128 | 5
                    protectedNotContiguous | 0
                    hardwareTableAccessFlag | 11
                    contiguousDisabled(false) | 14
                    contiguousDisabled(true) | 15
                    alternateMecAllowed(false) | 12
                    alternateMecAllowed(true) | 13
                    twoAsids | 16
                    forcedNonGlobal(false) | 17
                    forcedNonGlobal(true) | 18
                    """)
    void a_question_looks_at_one_bit(String question, int bit) {
        assertThat(answer(question, new Tcr2(1L << bit))).isTrue();
        assertThat(answer(question, new Tcr2(~(1L << bit)))).isFalse();
    }

    private static boolean answer(String question, Tcr2 tcr2) {
        return switch (question) {
            case "indirectPermissions" -> tcr2.indirectPermissions();
            case "permissionOverlay" -> tcr2.permissionOverlay();
            case "unprivilegedOverlay" -> tcr2.unprivilegedOverlay();
            case "extendedAttributeIndex" -> tcr2.extendedAttributeIndex();
            case "d128" -> tcr2.d128();
            case "protectedNotContiguous" -> tcr2.protectedNotContiguous();
            case "hardwareTableAccessFlag" -> tcr2.hardwareTableAccessFlag();
            case "contiguousDisabled(false)" -> tcr2.contiguousDisabled(false);
            case "contiguousDisabled(true)" -> tcr2.contiguousDisabled(true);
            case "alternateMecAllowed(false)" -> tcr2.alternateMecAllowed(false);
            case "alternateMecAllowed(true)" -> tcr2.alternateMecAllowed(true);
            case "twoAsids" -> tcr2.twoAsids();
            case "forcedNonGlobal(false)" -> tcr2.forcedNonGlobal(false);
            case "forcedNonGlobal(true)" -> tcr2.forcedNonGlobal(true);
            default -> throw new IllegalArgumentException(question);
        };
    }
}

package dev.ptarmigan.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExceptionClassTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a system call of AArch64      | 0x15 | SVC in AArch64
                    a data abort taken in place   | 0x25 | Data Abort from the same Exception level
                    a GPC exception               | 0x1e | Granule Protection Check exception
                    """)
    void a_class_has_the_manuals_name(String reason, int ec, String text) {
        assertThat(ExceptionClass.text(ec)).isEqualTo(text);
        assertThat(ExceptionClass.isReserved(ec)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0x02", "0x0b", "0x23", "0x2e", "0x3f"})
    void other_values_are_reserved(int ec) {
        assertThat(ExceptionClass.isReserved(ec)).isTrue();
    }
}

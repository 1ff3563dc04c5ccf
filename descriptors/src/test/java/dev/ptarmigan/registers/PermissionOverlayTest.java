package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionOverlayTest {
    @ParameterizedTest(name = "{0}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | false | false | false | no access
                    1 | true  | false | false | keeps read
                    2 | false | true  | false | keeps execute
                    3 | true  | true  | false | keeps read, execute
                    4 | false | false | true  | keeps write
                    5 | true  | false | true  | keeps read, write
                    6 | false | true  | true  | keeps write, execute
                    7 | true  | true  | true  | keeps read, write, execute
                    8 | false | false | false | reserved: no access
                    15| false | false | false | reserved: no access
                    """)
    void a_nibble_keeps_what_the_manual_says(int nibble, boolean read, boolean execute, boolean write, String text) {
        int keeps = PermissionOverlay.keeps(nibble);
        assertThat((keeps & PermissionOverlay.READ) != 0).isEqualTo(read);
        assertThat((keeps & PermissionOverlay.EXECUTE) != 0).isEqualTo(execute);
        assertThat((keeps & PermissionOverlay.WRITE) != 0).isEqualTo(write);
        assertThat(PermissionOverlay.isReserved(nibble)).isEqualTo(nibble >= 8);
        assertThat(PermissionOverlay.text(nibble)).isEqualTo(text);
    }

    @Test
    void more_than_a_nibble_is_refused() {
        assertThatThrownBy(() -> PermissionOverlay.keeps(16)).hasMessage("not a nibble: nibble=16");
    }
}

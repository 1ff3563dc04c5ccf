package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionIndirectionTest {
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    0x0 | o       | no access
                    0x1 | ro      | read
                    0x2 | xo      | execute
                    0x3 | rxo     | read, execute
                    0x4 | o!      | reserved: no access
                    0x5 | rwo     | read, write
                    0x6 | rwxno   | read, write, execute; WXN: not both write and execute
                    0x7 | rwxo    | read, write, execute
                    0x8 | r       | read; no overlay
                    0x9 | rg      | read, guarded control stack; no overlay
                    0xa | rx      | read, execute; no overlay
                    0xb | !       | reserved: no access; no overlay
                    0xc | rw      | read, write; no overlay
                    0xd | !       | reserved: no access; no overlay
                    0xe | rwx     | read, write, execute; no overlay
                    0xf | !       | reserved: no access; no overlay
                    """)
    void a_nibble_grants_what_the_manual_says(int nibble, String grants, String text) {
        int expected = 0;
        for (int i = 0; i < grants.length(); i++) {
            expected |= switch (grants.charAt(i)) {
                case 'r' -> PermissionIndirection.READ;
                case 'w' -> PermissionIndirection.WRITE;
                case 'x' -> PermissionIndirection.EXECUTE;
                case 'g' -> PermissionIndirection.GCS;
                case 'n' -> PermissionIndirection.WXN;
                case 'o' -> PermissionIndirection.OVERLAY;
                default -> PermissionIndirection.RESERVED;
            };
        }
        assertThat(PermissionIndirection.grants(nibble)).isEqualTo(expected);
        assertThat(PermissionIndirection.isReserved(nibble)).isEqualTo(grants.contains("!"));
        assertThat(PermissionIndirection.text(nibble)).isEqualTo(text);
    }
}

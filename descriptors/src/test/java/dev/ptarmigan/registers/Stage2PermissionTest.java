package dev.ptarmigan.registers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Stage2PermissionTest {
    /** Columns: read, write, privileged execute, unprivileged execute, walk read, walk write, TopLevel0, TopLevel1. */
    @ParameterizedTest(name = "{0}: {9}")
    @CsvSource(delimiter = '|', textBlock = """
                    0x0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | no access
                    0x1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | reserved: no access
                    0x2 | 1 | 0 | 0 | 0 | 1 | 1 | 0 | 0 | mostly read-only: read; table walks write
                    0x3 | 1 | 0 | 0 | 0 | 1 | 1 | 0 | 1 | mostly read-only, start table of the upper range
                    0x4 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | write
                    0x5 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | reserved: no access
                    0x6 | 1 | 0 | 0 | 0 | 1 | 1 | 1 | 0 | mostly read-only, start table of the lower range
                    0x7 | 1 | 0 | 0 | 0 | 1 | 1 | 1 | 1 | mostly read-only, start table of either range
                    0x8 | 1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | read
                    0x9 | 1 | 0 | 0 | 1 | 1 | 0 | 0 | 0 | read; EL0 execute
                    0xa | 1 | 0 | 1 | 0 | 1 | 0 | 0 | 0 | read; EL1 execute
                    0xb | 1 | 0 | 1 | 1 | 1 | 0 | 0 | 0 | read; EL1 and EL0 execute
                    0xc | 1 | 1 | 0 | 0 | 1 | 1 | 0 | 0 | read, write
                    0xd | 1 | 1 | 0 | 1 | 1 | 1 | 0 | 0 | read, write; EL0 execute
                    0xe | 1 | 1 | 1 | 0 | 1 | 1 | 0 | 0 | read, write; EL1 execute
                    0xf | 1 | 1 | 1 | 1 | 1 | 1 | 0 | 0 | read, write; EL1 and EL0 execute
                    """)
    void a_nibble_grants_what_the_manual_says(
            int nibble, int r, int w, int px, int ux, int wr, int ww, int tl0, int tl1, String text) {
        int expected = r * Stage2Permission.READ
                + w * Stage2Permission.WRITE
                + px * Stage2Permission.PRIVILEGED_EXECUTE
                + ux * Stage2Permission.UNPRIVILEGED_EXECUTE
                + wr * Stage2Permission.WALK_READ
                + ww * Stage2Permission.WALK_WRITE
                + tl0 * Stage2Permission.TOP_LEVEL_0
                + tl1 * Stage2Permission.TOP_LEVEL_1;
        assertThat(Stage2Permission.grants(nibble) & ~Stage2Permission.RESERVED).isEqualTo(expected);
        assertThat(Stage2Permission.isReserved(nibble)).isEqualTo(text.startsWith("reserved"));
        assertThat(Stage2Permission.text(nibble)).isEqualTo(text);
    }
}

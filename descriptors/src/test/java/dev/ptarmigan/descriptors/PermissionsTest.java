package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.Permissions.NO_OVERLAY;
import static dev.ptarmigan.descriptors.Permissions.PGCS;
import static dev.ptarmigan.descriptors.Permissions.PR;
import static dev.ptarmigan.descriptors.Permissions.PW;
import static dev.ptarmigan.descriptors.Permissions.PX;
import static dev.ptarmigan.descriptors.Permissions.TOP_LEVEL_0;
import static dev.ptarmigan.descriptors.Permissions.TOP_LEVEL_1;
import static dev.ptarmigan.descriptors.Permissions.TTW_READ;
import static dev.ptarmigan.descriptors.Permissions.TTW_WRITE;
import static dev.ptarmigan.descriptors.Permissions.UGCS;
import static dev.ptarmigan.descriptors.Permissions.UR;
import static dev.ptarmigan.descriptors.Permissions.UW;
import static dev.ptarmigan.descriptors.Permissions.UX;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The truth tables of the architecture, written out by hand rather than computed. */
class PermissionsTest {
    private static String text(int set) {
        return Permissions.privilegedText(set) + " " + Permissions.unprivilegedText(set);
    }

    @ParameterizedTest(name = "AP {0}, APTable {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 00 | rw- ---
                    01 | 00 | rw- rw-
                    10 | 00 | r-- ---
                    11 | 00 | r-- r--
                    00 | 01 | rw- ---
                    01 | 01 | rw- ---
                    10 | 01 | r-- ---
                    11 | 01 | r-- ---
                    00 | 10 | r-- ---
                    01 | 10 | r-- r--
                    10 | 10 | r-- ---
                    11 | 10 | r-- r--
                    00 | 11 | r-- ---
                    01 | 11 | r-- ---
                    10 | 11 | r-- ---
                    11 | 11 | r-- ---
                    """)
    void direct_data_permissions(String ap, String apTable, String expected) {
        assertThat(text(Permissions.direct(Integer.parseInt(ap, 2), Integer.parseInt(apTable, 2), true, true)))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    nothing forbids                                | 0 | 0 | 0 | 0 | true  | true
                    PXN                                            | 0 | 0 | 0 | 1 | false | true
                    UXN                                            | 0 | 0 | 1 | 0 | true  | false
                    both                                           | 0 | 0 | 1 | 1 | false | false
                    writable at EL0 implies PXN                    | 1 | 0 | 0 | 0 | false | true
                    read-only at EL0 does not                      | 3 | 0 | 0 | 0 | true  | true
                    EL0 write taken away by APTable[0] lifts it    | 1 | 1 | 0 | 0 | true  | true
                    EL0 write taken away by APTable[1] lifts it    | 1 | 2 | 0 | 0 | true  | true
                    execution does not need EL0 read permission    | 2 | 0 | 1 | 0 | true  | false
                    """)
    void direct_execution(String reason, int ap, int apTable, int uxn, int pxn, boolean px, boolean ux) {
        int set = Permissions.direct(ap, apTable, uxn == 1, pxn == 1);
        assertThat((set & PX) != 0).as("privileged").isEqualTo(px);
        assertThat((set & UX) != 0).as("EL0").isEqualTo(ux);
    }

    @ParameterizedTest(name = "read-only {0}, XN {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    false | false | rwx ---
                    false | true  | rw- ---
                    true  | false | r-x ---
                    true  | true  | r-- ---
                    """)
    void one_privilege_level(boolean readOnly, boolean xn, String expected) {
        assertThat(text(Permissions.directOnePrivilege(readOnly, xn))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "read-only {0}, PXN {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    false | false | rwx --x
                    false | true  | rw- --x
                    true  | false | r-x --x
                    true  | true  | r-- --x
                    """)
    void a_guest_hypervisor_gives_el0_no_data_access(boolean readOnly, boolean pxn, String expected) {
        assertThat(text(Permissions.directNv1(readOnly, pxn))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    privileged write and execute          | 0 | 0 | 0 | rw- --x
                    EL0 write and execute                 | 1 | 0 | 0 | rw- rw-
                    EL0 reads and executes                | 3 | 0 | 0 | r-x r-x
                    privileged read-only stays executable | 2 | 1 | 0 | r-x ---
                    """)
    void wxn_takes_execution_from_each_level_by_itself(String reason, int ap, int uxn, int pxn, String expected) {
        int base = Permissions.markWxn(Permissions.direct(ap, 0, uxn == 1, pxn == 1));
        assertThat(text(Permissions.withoutOverlay(base))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "AP {0}, UXN {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 0 | false | true
                    0 | 1 | false | false
                    1 | 0 | true  | true
                    1 | 1 | true  | true
                    2 | 0 | false | true
                    2 | 1 | false | false
                    3 | 1 | true  | true
                    """)
    void pan_blocks_what_el0_may_touch_and_with_epan_what_it_may_run(int ap, int uxn, boolean pan, boolean epan) {
        int base = Permissions.direct(ap, 0, uxn == 1, false);
        assertThat(Permissions.panBlocks(base, false)).isEqualTo(pan);
        assertThat(Permissions.panBlocks(base, true)).isEqualTo(epan);
    }

    @Test
    void pan_with_indirect_permissions_looks_at_the_nibble_alone() {
        for (int nibble = 0; nibble < 16; nibble++) {
            assertThat(Permissions.panBlocksIndirect(nibble)).isEqualTo(nibble != 0);
        }
    }

    @ParameterizedTest(name = "nibble {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    0x0 | ---  | overlay
                    0x1 | r--  | overlay
                    0x2 | --x  | overlay
                    0x3 | r-x  | overlay
                    0x4 | ---  | overlay
                    0x5 | rw-  | overlay
                    0x6 | rw-  | overlay
                    0x7 | rwx  | overlay
                    0x8 | r--  | none
                    0x9 | r--g | none
                    0xa | r-x  | none
                    0xb | ---  | none
                    0xc | rw-  | none
                    0xd | ---  | none
                    0xe | rwx  | none
                    0xf | ---  | none
                    """)
    void indirect_permissions_of_one_level(int nibble, String expected, String overlay) {
        int alone = Permissions.indirectOnePrivilege(nibble);
        assertThat(Permissions.privilegedText(Permissions.withoutOverlay(alone)))
                .isEqualTo(expected);
        assertThat((alone & Permissions.P_OVERLAY) != 0).isEqualTo(overlay.equals("overlay"));

        int el0 = Permissions.indirect(0, nibble);
        assertThat(Permissions.unprivilegedText(Permissions.withoutOverlay(el0)))
                .isEqualTo(expected);
        assertThat((el0 & Permissions.U_OVERLAY) != 0).isEqualTo(overlay.equals("overlay"));
    }

    @Test
    void privileged_execution_of_what_el0_can_write_leaves_nothing_to_either() {
        String executes = "23 6 7 9 a e";
        String writes = "5 6 7 9 c e";
        for (int p = 0; p < 16; p++) {
            for (int u = 0; u < 16; u++) {
                boolean clash = executes.contains(Integer.toHexString(p)) && writes.contains(Integer.toHexString(u));
                int together = Permissions.withoutOverlay(Permissions.indirect(p, u));
                int apart = Permissions.withoutOverlay(Permissions.indirect(p, 0))
                        | Permissions.withoutOverlay(Permissions.indirect(0, u));
                assertThat(together).as("PIR %x, PIRE0 %x", p, u).isEqualTo(clash ? 0 : apart);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    no overlay                                       | 7 | 1 | -1 | -1 | rwx r--
                    overlay restricts the privileged level           | 7 | 1 | 1  | -1 | r-- r--
                    overlay restricts EL0                            | 1 | 7 | -1 | 5  | r-- rw-
                    overlay restricts both                           | 5 | 5 | 5  | 1  | rw- r--
                    bit 1 is execute, bit 2 write                    | 7 | 0 | 2  | 7  | --x ---
                    bit 3 takes everything                           | 7 | 0 | 15 | 7  | --- ---
                    nibbles from 8 on are not open to overlays       | e | 8 | 0  | 0  | rwx r--
                    nibble 6 without overlay is not executable       | 6 | 0 | -1 | -1 | rw- ---
                    nibble 6: an executable overlay costs the write  | 6 | 0 | 7  | -1 | r-x ---
                    nibble 6: no execution in the overlay            | 6 | 0 | 5  | -1 | rw- ---
                    nibble 6 at EL0 likewise                         | 1 | 6 | 7  | 7  | r-- r-x
                    """)
    void overlays_on_indirect_permissions(
            String reason, String pir, String pire0, int por, int porEl0, String expected) {
        int base = Permissions.indirect(Integer.parseInt(pir, 16), Integer.parseInt(pire0, 16));
        int overlay = Permissions.overlay(base, por, porEl0);
        assertThat(text(Permissions.settled(base, overlay) & overlay)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    POR allows all: the write goes          | 0 | true  | 7  | r-x
                    POR without X: execution goes           | 0 | true  | 5  | rw-
                    no overlay: execution goes              | 0 | true  | -1 | rw-
                    without WXN the overlay is just an AND  | 0 | false | 6  | -wx
                    read-only with WXN is just an AND       | 2 | true  | 3  | r-x
                    """)
    void overlays_meet_wxn(String reason, int ap, boolean wxn, int por, String expected) {
        int direct = Permissions.direct(ap, 0, true, false);
        int base = wxn ? Permissions.markWxn(direct) : direct;
        int overlay = Permissions.overlay(base, por, NO_OVERLAY);
        assertThat(Permissions.privilegedText(Permissions.settled(base, overlay) & overlay))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "S2AP {0}, XN {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 00 | --x --x | --x --x
                    01 | 00 | r-x r-x | r-x r-x
                    10 | 00 | -wx -wx | -wx -wx
                    11 | 00 | rwx rwx | rwx rwx
                    11 | 01 | rw- rwx | rwx rwx
                    11 | 10 | rw- rw- | rw- rw-
                    11 | 11 | rwx rw- | rw- rw-
                    """)
    void stage_2_direct(String s2ap, String xn, String withXnx, String withoutXnx) {
        int s2apValue = Integer.parseInt(s2ap, 2);
        int xnValue = Integer.parseInt(xn, 2);
        assertThat(text(Permissions.stage2Direct(s2apValue, xnValue, true))).isEqualTo(withXnx);
        assertThat(text(Permissions.stage2Direct(s2apValue, xnValue, false))).isEqualTo(withoutXnx);
        assertThat((Permissions.stage2Direct(s2apValue, xnValue, true) & TTW_READ) != 0)
                .isEqualTo(withXnx.startsWith("r"));
        assertThat((Permissions.stage2Direct(s2apValue, xnValue, true) & TTW_WRITE) != 0)
                .isEqualTo(withXnx.charAt(1) == 'w');
    }

    @ParameterizedTest(name = "nibble {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    0x0 | --- --- | -- | 00
                    0x1 | --- --- | -- | 00
                    0x2 | r-- r-- | rw | 00
                    0x3 | r-- r-- | rw | 01
                    0x4 | -w- -w- | -- | 00
                    0x5 | --- --- | -- | 00
                    0x6 | r-- r-- | rw | 10
                    0x7 | r-- r-- | rw | 11
                    0x8 | r-- r-- | r- | 00
                    0x9 | r-- r-x | r- | 00
                    0xa | r-x r-- | r- | 00
                    0xb | r-x r-x | r- | 00
                    0xc | rw- rw- | rw | 00
                    0xd | rw- rwx | rw | 00
                    0xe | rwx rw- | rw | 00
                    0xf | rwx rwx | rw | 00
                    """)
    void stage_2_indirect(int nibble, String expected, String walks, String topLevels) {
        int set = Permissions.stage2Indirect(nibble);
        assertThat(text(set)).isEqualTo(expected);
        assertThat(((set & TTW_READ) != 0 ? "r" : "-") + ((set & TTW_WRITE) != 0 ? "w" : "-"))
                .isEqualTo(walks);
        assertThat(((set & TOP_LEVEL_0) != 0 ? "1" : "0") + ((set & TOP_LEVEL_1) != 0 ? "1" : "0"))
                .isEqualTo(topLevels);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    permissions are ANDed                            | 0xf | 0x8 | r-- r-- | 00
                    a top level under an overlay for walks keeps it  | 0x6 | 0x2 | r-- r-- | 10
                    top-level marks are ORed                         | 0x6 | 0x3 | r-- r-- | 11
                    an ordinary writable overlay keeps them too      | 0x7 | 0xf | r-- r-- | 11
                    a read-only overlay drops them                   | 0x7 | 0x8 | r-- r-- | 00
                    """)
    void stage_2_overlays(String reason, int base, int overlay, String expected, String topLevels) {
        int set = Permissions.stage2Overlaid(Permissions.stage2Indirect(base), Permissions.stage2Indirect(overlay));
        assertThat(text(set)).isEqualTo(expected);
        assertThat(((set & TOP_LEVEL_0) != 0 ? "1" : "0") + ((set & TOP_LEVEL_1) != 0 ? "1" : "0"))
                .isEqualTo(topLevels);
    }

    @Test
    void without_execute_takes_execution_from_both_levels() {
        assertThat(Permissions.withoutExecute(Permissions.stage2Indirect(0xf)))
                .isEqualTo(PR | PW | UR | UW | TTW_READ | TTW_WRITE);
        assertThat(Permissions.withoutExecute(PGCS | PX | UGCS | UX)).isEqualTo(PGCS | UGCS);
    }
}

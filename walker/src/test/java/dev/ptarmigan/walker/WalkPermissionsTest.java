package dev.ptarmigan.walker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ptarmigan.faults.FaultType;
import dev.ptarmigan.registers.Register;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Permissions as walks enforce them, every combination of the bits, against tables written by hand: what may be done is spelled
 * {@code rwx} for the privileged level and {@code rwx} for EL0.
 */
class WalkPermissionsTest {
    private static final int EL0 = Access.UNPRIVILEGED;
    private static final long PAGE = 0x5000_0403L;
    private static final long DATA_NX = 3L << 53;

    /** What six accesses are allowed, as {@code rwx rwx}; a refusal must be a Permission fault. */
    private static String rights(WalkBench bench, int extra) {
        StringBuilder text = new StringBuilder();
        Walker walker = new Walker(bench.memory());
        Walk walk = new Walk();
        TranslationContext context = bench.context();
        int[] kinds = {Access.READ, Access.WRITE, Access.EXECUTE};
        for (int privilege : new int[] {0, EL0}) {
            text.append(privilege == EL0 ? " " : "");
            for (int i = 0; i < kinds.length; i++) {
                boolean plain = walker.walk(context, bench.va(), kinds[i] | privilege | extra, walk);
                Walk told = ExplainedWalk.of(bench.memory(), context, bench.va(), kinds[i] | privilege | extra)
                        .result();
                assertThat(told.ok()).isEqualTo(plain);
                assertThat(told.permissions).isEqualTo(walk.permissions);
                if (!plain) {
                    assertThat(walk.fault).isEqualTo(FaultType.PERMISSION);
                    assertThat(walk.write).isEqualTo(kinds[i] == Access.WRITE);
                }
                text.append(plain ? "rwx".charAt(i) : '-');
            }
        }
        return text.toString();
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
    void direct_data(String ap, String apTable, String expected) {
        for (Profile profile : new Profile[] {Profile.ARM, Profile.QEMU_11_1}) {
            for (String level : new String[] {"l0", "l1", "l2"}) {
                try (WalkBench bench = WalkSetups.named("A", profile)) {
                    bench.word("leaf", PAGE | DATA_NX | bits(ap) << 6)
                            .word(level, bench.word(level) | bits(apTable) << 61);
                    assertThat(rights(bench, 0)).isEqualTo(expected);
                    bench.set("TCR_EL1.HPD0", 1);
                    assertThat(rights(bench, 0)).as("HPD").isEqualTo(withoutTables(ap));
                }
            }
        }
    }

    private static String withoutTables(String ap) {
        return switch (ap) {
            case "00" -> "rw- ---";
            case "01" -> "rw- rw-";
            case "10" -> "r-- ---";
            default -> "r-- r--";
        };
    }

    private static long bits(String binary) {
        return Long.parseLong(binary, 2);
    }

    /** UXN, PXN of the leaf and of a table; the last two columns for a page EL0 cannot write and one it can. */
    @ParameterizedTest(name = "UXN {0}, PXN {1}, UXNTable {2}, PXNTable {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 0 | 0 | 0 | --x --x | --- --x
                    0 | 0 | 0 | 1 | --- --x | --- --x
                    0 | 0 | 1 | 0 | --x --- | --- ---
                    0 | 0 | 1 | 1 | --- --- | --- ---
                    0 | 1 | 0 | 0 | --- --x | --- --x
                    0 | 1 | 0 | 1 | --- --x | --- --x
                    0 | 1 | 1 | 0 | --- --- | --- ---
                    0 | 1 | 1 | 1 | --- --- | --- ---
                    1 | 0 | 0 | 0 | --x --- | --- ---
                    1 | 0 | 0 | 1 | --- --- | --- ---
                    1 | 0 | 1 | 0 | --x --- | --- ---
                    1 | 0 | 1 | 1 | --- --- | --- ---
                    1 | 1 | 0 | 0 | --- --- | --- ---
                    1 | 1 | 0 | 1 | --- --- | --- ---
                    1 | 1 | 1 | 0 | --- --- | --- ---
                    1 | 1 | 1 | 1 | --- --- | --- ---
                    """)
    void direct_fetch(int uxn, int pxn, int uxnTable, int pxnTable, String privateFetch, String sharedFetch) {
        long leaf = PAGE | (long) uxn << 54 | (long) pxn << 53;
        long table = (long) uxnTable << 60 | (long) pxnTable << 59;
        for (Profile profile : new Profile[] {Profile.ARM, Profile.QEMU_11_1}) {
            try (WalkBench bench = WalkSetups.named("A", profile)) {
                bench.word("l1", bench.word("l1") | table);
                bench.word("leaf", leaf);
                assertThat(fetches(rights(bench, 0))).isEqualTo(privateFetch);
                bench.word("leaf", leaf | 1 << 6);
                assertThat(fetches(rights(bench, 0))).isEqualTo(sharedFetch);
            }
        }
    }

    private static String fetches(String rights) {
        return rights.replace('r', '-').replace('w', '-');
    }

    /** Privileged data accesses under PSTATE.PAN=0 and 1; the columns EPAN=0 and EPAN=1. */
    @ParameterizedTest(name = "PAN {0}, AP {1}, UXN {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 00 | 0 | rw | rw
                    0 | 00 | 1 | rw | rw
                    0 | 01 | 0 | rw | rw
                    0 | 01 | 1 | rw | rw
                    0 | 10 | 0 | r- | r-
                    0 | 10 | 1 | r- | r-
                    0 | 11 | 0 | r- | r-
                    0 | 11 | 1 | r- | r-
                    1 | 00 | 0 | rw | --
                    1 | 00 | 1 | rw | rw
                    1 | 01 | 0 | -- | --
                    1 | 01 | 1 | -- | --
                    1 | 10 | 0 | r- | --
                    1 | 10 | 1 | r- | r-
                    1 | 11 | 0 | -- | --
                    1 | 11 | 1 | -- | --
                    """)
    void pan_and_epan(int pan, String ap, int uxn, String withoutEpan, String withEpan) {
        for (Profile profile : new Profile[] {Profile.ARM, Profile.QEMU_11_1}) {
            for (String setup : new String[] {"A", "EL2&0"}) {
                try (WalkBench bench = WalkSetups.named(setup, profile)) {
                    bench.word("leaf", PAGE | bits(ap) << 6 | (long) uxn << 54);
                    int access = pan == 1 ? Access.PAN : 0;
                    assertThat(rights(bench, access).substring(0, 2)).isEqualTo(withoutEpan);
                    bench.set(setup.equals("A") ? "SCTLR_EL1.EPAN" : "SCTLR_EL2.EPAN", 1);
                    assertThat(rights(bench, access).substring(0, 2)).isEqualTo(withEpan);
                    assertThat(rights(bench, access).substring(4))
                            .as("EL0 is not concerned")
                            .isEqualTo(rights(bench, 0).substring(4));
                }
            }
        }
    }

    @ParameterizedTest(name = "AP {0}, UXN {1}, PXN {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 0 | 0 | rw- --x
                    00 | 0 | 1 | rw- --x
                    00 | 1 | 0 | rw- ---
                    01 | 0 | 0 | rw- rw-
                    01 | 1 | 0 | rw- rw-
                    10 | 0 | 0 | r-x --x
                    10 | 0 | 1 | r-- --x
                    11 | 0 | 0 | r-x r-x
                    11 | 1 | 0 | r-x r--
                    """)
    void write_implies_execute_never(String ap, int uxn, int pxn, String expected) {
        for (Profile profile : new Profile[] {Profile.ARM, Profile.QEMU_11_1}) {
            try (WalkBench bench = WalkSetups.named("A", profile).set("SCTLR_EL1.WXN", 1)) {
                bench.word("leaf", PAGE | bits(ap) << 6 | (long) uxn << 54 | (long) pxn << 53);
                assertThat(rights(bench, 0)).isEqualTo(expected);
            }
        }
    }

    /** One privilege level: bits 53 and 6 and APTable[0] have no function. */
    @ParameterizedTest(name = "AP[2] {0}, XN {1}, APTable[1] {2}, XNTable {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 0 | 0 | 0 | rwx
                    0 | 0 | 0 | 1 | rw-
                    0 | 0 | 1 | 0 | r-x
                    0 | 0 | 1 | 1 | r--
                    0 | 1 | 0 | 0 | rw-
                    0 | 1 | 0 | 1 | rw-
                    0 | 1 | 1 | 0 | r--
                    0 | 1 | 1 | 1 | r--
                    1 | 0 | 0 | 0 | r-x
                    1 | 0 | 0 | 1 | r--
                    1 | 0 | 1 | 0 | r-x
                    1 | 0 | 1 | 1 | r--
                    1 | 1 | 0 | 0 | r--
                    1 | 1 | 0 | 1 | r--
                    1 | 1 | 1 | 0 | r--
                    1 | 1 | 1 | 1 | r--
                    """)
    void one_privilege_level(int readOnly, int xn, int tableReadOnly, int xnTable, String expected) {
        for (String setup : new String[] {"EL2", "EL3"}) {
            for (int ignored = 0; ignored < 8; ignored++) {
                try (WalkBench bench = WalkSetups.named(setup, Profile.ARM)) {
                    long without = (ignored & 1L) << 53 | (ignored >> 1 & 1L) << 6;
                    bench.word("leaf", PAGE | (long) readOnly << 7 | (long) xn << 54 | without);
                    long table = (long) tableReadOnly << 62 | (long) xnTable << 60 | (ignored >> 2 & 1L) << 61;
                    bench.word("l2", bench.word("l2") | table);
                    assertThat(rights(bench, 0).substring(0, 3)).isEqualTo(expected);
                    assertThat(rights(bench, Access.PAN).substring(0, 3)).isEqualTo(expected);
                }
            }
        }
    }

    /** HCR_EL2.{NV,NV1}: PXN is bit 54 (tables: 60), AP[1] and APTable[0] are 0, EL0 can only execute. */
    @ParameterizedTest(name = "AP {0}, bit 54 {1}, APTable {2}, bit 60 {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | 0 | 00 | 0 | rwx --x
                    01 | 0 | 00 | 0 | rwx --x
                    10 | 0 | 00 | 0 | r-x --x
                    11 | 0 | 00 | 0 | r-x --x
                    01 | 1 | 00 | 0 | rw- --x
                    01 | 0 | 01 | 0 | rwx --x
                    01 | 0 | 10 | 0 | r-x --x
                    01 | 0 | 11 | 1 | r-- --x
                    """)
    void nested_virtualization(String ap, int pxn, String apTable, int pxnTable, String expected) {
        try (WalkBench bench =
                WalkSetups.named("A", Profile.ARM).set("HCR_EL2.NV", 1).set("HCR_EL2.NV1", 1)) {
            bench.word("leaf", PAGE | bits(ap) << 6 | (long) pxn << 54 | 1L << 53);
            bench.word("l2", bench.word("l2") | bits(apTable) << 61 | (long) pxnTable << 60);
            assertThat(rights(bench, 0)).isEqualTo(expected);
            assertThat(rights(bench, Access.PAN)).as("PAN has no effect").isEqualTo(expected);
        }
    }

    private static final String[] NIBBLES = {
        "---", "r--", "--x", "r-x", "---", "rw-", "rw-", "rwx", "r--", "r--", "r-x", "---", "rw-", "---", "rwx", "---"
    };
    /** Privileged execution or Guarded Control Stack, and EL0 writing or Guarded Control Stack; nibble 6 counts as rwx. */
    private static final String EXECUTES = "23679ae";

    private static final String WRITES = "5679ce";

    @Test
    void indirect_all_256_pairs() {
        for (Profile profile : new Profile[] {Profile.ARM, Profile.QEMU_11_1}) {
            try (WalkBench bench = WalkSetups.named("P", profile).word("leaf", PAGE)) {
                for (int p = 0; p < 16; p++) {
                    for (int u = 0; u < 16; u++) {
                        bench.set(Register.PIR_EL1, p).set(Register.PIRE0_EL1, u);
                        boolean clash =
                                EXECUTES.contains(Integer.toHexString(p)) && WRITES.contains(Integer.toHexString(u));
                        String expected = clash ? "--- ---" : NIBBLES[p] + " " + NIBBLES[u];
                        assertThat(rights(bench, 0))
                                .as("PIR %x, PIRE0 %x", p, u)
                                .isEqualTo(expected);

                        boolean reserved = u == 4 || u == 0xB || u == 0xD || u == 0xF;
                        boolean blocked = u != 0 && !(reserved && profile == Profile.QEMU_11_1);
                        String underPan = blocked ? "--" + expected.substring(2) : expected;
                        assertThat(rights(bench, Access.PAN))
                                .as("PAN, PIR %x, PIRE0 %x", p, u)
                                .isEqualTo(underPan);
                    }
                }
            }
        }
    }

    /** PIIndex is {54, 53, 51, 6}: each of its values selects its own nibble, and hierarchical bits have no function. */
    @Test
    void every_permission_index_selects_its_nibble() {
        try (WalkBench bench = WalkSetups.named("P", Profile.ARM)) {
            bench.word("l2", bench.word("l2") | 0xFL << 59).set(Register.PIRE0_EL1, 0);
            for (int index = 0; index < 16; index++) {
                bench.set(Register.PIR_EL1, 7L << 4 * index);
                long scattered = (index >> 2 & 3L) << 53 | (index >> 1 & 1L) << 51 | (index & 1L) << 6;
                for (int other = 0; other < 16; other++) {
                    long bits = (other >> 2 & 3L) << 53 | (other >> 1 & 1L) << 51 | (other & 1L) << 6;
                    bench.word("leaf", PAGE | bits);
                    assertThat(rights(bench, 0)).isEqualTo(bits == scattered ? "rwx ---" : "--- ---");
                }
            }
        }
    }

    /** Direct RWX at EL1 and RWX at EL0 cannot be had together; RW- RWX is the most. */
    @ParameterizedTest(name = "POE {0}, E0POE {1}, POR_EL1 {2}, POR_EL0 {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 0 | 0 | 0 | rw- rwx
                    1 | 0 | 0 | 0 | --- rwx
                    0 | 1 | 0 | 0 | rw- ---
                    1 | 1 | 1 | 2 | r-- --x
                    1 | 1 | 5 | 7 | rw- rwx
                    1 | 1 | 4 | 3 | -w- r-x
                    1 | 1 | 8 | 9 | --- ---
                    1 | 1 | f | e | --- ---
                    """)
    void overlays_on_direct_permissions(int poe, int e0poe, String por, String por0, String expected) {
        try (WalkBench bench = WalkScript.bench("A cpu=armv9.4", Profile.ARM)) {
            bench.set("TCR2_EL1.POE", poe).set("TCR2_EL1.E0POE", e0poe);
            for (int index = 0; index < 8; index++) {
                bench.set(Register.POR_EL1, Long.parseLong(por, 16) << 4 * index)
                        .set(Register.POR_EL0, Long.parseLong(por0, 16) << 4 * index)
                        .word("leaf", PAGE | 1 << 6 | (long) index << 60);
                assertThat(rights(bench, 0)).isEqualTo(expected);
            }
        }
    }

    /** Overlays do not concern PIE nibbles 8 to 15. */
    @Test
    void overlays_on_indirect_permissions() {
        try (WalkBench bench = WalkScript.bench("P cpu=armv9.4 leaf=50000403", Profile.ARM)) {
            bench.set("TCR2_EL1.POE", 1).set(Register.PIRE0_EL1, 0);
            for (int nibble = 0; nibble < 16; nibble++) {
                for (int por = 0; por < 16; por++) {
                    bench.set(Register.PIR_EL1, nibble).set(Register.POR_EL1, por);
                    assertThat(rights(bench, 0).substring(0, 3))
                            .as("PIR %x, POR %x", nibble, por)
                            .isEqualTo(overlaid(nibble, por));
                }
            }
        }
    }

    private static String overlaid(int nibble, int por) {
        if (nibble >= 8) {
            return NIBBLES[nibble];
        }
        boolean r = por < 8 && (por & 1) != 0;
        boolean x = por < 8 && (por & 2) != 0;
        boolean w = por < 8 && (por & 4) != 0;
        String base = nibble == 6 ? "rwx" : NIBBLES[nibble];
        if (nibble == 6 && x) {
            w = false;
        }
        return (r && base.charAt(0) == 'r' ? "r" : "-")
                + (w && base.charAt(1) == 'w' ? "w" : "-")
                + (x && base.charAt(2) == 'x' ? "x" : "-");
    }

    @ParameterizedTest(name = "S2AP {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    00 | --x --x | --- --x | --- --- | --x ---
                    01 | r-x r-x | r-- r-x | r-- r-- | r-x r--
                    10 | -wx -wx | -w- -wx | -w- -w- | -wx -w-
                    11 | rwx rwx | rw- rwx | rw- rw- | rwx rw-
                    """)
    void stage_2_direct(String s2ap, String xn0, String xn1, String xn2, String xn3) {
        String[] expected = {xn0, xn1, xn2, xn3};
        for (int xn = 0; xn < 4; xn++) {
            assertThat(stage2("", 0x5000_043FL | bits(s2ap) << 6 | (long) xn << 53))
                    .as("XN %d", xn)
                    .isEqualTo(expected[xn]);
        }
        String withoutXnx = stage2("ID_AA64MMFR1_EL1.XNX=0", 0x5000_043FL | bits(s2ap) << 6 | 1L << 53);
        assertThat(withoutXnx).as("without FEAT_XNX bit 53 has no function").isEqualTo(xn0);
    }

    @ParameterizedTest(name = "nibble {0}")
    @CsvSource(delimiter = '|', textBlock = """
                    0 | --- ---
                    1 | --- ---
                    2 | r-- r--
                    3 | r-- r--
                    4 | -w- -w-
                    5 | --- ---
                    6 | r-- r--
                    7 | r-- r--
                    8 | r-- r--
                    9 | r-- r-x
                    a | r-x r--
                    b | r-x r-x
                    c | rw- rw-
                    d | rw- rwx
                    e | rwx rw-
                    f | rwx rwx
                    """)
    void stage_2_indirect(String nibble, String expected) {
        String setup = "VTCR_EL2.S2PIE=1 s2code=400007bd S2PIR_EL2=" + nibble + "f";
        long page = 0x5000_04FFL;
        assertThat(stage2(setup, page)).isEqualTo(expected);

        String overlays = "cpu=armv9.4 VTCR_EL2.S2POE=1 " + setup;
        assertThat(stage2(overlays + " S2POR_EL1=ff", page)).isEqualTo(expected);
        assertThat(stage2(overlays + " S2POR_EL1=8f", page | 1L << 59))
                .isEqualTo(expected.charAt(0) == 'r' ? "r-- r--" : "--- ---");
        assertThat(stage2(overlays + " S2POR_EL1=0f", page | 1L << 59)).isEqualTo("--- ---");
    }

    /** Rights of a page that stage 1 leaves open: privileged execution by AP=00, the rest by AP=01. */
    private static String stage2(String setup, long leaf) {
        try (WalkBench bench = WalkScript.bench(("B " + setup).strip(), Profile.ARM)) {
            bench.word("s2leaf", leaf).word("leaf", 0x8000_0743L);
            String data = rights(bench, 0);
            bench.word("leaf", 0x8000_0703L);
            String fetch = rights(bench, 0);
            return data.substring(0, 2) + fetch.charAt(2) + data.substring(3, 6) + fetch.charAt(6);
        }
    }
}

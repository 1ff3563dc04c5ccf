package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Register;

/** The machines that the cases start from. Register values are those of the measured machine's probes. */
final class WalkSetups {
    /** Input address of most setups: indices 0x80, 2, 0, 0x123. */
    static final long VA = 0x4000_8012_3000L;

    /** Input address of the setups with 52 bits. */
    static final long WIDE_VA = 0xA_4000_8012_3000L;

    private static final long WIDE_VA_64K = 0xA_4000_8123_0000L;

    /** Intermediate physical address of setup B. */
    static final long IPA = 0x8000_0000L;

    private static final long TCR = 0x5_B519_3510L;
    private static final long SCTLR = 0x30D0_1805L;
    private static final long MAIR = 0x4F0C_F0BB_0400_44FFL;

    private WalkSetups() {}

    /** A setup by its letter. */
    static WalkBench named(String name, Profile profile) {
        int at = name.indexOf('@');
        if (at > 0) {
            long va = WalkBench.hex(name.substring(at + 1));
            return switch (name.substring(0, at)) {
                case "A" -> a(profile, va);
                case "D" -> d(profile, va);
                case "K" -> k(profile, va);
                default -> throw new IllegalArgumentException("setup=" + name);
            };
        }
        return switch (name) {
            case "A" -> a(profile, VA);
            case "B" -> b(profile);
            case "D" -> d(profile, WIDE_VA);
            case "K" -> k(profile, WIDE_VA_64K);
            case "P" -> p(profile);
            case "A16" -> a16(profile);
            case "EL2" -> el2(profile);
            case "EL2&0" -> el20(profile);
            case "EL3" -> el3(profile);
            case "W" -> w(profile);
            case "W16" -> w16(profile);
            case "S" -> s(profile);
            case "R" -> r(profile);
            case "T" -> t(profile);
            case "B128" -> b128(profile);
            case "E128" -> e128(profile);
            case "off" -> off(profile);
            case "off40" -> off40(profile);
            case "off48" -> off48(profile);
            default -> throw new IllegalArgumentException("setup=" + name);
        };
    }

    /** The ID registers of {@code -cpu max}, without EL3. */
    static WalkBench max(WalkBench bench) {
        return bench.set(Register.ID_AA64MMFR0_EL1, 0x2100_0323_1020_1126L)
                .set(Register.ID_AA64MMFR1_EL1, 0x0110_1120_1031_2122L)
                .set(Register.ID_AA64MMFR2_EL1, 0x1221_0111_1201_1011L)
                .set(Register.ID_AA64MMFR3_EL1, 0x1000_0000_1100_1111L)
                .set(Register.ID_AA64MMFR4_EL1, 0x100L)
                .set(Register.ID_AA64PFR0_EL1, 0x1301_0011_2011_0222L)
                .set(Register.ID_AA64PFR1_EL1, 0x0010_1010_1200_0121L)
                .set(Register.ID_AA64PFR2_EL1, 0x1_0000_0111L)
                .set(Register.ID_AA64ISAR0_EL1, 0)
                .set(Register.ID_AA64ISAR1_EL1, 0x0111_2111_1021_1502L)
                .set(Register.ID_AA64ISAR2_EL1, 0x1120_0000_0011_0012L);
    }

    /** A PE with less, by name. */
    static WalkBench cpu(WalkBench bench, String name) {
        return switch (name) {
            case "max" -> max(bench);
            // EL3 as well; Secure EL2 too, as PFR0 of the plain one says.
            case "max+el3" -> max(bench).set(Register.ID_AA64PFR0_EL1, 0x1301_0011_2011_1222L);
            // RME as well: PFR0.RME=1.
            case "max+rme" -> max(bench).set(Register.ID_AA64PFR0_EL1, 0x1311_0011_2011_1222L);
            case "max-sel2+rme" -> max(bench).set(Register.ID_AA64PFR0_EL1, 0x1311_0001_2011_1222L);
            case "max-lpa2" -> max(bench).set(Register.ID_AA64MMFR0_EL1, 0x2100_0222_0010_1126L);
            // Armv9.4 with all that the measured machine lacks: 56-bit PA, LVA3, HAFT, S1POE, S2POE, D128, THE, MEC,
            // MTE_PERM.
            case "armv9.4" ->
                max(bench)
                        .set("ID_AA64MMFR0_EL1.PARange", 7)
                        .set("ID_AA64MMFR1_EL1.HAFDBS", 3)
                        .set("ID_AA64MMFR2_EL1.VARange", 2)
                        .set("ID_AA64MMFR3_EL1.S1POE", 1)
                        .set("ID_AA64MMFR3_EL1.S2POE", 1)
                        .set("ID_AA64MMFR3_EL1.D128", 1)
                        .set("ID_AA64MMFR3_EL1.D128_2", 1)
                        .set("ID_AA64PFR0_EL1.EL3", 1)
                        .set("ID_AA64PFR1_EL1.THE", 1)
                        .set("ID_AA64PFR2_EL1.MTEPERM", 1);
            // PARange 44 bits, no 16K, no TTST, LVA, LPA, HAFDBS, PAN, XNX, HPDS.
            case "cortex-a57" ->
                max(bench)
                        .set(Register.ID_AA64MMFR0_EL1, 0x1124L)
                        .set(Register.ID_AA64MMFR1_EL1, 0)
                        .set(Register.ID_AA64MMFR2_EL1, 0)
                        .set(Register.ID_AA64MMFR3_EL1, 0)
                        .set(Register.ID_AA64MMFR4_EL1, 0)
                        .set(Register.ID_AA64PFR0_EL1, 0x2222L)
                        .set(Register.ID_AA64PFR1_EL1, 0)
                        .set(Register.ID_AA64ISAR1_EL1, 0)
                        .set(Register.ID_AA64ISAR2_EL1, 0);
            default -> throw new IllegalArgumentException("cpu=" + name);
        };
    }

    private static WalkBench base(Profile profile) {
        return max(new WalkBench(profile))
                .set(Register.HCR_EL2, 0x8000_0000L)
                .set(Register.HCRX_EL2, 1 << 14)
                .set(Register.SCTLR_EL1, SCTLR)
                .set(Register.SCTLR_EL2, 0)
                .set(Register.TCR_EL1, TCR)
                .set(Register.TCR2_EL1, 0)
                .set(Register.PIR_EL1, 0)
                .set(Register.PIRE0_EL1, 0)
                .set(Register.MAIR_EL1, MAIR)
                .set(Register.MAIR2_EL1, 0)
                .set(Register.TTBR1_EL1, 0);
    }

    private static WalkBench ttbr(WalkBench bench, Register register, long table) {
        return bench.set(register, table).name("leaf", bench.address("l3"));
    }

    /** 4K, 48 bits, EL1&amp;0. */
    static WalkBench a(Profile profile, long va) {
        WalkBench bench = base(profile).va(va);
        return ttbr(bench, Register.TTBR0_EL1, bench.chain("l", Format.VMSA64, Granule.K4, 0, 48, va));
    }

    /** Setup A under stage 2: 39-bit intermediate addresses, tables mapped by a 1G block, output by a page. */
    static WalkBench b(Profile profile) {
        WalkBench bench = a(profile, VA).word("l3", 0x8000_0743L);
        bench.set("HCR_EL2.VM", 1).set(Register.VTCR_EL2, 0x8005_3559L);
        long root = bench.chain("s2l", Format.VMSA64, Granule.K4, 1, 39, IPA);
        bench.set(Register.VTTBR_EL2, root).name("s2leaf", bench.address("s2l3"));
        bench.name("s2code", root + 8).word("s2code", 0x4000_07FDL);
        return bench.word("s2leaf", 0x5000_07FFL);
    }

    /** Instead of the 1G block of setup B, a page of its own ({@code s2table}) for the table that holds the stage 1 leaf. */
    static void fine(WalkBench bench) {
        fine(bench, 0x7FF);
    }

    /** The same with other attributes; {@code page} is the low half of a page descriptor. */
    static void fine(WalkBench bench, int page) {
        long leafPage = bench.address("leaf") & -0x1000L;
        long level2 = bench.table();
        long level3 = bench.table();
        for (int i = 0; i < 512; i++) {
            bench.memory().write(level2 + 8L * i, WalkBench.RAM + ((long) i << 21) | page & ~2);
            bench.memory().write(level3 + 8L * i, (leafPage & -1L << 21) + ((long) i << 12) | page);
        }
        bench.word("s2code", level2 | 3);
        bench.memory().write(level2 + 8 * (leafPage >>> 21 & 511), level3 | 3);
        bench.name("s2table", level3 + 8 * (leafPage >>> 12 & 511));
    }

    /** 4K with 52-bit addresses (LPA2). */
    static WalkBench d(Profile profile, long va) {
        WalkBench bench = base(profile).va(va);
        bench.set("TCR_EL1.T0SZ", 12).set("TCR_EL1.DS", 1).set("TCR_EL1.IPS", 6);
        return ttbr(bench, Register.TTBR0_EL1, bench.chain("l", Format.VMSA64_LPA2, Granule.K4, -1, 52, va));
    }

    /** 64K with 52-bit addresses. */
    static WalkBench k(Profile profile, long va) {
        WalkBench bench = base(profile).va(va);
        bench.set("TCR_EL1.T0SZ", 12).set("TCR_EL1.TG0", 1).set("TCR_EL1.IPS", 6);
        return ttbr(bench, Register.TTBR0_EL1, bench.chain("l", Format.VMSA64_LPA, Granule.K64, 1, 52, va));
    }

    /** 16K, T0SZ=16: 48 bits from level 0. */
    static WalkBench a16(Profile profile) {
        WalkBench bench = base(profile).va(VA);
        bench.set("TCR_EL1.TG0", 2);
        return ttbr(bench, Register.TTBR0_EL1, bench.chain("l", Format.VMSA64, Granule.K16, 0, 48, VA));
    }

    /** Setup A with indirect permissions. */
    static WalkBench p(Profile profile) {
        return a(profile, VA).set("TCR2_EL1.PIE", 1);
    }

    /** EL2 without VHE, 4K, 48 bits. */
    static WalkBench el2(Profile profile) {
        WalkBench bench = base(profile).regime(TranslationStage.EL2).va(VA);
        bench.set(Register.SCTLR_EL2, SCTLR)
                .set(Register.TCR_EL2, 0x8085_3510L)
                .set(Register.TCR2_EL2, 0)
                .set(Register.MAIR_EL2, MAIR)
                .set(Register.MAIR2_EL2, 0);
        return ttbr(bench, Register.TTBR0_EL2, bench.chain("l", Format.VMSA64, Granule.K4, 0, 48, VA));
    }

    /** EL2&amp;0: setup A with E2H and TGE. */
    static WalkBench el20(Profile profile) {
        WalkBench bench = base(profile).regime(TranslationStage.EL20).va(VA);
        bench.set("HCR_EL2.E2H", 1)
                .set("HCR_EL2.TGE", 1)
                .set(Register.SCTLR_EL2, SCTLR)
                .set(Register.TCR_EL2, TCR)
                .set(Register.TCR2_EL2, 0)
                .set(Register.TTBR1_EL2, 0)
                .set(Register.MAIR_EL2, MAIR)
                .set(Register.MAIR2_EL2, 0);
        return ttbr(bench, Register.TTBR0_EL2, bench.chain("l", Format.VMSA64, Granule.K4, 0, 48, VA));
    }

    /** EL3, 4K, 48 bits, in Secure state. */
    static WalkBench el3(Profile profile) {
        WalkBench bench = base(profile)
                .regime(TranslationStage.EL3)
                .security(SecurityState.SECURE)
                .va(VA);
        cpu(bench, "max+el3")
                .set(Register.SCR_EL3, 0)
                .set(Register.SCTLR_EL3, SCTLR)
                .set(Register.TCR_EL3, 0x8085_3510L)
                .set(Register.MAIR_EL3, MAIR)
                .set(Register.MAIR2_EL3, 0);
        return ttbr(bench, Register.TTBR0_EL3, bench.chain("l", Format.VMSA64, Granule.K4, 0, 48, VA));
    }

    /** 128-bit descriptors, 4K, 48 bits: start level -1 by size, index of VA[47:44]. */
    static WalkBench w(Profile profile) {
        WalkBench bench = wide(profile);
        return ttbr(bench, Register.TTBR0_EL1, bench.chain("l", Format.VMSA128, Granule.K4, -1, 48, VA));
    }

    /** The same with the 16K granule: start level 0. */
    static WalkBench w16(Profile profile) {
        WalkBench bench = wide(profile).set("TCR_EL1.TG0", 2);
        return ttbr(bench, Register.TTBR0_EL1, bench.chain("l", Format.VMSA128, Granule.K16, 0, 48, VA));
    }

    private static WalkBench wide(Profile profile) {
        WalkBench bench = cpu(base(profile), "armv9.4").va(VA).set("TCR2_EL1.D128", 1);
        bench.set("HCRX_EL2.D128En", 1).set("TCR_EL1.IPS", 7);
        bench.set(Register.SCR_EL3, 0x8000_0000_0001L)
                .set("SCR_EL3.TCR2En", 1)
                .set("SCR_EL3.PIEn", 1)
                .set("SCR_EL3.HXEn", 1);
        return bench;
    }

    /** Stage 1 off, stage 2 as the case sets it: tables from its start table {@code s2root} on are empty. */
    static WalkBench off(Profile profile) {
        WalkBench bench = base(profile).set("SCTLR_EL1.M", 0).va(0);
        long root = bench.tables(2);
        return bench.set("HCR_EL2.VM", 1)
                .set(Register.VTCR_EL2, 0x8005_3559L)
                .set(Register.VTTBR_EL2, root)
                .name("s2root", root);
    }

    /** Stage 1 off, stage 2 with 40 bits and two concatenated start tables, and tables for an address in the second. */
    static WalkBench off40(Profile profile) {
        WalkBench bench = off(profile).set("VTCR_EL2.T0SZ", 24);
        long root = bench.chain("s2l", Format.VMSA64, Granule.K4, 1, 40, 1L << 39);
        return bench.set(Register.VTTBR_EL2, root).name("s2leaf", bench.address("s2l3"));
    }

    /** Stage 1 off, stage 2 with 48 bits from level 0, and tables for the address of setup B. */
    static WalkBench off48(Profile profile) {
        WalkBench bench = off(profile).set("VTCR_EL2.T0SZ", 16).set("VTCR_EL2.SL0", 2);
        long root = bench.chain("s2l", Format.VMSA64, Granule.K4, 0, 48, IPA);
        return bench.set(Register.VTTBR_EL2, root).name("s2leaf", bench.address("s2l3"));
    }

    /**
     * Secure EL1&amp;0 with both sets of stage 2 tables: {@code s2leaf} translates the Secure intermediate address of the output,
     * {@code n2leaf} the Non-secure one.
     */
    static WalkBench s(Profile profile) {
        WalkBench bench = a(profile, VA).word("l3", 0x8000_0743L).security(SecurityState.SECURE);
        cpu(bench, "max+el3").set(Register.SCR_EL3, 0).set("SCR_EL3.EEL2", 1);
        bench.set("HCR_EL2.VM", 1).set(Register.VTCR_EL2, 0x8005_3559L).set(Register.VSTCR_EL2, 0x8000_0059L);
        long secure = bench.chain("s2l", Format.VMSA64, Granule.K4, 1, 39, IPA);
        long nonSecure = bench.chain("n2l", Format.VMSA64, Granule.K4, 1, 39, IPA);
        bench.set(Register.VSTTBR_EL2, secure).set(Register.VTTBR_EL2, nonSecure);
        bench.name("s2leaf", bench.address("s2l3")).name("n2leaf", bench.address("n2l3"));
        bench.name("s2code", secure + 8).name("n2code", nonSecure + 8);
        bench.word("s2code", 0x4000_07FDL).word("n2code", 0x4000_07FDL);
        return bench.word("s2leaf", 0x5000_07FFL).word("n2leaf", 0x6000_07FFL);
    }

    /** Realm EL1&amp;0 under stage 2. */
    static WalkBench r(Profile profile) {
        WalkBench bench = cpu(b(profile).security(SecurityState.REALM), "max+rme");
        return bench.set(Register.SCR_EL3, 1).set("SCR_EL3.NSE", 1).set("SCR_EL3.TCR2En", 1);
    }

    /**
     * 64-bit stage 1 under a stage 2 of 128-bit descriptors: 39 bits from level 0, tables by a 256M block ({@code s2code}), the
     * output by a page. S2PIIndex is 0, which S2PIR_EL2 lets do everything.
     */
    static WalkBench b128(Profile profile) {
        WalkBench bench = cpu(a(profile, VA).word("l3", 0x8000_0743L), "armv9.4");
        bench.set("HCR_EL2.VM", 1).set(Register.VTCR_EL2, 0x8000_3519L).set(Register.S2PIR_EL2, 0xF);
        bench.set("VTCR_EL2.D128", 1).set("VTCR_EL2.PS", 7);
        long root = bench.chain("s2l", Format.VMSA128, Granule.K4, 0, 39, IPA);
        bench.set(Register.VTTBR_EL2, root)
                .name("s2leaf", bench.address("s2l3"))
                .name("s2leafh", bench.address("s2l3h"));
        long code = bench.tableOf("s2l1") + 4 * 16;
        bench.name("s2code", code).name("s2codeh", code + 8).word("s2code", 1L << 46, 0x4000_07BDL);
        return bench.word("s2leaf", 0, 0x5000_07BDL);
    }

    /** EL3 with 128-bit descriptors, 48 bits. */
    static WalkBench e128(Profile profile) {
        WalkBench bench = cpu(el3(profile), "armv9.4").set("TCR_EL3.D128", 1).set(Register.PIR_EL3, 5);
        bench.set("TCR_EL3.PS", 7);
        return ttbr(bench, Register.TTBR0_EL3, bench.chain("l", Format.VMSA128, Granule.K4, -1, 48, VA));
    }

    /**
     * Setup B on a PE with FEAT_THE and stage 2 indirect permissions: index 0 (S2PIR_EL2[0] = mostly read-only) for the tables,
     * each page of its own, index 1 (everything) for the output.
     */
    static WalkBench t(Profile profile) {
        WalkBench bench = cpu(b(profile), "armv9.4");
        fine(bench, 0x7BF);
        return bench.set("VTCR_EL2.S2PIE", 1).set(Register.S2PIR_EL2, 0xF2);
    }

    /** Protected (bit 52) in every stage 1 descriptor. */
    static void protect(WalkBench bench) {
        for (String name : new String[] {"l0", "l1", "l2", "l3"}) {
            bench.word(name, bench.word(name) | 1L << 52);
        }
    }
}

package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.IdAa64Mmfr0;
import dev.ptarmigan.registers.IdAa64Mmfr2;
import dev.ptarmigan.registers.IdAa64Mmfr3;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Sctlr;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;

/** Registers that make trees of some shape, both ranges alike, for tests. */
enum Shape {
    K4_48(Granule.K4, 48, false, false),
    K4_39(Granule.K4, 39, false, false),
    K4_52(Granule.K4, 52, true, false),
    K16_36(Granule.K16, 36, false, false),
    K16_47(Granule.K16, 47, false, false),
    K16_52(Granule.K16, 52, true, false),
    K64_42(Granule.K64, 42, false, false),
    K64_48(Granule.K64, 48, false, false),
    D128_48(Granule.K4, 48, false, true);

    private static final int OUTPUT_52 = 6;
    private static final int OUTPUT_48 = 5;

    final Granule granule;
    final int vaBits;
    private final boolean ds;
    private final boolean d128;

    Shape(Granule granule, int vaBits, boolean ds, boolean d128) {
        this.granule = granule;
        this.vaBits = vaBits;
        this.ds = ds;
        this.d128 = d128;
    }

    /** The registers, with both base registers at one table. */
    RegisterFile registers(long base) {
        RegisterFile registers = new RegisterFile();
        int size = 64 - vaBits;
        long tcr = set(0, Tcr.T0SZ, size, Tcr.T1SZ, size, Tcr.IPS, ds ? OUTPUT_52 : OUTPUT_48, Tcr.DS, ds ? 1 : 0);
        long tg0 = granule == Granule.K4 ? 0 : granule == Granule.K64 ? 1 : 2;
        long tg1 = granule == Granule.K4 ? 2 : granule == Granule.K64 ? 3 : 1;
        tcr = set(tcr, Tcr.TG0, tg0, Tcr.TG1, tg1, Tcr.SH0, 3, Tcr.SH1, 3);
        registers.set(Register.TCR_EL1, tcr);
        registers.set(Register.SCTLR_EL1, set(0, Sctlr.M, 1, Sctlr.C, 1, Sctlr.I, 1));
        registers.set(Register.TTBR0_EL1, Word128.of(base));
        registers.set(Register.TTBR1_EL1, Word128.of(base));
        registers.set(Register.MAIR_EL1, 0x0000_0004_0044_F0FFL);
        registers.set(
                Register.ID_AA64MMFR0_EL1,
                set(0, IdAa64Mmfr0.PARANGE, OUTPUT_52, IdAa64Mmfr0.TGRAN4, 1, IdAa64Mmfr0.TGRAN16, 2));
        registers.set(Register.ID_AA64MMFR1_EL1, 0);
        registers.set(Register.ID_AA64MMFR2_EL1, set(0, IdAa64Mmfr2.VARANGE, 1, IdAa64Mmfr2.ST, 1));
        registers.set(
                Register.ID_AA64MMFR3_EL1,
                set(0, IdAa64Mmfr3.TCRX, 1, IdAa64Mmfr3.S1PIE, 1, IdAa64Mmfr3.D128, d128 ? 1 : 0));
        registers.set(Register.ID_AA64PFR0_EL1, 0);
        registers.set(Register.TCR2_EL1, d128 ? set(0, Tcr2.D128, 1) : 0);
        // Linux's: index 8 read-execute, 10 all, 12 read, 14 read-write.
        registers.set(Register.PIR_EL1, 0x0C08_0E0A_0000_0000L);
        registers.set(Register.PIRE0_EL1, 0);
        return registers;
    }

    private static long set(long word, Object... fieldsAndValues) {
        long result = word;
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            result = ((BitField) fieldsAndValues[i]).in(result, ((Number) fieldsAndValues[i + 1]).longValue());
        }
        return result;
    }

    TranslationContext context(RegisterFile registers) {
        return ContextBuilder.of(registers, TranslationStage.EL10, SecurityState.NON_SECURE, Profile.ARM);
    }
}

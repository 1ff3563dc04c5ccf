package dev.ptarmigan.pe;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.Hcr;
import dev.ptarmigan.registers.Register;
import dev.ptarmigan.registers.RegisterFile;
import dev.ptarmigan.registers.Tcr;
import dev.ptarmigan.registers.Tcr2;
import dev.ptarmigan.registers.Ttbr;
import dev.ptarmigan.registers.Vtcr;
import dev.ptarmigan.tlb.TlbRegime;
import dev.ptarmigan.walker.ContextBuilder;
import dev.ptarmigan.walker.LeafReader;
import dev.ptarmigan.walker.Profile;
import dev.ptarmigan.walker.SecurityState;
import dev.ptarmigan.walker.TranslationContext;
import dev.ptarmigan.walker.WalkParameters;
import org.jspecify.annotations.Nullable;

/** One regime of a PE as its synchronised registers set it up: the walker's context, and the tags of entries made in it. */
final class RegimeState {
    private static final int RANGE_BIT = 55;
    private static final int NARROW = 0xFF;

    final TranslationContext context;
    final TlbRegime regime;
    /** Whether translations are cached: stage 1 is on. */
    final boolean cached;
    /** By VA[55]: the tag of look-ups, without the group. */
    final long[] tags = new long[2];
    /** By {VA[55], fetch}: address bits that are not looked at. */
    final long[] ignored = new long[4];
    /** By VA[55]: whether all translations are non-global. */
    final boolean[] neverGlobal = new boolean[2];
    /** By VA[55]: TTBRx_ELx.CnP. */
    final boolean[] shared = new boolean[2];

    private final int vmid;
    private final @Nullable LeafReader[] readers = new LeafReader[2];
    private @Nullable LeafReader stage2Reader;

    RegimeState(RegisterFile registers, TranslationStage stage, SecurityState security, Profile profile) {
        context = ContextBuilder.of(registers, stage, security, profile);
        regime = TlbRegime.of(stage);
        cached = context.isStage1On();
        vmid = regime.hasVmid() ? vmid(registers) : 0;
        for (int half = 0; half < 2; half++) {
            range(registers, half);
        }
    }

    private void range(RegisterFile registers, int half) {
        WalkParameters p = parameters(half);
        int asid = 0;
        if (stage().twoRanges()) {
            asid = asid(registers, half == 1);
            Tcr2 tcr2 = new Tcr2(registers.orElse(el10() ? Register.TCR2_EL1 : Register.TCR2_EL2, 0));
            neverGlobal[half] = tcr2.forcedNonGlobal(half == 1);
            shared[half] = new Ttbr(registers.has(base(half == 1)) ? registers.wide(base(half == 1)) : Word128.ZERO)
                    .commonNotPrivate();
        }
        if (p != null) {
            ignored[half << 1] = p.ignoredBits(false);
            ignored[half << 1 | 1] = p.ignoredBits(true);
            tags[half] = tag(asid, p, context.security());
        } else {
            tags[half] = Tags.of(asid, vmid, regime, context.security(), context.security(), Granule.K4, 0);
        }
    }

    private long tag(int asid, WalkParameters p, SecurityState ipaSpace) {
        return Tags.of(
                asid,
                vmid,
                regime,
                context.security(),
                ipaSpace,
                p.granule(),
                p.format().ordinal());
    }

    /** The tag of stage 2 entries, without the group. */
    long stage2Tag(WalkParameters p, SecurityState ipaSpace) {
        return tag(0, p, ipaSpace);
    }

    private TranslationStage stage() {
        return context.regime();
    }

    private boolean el10() {
        return stage() == TranslationStage.EL10;
    }

    private Register base(boolean upper) {
        return el10()
                ? upper ? Register.TTBR1_EL1 : Register.TTBR0_EL1
                : upper ? Register.TTBR1_EL2 : Register.TTBR0_EL2;
    }

    private int asid(RegisterFile registers, boolean upper) {
        Tcr tcr = new Tcr(registers.orElse(el10() ? Register.TCR_EL1 : Register.TCR_EL2, 0));
        Tcr2 tcr2 = new Tcr2(registers.orElse(el10() ? Register.TCR2_EL1 : Register.TCR2_EL2, 0));
        Register source = base(tcr2.twoAsids() ? upper : tcr.asidFromUpper());
        int asid = registers.has(source) ? new Ttbr(registers.wide(source)).asid() : 0;
        return tcr.asid16() ? asid : asid & NARROW;
    }

    /** The VMID that EL1&amp;0 translations have, also with stage 2 off. */
    static int vmid(RegisterFile registers) {
        if (!registers.has(Register.VTTBR_EL2)) {
            return 0;
        }
        int vmid = new Ttbr(registers.wide(Register.VTTBR_EL2)).vmid();
        boolean wide = Vtcr.VS.isSet(registers.orElse(Register.VTCR_EL2, 0));
        return wide ? vmid : vmid & NARROW;
    }

    static boolean hostRegime(RegisterFile registers) {
        Hcr hcr = new Hcr(registers.orElse(Register.HCR_EL2, 0));
        return hcr.e2h() && hcr.trapGeneralExceptions();
    }

    /** The tables of a half of the address space; null where there are none. */
    @Nullable
    WalkParameters parameters(int half) {
        return half == 0 || !stage().twoRanges() ? context.lower() : context.upper();
    }

    /** The address as entries have it: bits that translation ignores are copies of bit 55, or 0 where there is one range. */
    long key(long va, boolean fetch) {
        int half = half(va);
        long unused = ignored[half << 1 | (fetch ? 1 : 0)];
        boolean ones = half == 1 && stage().twoRanges();
        return ones ? va | unused : va & ~unused;
    }

    static int half(long va) {
        return (int) (va >>> RANGE_BIT) & 1;
    }

    /** Reads what stage 1 leaves of a half allow. */
    @Nullable
    LeafReader reader(int half) {
        LeafReader reader = readers[half];
        WalkParameters p = parameters(half);
        if (reader == null && p != null) {
            reader = new LeafReader(context, p);
            readers[half] = reader;
        }
        return reader;
    }

    /** Reads what stage 2 leaves allow; null while stage 2 is off. */
    @Nullable
    LeafReader stage2Reader() {
        WalkParameters p = context.stage2();
        if (stage2Reader == null && p != null) {
            stage2Reader = new LeafReader(context, p);
        }
        return stage2Reader;
    }
}

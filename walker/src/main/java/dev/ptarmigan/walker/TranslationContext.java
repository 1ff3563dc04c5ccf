package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.registers.MissingRegisterException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A translation regime as the registers set it up: what a walker needs besides memory. It is prepared once per change of a
 * register by a {@link ContextBuilder} and immutable, so one may serve many walkers.
 */
public final class TranslationContext {
    private static final int RANGE_BIT = 55;

    final TranslationStage regime;
    final SecurityState security;
    final Profile profile;
    final boolean stage1On;
    /** Null if stage 1 is off or TTBR0 is not known. */
    final @Nullable WalkParameters lower;
    /** Null if stage 1 is off, the regime has one range, or TTBR1 is not known. */
    final @Nullable WalkParameters upper;

    final @Nullable WalkParameters stage2;
    /** Physical address bits of the PE: the limit while stage 1 is off. */
    final int peOutputBits;
    /** By {range, fetch}: address bits that must be 0 while stage 1 is off. */
    final long[] flatMasks;

    /** HCR_EL2.DC: stage 1 is off and yields Normal Write-Back. */
    final boolean defaultCacheable;

    final boolean defaultCacheableTagged;
    final int[] permissionTable;
    /** Nibbles of PIR_ELx and PIRE0_ELx as walks use them. */
    final long pirPrivileged;

    final long pirUnprivileged;
    /** SCTLR_ELx.WXN; has no effect with indirect permissions. */
    final boolean writeExecuteNever;
    /** SCTLR_ELx.EPAN. */
    final boolean enhancedPan;

    final long overlayPrivileged;
    final long overlayUnprivileged;
    final boolean overlayPrivilegedOn;
    final boolean overlayUnprivilegedOn;
    /** Stage 2 permissions by index: 64 direct entries {XN, S2AP} or 16 indirect ones. */
    final int[] stage2Permissions;

    final boolean stage2OverlayOn;
    final long overlayStage2;

    final boolean alignmentChecked;
    final boolean dataCacheable;
    final boolean instructionCacheable;
    final boolean mairKnown;
    final long mair;
    final long mair2;
    final boolean forcedWriteBack;
    final boolean protectedTableWalk;
    final boolean stage2DataNonCacheable;
    final boolean stage2InstructionNonCacheable;
    final boolean stage2AccessFlag;
    final boolean secureFetchOnly;
    final boolean rme;
    final boolean tagPermission;
    final boolean xs;
    /** TCR2_EL1.D128 as PAR_EL1 looks at it, which is not gated as the walk is. */
    final boolean par128;

    private final List<String> assumptions;
    private final List<String> restsOn;

    TranslationContext(
            ContextBuilder b,
            @Nullable WalkParameters lower,
            @Nullable WalkParameters upper,
            @Nullable WalkParameters stage2) {
        this.regime = b.regime;
        this.security = b.security;
        this.profile = b.profile;
        this.stage1On = b.stage1On;
        this.lower = lower;
        this.upper = upper;
        this.stage2 = stage2;
        this.peOutputBits = b.peOutputBits;
        this.flatMasks = b.flatMasks;
        this.defaultCacheable = b.defaultCacheable;
        this.defaultCacheableTagged = b.defaultCacheableTagged;
        this.permissionTable = b.permissionTable;
        this.pirPrivileged = b.pirPrivileged;
        this.pirUnprivileged = b.pirUnprivileged;
        this.writeExecuteNever = b.writeExecuteNever;
        this.enhancedPan = b.enhancedPan;
        this.overlayPrivileged = b.overlayPrivileged;
        this.overlayUnprivileged = b.overlayUnprivileged;
        this.overlayPrivilegedOn = b.overlayPrivilegedOn;
        this.overlayUnprivilegedOn = b.overlayUnprivilegedOn;
        this.stage2Permissions = b.stage2Permissions;
        this.stage2OverlayOn = b.stage2OverlayOn;
        this.overlayStage2 = b.overlayStage2;
        this.alignmentChecked = b.alignmentChecked;
        this.dataCacheable = b.dataCacheable;
        this.instructionCacheable = b.instructionCacheable;
        this.mairKnown = b.mairKnown;
        this.mair = b.mair;
        this.mair2 = b.mair2;
        this.forcedWriteBack = b.forcedWriteBack;
        this.protectedTableWalk = b.protectedTableWalk;
        this.stage2DataNonCacheable = b.stage2DataNonCacheable;
        this.stage2InstructionNonCacheable = b.stage2InstructionNonCacheable;
        this.stage2AccessFlag = stage2 != null && stage2.accessFlagManaged;
        this.secureFetchOnly = b.secureFetchOnly;
        this.rme = b.rme;
        this.tagPermission = b.tagPermission;
        this.xs = b.xs;
        this.par128 = b.par128;
        this.assumptions = List.copyOf(b.assumptions);
        this.restsOn = List.copyOf(b.restsOn);
    }

    /** Address bits that must be 0 while stage 1 is off. */
    long flatMask(long va, boolean fetch) {
        return flatMasks[(int) (regime.twoRanges() ? va >>> RANGE_BIT & 1 : 0) << 1 | (fetch ? 1 : 0)];
    }

    /** The regime of stage 1. */
    public TranslationStage regime() {
        return regime;
    }

    /** The Security state translations start in. */
    public SecurityState security() {
        return security;
    }

    /** The choices in force where the architecture leaves one. */
    public Profile profile() {
        return profile;
    }

    /** Whether stage 1 translates at all. */
    public boolean isStage1On() {
        return stage1On;
    }

    /** Tables of the only range, or of the lower one; null if stage 1 is off or the register (TTBR0) is not known. */
    public @Nullable WalkParameters lower() {
        return lower;
    }

    /** Tables of the upper range; null if stage 1 is off, there is one range, or the register (TTBR1) is not known. */
    public @Nullable WalkParameters upper() {
        return upper;
    }

    /** Stage 2 tables, or null if stage 2 is off. */
    public @Nullable WalkParameters stage2() {
        return stage2;
    }

    /**
     * The tables that translate an address: chosen by VA[55] alone in regimes with two ranges.
     *
     * @throws MissingRegisterException if the range's table base is not known
     * @throws IllegalStateException if stage 1 is off
     */
    public WalkParameters parametersFor(long va) {
        boolean high = regime.twoRanges() && (va >>> RANGE_BIT & 1) != 0;
        WalkParameters chosen = high ? upper : lower;
        if (chosen == null) {
            throw missing(high);
        }
        return chosen;
    }

    private RuntimeException missing(boolean high) {
        if (!stage1On) {
            return new IllegalStateException("stage 1 is off, so there are no tables");
        }
        return new MissingRegisterException(
                ContextBuilder.base(regime, high), "addresses with bit 55 = " + (high ? 1 : 0));
    }

    /** The registers, with their values, that this context was made from. */
    public List<String> restsOn() {
        return restsOn;
    }

    /** What was taken for granted because a register is not known and does not change the answer by itself. */
    public List<String> assumptions() {
        return assumptions;
    }
}

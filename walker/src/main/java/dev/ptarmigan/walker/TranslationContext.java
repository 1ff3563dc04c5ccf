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
    /** Accesses that {@link Walker} looks at before it walks. */
    final int specialAccess;
    /** Null if stage 1 is off or TTBR0 is not known. */
    final @Nullable WalkParameters lower;
    /** Null if stage 1 is off, the regime has one range, or TTBR1 is not known. */
    final @Nullable WalkParameters upper;
    /** The tables for addresses with bit 55 set: the upper ones, or of one range the lower. */
    private final @Nullable WalkParameters highHalf;
    /** Their plain walks; null where none is. */
    private final @Nullable PlainTables plainLow;

    private final @Nullable PlainTables plainHigh;

    /** Stage 2; in Secure state, of Non-secure intermediate addresses. */
    final @Nullable WalkParameters stage2;
    /** Stage 2 of Secure intermediate addresses; null outside Secure state. */
    final @Nullable WalkParameters stage2Secure;

    final SecurityState secureOutput;
    final SecurityState nonSecureOutput;
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

    final boolean indirect;
    final long overlayPrivileged;
    final long overlayUnprivileged;
    final boolean overlayPrivilegedOn;
    final boolean overlayUnprivilegedOn;
    /** Stage 2 permissions by index: {XN, S2AP} or S2PIIndex. */
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
    final boolean secureFetchOnly;
    final boolean rme;
    /** Whether there is a Secure state; without it Root's Secure addresses are Non-secure ones. */
    final boolean secureState;

    final boolean tagPermission;
    final boolean xs;
    /** TCR2_ELx.D128 (EL3: TCR_EL3.D128) as PAR_EL1 looks at it, which is not gated as the walk is. */
    final boolean par128;

    final boolean stage2Par128;
    /** Exception level that takes External aborts from lower ones (SCR_EL3.EA, HCR_EL2.TEA), else 0. */
    final int externalAbortLevel;

    private final List<String> assumptions;
    private final List<String> restsOn;

    TranslationContext(ContextBuilder b, @Nullable WalkParameters lower, @Nullable WalkParameters upper) {
        this.regime = b.regime;
        this.security = b.security;
        this.profile = b.profile;
        this.stage1On = b.stage1On;
        this.specialAccess = (b.alignmentChecked ? Access.UNALIGNED : 0)
                | (b.profile.has(Knob.CACHE_OPERATIONS_DO_NOT_TRANSLATE) ? Access.CACHE : 0);
        this.lower = lower;
        this.upper = upper;
        this.highHalf = b.regime.twoRanges() ? upper : lower;
        this.stage2 = b.second.tables;
        this.stage2Secure = b.second.secureTables;
        this.secureOutput = b.second.secureOutput;
        this.nonSecureOutput = b.second.nonSecureOutput;
        this.peOutputBits = b.peOutputBits;
        this.flatMasks = b.flatMasks;
        this.defaultCacheable = b.defaultCacheable;
        this.defaultCacheableTagged = b.defaultCacheableTagged;
        this.permissionTable = b.permissionTable;
        this.pirPrivileged = b.pirPrivileged;
        this.pirUnprivileged = b.pirUnprivileged;
        this.writeExecuteNever = b.writeExecuteNever;
        this.enhancedPan = b.enhancedPan;
        this.indirect = b.indirect;
        this.overlayPrivileged = b.overlayPrivileged;
        this.overlayUnprivileged = b.overlayUnprivileged;
        this.overlayPrivilegedOn = b.overlayPrivilegedOn;
        this.overlayUnprivilegedOn = b.overlayUnprivilegedOn;
        this.stage2Permissions = b.second.permissions;
        this.stage2OverlayOn = b.second.overlayOn;
        this.overlayStage2 = b.second.overlay;
        this.alignmentChecked = b.alignmentChecked;
        this.dataCacheable = b.dataCacheable;
        this.instructionCacheable = b.instructionCacheable;
        this.mairKnown = b.mairKnown;
        this.mair = b.mair;
        this.mair2 = b.mair2;
        this.forcedWriteBack = b.second.forcedWriteBack;
        this.protectedTableWalk = b.second.protectedTableWalk;
        this.stage2DataNonCacheable = b.second.dataNonCacheable;
        this.stage2InstructionNonCacheable = b.second.instructionNonCacheable;
        this.secureFetchOnly = b.secureFetchOnly;
        this.rme = b.rme;
        this.secureState = b.secureState;
        this.tagPermission = b.tagPermission;
        this.xs = b.xs;
        this.par128 = b.par128;
        this.stage2Par128 = b.second.par128;
        this.externalAbortLevel = b.externalAbortLevel;
        this.assumptions = List.copyOf(b.assumptions);
        this.restsOn = List.copyOf(b.restsOn);
        this.plainLow = stage1On ? PlainTables.of(this, lower) : null;
        this.plainHigh = stage1On ? PlainTables.of(this, highHalf) : null;
    }

    /** The stage 2 tables for intermediate addresses of a space. */
    @Nullable
    WalkParameters stage2(SecurityState space) {
        return stage2Secure != null && space == SecurityState.SECURE ? stage2Secure : stage2;
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

    /** Stage 2 tables, or null if stage 2 is off; in Secure state those of Non-secure intermediate addresses. */
    public @Nullable WalkParameters stage2() {
        return stage2;
    }

    /** Stage 2 tables of Secure intermediate addresses, or null outside Secure state or if stage 2 is off. */
    public @Nullable WalkParameters stage2Secure() {
        return stage2Secure;
    }

    /**
     * The tables that translate an address: chosen by VA[55] alone in regimes with two ranges.
     *
     * @throws MissingRegisterException if the range's table base is not known
     * @throws IllegalStateException if stage 1 is off
     */
    public WalkParameters parametersFor(long va) {
        boolean high = (va >>> RANGE_BIT & 1) != 0;
        WalkParameters chosen = high ? highHalf : lower;
        if (chosen == null) {
            throw missing(high && regime.twoRanges());
        }
        return chosen;
    }

    /** The plain walks of the tables that translate an address, or null. */
    @Nullable
    PlainTables plainTables(long va) {
        return va << Long.SIZE - 1 - RANGE_BIT < 0 ? plainHigh : plainLow;
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

package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.registers.MemoryAttribute;

/**
 * How stage 2 changes the memory attributes that stage 1 gave (Arm ARM D8.6.6). Attributes are bytes in the encoding of
 * MAIR_ELx, with 0xE0 for Tagged memory without tag access, which only PAR_EL1 can express.
 */
final class StageCombination {
    private static final int WRITE_BACK_ALLOCATE = 0xFF;
    private static final int NON_CACHEABLE = 0x44;
    private static final int NON_CACHEABLE_XS0 = 0x40;
    private static final int WRITE_THROUGH_READ_ALLOCATE = 0xAA;
    private static final int WRITE_THROUGH_XS0 = 0xA0;
    private static final int TAGGED = 0xF0;
    private static final int TAGGED_NO_ACCESS = 0xE0;
    private static final int RESERVED_SHAREABILITY = 1;
    private static final int OUTER_SHAREABLE = 2;
    private static final int INNER_SHAREABLE = 3;
    private static final int NC_NIBBLE = 4;
    /** Bit 2 of a nibble: Write-Back rather than Write-Through. */
    private static final int WRITE_BACK = 4;

    private static final int NON_TRANSIENT = 8;
    private static final int NO_XS = 1;

    private final Profile profile;
    private final boolean forcedWriteBack;
    private final int first;
    private final int memAttr;
    /** Stage 2 gives NoTagAccess to memory that is Tagged. */
    private final boolean noTagAccess;

    private StageCombination(TranslationContext context, int first, int memAttr) {
        this.profile = context.profile;
        this.forcedWriteBack = context.forcedWriteBack;
        this.first = first;
        this.memAttr = memAttr;
        boolean marked = forcedWriteBack ? memAttr >= 14 : memAttr == NC_NIBBLE;
        this.noTagAccess = marked && (context.tagPermission || profile.has(Knob.FWB_MEMATTR_8_TO_15));
    }

    /** The attributes of a walk that stage 2 translated, given those of its stage 1. */
    static MemoryAttributes combine(TranslationContext context, WalkParameters p, Walk walk, MemoryAttributes stage1) {
        long word = walk.stage2Descriptor;
        int memAttr = (int) (word >>> DescriptorBits.MEM_ATTR_SHIFT) & 15;
        StageCombination combination = new StageCombination(context, stage1.attribute(), memAttr);
        boolean fetch = (walk.access & Access.EXECUTE) != 0;
        boolean disabled = fetch ? context.stage2InstructionNonCacheable : context.stage2DataNonCacheable;
        disabled &= !(context.forcedWriteBack && context.profile.has(Knob.CD_IGNORED_WITH_FWB));
        boolean forcedNoXs = p.features.has(Feature.XS) && (word & DescriptorBits.FNXS) != 0;
        int type = combination.type(context.xs, forcedNoXs, disabled);

        int sh2 = p.shareabilityFromControl ? p.shareability : (int) DescriptorBits.SH.of(word);
        boolean outer = type >> 4 == 0 || type == NON_CACHEABLE || type == NON_CACHEABLE_XS0;
        return new MemoryAttributes(type, outer ? OUTER_SHAREABLE : wider(plain(stage1.shareability()), plain(sh2)));
    }

    private static int plain(int shareability) {
        return shareability == RESERVED_SHAREABILITY ? 0 : shareability;
    }

    private static int wider(int a, int b) {
        if (a == OUTER_SHAREABLE || b == OUTER_SHAREABLE) {
            return OUTER_SHAREABLE;
        }
        return a == INNER_SHAREABLE || b == INNER_SHAREABLE ? INNER_SHAREABLE : 0;
    }

    private int type(boolean xs, boolean forcedNoXs, boolean disabled) {
        boolean tracked = xs && !profile.has(Knob.XS_NOT_TRACKED);
        int type = forcedWriteBack ? forced() : ordinary();
        if (disabled && type >> 4 != 0) {
            type = NON_CACHEABLE;
        }
        if (type == TAGGED) {
            return noTagAccess ? TAGGED_NO_ACCESS : TAGGED;
        }
        return tracked ? withXs(type, firstHasXs() && !forcedNoXs) : type;
    }

    private boolean firstHasXs() {
        MemoryAttribute stage1 = new MemoryAttribute(first);
        return stage1.isUnpredictable() || stage1.xs();
    }

    /** The encoding with XS: only Device memory, Non-cacheable and one kind of Write-Through tell it. */
    private static int withXs(int type, boolean xs) {
        if (type >> 4 == 0) {
            return xs ? type & ~NO_XS : type | NO_XS;
        }
        if (xs) {
            return type == NON_CACHEABLE_XS0
                    ? NON_CACHEABLE
                    : type == WRITE_THROUGH_XS0 ? WRITE_THROUGH_READ_ALLOCATE : type;
        }
        return type == NON_CACHEABLE
                ? NON_CACHEABLE_XS0
                : type == WRITE_THROUGH_READ_ALLOCATE ? WRITE_THROUGH_XS0 : type;
    }

    private boolean firstIsDevice() {
        return first >> 4 == 0;
    }

    private int secondDevice() {
        return (memAttr & 3) << 2;
    }

    /** HCR_EL2.FWB=1. */
    private int forced() {
        boolean quirk = profile.has(Knob.FWB_MEMATTR_8_TO_15);
        if (quirk && (memAttr == 4 || memAttr >= 8 && memAttr < 14)) {
            return 0;
        }
        if (quirk && memAttr == 14) {
            return first;
        }
        return switch (memAttr & 7) {
            case 0, 1, 2, 3 ->
                firstIsDevice() && !profile.has(Knob.FWB_DEVICE_REPLACES)
                        ? Math.min(first & ~NO_XS, secondDevice())
                        : secondDevice();
            case 4, 5 -> firstIsDevice() ? first : NON_CACHEABLE;
            case 6 -> forcedWriteBack();
            default -> first;
        };
    }

    /** Write-Back, with the allocation hints of stage 1 where that is cacheable. */
    private int forcedWriteBack() {
        if (first == TAGGED || firstIsDevice()) {
            return first == TAGGED ? TAGGED : WRITE_BACK_ALLOCATE;
        }
        return writeBack(outerOfFirst()) << 4 | writeBack(innerOfFirst());
    }

    private static int writeBack(int nibble) {
        return nibble == NC_NIBBLE || nibble == 0 ? 0xF : nibble | WRITE_BACK;
    }

    /** The halves of stage 1's byte, its short forms spelled out where they are known. */
    private int outerOfFirst() {
        return isSpelled() ? new MemoryAttribute(first).outerNibble() : first >> 4;
    }

    private int innerOfFirst() {
        return isSpelled() ? new MemoryAttribute(first).innerNibble() : first & 15;
    }

    private boolean isSpelled() {
        return first == TAGGED || !profile.has(Knob.XS_NOT_TRACKED) && new MemoryAttribute(first).isNormal();
    }

    /** HCR_EL2.FWB=0. */
    private int ordinary() {
        boolean secondIsDevice = memAttr >> 2 == 0;
        if (firstIsDevice() || secondIsDevice) {
            if (profile.has(Knob.DEVICE_TYPE_BY_LOW_NIBBLE)) {
                return byLowNibble(secondIsDevice ? secondDevice() : normal(memAttr >> 2) << 4 | normal(memAttr & 3));
            }
            return !secondIsDevice
                    ? first
                    : firstIsDevice() ? Math.min(first & ~NO_XS, secondDevice()) : secondDevice();
        }
        // Outer Non-cacheable with a reserved inner half: Write-Back without tag access where FEAT_MTE_PERM is.
        if (memAttr == NC_NIBBLE) {
            return first;
        }
        int combined = nibble(outerOfFirst(), memAttr >> 2) << 4 | nibble(innerOfFirst(), memAttr & 3);
        return first == TAGGED && combined == WRITE_BACK_ALLOCATE ? TAGGED : combined;
    }

    /** The MAIR form of a stage 2 cacheability: 1 Non-cacheable, 2 Write-Through, 3 Write-Back; 0 is reserved. */
    private static int normal(int two) {
        return switch (two) {
            case 1 -> NC_NIBBLE;
            case 2 -> 0xB;
            default -> 0xF;
        };
    }

    private int byLowNibble(int second) {
        int one = first == TAGGED ? WRITE_BACK_ALLOCATE : first;
        for (int nibble = 0; nibble <= 8; nibble += 4) {
            if ((one & 15) == nibble || (second & 15) == nibble) {
                return nibble;
            }
        }
        return 0xC;
    }

    /** One half: Non-cacheable if either is, Write-Through if either is, hints of stage 1; a reserved half acts as Write-Back. */
    private int nibble(int one, int two) {
        if (one == NC_NIBBLE || two == 1) {
            return NC_NIBBLE;
        }
        if (two != 2 || (one & WRITE_BACK) == 0) {
            return one;
        }
        int writeThrough = one & ~WRITE_BACK;
        return profile.has(Knob.TRANSIENT_LOST) ? writeThrough | NON_TRANSIENT : writeThrough;
    }
}

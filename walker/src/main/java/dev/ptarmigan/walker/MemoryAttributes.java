package dev.ptarmigan.walker;

import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.registers.MemoryAttribute;
import dev.ptarmigan.registers.MissingRegisterException;

/**
 * The memory type and shareability of a successful walk: those of stage 1, with SCTLR_ELx.C and I, combined with stage 2
 * (Arm ARM D8.6). Attributes are bytes in the encoding of MAIR_ELx, with what only PAR_EL1 can express (NoTagAccess) beside
 * them.
 *
 * @param attribute the byte PAR_EL1.ATTR reports
 * @param shareability 0 Non-shareable, 2 Outer Shareable, 3 Inner Shareable (1 is the reserved encoding)
 */
public record MemoryAttributes(int attribute, int shareability) {
    private static final int WRITE_BACK_ALLOCATE = 0xFF;
    private static final int TAGGED = 0xF0;
    private static final int TAGGED_NO_ACCESS = 0xE0;
    private static final int NON_CACHEABLE = 0x44;
    private static final int WRITE_THROUGH_READ_ALLOCATE = 0xAA;
    private static final int NON_CACHEABLE_XS0 = 0x40;
    private static final int OUTER_SHAREABLE = 2;
    private static final int RESERVED_SHAREABILITY = 1;

    /**
     * The attributes of a walk that succeeded.
     *
     * @throws MissingRegisterException if stage 1 is on and MAIR_ELx is not known
     * @throws IllegalArgumentException if the walk ended in a fault
     */
    public static MemoryAttributes of(TranslationContext context, Walk walk) {
        if (!walk.ok()) {
            throw new IllegalArgumentException("a fault has no memory attributes: " + walk);
        }
        MemoryAttributes first = stage1(context, walk);
        WalkParameters second = context.stage2(walk.ipaSpace);
        if (walk.stage2 && second != null) {
            return StageCombination.combine(context, second, walk, first);
        }
        return new MemoryAttributes(first.attribute, shareability(context, first.attribute, first.shareability));
    }

    /** The type with the shareability as written: what follows from the type is decided after the stages are combined. */
    private static MemoryAttributes stage1(TranslationContext context, Walk walk) {
        boolean fetch = (walk.access & Access.EXECUTE) != 0;
        WalkParameters p = walk.parameters();
        if (p == null) {
            return off(context, fetch);
        }
        int byIndex = attribute(context, p, walk.descriptor, walk.descriptorHigh);
        int sh = p.shareabilityFromControl ? p.shareability : (int) DescriptorBits.SH.of(walk.descriptor);
        MemoryAttribute type = new MemoryAttribute(byIndex);
        boolean enabled = fetch ? context.instructionCacheable : context.dataCacheable;
        // A fetch from Device memory, where it is allowed, is one from Non-cacheable memory.
        if (!context.profile.has(Knob.CACHE_ENABLES_IGNORED) && (type.isDevice() ? fetch : !enabled)) {
            byIndex = NON_CACHEABLE;
        }
        return new MemoryAttributes(byIndex, sh);
    }

    /** Stage 1 is off (Arm ARM D8.2.11). */
    private static MemoryAttributes off(TranslationContext context, boolean fetch) {
        if (context.defaultCacheable) {
            return new MemoryAttributes(context.defaultCacheableTagged ? TAGGED : WRITE_BACK_ALLOCATE, 0);
        }
        if (!fetch) {
            return new MemoryAttributes(0, OUTER_SHAREABLE);
        }
        return new MemoryAttributes(
                context.instructionCacheable ? WRITE_THROUGH_READ_ALLOCATE : NON_CACHEABLE, OUTER_SHAREABLE);
    }

    /** Device and Non-cacheable memory is always Outer Shareable; the reserved encoding acts as Non-shareable. */
    static int shareability(TranslationContext context, int attribute, int written) {
        boolean device = attribute >> 4 == 0;
        if (device || attribute == NON_CACHEABLE || attribute == NON_CACHEABLE_XS0) {
            return OUTER_SHAREABLE;
        }
        if (written == RESERVED_SHAREABILITY) {
            return context.profile.has(Knob.RESERVED_SH_REPORTED) ? RESERVED_SHAREABILITY : 0;
        }
        return written;
    }

    /** The MAIR byte that a stage 1 leaf selects. */
    static int attribute(TranslationContext context, WalkParameters p, long word, long wordHigh) {
        if (!context.mairKnown) {
            throw new MissingRegisterException(
                    ContextBuilder.mair(context.regime), "the memory type that AttrIndx selects");
        }
        int index;
        if (p.wide) {
            index = (int) DescriptorBits.ATTR_INDX_128.of(new Word128(wordHigh, word));
            if (!p.features.has(Feature.AIE)) {
                index &= 7;
            }
        } else {
            index = (int)
                    (p.features.has(Feature.AIE) ? DescriptorBits.ATTR_INDX_AIE : DescriptorBits.ATTR_INDX).of(word);
        }
        return (int) ((index < 8 ? context.mair : context.mair2) >>> 8 * (index & 7)) & 0xFF;
    }

    static boolean isStage1Device(TranslationContext context, WalkParameters p, long word, long wordHigh) {
        return attribute(context, p, word, wordHigh) >> 4 == 0;
    }

    /** Whether stage 2 alone makes memory Device. */
    static boolean isStage2Device(TranslationContext context, long word) {
        int memAttr = (int) (word >>> DescriptorBits.MEM_ATTR_SHIFT) & 15;
        return context.forcedWriteBack ? (memAttr & 4) == 0 : memAttr >> 2 == 0;
    }

    /** The attributes in words, for example {@code Normal, inner/outer Write-Back non-transient RW-allocate}. */
    public String text() {
        return attribute == TAGGED_NO_ACCESS ? "Normal Tagged NoTagAccess" : new MemoryAttribute(attribute).text();
    }

    /** The shareability in words. */
    public String shareabilityText() {
        return switch (shareability) {
            case 0 -> "Non-shareable";
            case RESERVED_SHAREABILITY -> "reserved shareability";
            case OUTER_SHAREABLE -> "Outer Shareable";
            default -> "Inner Shareable";
        };
    }
}

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
    private static final int INNER_SHAREABLE = 3;
    private static final int RESERVED_SHAREABILITY = 1;
    private static final int NC_NIBBLE = 4;

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
        if (walk.stage2) {
            return StageCombination.combine(context, walk, first);
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
        if (!enabled && !context.profile.has(Knob.CACHE_ENABLES_IGNORED)) {
            if (!type.isDevice()) {
                byIndex = NON_CACHEABLE;
            }
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

    /** How stage 2 changes what stage 1 gave (Arm ARM D8.6.6). */
    static final class StageCombination {
        private StageCombination() {}

        static MemoryAttributes combine(TranslationContext context, Walk walk, MemoryAttributes first) {
            WalkParameters p = context.stage2;
            if (p == null) {
                throw new IllegalStateException("no stage 2");
            }
            boolean fetch = (walk.access & Access.EXECUTE) != 0;
            long word = walk.stage2Descriptor;
            int memAttr = (int) (word >>> DescriptorBits.MEM_ATTR_SHIFT) & 15;
            int sh2 = p.shareabilityFromControl ? p.shareability : (int) DescriptorBits.SH.of(word);
            Profile profile = context.profile;
            int type;
            if (context.forcedWriteBack) {
                type = forced(profile, first.attribute, memAttr);
            } else {
                type = ordinary(profile, first.attribute, memAttr);
            }
            boolean disabled = fetch ? context.stage2InstructionNonCacheable : context.stage2DataNonCacheable;
            if (disabled && type >> 4 != 0 && !(context.forcedWriteBack && profile.has(Knob.CD_IGNORED_WITH_FWB))) {
                type = NON_CACHEABLE;
            }
            int sh = stricter(first.shareability, sh2 == RESERVED_SHAREABILITY ? 0 : sh2);
            boolean outer = type >> 4 == 0 || type == NON_CACHEABLE || type == NON_CACHEABLE_XS0;
            return new MemoryAttributes(type, outer ? OUTER_SHAREABLE : sh);
        }

        private static int stricter(int a, int b) {
            int first = a == RESERVED_SHAREABILITY ? 0 : a;
            if (first == OUTER_SHAREABLE || b == OUTER_SHAREABLE) {
                return OUTER_SHAREABLE;
            }
            return first == INNER_SHAREABLE || b == INNER_SHAREABLE ? INNER_SHAREABLE : 0;
        }

        private static int forced(Profile profile, int first, int memAttr) {
            boolean quirk = profile.has(Knob.FWB_MEMATTR_8_TO_15);
            if (memAttr >= 8 && quirk) {
                if (memAttr < 14) {
                    return 0;
                }
                return first == TAGGED ? TAGGED_NO_ACCESS : first;
            }
            switch (memAttr & 7) {
                case 0, 1, 2, 3 -> {
                    int type = (memAttr & 3) << 2;
                    if (first >> 4 == 0 && !profile.has(Knob.FWB_DEVICE_REPLACES)) {
                        return Math.min(first & ~1, type) | 0;
                    }
                    return type;
                }
                case 4 -> {
                    return 0;
                }
                case 5 -> {
                    return first >> 4 == 0 ? first : NON_CACHEABLE;
                }
                case 6 -> {
                    return forcedWriteBack(first);
                }
                default -> {
                    return first;
                }
            }
        }

        /** Write-Back, with the allocation hints of stage 1 where that is cacheable. */
        private static int forcedWriteBack(int first) {
            if (first == TAGGED) {
                return TAGGED;
            }
            if (first >> 4 == 0) {
                return WRITE_BACK_ALLOCATE;
            }
            MemoryAttribute stage1 = new MemoryAttribute(first);
            if (stage1.isUnpredictable()) {
                return WRITE_BACK_ALLOCATE;
            }
            return writeBack(stage1.outerNibble()) << 4 | writeBack(stage1.innerNibble());
        }

        private static int writeBack(int nibble) {
            return nibble == NC_NIBBLE ? 0xF : nibble | 4;
        }

        private static int ordinary(Profile profile, int first, int memAttr) {
            boolean device1 = first >> 4 == 0;
            boolean device2 = memAttr >> 2 == 0;
            if (device1 || device2) {
                if (profile.has(Knob.DEVICE_TYPE_BY_LOW_NIBBLE)) {
                    int second =
                            device2 ? (memAttr & 3) << 2 : normalNibble(memAttr >> 2) << 4 | normalNibble(memAttr & 3);
                    return byLowNibble(first, second);
                }
                if (device1 && device2) {
                    return Math.min(first & ~1, (memAttr & 3) << 2);
                }
                return device1 ? first : (memAttr & 3) << 2;
            }
            if (memAttr == NC_NIBBLE && first == TAGGED) {
                return TAGGED_NO_ACCESS;
            }
            boolean quirk = profile.has(Knob.TRANSIENT_LOST);
            if (memAttr == NC_NIBBLE) {
                return first;
            }
            if (quirk) {
                return nibbleQuirk(first >> 4, memAttr >> 2) << 4 | nibbleQuirk(first & 15, memAttr & 3);
            }
            MemoryAttribute stage1 = new MemoryAttribute(first);
            int outer = stage1.isUnpredictable() ? NC_NIBBLE : stage1.outerNibble();
            int inner = stage1.isUnpredictable() ? NC_NIBBLE : stage1.innerNibble();
            int combined = nibble(outer, memAttr >> 2) << 4 | nibble(inner, memAttr & 3);
            if (first == TAGGED && combined == WRITE_BACK_ALLOCATE) {
                return TAGGED;
            }
            return combined;
        }

        private static int normalNibble(int two) {
            return switch (two) {
                case 1 -> NC_NIBBLE;
                case 2 -> 0xB;
                default -> 0xF;
            };
        }

        private static int byLowNibble(int first, int second) {
            for (int nibble = 0; nibble <= 8; nibble += 4) {
                if ((first & 15) == nibble || (second & 15) == nibble) {
                    return nibble;
                }
            }
            return 0xC;
        }

        /** Stage 2 two-bit cacheability: 1 NC, 2 Write-Through, 3 Write-Back; 0 is reserved and acts as Write-Back. */
        private static int nibble(int first, int two) {
            if (first == NC_NIBBLE || two == 1) {
                return NC_NIBBLE;
            }
            return two == 2 ? first & ~4 : first;
        }

        private static int nibbleQuirk(int first, int two) {
            if (first == NC_NIBBLE || two == 1) {
                return NC_NIBBLE;
            }
            if ((first & 0xC) == 0 || (first & 0xC) == 8) {
                return first;
            }
            return two == 2 ? 8 | first & 3 : first;
        }
    }
}

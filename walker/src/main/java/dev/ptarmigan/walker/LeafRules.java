package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Place;

/** What kind of descriptor a word is where it was read, and which address bits of a leaf come from where. Either stage. */
final class LeafRules {
    private static final int SKIP_MASK = 3;

    private LeafRules() {}

    /**
     * Binary logarithm of the bytes whose addresses come from the input address: the leaf's own or its Contiguous group's. 0 if
     * Contiguous, nT or AMEC make the leaf fault.
     */
    static int span(
            TranslationContext context,
            WalkParameters p,
            long word,
            long wordHigh,
            int at,
            int span,
            boolean noContiguous) {
        int wider = span;
        if (!p.contiguousIsHint && !noContiguous && p.contiguousShift(at) > 0 && isContiguous(p, word, wordHigh)) {
            int group = span + p.contiguousShift(at);
            if (group > p.inputBits) {
                if (context.profile.has(Knob.CONTIGUOUS_SPAN_FAULTS)) {
                    return 0;
                }
            } else if (context.profile.has(Knob.CONTIGUOUS_TAKES_INPUT_BITS)) {
                wider = group;
            }
        }
        boolean notTranslated = at != Place.LAST_LEVEL
                && (word & (p.wide ? DescriptorBits.NT_128 : DescriptorBits.NT)) != 0
                && context.profile.has(Knob.NT_FAULTS);
        boolean alternate = (word & p.alternateContextLow | wordHigh & p.alternateContextHigh) != 0
                && Stage1Rules.space(context, p, word, wordHigh, 0) == SecurityState.REALM;
        return notTranslated || alternate ? 0 : wider;
    }

    static boolean isContiguous(WalkParameters p, long word, long wordHigh) {
        return (p.wide ? wordHigh & DescriptorBits.CONTIGUOUS_128 : word & DescriptorBits.CONTIGUOUS) != 0;
    }

    /** Called for an output address beyond the output size: whether it counts. */
    static boolean isBeyond(TranslationContext context, WalkParameters p, long own) {
        return !context.profile.has(Knob.LEAF_BASE_CHECKED_ONLY) || (own & p.beyondOutput) != 0;
    }

    static boolean isTable(WalkParameters p, long word, int at, int skipped) {
        if (!p.wide) {
            return (word & DescriptorBits.TABLE_OR_PAGE) == DescriptorBits.TABLE_OR_PAGE && at != Place.LAST_LEVEL;
        }
        return (word & DescriptorBits.VALID) != 0 && at + skipped < Place.LAST_LEVEL && skipped <= p.mostSkipped;
    }

    static boolean isLeaf(WalkParameters p, long word, long wordHigh, int at) {
        if (p.wide) {
            int skipped = skipped(wordHigh);
            return (word & DescriptorBits.VALID) != 0 && at + skipped == Place.LAST_LEVEL && skipped <= p.mostSkipped;
        }
        long type = word & DescriptorBits.TABLE_OR_PAGE;
        return at == Place.LAST_LEVEL
                ? type == DescriptorBits.TABLE_OR_PAGE
                : type == DescriptorBits.VALID && p.blockAllowed(at);
    }

    /** How many levels the table that a 128-bit descriptor points to skips. */
    static int skipped(long wordHigh) {
        return (int) (wordHigh >>> DescriptorBits.SKL_SHIFT_128) & SKIP_MASK;
    }
}

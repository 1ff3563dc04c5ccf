package dev.ptarmigan.walker;

import dev.ptarmigan.descriptors.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * What a leaf gives that was found by reading tables rather than by a walk: the rules are the {@link Walker}'s, the access is
 * none in particular. Reading allocates nothing.
 *
 * <p>Words come in halves; the high ones are 0 for 64-bit descriptors. {@code tables} are the attributes of all tables above,
 * ORed; they count only where the controls let them.
 */
public final class LeafReader {
    private final TranslationContext context;
    private final WalkParameters parameters;

    /** A reader of the leaves of one tree. */
    public LeafReader(TranslationContext context, WalkParameters parameters) {
        this.context = context;
        this.parameters = parameters;
    }

    /** Whether the attributes of tables restrict what is below them. */
    public boolean isHierarchical() {
        return parameters.hierarchical;
    }

    /**
     * What the translation allows with PSTATE.PAN clear, after overlays; bits of {@link Permissions}. A writable-clean entry
     * is writable where hardware manages the dirty state. With indirect permissions a clean entry counts as writable, whoever
     * manages its state.
     */
    public int permissions(long word, long wordHigh, long tables, long tablesHigh) {
        if (parameters.stage2) {
            return stage2(word, wordHigh);
        }
        int data = stage1(word, wordHigh, tables, tablesHigh, Access.READ);
        int fetch = stage1(word, wordHigh, tables, tablesHigh, Access.READ | Access.EXECUTE);
        int execute = Permissions.PX | Permissions.UX;
        return data & ~execute | fetch & execute;
    }

    private int stage1(long word, long wordHigh, long tables, long tablesHigh, int access) {
        long above = parameters.hierarchical ? tables : 0;
        long spaceAbove = parameters.wide ? tablesHigh : tables;
        SecurityState space = Stage1Rules.space(context, parameters, word, wordHigh, spaceAbove);
        int base = Stage1Rules.permissions(context, parameters, word, wordHigh, above, access, space);
        if (!parameters.overlay) {
            return base;
        }
        int overlay = Stage1Rules.overlay(context, parameters, base, word, wordHigh);
        return Permissions.settled(base, overlay) & overlay;
    }

    private int stage2(long word, long wordHigh) {
        return Stage2Rules.effective(context, parameters, word, wordHigh);
    }

    /**
     * The memory type and shareability of a stage 1 leaf, before stage 2 and SCTLR_ELx.C; null if MAIR_ELx is not known, or
     * for stage 2.
     */
    public @Nullable MemoryAttributes memory(long word, long wordHigh) {
        if (parameters.stage2 || !context.mairKnown) {
            return null;
        }
        int attribute = MemoryAttributes.attribute(context, parameters, word, wordHigh);
        int written = parameters.shareabilityFromControl ? parameters.shareability : (int) DescriptorBits.SH.of(word);
        return new MemoryAttributes(attribute, MemoryAttributes.shareability(context, attribute, written));
    }
}

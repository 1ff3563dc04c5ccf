package dev.ptarmigan.walker;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Feature;
import dev.ptarmigan.descriptors.Features;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.TranslationStage;
import dev.ptarmigan.descriptors.WordLayout;

/**
 * The masks and shifts of the walker's loop, taken from the field tables when the class loads; the JIT treats them as
 * literals. Only fields that lie in the same bits at every place where they exist are here; addresses are in
 * {@link WalkParameters}. Names ending in 128 are for 128-bit descriptors; if the field lies in the high half, so does the
 * mask.
 */
final class DescriptorBits {
    private static final Features NONE = Features.NONE;
    private static final WordLayout PAGE = layout(Format.VMSA64, TranslationStage.EL10, 3, NONE, DescriptorKind.PAGE);
    private static final WordLayout PIE =
            layout(Format.VMSA64, TranslationStage.EL10, 3, NONE.with(Feature.PIE), DescriptorKind.PAGE);
    private static final WordLayout POE =
            layout(Format.VMSA64, TranslationStage.EL10, 3, NONE.with(Feature.POE), DescriptorKind.PAGE);
    private static final WordLayout AIE =
            layout(Format.VMSA64, TranslationStage.EL10, 3, NONE.with(Feature.AIE), DescriptorKind.PAGE);
    private static final WordLayout EL3_RME =
            layout(Format.VMSA64, TranslationStage.EL3, 3, NONE.with(Feature.RME), DescriptorKind.PAGE);
    private static final WordLayout BLOCK =
            layout(Format.VMSA64, TranslationStage.EL10, 2, NONE.with(Feature.BBM), DescriptorKind.BLOCK);
    private static final WordLayout TABLE =
            layout(Format.VMSA64, TranslationStage.EL10, 2, NONE.with(Feature.SECURE), DescriptorKind.TABLE);
    private static final WordLayout STAGE2 =
            layout(Format.VMSA64, TranslationStage.STAGE2, 3, NONE.with(Feature.XNX), DescriptorKind.PAGE);
    private static final WordLayout STAGE2_PIE = layout(
            Format.VMSA64, TranslationStage.STAGE2, 3, NONE.with(Feature.PIE).with(Feature.POE), DescriptorKind.PAGE);
    private static final WordLayout PAGE_128 = layout(
            Format.VMSA128,
            TranslationStage.EL10,
            3,
            NONE.with(Feature.POE).with(Feature.AIE).with(Feature.SECURE),
            DescriptorKind.PAGE);
    private static final WordLayout BLOCK_128 =
            layout(Format.VMSA128, TranslationStage.EL10, 2, NONE.with(Feature.BBM), DescriptorKind.BLOCK);
    private static final WordLayout TABLE_128 =
            layout(Format.VMSA128, TranslationStage.EL10, 1, NONE.with(Feature.SECURE), DescriptorKind.TABLE);

    static final long VALID = PAGE.mask(DescriptorField.VALID);
    static final long TABLE_OR_PAGE = VALID | PAGE.mask(DescriptorField.TYPE);
    static final long AF = PAGE.mask(DescriptorField.AF);
    static final long DBM = PAGE.mask(DescriptorField.DBM);
    static final long CONTIGUOUS = PAGE.mask(DescriptorField.CONTIGUOUS);
    static final long NT = BLOCK.mask(DescriptorField.NT);
    static final int AP_SHIFT = lowest(PAGE, DescriptorField.AP);
    /** AP[2], which indirect permissions call nDirty: 1 is read-only or clean. */
    static final long AP2 = PIE.mask(DescriptorField.NDIRTY);

    static final int UXN_SHIFT = lowest(PAGE, DescriptorField.UXN);
    static final int PXN_SHIFT = lowest(PAGE, DescriptorField.PXN);
    /** Bits {UXN, PXN} of a leaf side by side; those of tables are, with APTable above them. */
    static final int XN_SHIFT = sideBySide(UXN_SHIFT, PXN_SHIFT);

    static final int AP_TABLE_SHIFT = lowest(TABLE, DescriptorField.AP_TABLE);
    static final int UXN_TABLE_SHIFT = lowest(TABLE, DescriptorField.UXN_TABLE);
    static final int PXN_TABLE_SHIFT = lowest(TABLE, DescriptorField.PXN_TABLE);
    /** {APTable, UXNTable, PXNTable} side by side. */
    static final int TABLE_ATTRIBUTES_SHIFT = lowestOf(AP_TABLE_SHIFT, UXN_TABLE_SHIFT, PXN_TABLE_SHIFT);

    static final long NS_TABLE = TABLE.mask(DescriptorField.NS_TABLE);
    static final long NS = layout(
                    Format.VMSA64, TranslationStage.EL10, 3, NONE.with(Feature.SECURE), DescriptorKind.PAGE)
            .mask(DescriptorField.NS);
    static final long NSE = EL3_RME.mask(DescriptorField.NSE);
    static final long NG = PAGE.mask(DescriptorField.NG);

    static final BitField PI_INDEX = PIE.field(DescriptorField.PI_INDEX);
    private static final int PI_HIGH_SHIFT = PI_INDEX.runs().get(1).low();
    private static final int PI_MIDDLE_SHIFT = PI_INDEX.runs().get(2).low();
    private static final int PI_LOW_SHIFT = PI_INDEX.runs().get(3).low();
    /** Descriptor bit 51: PIIndex[1], which QEMU still treats as DBM. */
    static final long PI_INDEX_1 = 1L << PI_MIDDLE_SHIFT;

    static final int PO_SHIFT = lowest(POE, DescriptorField.PO_INDEX);
    static final BitField ATTR_INDX = PAGE.field(DescriptorField.ATTR_INDX);
    static final BitField ATTR_INDX_AIE = AIE.field(DescriptorField.ATTR_INDX);
    static final BitField SH = PAGE.field(DescriptorField.SH);

    static final int S2AP_SHIFT = lowest(STAGE2, DescriptorField.S2AP);
    /** S2AP[1], which indirect permissions call Dirty: 1 is writable or dirty. */
    static final long S2AP_WRITE = STAGE2_PIE.mask(DescriptorField.DIRTY);

    static final int S2_XN_SHIFT = lowest(STAGE2, DescriptorField.XN);
    static final int MEM_ATTR_SHIFT = lowest(STAGE2, DescriptorField.MEM_ATTR);
    static final int S2PO_SHIFT = lowest(STAGE2_PIE, DescriptorField.S2PO_INDEX);
    static final long FNXS = layout(
                    Format.VMSA64, TranslationStage.STAGE2, 3, NONE.with(Feature.XS), DescriptorKind.PAGE)
            .mask(DescriptorField.FNXS);
    static final long REALM_NS = layout(
                    Format.VMSA64, TranslationStage.STAGE2, 3, NONE.with(Feature.REALM), DescriptorKind.PAGE)
            .mask(DescriptorField.NS);

    static final int SKL_SHIFT_128 = lowest(PAGE_128, DescriptorField.SKL);
    static final int PI_SHIFT_128 = lowest(PAGE_128, DescriptorField.PI_INDEX);
    static final int PO_SHIFT_128 = lowest(PAGE_128, DescriptorField.PO_INDEX);
    static final long CONTIGUOUS_128 =
            PAGE_128.field(DescriptorField.CONTIGUOUS).highMask();
    static final long NS_128 = PAGE_128.field(DescriptorField.NS).highMask();
    static final long NS_TABLE_128 = TABLE_128.field(DescriptorField.NS_TABLE).highMask();
    static final long DISCH_128 = TABLE_128.field(DescriptorField.DISCH).highMask();
    static final long NT_128 = BLOCK_128.field(DescriptorField.NT).lowMask();
    static final BitField ATTR_INDX_128 = PAGE_128.field(DescriptorField.ATTR_INDX);

    private DescriptorBits() {}

    private static WordLayout layout(
            Format format, TranslationStage stage, int level, Features features, DescriptorKind kind) {
        return Layouts.of(new Place(format, Granule.K4, stage, level, features), kind);
    }

    /** The lowest bit of a field of one run; counted from bit 64 for a run in the high half. */
    private static int lowest(WordLayout layout, DescriptorField field) {
        BitField bits = layout.field(field);
        if (bits.runs().size() != 1) {
            throw new IllegalStateException(bits + " is not one run of bits");
        }
        return bits.runs().get(0).low() & 63;
    }

    private static int lowestOf(int apTable, int uxnTable, int pxnTable) {
        sideBySide(apTable, uxnTable);
        return sideBySide(uxnTable, pxnTable);
    }

    private static int sideBySide(int upper, int lower) {
        if (upper != lower + 1) {
            throw new IllegalStateException("upper=" + upper + ", lower=" + lower + " are not side by side");
        }
        return lower;
    }

    /** PIIndex of a 64-bit stage 1 leaf; stage 2 has S2PIIndex in the same bits. */
    static int piIndex(long descriptor) {
        return (int) (descriptor >>> PI_HIGH_SHIFT & 3) << 2
                | (int) (descriptor >>> PI_MIDDLE_SHIFT & 1) << 1
                | (int) (descriptor >>> PI_LOW_SHIFT & 1);
    }
}

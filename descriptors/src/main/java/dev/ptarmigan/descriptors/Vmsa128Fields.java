package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.DescriptorField.*;
import static dev.ptarmigan.descriptors.FieldRow.bit;
import static dev.ptarmigan.descriptors.FieldRow.bits;
import static dev.ptarmigan.descriptors.FieldRow.named;
import static dev.ptarmigan.descriptors.TranslationStage.EL10;
import static dev.ptarmigan.descriptors.TranslationStage.EL20;
import static dev.ptarmigan.descriptors.TranslationStage.EL3;
import static dev.ptarmigan.descriptors.TranslationStage.STAGE2;

import dev.ptarmigan.bits.BitField;
import java.util.List;

/**
 * The field tables of 128-bit descriptors (FEAT_D128). Permissions are always indirect. There is no type bit: SKL says
 * how far the walk goes, hence whether the descriptor is a table or a leaf; bit 1 is ignored.
 */
final class Vmsa128Fields {
    /** Skip level, the same in every 128-bit descriptor; {@link DescriptorKind} needs it before it knows the layout. */
    static final BitField SKL_FIELD = BitField.bits("SKL[1:0]", 110, 109);

    private static final Where ANY = Where.ALWAYS;
    private static final Where STAGE_1 = ANY.stages(EL10, EL20, EL3);
    private static final Where STAGE_2 = ANY.stages(STAGE2);
    private static final FieldRow SKL_ROW = new FieldRow(SKL, SKL_FIELD, ANY);

    // spotless:off
    static final List<FieldRow> TABLE = List.of(
            bit  (NS_TABLE,                    127,      STAGE_1.stages(EL10, EL20).with(Feature.SECURE)),
            bit  (NS_TABLE,                    127,      STAGE_1.stages(EL3).without(Feature.RME)),
            bit  (PROTECTED,                   114,      STAGE_1.with(Feature.THE)),
            bit  (DISCH,                       112,      STAGE_1),
            SKL_ROW,
            bit  (AF,                           10,      ANY.with(Feature.HAFT)),
            bit  (NT,                            6,      ANY.with(Feature.BBM)),
            bit  (VALID,                         0,      ANY),
            // What is left has no function.
            bits (IGNORED,                     127, 115, ANY),
            bits (SOFTWARE,                    114, 111, ANY),
            bits (IGNORED,                     108,  64, ANY),
            bits (IGNORED,                      63,  56, ANY),
            bits (RES0,                         55,  12, ANY),
            bits (IGNORED,                      11,   1, ANY));

    static final List<FieldRow> LEAF = List.of(
            bit  (NS,                          127,      STAGE_1.stages(EL10, EL20).with(Feature.SECURE)),
            bit  (NS,                          127,      STAGE_1.stages(EL20).with(Feature.REALM).without(Feature.SECURE)),
            bit  (NS,                          127,      STAGE_1.stages(EL3)),
            bit  (NS,                          127,      STAGE_2.with(Feature.REALM)),
            named(PO_INDEX,   "POIndex[3:0]",   124, 121, STAGE_1.with(Feature.POE)),
            named(S2PO_INDEX, "S2POIndex[3:0]", 124, 121, STAGE_2.with(Feature.POE)),
            named(PI_INDEX,   "PIIndex[3:0]",   118, 115, STAGE_1),
            named(S2PI_INDEX, "S2PIIndex[3:0]", 118, 115, STAGE_2),
            bit  (PROTECTED,                   114,      STAGE_1.with(Feature.THE)),
            bit  (ASSURED_ONLY,                114,      STAGE_2.with(Feature.THE)),
            bit  (GP,                          113,      STAGE_1.with(Feature.BTI)),
            bit  (CONTIGUOUS,                  111,      ANY.onContiguousLevels()),
            SKL_ROW,
            bit  (AMEC,                        103,      ANY.stages(EL20, STAGE2).with(Feature.REALM).with(Feature.MEC)),
            bit  (NG,                           11,      STAGE_1.stages(EL10, EL20)),
            bit  (NSE,                          11,      STAGE_1.stages(EL3).with(Feature.RME)),
            bit  (FNXS,                         11,      STAGE_2.with(Feature.XS)),
            bit  (AF,                           10,      ANY),
            named(SH,         "SH[1:0]",         9,   8, ANY),
            bit  (NDIRTY,                        7,      STAGE_1),
            bit  (DIRTY,                         7,      STAGE_2),
            bit  (NT,                            6,      ANY.kind(DescriptorKind.BLOCK).with(Feature.BBM)),
            named(ATTR_INDX,  "AttrIndx[3:0]",   5,   2, STAGE_1.with(Feature.AIE)),
            named(ATTR_INDX,  "AttrIndx[2:0]",   4,   2, STAGE_1.without(Feature.AIE)),
            named(MEM_ATTR,   "MemAttr[3:0]",    5,   2, STAGE_2),
            bit  (VALID,                         0,      ANY),
            // What is left has no function.
            bits (IGNORED,                     127, 111, ANY),
            bits (IGNORED,                     108,  64, ANY),
            bits (IGNORED,                      63,  56, ANY),
            bits (RES0,                         55,  11, ANY),
            bits (IGNORED,                       6,   1, ANY));
    // spotless:on

    private Vmsa128Fields() {}
}

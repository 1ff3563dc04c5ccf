package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.DescriptorField.*;
import static dev.ptarmigan.descriptors.FieldRow.bit;
import static dev.ptarmigan.descriptors.FieldRow.bits;
import static dev.ptarmigan.descriptors.FieldRow.named;
import static dev.ptarmigan.descriptors.FieldRow.scattered;
import static dev.ptarmigan.descriptors.TranslationStage.EL10;
import static dev.ptarmigan.descriptors.TranslationStage.EL2;
import static dev.ptarmigan.descriptors.TranslationStage.EL20;
import static dev.ptarmigan.descriptors.TranslationStage.EL3;

import dev.ptarmigan.bits.BitField.Run;
import java.util.List;

/** The field table of 64-bit stage 1 descriptors (Arm ARM D8.3.1, D8.4, D8.6). Addresses are in {@link AddressFields}. */
final class Stage1Fields {
    private static final Where ANY = Where.ALWAYS;
    private static final Where TWO = ANY.stages(EL10, EL20);
    private static final Where ONE = ANY.stages(EL2, EL3);
    private static final Where TWO_BUT_NV1 = TWO.without(Feature.NV1);
    private static final Where NV1 = ANY.stages(EL10).with(Feature.NV1);
    private static final Where DIRECT = ANY.without(Feature.PIE);
    private static final Where INDIRECT = ANY.with(Feature.PIE);
    private static final Where NO_LPA2 = ANY.formatsOtherThan(Format.VMSA64_LPA2);

    // spotless:off
    static final List<FieldRow> TABLE = List.of(
            bit  (NS_TABLE,                  63,     ANY.stages(EL10, EL20, EL2).with(Feature.SECURE)),
            bit  (NS_TABLE,                  63,     ANY.stages(EL3).without(Feature.RME)),
            named(AP_TABLE,  "APTable[1:0]", 62, 61, TWO_BUT_NV1),
            named(AP_TABLE,  "APTable[1]",   62, 62, NV1),
            named(AP_TABLE,  "APTable[1]",   62, 62, ONE),
            bit  (UXN_TABLE,                 60,     TWO_BUT_NV1),
            bit  (PXN_TABLE,                 60,     NV1),
            bit  (XN_TABLE,                  60,     ONE),
            bit  (PXN_TABLE,                 59,     TWO_BUT_NV1),
            bit  (PROTECTED,                 52,     ANY.with(Feature.THE)),
            bit  (AF,                        10,     ANY.with(Feature.HAFT)),
            bit  (TYPE,                       1,     ANY),
            bit  (VALID,                      0,     ANY),
            // What is left has no function.
            bits (IGNORED,                   63, 63, ANY),
            bits (RES0,                      61, 61, ONE),
            bits (IGNORED,                   61, 61, NV1),
            bits (RES0,                      59, 59, ANY),
            bits (SOFTWARE,                  58, 55, ANY),
            bits (IGNORED,                   54, 51, ANY),
            bits (RES0,                      50, 50, ANY),
            bits (RES0,                      49, 48, ANY),
            bits (RES0,                      47, 12, ANY),
            bits (IGNORED,                   11,  2, ANY));

    static final List<FieldRow> LEAF = List.of(
            bit  (AMEC,                      63,     ANY.stages(EL20, EL2).with(Feature.REALM).with(Feature.MEC)),
            named(PO_INDEX,  "POIndex[2:0]", 62, 60, ANY.with(Feature.POE)),
            named(PBHA,      "PBHA[3:0]",    62, 59, ANY.with(Feature.HPDS2).without(Feature.POE).without(Feature.AIE)),
            named(PBHA,      "PBHA[3:1]",    62, 60, ANY.with(Feature.HPDS2).without(Feature.POE).with(Feature.AIE)),
            named(PBHA,      "PBHA[0]",      59, 59, ANY.with(Feature.HPDS2).with(Feature.POE).without(Feature.AIE)),
            bit  (UXN,                       54,     TWO_BUT_NV1.without(Feature.PIE)),
            bit  (PXN,                       54,     NV1.without(Feature.PIE)),
            bit  (XN,                        54,     ONE.without(Feature.PIE)),
            bit  (PXN,                       53,     TWO_BUT_NV1.without(Feature.PIE)),
            bit  (PROTECTED,                 52,     ANY.with(Feature.THE)),
            bit  (CONTIGUOUS,                52,     ANY.without(Feature.THE).onContiguousLevels()),
            bit  (DBM,                       51,     DIRECT),
            scattered(PI_INDEX, INDIRECT, new Run(54, 54), new Run(53, 53), new Run(51, 51), new Run(6, 6)),
            bit  (GP,                        50,     ANY.with(Feature.BTI)),
            bit  (NT,                        16,     ANY.kind(DescriptorKind.BLOCK).with(Feature.BBM)),
            bit  (NG,                        11,     TWO),
            bit  (NSE,                       11,     ANY.stages(EL3).with(Feature.RME)),
            bit  (AF,                        10,     ANY),
            named(SH,        "SH[1:0]",       9,  8, NO_LPA2),
            named(AP,        "AP[2:1]",       7,  6, TWO_BUT_NV1.without(Feature.PIE)),
            named(AP,        "AP[2]",         7,  7, NV1.without(Feature.PIE)),
            named(AP,        "AP[2]",         7,  7, ONE.without(Feature.PIE)),
            bit  (NDIRTY,                     7,     INDIRECT),
            bit  (NS,                         5,     ANY.stages(EL10, EL20, EL2).with(Feature.SECURE)),
            bit  (NS,                         5,     ANY.stages(EL20, EL2).with(Feature.REALM).without(Feature.SECURE)),
            bit  (NS,                         5,     ANY.stages(EL3)),
            named(ATTR_INDX, "AttrIndx[2:0]", 4,  2, ANY.without(Feature.AIE)),
            scattered(ATTR_INDX, ANY.with(Feature.AIE), new Run(59, 59), new Run(4, 2)),
            bit  (TYPE,                       1,     ANY),
            bit  (VALID,                      0,     ANY),
            // What is left has no function.
            bits (IGNORED,                   63, 59, ANY),
            bits (SOFTWARE,                  58, 55, ANY),
            bits (RES0,                      53, 53, ANY),
            bits (IGNORED,                   52, 52, ANY),
            bits (RES0,                      50, 50, ANY),
            bits (RES0,                      49, 48, ANY),
            bits (RES0,                      47, 11, ANY),
            bits (RES1,                       6,  6, ONE.without(Feature.PIE)),
            bits (IGNORED,                    6,  6, NV1),
            bits (IGNORED,                    5,  5, ANY));
    // spotless:on

    private Stage1Fields() {}
}

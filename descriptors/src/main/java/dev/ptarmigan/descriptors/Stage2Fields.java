package dev.ptarmigan.descriptors;

import static dev.ptarmigan.descriptors.DescriptorField.*;
import static dev.ptarmigan.descriptors.FieldRow.bit;
import static dev.ptarmigan.descriptors.FieldRow.bits;
import static dev.ptarmigan.descriptors.FieldRow.named;
import static dev.ptarmigan.descriptors.FieldRow.scattered;

import dev.ptarmigan.bits.BitField.Run;
import java.util.List;

/** The field table of 64-bit stage 2 descriptors (Arm ARM D8.3.1, D8.4.3, D8.6). There are no hierarchical attributes. */
final class Stage2Fields {
    private static final Where ANY = Where.ALWAYS;
    private static final Where DIRECT = ANY.without(Feature.PIE);
    private static final Where INDIRECT = ANY.with(Feature.PIE);
    private static final Where NO_LPA2 = ANY.formatsOtherThan(Format.VMSA64_LPA2);

    // spotless:off
    static final List<FieldRow> TABLE = List.of(
            bit  (AF,                         10,     ANY.with(Feature.HAFT)),
            bit  (TYPE,                        1,     ANY),
            bit  (VALID,                       0,     ANY),
            // What is left has no function.
            bits (IGNORED,                    63, 59, ANY),
            bits (SOFTWARE,                   58, 55, ANY),
            bits (IGNORED,                    54, 51, ANY),
            bits (RES0,                       50, 48, ANY),
            bits (RES0,                       47, 12, ANY),
            bits (IGNORED,                    11,  2, ANY));

    static final List<FieldRow> LEAF = List.of(
            bit  (AMEC,                       63,     ANY.with(Feature.REALM).with(Feature.MEC)),
            named(S2PO_INDEX, "S2POIndex[3:0]", 62, 59, ANY.with(Feature.POE)),
            named(PBHA,       "PBHA[3:0]",    62, 59, ANY.with(Feature.HPDS2).without(Feature.POE)),
            bit  (ASSURED_ONLY,               58,     ANY.with(Feature.THE)),
            bit  (NS,                         55,     ANY.with(Feature.REALM)),
            named(XN,         "XN[1:0]",      54, 53, DIRECT.with(Feature.XNX)),
            named(XN,         "XN[1]",        54, 54, DIRECT.without(Feature.XNX)),
            bit  (CONTIGUOUS,                 52,     ANY.onContiguousLevels()),
            bit  (DBM,                        51,     DIRECT),
            scattered(S2PI_INDEX, INDIRECT, new Run(54, 53), new Run(51, 51), new Run(6, 6)),
            bit  (NT,                         16,     ANY.kind(DescriptorKind.BLOCK).with(Feature.BBM)),
            bit  (FNXS,                       11,     ANY.with(Feature.XS)),
            bit  (AF,                         10,     ANY),
            named(SH,         "SH[1:0]",       9,  8, NO_LPA2),
            named(S2AP,       "S2AP[1:0]",     7,  6, DIRECT),
            bit  (DIRTY,                       7,     INDIRECT),
            named(MEM_ATTR,   "MemAttr[3:0]",  5,  2, ANY),
            bit  (TYPE,                        1,     ANY),
            bit  (VALID,                       0,     ANY),
            // What is left has no function.
            bits (IGNORED,                    63, 59, ANY),
            bits (SOFTWARE,                   58, 55, ANY),
            bits (RES0,                       53, 53, ANY),
            bits (IGNORED,                    52, 52, ANY),
            bits (RES0,                       50, 50, ANY),
            bits (RES0,                       49, 48, ANY),
            bits (RES0,                       47, 11, ANY));
    // spotless:on

    private Stage2Fields() {}
}

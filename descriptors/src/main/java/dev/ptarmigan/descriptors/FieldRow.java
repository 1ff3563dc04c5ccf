package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import java.util.List;

/**
 * One row of a field table: a field, where its bits lie, and where the row stands. A row whose field is a filler claims
 * only those of its bits that no other row claims, and may so become several runs.
 */
record FieldRow(DescriptorField field, BitField bits, Where where) {
    static FieldRow bit(DescriptorField field, int position, Where where) {
        return new FieldRow(field, BitField.bit(field.label(), position), where);
    }

    static FieldRow bits(DescriptorField field, int high, int low, Where where) {
        return new FieldRow(field, BitField.bits(field.label(), high, low), where);
    }

    /** A row whose printed name says which part of the architecture's field these bits are. */
    static FieldRow named(DescriptorField field, String name, int high, int low, Where where) {
        return new FieldRow(field, BitField.bits(name, high, low), where);
    }

    /** A row of scattered single bits or runs, most significant first. */
    static FieldRow scattered(DescriptorField field, Where where, BitField.Run... runs) {
        return new FieldRow(field, BitField.of(field.label(), List.of(runs)), where);
    }
}

package dev.ptarmigan.listing;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Layouts;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.WordLayout;
import dev.ptarmigan.walker.WalkParameters;
import java.util.List;

/** The attributes that table descriptors give to everything below them, by name. */
final class HierarchicalText {
    /** The fields of table descriptors that apply to everything below. */
    static final List<DescriptorField> FIELDS = List.of(
            DescriptorField.NS_TABLE,
            DescriptorField.AP_TABLE,
            DescriptorField.UXN_TABLE,
            DescriptorField.XN_TABLE,
            DescriptorField.PXN_TABLE);

    private HierarchicalText() {}

    /**
     * For example {@code UXNTable,PXNTable} or {@code APTable=2}; {@code -} if no attribute is set.
     *
     * @param attributes the attributes of all tables above, ORed
     */
    static String of(WalkParameters parameters, Word128 attributes) {
        if (attributes.isZero()) {
            return "-";
        }
        WordLayout table = Layouts.of(parameters.place(Place.LAST_LEVEL - 1), DescriptorKind.TABLE);
        StringBuilder text = new StringBuilder();
        for (DescriptorField field : FIELDS) {
            BitField bits = table.find(field);
            if (bits == null || bits.of(attributes) == 0) {
                continue;
            }
            text.append(text.length() > 0 ? "," : "").append(field);
            if (bits.width() > 1) {
                text.append('=').append(bits.of(attributes));
            }
        }
        return text.length() == 0 ? "-" : text.toString();
    }
}

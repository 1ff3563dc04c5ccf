package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.DescriptorKind;
import dev.ptarmigan.descriptors.Effect;
import dev.ptarmigan.descriptors.Explanation;
import dev.ptarmigan.descriptors.LinuxPte;
import dev.ptarmigan.descriptors.Place;
import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import dev.ptarmigan.registers.RegisterFile;

/** What a store to a table changes, in words. */
final class StoreText {
    private StoreText() {}

    /** The change from one word to another at a place. */
    static String change(long before, long after, Place place, RegisterFile registers) {
        Descriptor old = Descriptor.decode(before, place);
        Descriptor now = Descriptor.decode(after, place);
        if (before == after) {
            return "the same " + now.kind() + " again";
        }
        if (old.kind() == now.kind() && old.kind() != DescriptorKind.INVALID) {
            return now.kind() + ": " + fields(old, now);
        }
        if (!old.kind().isLeaf()
                && old.kind() != DescriptorKind.TABLE
                && now.kind().isLeaf()) {
            String how = LinuxPte.presentInvalid(before) ? "made valid: " : "new ";
            return how + leaf(now) + ", " + effect(now, registers);
        }
        if (old.kind().isLeaf() && now.kind() == DescriptorKind.TABLE) {
            return leaf(old) + " becomes a table at " + Hex.address(now.nextTable());
        }
        if (old.kind() == DescriptorKind.TABLE && now.kind().isLeaf()) {
            return "table at " + Hex.address(old.nextTable()) + " becomes a " + leaf(now);
        }
        if (old.kind().isLeaf()) {
            return leaf(old) + (LinuxPte.presentInvalid(after) ? " becomes present-invalid" : " becomes invalid");
        }
        if (now.kind() == DescriptorKind.TABLE) {
            return "new table at " + Hex.address(now.nextTable());
        }
        return old.kind() + " becomes " + now.kind();
    }

    private static String leaf(Descriptor leaf) {
        return Hex.size(1L << leaf.outputShift()) + " " + leaf.kind() + " at " + Hex.address(leaf.outputAddress())
                + (leaf.has(DescriptorField.CONTIGUOUS) && leaf.isSet(DescriptorField.CONTIGUOUS)
                        ? " (contiguous)"
                        : "");
    }

    private static String effect(Descriptor leaf, RegisterFile registers) {
        Effect effect = Explanation.of(leaf, registers).effect();
        return effect.text();
    }

    private static String fields(Descriptor old, Descriptor now) {
        StringBuilder text = new StringBuilder();
        for (PlacedField placed : now.layout().fields()) {
            long from = placed.bits().of(old.word());
            long to = placed.bits().of(now.word());
            if (from != to) {
                text.append(text.length() > 0 ? ", " : "")
                        .append(placed.name())
                        .append(' ')
                        .append(value(placed, from))
                        .append(" to ")
                        .append(value(placed, to));
            }
        }
        return text.toString();
    }

    private static String value(PlacedField placed, long value) {
        int width = placed.bits().width();
        return width == 1 ? Long.toString(value) : width <= 4 ? Hex.binary(value, width) : Hex.address(value);
    }
}

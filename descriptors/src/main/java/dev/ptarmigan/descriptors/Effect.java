package dev.ptarmigan.descriptors;

import dev.ptarmigan.registers.RegisterFile;
import java.util.List;

/**
 * What a descriptor does, in one line, and what that answer rests on. For example
 * {@code EL1 read-write, no execute; EL0 no access; Normal Write-Back tagged, Inner Shareable; global; accessed}.
 *
 * @param text the parts, separated by semicolons
 * @param restsOn what one word cannot tell and what was taken for granted, for example that no table above forbids writes
 * @param missing registers that would make the answer more exact and are not known
 */
public record Effect(String text, List<String> restsOn, List<String> missing) {
    static Effect of(Descriptor descriptor, RegisterFile registers) {
        return switch (descriptor.kind()) {
            case INVALID, RESERVED ->
                plain("translation fault at level "
                        + descriptor.place().level()
                        + (descriptor.kind() == DescriptorKind.RESERVED ? ", the encoding is reserved" : ""));
            case TABLE -> table(descriptor, registers);
            case BLOCK, PAGE -> new LeafEffect(descriptor, registers).effect();
        };
    }

    private static Effect plain(String text) {
        return new Effect(text, List.of(), List.of());
    }

    private static Effect table(Descriptor descriptor, RegisterFile registers) {
        FieldText fields = new FieldText(descriptor, registers);
        StringBuilder text = new StringBuilder(fields.of(DescriptorField.TA, 0));
        for (WordLayout.PlacedField placed : descriptor.layout().fields()) {
            switch (placed.field()) {
                case NS_TABLE, AP_TABLE, UXN_TABLE, PXN_TABLE, XN_TABLE, DISCH -> {
                    long value = placed.bits().of(descriptor.word());
                    String meaning = fields.of(placed.field(), value);
                    if (!meaning.isEmpty()) {
                        text.append("; ");
                        if (meaning.startsWith(PermissionText.IGNORED)) {
                            text.append(placed.field()).append(' ');
                        }
                        text.append(meaning);
                    }
                }
                default -> {}
            }
        }
        return plain(text.toString());
    }

    /** The text with what it rests on and what is missing. */
    @Override
    public String toString() {
        String line = text;
        if (!restsOn.isEmpty()) {
            line += "; provided " + String.join(", ", restsOn);
        }
        if (!missing.isEmpty()) {
            line += "; not known: " + String.join(", ", missing);
        }
        return line;
    }
}

package dev.ptarmigan.descriptors;

import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import dev.ptarmigan.registers.RegisterFile;
import java.util.ArrayList;
import java.util.List;

/**
 * A word explained: each field in words, what they come to, and what is wrong with it. Registers that are known make the text
 * more exact (a memory type by name instead of {@code MAIR_EL1.Attr1}); one that is not known is named, never guessed.
 *
 * @param descriptor the word and its place
 * @param fields every field, the most significant first
 * @param effect what the descriptor does, in one line
 * @param problems what is reserved or has no function in it
 */
public record Explanation(Descriptor descriptor, List<FieldMeaning> fields, Effect effect, List<Problem> problems) {
    /** Explains a word of which no register is known. */
    public static Explanation of(Descriptor descriptor) {
        return of(descriptor, new RegisterFile());
    }

    /** Explains a word with the registers that are known. */
    public static Explanation of(Descriptor descriptor, RegisterFile registers) {
        FieldText text = new FieldText(descriptor, registers);
        List<FieldMeaning> fields = new ArrayList<>();
        for (PlacedField placed : descriptor.layout().fields()) {
            long value = placed.bits().of(descriptor.word());
            fields.add(new FieldMeaning(placed.field(), placed.bits(), value, text.of(placed.field(), value)));
        }
        return new Explanation(
                descriptor, List.copyOf(fields), Effect.of(descriptor, registers), descriptor.problems());
    }

    /**
     * The meaning of one field.
     *
     * @throws IllegalArgumentException if the descriptor has no such field
     */
    public FieldMeaning field(DescriptorField field) {
        for (FieldMeaning meaning : fields) {
            if (meaning.field() == field) {
                return meaning;
            }
        }
        throw new IllegalArgumentException(descriptor + " has no field " + field);
    }
}

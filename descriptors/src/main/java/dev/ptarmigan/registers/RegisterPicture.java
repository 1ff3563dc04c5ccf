package dev.ptarmigan.registers;

import dev.ptarmigan.bits.BitField;
import java.util.Collection;

/** A register's value as aligned lines, one for each field. */
final class RegisterPicture {
    private RegisterPicture() {}

    /** The picture, with {@code >} before the marked fields. */
    static String of(DecodedRegister register, Collection<BitField> marked) {
        int nameWidth = 0;
        int numberWidth = 0;
        for (DecodedField field : register.fields()) {
            nameWidth = Math.max(nameWidth, field.field().toString().length());
            numberWidth = Math.max(numberWidth, field.number().length());
        }
        StringBuilder text = new StringBuilder();
        text.append(register.encode()).append("  ").append(register.layout());
        for (DecodedField field : register.fields()) {
            text.append('\n').append(marked.contains(field.field().bits()) ? "  > " : "    ");
            pad(text, field.field().toString(), nameWidth + 2);
            pad(text, field.number(), numberWidth + 2);
            text.append(field.explanation());
        }
        return text.toString();
    }

    private static void pad(StringBuilder text, String column, int width) {
        text.append(column).append(" ".repeat(width - column.length()));
    }
}

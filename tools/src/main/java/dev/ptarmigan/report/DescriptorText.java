package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.BitRuler;
import dev.ptarmigan.descriptors.Descriptor;
import dev.ptarmigan.descriptors.DescriptorField;
import dev.ptarmigan.descriptors.Effect;
import dev.ptarmigan.descriptors.Explanation;
import dev.ptarmigan.descriptors.FieldMeaning;
import dev.ptarmigan.descriptors.Format;
import dev.ptarmigan.descriptors.LinuxOverlay;
import dev.ptarmigan.descriptors.Problem;
import dev.ptarmigan.descriptors.Reading;
import dev.ptarmigan.registers.RegisterFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Descriptor words for people: a bit ruler, a line for each field, and what they come to. */
public final class DescriptorText {
    private static final String INDENT = "  ";

    private final RegisterFile registers;
    private final Paint paint;
    private final LinuxReading linux;

    /** A writer that knows some registers, perhaps none. */
    public DescriptorText(RegisterFile registers, Paint paint) {
        this(registers, paint, LinuxReading.OFF);
    }

    /** A writer that also says how Linux reads the words. */
    public DescriptorText(RegisterFile registers, Paint paint, LinuxReading linux) {
        this.registers = registers;
        this.paint = paint;
        this.linux = linux;
    }

    /** Remarks above the answer, a line each and an empty one after them. */
    public void notes(List<String> notes, StringBuilder out) {
        for (String note : notes) {
            out.append(paint.aside(note)).append('\n');
        }
        if (!notes.isEmpty()) {
            out.append('\n');
        }
    }

    /** A word with all its readings: the first in full, the others in short unless {@code all}. */
    public void readings(Word128 word, List<Reading> readings, boolean all, StringBuilder out) {
        Reading first = readings.get(0);
        if (readings.size() == 1) {
            word(
                    first.descriptor(),
                    first.places().size() == 1 ? first.descriptor().place().toString() : first.where(),
                    out);
            return;
        }
        out.append(paint.heading(wordText(word, first.descriptor().place().format())));
        out.append(
                first.isLegal()
                        ? ": " + readings.size() + " legal readings"
                        : ": no legal reading; the least wrong are");
        out.append("\n\n");
        word(first.descriptor(), first.where(), out);
        if (!all) {
            out.append('\n').append(paint.heading("other readings")).append(" (in full with --all)\n");
        }
        for (Reading reading : readings.subList(1, readings.size())) {
            if (all) {
                out.append('\n');
                word(reading.descriptor(), reading.where(), out);
            } else {
                out.append(INDENT)
                        .append(reading.what())
                        .append(": ")
                        .append(reading.where())
                        .append('\n');
                Effect effect = Explanation.of(reading.descriptor(), registers).effect();
                out.append(INDENT)
                        .append(INDENT)
                        .append(paint.aside(effect.text()))
                        .append('\n');
            }
        }
    }

    /** One word at one place, in full. */
    public void word(Descriptor descriptor, String where, StringBuilder out) {
        Explanation explanation = Explanation.of(descriptor, registers);
        out.append(paint.heading(wordText(descriptor.word(), descriptor.place().format())));
        out.append(INDENT).append(descriptor.kind()).append(", ").append(where).append('\n');
        ruler(descriptor, explanation.problems(), out);
        fields(explanation, out);
        effect(explanation.effect(), out);
        LinuxOverlay overlay = linux.of(descriptor);
        if (overlay != null) {
            linux(overlay, out);
        }
        for (Problem problem : explanation.problems()) {
            out.append(paint.bad("problem")).append(INDENT);
            out.append(problem.code().token())
                    .append(": ")
                    .append(problem.sentence())
                    .append('\n');
        }
    }

    private void ruler(Descriptor descriptor, List<Problem> problems, StringBuilder out) {
        Set<DescriptorField> marked = EnumSet.noneOf(DescriptorField.class);
        for (Problem problem : problems) {
            marked.add(problem.field());
        }
        BitRuler.Picture picture = BitRuler.of(descriptor.layout()).picture(descriptor.word(), marked);
        List<String> lines = picture.lines();
        int next = 0;
        List<BitRuler.Span> spans = picture.spans();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int done = 0;
            for (; next < spans.size() && spans.get(next).line() == i; next++) {
                BitRuler.Span span = spans.get(next);
                if (span.marked()) {
                    int end = span.column() + span.length();
                    out.append(line, done, span.column());
                    out.append(paint.bad(line.substring(span.column(), end)));
                    done = end;
                }
            }
            out.append(line, done, line.length()).append('\n');
        }
    }

    private void fields(Explanation explanation, StringBuilder out) {
        int name = 0;
        int bits = 0;
        int value = 0;
        for (FieldMeaning field : explanation.fields()) {
            if (isShown(field)) {
                name = Math.max(name, field.name().length());
                bits = Math.max(bits, field.bits().positions().length());
                value = Math.max(value, field.valueText().length());
            }
        }
        for (FieldMeaning field : explanation.fields()) {
            if (isShown(field)) {
                out.append(INDENT);
                pad(field.name(), name, out);
                pad(field.bits().positions(), bits, out);
                if (field.text().isEmpty()) {
                    out.append(field.valueText());
                } else {
                    pad(field.valueText(), value, out);
                    out.append(field.text());
                }
                out.append('\n');
            }
        }
    }

    /** The ruler shows all bits; the list leaves out those that have no function and are as they should be. */
    private static boolean isShown(FieldMeaning field) {
        return !field.field().isFiller() || !field.text().isEmpty();
    }

    private void effect(Effect effect, StringBuilder out) {
        out.append(paint.heading("effect")).append(INDENT).append(effect.text()).append('\n');
        if (!effect.restsOn().isEmpty()) {
            out.append("provided")
                    .append(INDENT)
                    .append(String.join(", ", effect.restsOn()))
                    .append('\n');
        }
        if (!effect.missing().isEmpty()) {
            out.append("not known")
                    .append(INDENT)
                    .append(String.join(", ", effect.missing()))
                    .append('\n');
        }
    }

    private void linux(LinuxOverlay overlay, StringBuilder out) {
        out.append(paint.heading("linux"))
                .append(INDENT)
                .append(overlay.summary())
                .append('\n');
        out.append(INDENT).append(String.join(", ", overlay.predicates())).append('\n');
        int width = 0;
        for (LinuxOverlay.Row row : overlay.rows()) {
            width = Math.max(width, row.bits().toString().length());
        }
        for (LinuxOverlay.Row row : overlay.rows()) {
            out.append(INDENT);
            pad(row.bits().toString(), width, out);
            out.append(Hex.address(row.value()));
            if (!row.text().isEmpty()) {
                out.append(INDENT).append(row.text());
            }
            out.append('\n');
        }
    }

    private static void pad(String text, int width, StringBuilder out) {
        out.append(text);
        for (int i = text.length(); i < width; i++) {
            out.append(' ');
        }
        out.append(INDENT);
    }

    /** A word with all its digits. */
    public static String wordText(Word128 word, Format format) {
        return format == Format.VMSA128 ? Hex.word(word.high()) + Hex.digits(word.low(), 16) : Hex.word(word.low());
    }
}

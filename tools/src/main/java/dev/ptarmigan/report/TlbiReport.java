package dev.ptarmigan.report;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.Granule;
import dev.ptarmigan.tlb.Invalidation;
import dev.ptarmigan.tlb.OperandProblem;
import dev.ptarmigan.tlb.TlbiFields;
import dev.ptarmigan.tlb.TlbiOperand;
import dev.ptarmigan.tlb.TlbiOperation;
import dev.ptarmigan.tlb.TlbiWarning;
import dev.ptarmigan.tlb.TlbiWarnings;
import dev.ptarmigan.walker.SecurityState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TLB maintenance instruction with its operand, field by field and in words, as text and as JSON. */
public final class TlbiReport {
    private static final int LABELS = 10;

    private final Invalidation invalidation;
    private final TlbiOperation operation;
    private final TlbiOperand operand;
    private final TlbiWords words;
    private final List<BitField> fields;
    private final List<TlbiWarning> warnings;

    /**
     * A report.
     *
     * @param inUse the granule of the tables that the operation is for, or null if that is not known
     */
    public TlbiReport(Invalidation invalidation, @Nullable Granule inUse) {
        this.invalidation = invalidation;
        this.operation = invalidation.operation();
        this.operand = invalidation.operand();
        this.words = new TlbiWords(invalidation);
        this.fields = operand.fields(invalidation.issuer());
        this.warnings = TlbiWarnings.of(invalidation, inUse);
    }

    /** Whether something can hardly be right. */
    public boolean hasMistakes() {
        for (TlbiWarning warning : warnings) {
            if (warning.mistake()) {
                return true;
            }
        }
        return false;
    }

    /** Lines for people. */
    public void text(Paint paint, StringBuilder out) {
        out.append(paint.heading(operation.toString()));
        if (!fields.isEmpty()) {
            out.append(" = ").append(new Word128(operation.isPair() ? operand.high() : 0, operand.low()));
        }
        out.append("  ").append(operation.encodingText()).append('\n');
        int names = 0;
        int numbers = 0;
        for (BitField field : fields) {
            names = Math.max(names, label(field).length());
            numbers = Math.max(numbers, number(field).length());
        }
        for (BitField field : fields) {
            out.append("  ").append(padded(label(field), names + 2)).append(padded(number(field), numbers + 2));
            out.append(meaning(field)).append('\n');
        }
        line(out, paint.good(padded("removes", LABELS)), words.kinds());
        line(out, padded("of", LABELS), words.context());
        line(out, padded("asid", LABELS), words.asids());
        line(out, padded("address", LABELS), words.addresses());
        line(out, padded("level", LABELS), words.levels());
        for (String stays : words.mayStay()) {
            line(out, paint.doubtful(padded("may stay", LABELS)), stays);
        }
        line(out, padded("on", LABELS), words.execution());
        line(out, padded("needs", LABELS), operation.needs().equals("base") ? "" : operation.needs());
        for (TlbiWarning warning : warnings) {
            String label = padded(warning.mistake() ? "warning" : "note", LABELS);
            line(
                    out,
                    warning.mistake() ? paint.bad(label) : paint.aside(label),
                    warning.sentence() + " [" + warning.code() + "]");
        }
    }

    private static void line(StringBuilder out, String label, String text) {
        if (!text.isEmpty()) {
            out.append(label).append(' ').append(text).append('\n');
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String label(BitField field) {
        return field.positions() + " " + field.name();
    }

    private long value(BitField field) {
        return field.of(new Word128(operand.high(), operand.low()));
    }

    private String number(BitField field) {
        return field.width() <= 5 ? Hex.binary(value(field), field.width()) : Hex.address(value(field));
    }

    private String meaning(BitField field) {
        if (field.equals(TlbiFields.ASID)) {
            return Integer.toString(operand.asid());
        }
        if (field.equals(TlbiFields.NS)) {
            return space();
        }
        if (operation.form().isSingle() && field.equals(TlbiFields.TTL)) {
            return hint();
        }
        if (field.equals(TlbiFields.RANGE_TTL)) {
            return hint();
        }
        if (operation.form().isRange() && field.equals(TlbiFields.TG)) {
            return operand.granule() == null ? "reserved" : operand.granule() + " tables";
        }
        if (field.equals(TlbiFields.SCALE) && operation.form().isRange()) {
            return "with NUM: (NUM+1) * 2^(5*SCALE+1) = " + TlbiFields.rangeGranules(operand.scale(), operand.num())
                    + " pages";
        }
        if (field.equals(TlbiFields.NUM)) {
            return Integer.toString(operand.num());
        }
        if (field.equals(TlbiFields.SIZE)) {
            return operand.has(OperandProblem.RESERVED_SIZE)
                    ? "reserved"
                    : Hex.size(operand.last() - operand.first() + 1);
        }
        return operand.has(OperandProblem.RESERVED_GRANULE)
                ? "unknown without TG"
                : "from " + Hex.word(operand.first());
    }

    private String space() {
        if (invalidation.issuer().security() != SecurityState.SECURE) {
            return "ignored in " + invalidation.issuer().security() + " state";
        }
        return operand.isNonSecureIpa() ? "Non-secure IPA" : "Secure IPA";
    }

    private String hint() {
        if (operand.level() != TlbiOperand.NO_LEVEL) {
            return "leaf at level " + operand.level() + " of " + operand.granule() + " tables";
        }
        if (operand.isHinted() && operand.granule() == null && operation.form().isRange()) {
            return "unknown without TG";
        }
        return operand.has(OperandProblem.RESERVED_LEVEL) ? "reserved, counts as no hint" : "no hint: any level";
    }

    /** The document. */
    public void json(Json json) {
        json.object()
                .text("instruction", operation.instruction())
                .text("operation", operation.name())
                .text("encoding", operation.encodingText())
                .text("value", fields.isEmpty() ? null : Hex.word(operand.low()))
                .text("valueHigh", operation.isPair() ? Hex.word(operand.high()) : null)
                .array("fields");
        for (BitField field : fields) {
            json.object()
                    .text("name", field.name())
                    .text("bits", field.positions())
                    .text("value", Hex.address(value(field)))
                    .text("meaning", meaning(field))
                    .endObject();
        }
        json.endArray();
        boolean addressed = !words.addresses().isEmpty();
        json.text("removes", words.kinds())
                .text("regime", invalidation.regime().toString())
                .text("context", words.context())
                .text("asids", words.asids().isEmpty() ? null : words.asids())
                .text("first", addressed ? Hex.word(operand.first()) : null)
                .text("last", addressed ? Hex.word(operand.last()) : null)
                .text(
                        "granule",
                        operand.granule() == null ? null : operand.granule().toString())
                .text("levels", words.levels().isEmpty() ? null : words.levels())
                .flag("lastLevel", operation.isLastLevel())
                .texts("mayStay", words.mayStay())
                .text("recipients", invalidation.recipients().toString())
                .text("completedBy", invalidation.recipients().completion().text())
                .text("needs", operation.needs().equals("base") ? null : operation.needs())
                .array("warnings");
        for (TlbiWarning warning : warnings) {
            json.object()
                    .text("code", warning.code())
                    .text("sentence", warning.sentence())
                    .flag("mistake", warning.mistake())
                    .endObject();
        }
        json.endArray().endObject();
    }
}

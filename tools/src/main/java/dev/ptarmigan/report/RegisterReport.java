package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.faults.Esr;
import dev.ptarmigan.registers.DecodedField;
import dev.ptarmigan.registers.DecodedRegister;
import java.util.List;

/** A register's value, field by field, as text and as JSON. */
public final class RegisterReport {
    private final DecodedRegister register;
    private final List<String> reading;

    /**
     * A report.
     *
     * @param reading what the value comes to as a whole, a sentence each
     */
    public RegisterReport(DecodedRegister register, List<String> reading) {
        this.register = register;
        this.reading = List.copyOf(reading);
    }

    /** What can be said of a register without knowing any other. */
    public static List<String> reading(DecodedRegister register) {
        return switch (register.register()) {
            case ESR_EL1, ESR_EL2, ESR_EL3 ->
                List.of(Syndrome.text(new Esr(register.encode().low())));
            default -> List.of();
        };
    }

    /**
     * Lines for people.
     *
     * @param all also reserved bits that are as they should be
     */
    public void text(Paint paint, boolean all, StringBuilder out) {
        out.append(paint.heading(register.register().name())).append(" = ").append(register.encode());
        out.append("  ").append(register.register().purpose()).append('\n');
        if (!register.layout().condition().isEmpty()) {
            out.append(paint.aside("layout: " + register.layout().condition())).append('\n');
        }
        if (!register.assumption().isEmpty()) {
            out.append(paint.doubtful("assumed: " + register.assumption())).append('\n');
        }
        int names = 0;
        int numbers = 0;
        for (DecodedField field : register.fields()) {
            names = Math.max(names, label(field).length());
            numbers = Math.max(numbers, field.number().length());
        }
        for (DecodedField field : register.fields()) {
            if (!all && field.isUninteresting()) {
                continue;
            }
            boolean wrong = field.problem() != null;
            String line = (wrong ? "! " : "  ")
                    + label(field)
                    + " ".repeat(names + 2 - label(field).length())
                    + field.number()
                    + " ".repeat(numbers + 2 - field.number().length())
                    + field.explanation();
            out.append(wrong ? paint.bad(line) : line).append('\n');
        }
        for (String sentence : reading) {
            out.append(paint.good("means")).append("  ").append(sentence).append('\n');
        }
        for (String problem : register.problems()) {
            out.append(paint.bad("problem")).append("  ").append(problem).append('\n');
        }
    }

    private static String label(DecodedField field) {
        return field.field().bits().positions() + " " + field.name();
    }

    /** An object. */
    public void json(Json json) {
        json.object()
                .text("register", register.register().name())
                .text("value", register.encode().toString())
                .text("purpose", register.register().purpose())
                .text("layout", register.layout().condition())
                .text("assumption", register.assumption().isEmpty() ? null : register.assumption())
                .array("fields");
        for (DecodedField field : register.fields()) {
            json.object()
                    .text("name", field.name())
                    .text("bits", field.field().bits().positions())
                    .text("kind", field.field().kind().name())
                    .text("value", Hex.address(field.value()))
                    .text("purpose", field.field().purpose())
                    .text("meaning", field.meaning().isEmpty() ? null : field.meaning())
                    .text("problem", field.problem())
                    .endObject();
        }
        json.endArray()
                .texts("means", reading)
                .texts("problems", register.problems())
                .endObject();
    }
}

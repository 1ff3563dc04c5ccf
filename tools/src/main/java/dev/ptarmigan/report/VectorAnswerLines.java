package dev.ptarmigan.report;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.vectors.VectorAnswer;
import dev.ptarmigan.vectors.VectorQuery;
import dev.ptarmigan.vectors.VectorRunner;
import dev.ptarmigan.vectors.WalkVector;
import dev.ptarmigan.vectors.WalkVector.MemoryWord;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers to vectors, a JSON object on each line, with the names and the form of numbers that vector files have: {@code 0x},
 * lower case, no leading zeros.
 */
public final class VectorAnswerLines {
    private static final int HALF_DIGITS = 16;

    private final PrintStream out;
    private final StringBuilder line = new StringBuilder();

    /** Writes to a stream, which stays open. */
    public VectorAnswerLines(PrintStream out) {
        this.out = out;
    }

    /** One line for each query, then one with the words that hardware updates changed, if there are any. */
    public void vector(WalkVector vector, VectorRunner.Answers answers) {
        boolean accesses = false;
        for (int index = 0; index < vector.queries().size(); index++) {
            VectorQuery query = vector.queries().get(index);
            accesses |= !query.isTranslation();
            id(vector);
            line.append(",\"query\":").append(index);
            answer(query, answers.answers().get(index));
            end();
        }
        // The Access flag that AT sets in stage 2 tables is not part of the format.
        if (accesses && !answers.memoryAfter().isEmpty()) {
            id(vector);
            memory(answers.memoryAfter());
            end();
        }
    }

    private void id(WalkVector vector) {
        line.append("{\"id\":");
        text(vector.id());
    }

    private void end() {
        out.append(line.append("}\n"));
        line.setLength(0);
    }

    private void answer(VectorQuery query, VectorAnswer answer) {
        Word128 par = answer.par();
        if (par != null) {
            line.append(",\"par\":\"").append(number(par)).append('"');
        } else if (answer.exceptionEsr() != null) {
            line.append(",\"exception\":{\"esr\":\"").append(Hex.address(answer.exceptionEsr()));
            line.append("\",\"far\":\"")
                    .append(Hex.address(or0(answer.exceptionFar())))
                    .append("\"}");
        } else if (Boolean.TRUE.equals(answer.fault())) {
            line.append(",\"result\":\"fault\",\"to\":");
            text(String.valueOf(answer.to()));
            number("esr", answer.esr());
            number("far", answer.far());
            number("hpfar", answer.hpfar());
        } else {
            line.append(",\"result\":\"ok\"");
            number("pa", answer.pa());
            boolean store = query.operation().startsWith("st");
            number("value", store ? query.expected().value() : answer.value());
        }
    }

    private static long or0(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private void memory(List<MemoryWord> words) {
        line.append(",\"memory_after\":[");
        String comma = "";
        for (MemoryWord word : words) {
            line.append(comma).append("{\"pa\":\"").append(Hex.address(word.pa()));
            line.append("\",\"word\":\"").append(Hex.address(word.word())).append("\"}");
            comma = ",";
        }
        line.append(']');
    }

    private void number(String name, @Nullable Long value) {
        if (value != null) {
            line.append(",\"").append(name).append("\":\"");
            line.append(Hex.address(value)).append('"');
        }
    }

    private static String number(Word128 value) {
        return value.high() == 0
                ? Hex.address(value.low())
                : Hex.address(value.high()) + Hex.digits(value.low(), HALF_DIGITS);
    }

    private void text(String value) {
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ') {
                line.append("\\u").append(Hex.digits(c, 4));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}

package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The outcome that a test asks about: {@code 1:X0=1 & ~(1:X2=0)}, {@code *pa1=1}. */
final class LitmusCondition {
    private final List<LitmusCondition> parts;
    private final boolean negated;
    private final int thread;
    private final String place;
    private final String value;

    private LitmusCondition(List<LitmusCondition> parts, boolean negated, int thread, String place, String value) {
        this.parts = parts;
        this.negated = negated;
        this.thread = thread;
        this.place = place;
        this.value = value;
    }

    /** Reads a condition: atoms joined by {@code &}, each perhaps with {@code ~} before it and brackets around. */
    static LitmusCondition parse(String text, LitmusValues values) {
        List<LitmusCondition> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        String whole = text + "&";
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '&' && depth == 0) {
                parts.add(part(whole.substring(from, i).strip(), values));
                from = i + 1;
            }
        }
        return new LitmusCondition(parts, false, 0, "", "");
    }

    private static LitmusCondition part(String text, LitmusValues values) {
        if (text.startsWith("~")) {
            LitmusCondition inner = part(text.substring(1).strip(), values);
            return new LitmusCondition(List.of(inner), true, 0, "", "");
        }
        if (text.startsWith("(") && text.endsWith(")")) {
            return parse(text.substring(1, text.length() - 1), values);
        }
        if (text.equals("true")) {
            return new LitmusCondition(List.of(), false, 0, "", "");
        }
        int equals = text.indexOf('=');
        int colon = text.indexOf(':');
        boolean memory = text.startsWith("*");
        if (equals < 0 || !memory && (colon < 0 || colon > equals)) {
            throw new ScenarioException("condition '" + text + "', expected THREAD:REGISTER=VALUE or *ADDRESS=VALUE");
        }
        String value = values.value(text.substring(equals + 1).strip());
        if (memory) {
            return new LitmusCondition(
                    List.of(), false, -1, text.substring(1, equals).strip(), value);
        }
        String register = text.substring(colon + 1, equals).strip().replaceFirst("^R", "X");
        return new LitmusCondition(
                List.of(), false, Integer.parseInt(text.substring(0, colon).strip()), register, value);
    }

    /** Whether it holds, given the final value of a place of a thread, or of memory (thread −1). */
    boolean holds(BiFunction<Integer, String, String> finalValue) {
        if (!place.isEmpty()) {
            return finalValue.apply(thread, place).equals(value);
        }
        boolean all = true;
        for (LitmusCondition part : parts) {
            all &= part.holds(finalValue);
        }
        return all != negated;
    }

    /** Whether it asks about memory. */
    boolean asksMemory() {
        return thread < 0 || parts.stream().anyMatch(LitmusCondition::asksMemory);
    }
}

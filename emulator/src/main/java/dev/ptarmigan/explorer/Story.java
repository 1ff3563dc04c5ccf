package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shortest way to a violation.
 *
 * @param scenario what was explored
 * @param invariant what does not hold at its end
 * @param steps what happens
 * @param reason what is wrong at the end: PE, page, entries or outcome
 */
public record Story(Scenario scenario, Invariant invariant, List<Step> steps, String reason) {

    /** Fixes the list. */
    public Story {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param pe where it happens, −1 for memory's own
     * @param isProgram whether it is a step of the PE's program, or something that the machine does by itself
     * @param text what happens
     * @param operation the program's operation, or null
     */
    public record Step(
            int pe,
            boolean isProgram,
            String text,
            @Nullable Operation operation) {}

    /** {@code PE0: store T0.0 pg:0,rw}, one line a step. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Step step : steps) {
            lines.add((step.pe() < 0 ? "HW" : "PE" + step.pe()) + ": " + step.text());
        }
        return lines;
    }

    /** A timeline: a column for each PE, program steps as they are, the machine's own in brackets. */
    public String timeline() {
        int pes = 1;
        for (Step step : steps) {
            pes = Math.max(pes, step.pe() + 1);
        }
        int[] widths = new int[pes];
        for (int pe = 0; pe < pes; pe++) {
            widths[pe] = 3;
            for (Step step : steps) {
                if (Math.max(0, step.pe()) == pe) {
                    widths[pe] = Math.max(widths[pe], shown(step).length());
                }
            }
        }
        StringBuilder text = new StringBuilder();
        int number = String.valueOf(steps.size()).length();
        line(text, " ".repeat(number), widths, -1, "");
        for (int i = 0; i < steps.size(); i++) {
            String count = String.valueOf(i + 1);
            line(
                    text,
                    " ".repeat(number - count.length()) + count,
                    widths,
                    steps.get(i).pe(),
                    shown(steps.get(i)));
        }
        text.append(invariant)
                .append(' ')
                .append(invariant.claim())
                .append(": ")
                .append(reason)
                .append('\n');
        return text.toString();
    }

    private static String shown(Step step) {
        String text = step.isProgram() ? step.text() : "(" + step.text() + ")";
        return step.pe() < 0 ? "HW " + text : text;
    }

    private static void line(StringBuilder text, String number, int[] widths, int pe, String shown) {
        StringBuilder line = new StringBuilder(number);
        boolean header = shown.isEmpty();
        for (int column = 0; column < widths.length; column++) {
            String cell = header ? "PE" + column : column == Math.max(0, pe) ? shown : "";
            line.append("  ").append(cell).append(" ".repeat(widths[column] - cell.length()));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}

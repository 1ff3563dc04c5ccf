package dev.ptarmigan.report;

import dev.ptarmigan.walker.ExplainedWalk;
import java.util.ArrayList;
import java.util.List;

/** {@link Conformance} for people: a table line for each family, then every disagreement with our walk. */
public final class ConformanceText {
    private static final String[] HEADINGS = {"family", "vectors", "agree", "total", "disputed", "memory"};

    private final Paint paint;

    /** A writer in some colours. */
    public ConformanceText(Paint paint) {
        this.paint = paint;
    }

    /** The table. */
    public void table(Conformance conformance, StringBuilder out) {
        List<Conformance.Family> families = new ArrayList<>(conformance.families());
        if (families.size() != 1) {
            families.add(conformance.sum());
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (Conformance.Family family : families) {
            rows.add(row(family));
        }
        int[] widths = new int[HEADINGS.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (int line = 0; line < rows.size(); line++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = rows.get(line)[i];
                String padding = " ".repeat(widths[i] - cell.length());
                text.append(i == 0 ? cell + padding : "  " + padding + cell);
            }
            String joined = text.toString().stripTrailing();
            boolean good = line == 0 || agrees(families.get(line - 1));
            out.append(line == 0 ? paint.heading(joined) : good ? joined : paint.bad(joined))
                    .append('\n');
            if (line > 0 && families.get(line - 1).unanswered() > 0) {
                out.append("  queries without a recorded answer, not compared: ")
                        .append(families.get(line - 1).unanswered())
                        .append('\n');
            }
        }
    }

    private static boolean agrees(Conformance.Family family) {
        return family.agreeing() == family.total() && family.memoryAgreeing() == family.memoryTotal();
    }

    private static String[] row(Conformance.Family family) {
        return new String[] {
            family.name(),
            Integer.toString(family.vectors()),
            Integer.toString(family.agreeing()),
            Integer.toString(family.total()),
            Integer.toString(family.disputed()),
            family.memoryTotal() == 0 ? "-" : family.memoryAgreeing() + "/" + family.memoryTotal()
        };
    }

    /** One disagreement. */
    public void disagreement(Conformance.Disagreement disagreement, StringBuilder out) {
        out.append('\n').append(paint.heading(disagreement.where())).append(": ");
        out.append(disagreement.id());
        if (disagreement.query() >= 0) {
            out.append(" query ").append(disagreement.query());
        }
        out.append(", ").append(disagreement.question()).append(": ");
        out.append(paint.bad(disagreement.difference())).append('\n');
        ExplainedWalk walk = disagreement.walk();
        if (walk != null) {
            WalkText text = new WalkText(disagreement.registers(), paint);
            text.explained(walk, out);
        }
    }
}

package dev.ptarmigan.report;

import dev.ptarmigan.study.StudyRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A study as a picture: walks per million accesses against the number of pages changed, a line a strategy. */
public final class MissPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int RIGHT = 180;
    private static final int TOP = 40;
    private static final int BOTTOM = 60;
    private static final int STEPS = 5;
    private static final List<String> COLOURS =
            List.of("#1b6ca8", "#b5482a", "#3c8d40", "#7b4fa3", "#8a6d1d", "#444444");

    private final List<StudyRow> rows;
    private final StringBuilder svg = new StringBuilder();
    private final double mostSplits;
    private final double mostWalks;

    private MissPlot(List<StudyRow> rows) {
        this.rows = rows;
        mostSplits = Math.max(1, rows.stream().mapToInt(StudyRow::splits).max().orElse(1));
        double most = rows.stream().mapToDouble(MissPlot::walks).max().orElse(1);
        mostWalks = Math.max(1, roundedUp(most));
    }

    /** The SVG document. */
    public static String svg(List<StudyRow> rows, String title) {
        return new MissPlot(rows).draw(title);
    }

    private static double walks(StudyRow row) {
        return (double) row.cost().perMillion(row.cost().walks());
    }

    private static double roundedUp(double value) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(1, value))));
        return Math.ceil(value / unit) * unit;
    }

    /** Decades, with 0 at the left end. */
    private double x(double splits) {
        double decades = Math.log10(splits + 1) / Math.log10(mostSplits + 1);
        return LEFT + decades * (WIDTH - LEFT - RIGHT);
    }

    private double y(double walks) {
        return HEIGHT - BOTTOM - walks / mostWalks * (HEIGHT - TOP - BOTTOM);
    }

    private String draw(String title) {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(HEIGHT)
                .append("\" font-family=\"sans-serif\" font-size=\"12\">\n")
                .append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        label(LEFT, 22, "start", "#000000", title);
        axes();
        int next = 0;
        int legend = 0;
        StudyRow start = null;
        Map<String, List<StudyRow>> lines = new LinkedHashMap<>();
        for (StudyRow row : rows) {
            if (row.strategy() != null) {
                lines.computeIfAbsent(row.strategy(), name -> new ArrayList<>()).add(row);
                continue;
            }
            String colour = COLOURS.get(next++ % COLOURS.size());
            double level = y(walks(row));
            line(LEFT, level, WIDTH - RIGHT, level, colour, " stroke-dasharray=\"5 4\"");
            legend(legend++, colour, row.mapping());
            start = row;
        }
        for (Map.Entry<String, List<StudyRow>> entry : lines.entrySet()) {
            String colour = COLOURS.get(next++ % COLOURS.size());
            curve(start, entry.getValue(), colour);
            legend(legend++, colour, "after calls, " + entry.getKey());
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        line(LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#000000", "");
        line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#000000", "");
        for (int i = 0; i <= STEPS; i++) {
            double walks = mostWalks * i / STEPS;
            label(LEFT - 6, y(walks) + 4, "end", "#000000", String.format(Locale.ROOT, "%.0f", walks));
        }
        for (long splits = 0; splits <= mostSplits; splits = splits == 0 ? 1 : splits * 10) {
            label(x((double) splits), HEIGHT - BOTTOM + 18, "middle", "#000000", Long.toString(splits));
        }
        label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle", "#000000", "single pages changed");
        label(LEFT, TOP - 6, "start", "#555555", "walks per million accesses");
    }

    private void curve(@Nullable StudyRow start, List<StudyRow> points, String colour) {
        svg.append("<polyline fill=\"none\" stroke=\"").append(colour).append("\" stroke-width=\"2\" points=\"");
        if (start != null) {
            point(0, walks(start));
        }
        for (StudyRow row : points) {
            point(row.splits(), walks(row));
        }
        svg.append("\"/>\n");
        for (StudyRow row : points) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
                    x(row.splits()),
                    y(walks(row)),
                    colour));
        }
    }

    private void point(double splits, double walks) {
        svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(splits), y(walks)));
    }

    private void legend(int index, String colour, String text) {
        double at = TOP + 14.0 + 20 * index;
        line(WIDTH - RIGHT + 12, at - 4, WIDTH - RIGHT + 32, at - 4, colour, " stroke-width=\"2\"");
        label(WIDTH - RIGHT + 38, at, "start", "#000000", text);
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String more) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>\n",
                x1,
                y1,
                x2,
                y2,
                colour,
                more));
    }

    private void label(double x, double y, String anchor, String colour, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n",
                x,
                y,
                anchor,
                colour,
                escaped));
    }
}

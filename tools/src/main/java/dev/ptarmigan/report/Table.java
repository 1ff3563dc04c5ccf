package dev.ptarmigan.report;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell: the first ones to the left, the others, numbers, to the right. */
public final class Table {
    private static final String GAP = "  ";

    private final int leftColumns;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * A table with a head.
     *
     * @param leftColumns how many columns are flush left
     */
    public Table(int leftColumns, String... head) {
        this.leftColumns = leftColumns;
        rows.add(head);
    }

    /** Adds a row, of as many cells as the head has. */
    public void row(String... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException("cells=" + cells.length + ", expected " + rows.get(0).length);
        }
        rows.add(cells);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : GAP).append(i < leftColumns ? row[i] + pad : pad + row[i]);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

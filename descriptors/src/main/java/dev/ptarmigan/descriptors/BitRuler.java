package dev.ptarmigan.descriptors;

import dev.ptarmigan.bits.BitField;
import dev.ptarmigan.bits.Word128;
import dev.ptarmigan.descriptors.WordLayout.PlacedField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The picture of a word: 32 bits to a row, bit numbers at the borders of the fields, the fields' names, and the bits in groups of
 * four. Plain ASCII, at most {@value #MOST_COLUMNS} columns. Fields can be marked, and two words can be compared.
 *
 * <pre>
 *  31                    12  11   10  9   8 7       6     5     4        2   1       0
 * +------------------------+----+----+-----+---------+---------+----------+------+-------+
 * |       OA[31:12]        | nG | AF | SH  | AP[2:1] | ignored | AttrIndx | Type | Valid |
 * |1000 0111 0110 0101 0100| 0  | 0  | 11  |   00    |    0    |   0 00   |  1   |   1   |
 * +------------------------+----+----+-----+---------+---------+----------+------+-------+
 * </pre>
 */
public final class BitRuler {
    /** No picture is wider. */
    public static final int MOST_COLUMNS = 120;

    private static final int ROW_BITS = 32;
    private static final String MARK = ">";

    /**
     * Where a field stands in a picture, for whoever wants to colour it.
     *
     * @param line index of the line
     * @param column first column, from 0
     * @param length number of columns
     * @param field the field
     * @param marked whether it is one of the marked fields
     */
    public record Span(int line, int column, int length, DescriptorField field, boolean marked) {}

    /**
     * A picture: its lines, without ends of line, and where the fields are in them.
     *
     * @param lines the lines
     * @param spans labels and bits of every field, in the order of the lines
     */
    public record Picture(List<String> lines, List<Span> spans) {
        /** The lines, each ended by a newline. */
        @Override
        public String toString() {
            return String.join("\n", lines) + "\n";
        }
    }

    /** Part of a field that lies in one row. {@code whole} is false if the field has more parts. */
    private record Segment(PlacedField placed, int high, int low, int valueHigh, int valueLow, boolean whole) {}

    private final WordLayout layout;
    private final List<List<Segment>> rows = new ArrayList<>();

    private BitRuler(WordLayout layout) {
        this.layout = layout;
        List<Segment> all = segments(layout);
        int wordBits = layout.place().format().wordBits();
        for (int top = wordBits - 1; top > 0; top -= ROW_BITS) {
            List<Segment> row = new ArrayList<>();
            for (Segment segment : all) {
                if (segment.high() <= top && segment.high() > top - ROW_BITS) {
                    row.add(segment);
                }
            }
            rows.add(row);
        }
    }

    /** The ruler of a layout. */
    public static BitRuler of(WordLayout layout) {
        return new BitRuler(layout);
    }

    /** The picture of a descriptor. */
    public static Picture of(Descriptor descriptor) {
        return of(descriptor.layout()).picture(descriptor.word(), Set.of());
    }

    /** The layout alone, without a word. */
    public Picture picture() {
        return draw(List.of(), List.of(), Set.of());
    }

    /** A word, with some fields marked by {@code >} before their label. */
    public Picture picture(Word128 word, Set<DescriptorField> marked) {
        return draw(List.of(""), List.of(word), marked);
    }

    /** Two words one under the other; the fields in which they differ are marked. */
    public Picture compare(String nameOfFirst, Word128 first, String nameOfSecond, Word128 second) {
        return draw(List.of(nameOfFirst, nameOfSecond), List.of(first, second), Set.of());
    }

    private static List<Segment> segments(WordLayout layout) {
        List<Segment> segments = new ArrayList<>();
        for (PlacedField placed : layout.fields()) {
            List<BitField.Run> runs = placed.bits().runs();
            int valueTop = placed.bits().width() - 1;
            List<int[]> parts = new ArrayList<>();
            for (BitField.Run run : runs) {
                int high = run.high();
                while (high >= run.low()) {
                    int low = Math.max(run.low(), high / ROW_BITS * ROW_BITS);
                    int[] last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
                    if (last != null && last[1] == high + 1 && last[1] % ROW_BITS != 0) {
                        last[1] = low;
                        last[3] = valueTop - (high - low);
                    } else {
                        parts.add(new int[] {high, low, valueTop, valueTop - (high - low)});
                    }
                    valueTop -= high - low + 1;
                    high = low - 1;
                }
            }
            for (int[] part : parts) {
                segments.add(new Segment(placed, part[0], part[1], part[2], part[3], parts.size() == 1));
            }
        }
        segments.sort((a, b) -> b.high() - a.high());
        return segments;
    }

    private Picture draw(List<String> names, List<Word128> words, Set<DescriptorField> marked) {
        int margin = 0;
        for (String name : names) {
            margin = Math.max(margin, name.length());
        }
        List<String> lines = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        for (List<Segment> row : rows) {
            drawRow(row, names, words, marked, margin, lines, spans);
        }
        return new Picture(List.copyOf(lines), List.copyOf(spans));
    }

    private void drawRow(
            List<Segment> row,
            List<String> names,
            List<Word128> words,
            Set<DescriptorField> marked,
            int margin,
            List<String> lines,
            List<Span> spans) {
        int count = row.size();
        boolean[] marks = new boolean[count];
        for (int i = 0; i < count; i++) {
            marks[i] = marked.contains(row.get(i).placed().field()) || differs(row.get(i), words);
        }
        String[] labels = labels(row, marks, false);
        int[] widths = widths(row, labels);
        if (total(widths) > MOST_COLUMNS - margin) {
            labels = labels(row, marks, true);
            widths = widths(row, labels);
        }
        int slack = MOST_COLUMNS - margin - total(widths);
        for (int i = 0; i < count && slack >= 2; i++) {
            if (row.get(i).high() - row.get(i).low() < 8) {
                widths[i] += 2;
                slack -= 2;
            }
        }

        String indent = " ".repeat(margin);
        StringBuilder numbers = new StringBuilder(indent).append(' ');
        StringBuilder border = new StringBuilder(indent).append('+');
        for (int i = 0; i < count; i++) {
            numbers.append(numbers(row.get(i), widths[i])).append(' ');
            border.append("-".repeat(widths[i])).append('+');
        }
        lines.add(numbers.toString().stripTrailing());
        lines.add(border.toString());
        line(row, labels, widths, marks, indent, lines, spans);
        for (int w = 0; w < words.size(); w++) {
            String[] bits = new String[count];
            for (int i = 0; i < count; i++) {
                bits[i] = bits(row.get(i), words.get(w));
            }
            String name = names.get(w) + " ".repeat(margin - names.get(w).length());
            line(row, bits, widths, marks, name, lines, spans);
        }
        lines.add(border.toString());
    }

    private String[] labels(List<Segment> row, boolean[] marks, boolean abbreviated) {
        String[] labels = new String[row.size()];
        for (int i = 0; i < labels.length; i++) {
            String label = label(row.get(i));
            if (abbreviated) {
                label = switch (row.get(i).placed().field()) {
                    case IGNORED -> "ign";
                    case SOFTWARE -> "sw";
                    case CONTIGUOUS -> "Contig";
                    case ASSURED_ONLY -> "Assured";
                    default -> label;
                };
            }
            labels[i] = (marks[i] ? MARK : "") + label;
        }
        return labels;
    }

    private static int[] widths(List<Segment> row, String[] labels) {
        int[] widths = new int[labels.length];
        for (int i = 0; i < widths.length; i++) {
            Segment segment = row.get(i);
            int numbers = numbers(segment, 0).length();
            widths[i] = Math.max(
                    labels[i].length(),
                    Math.max(numbers, bits(segment, Word128.ZERO).length()));
        }
        return widths;
    }

    /** Columns of a row: its cells and the borders around them. */
    private static int total(int[] widths) {
        int total = 1;
        for (int width : widths) {
            total += width + 1;
        }
        return total;
    }

    private static void line(
            List<Segment> row,
            String[] cells,
            int[] widths,
            boolean[] marks,
            String start,
            List<String> lines,
            List<Span> spans) {
        StringBuilder line = new StringBuilder(start).append('|');
        for (int i = 0; i < cells.length; i++) {
            spans.add(new Span(
                    lines.size(), line.length(), widths[i], row.get(i).placed().field(), marks[i]));
            line.append(centred(cells[i], widths[i])).append('|');
        }
        lines.add(line.toString());
    }

    private static String centred(String text, int width) {
        int left = (width - text.length()) / 2;
        return " ".repeat(left) + text + " ".repeat(width - text.length() - left);
    }

    private static boolean differs(Segment segment, List<Word128> words) {
        return words.size() == 2
                && segment.placed().bits().of(words.get(0))
                        != segment.placed().bits().of(words.get(1));
    }

    /** The part's first and last bit number, at the ends of its column. */
    private static String numbers(Segment segment, int width) {
        String high = Integer.toString(segment.high());
        if (segment.high() == segment.low()) {
            return width == 0 ? high : centred(high, width);
        }
        String low = Integer.toString(segment.low());
        return high + " ".repeat(Math.max(1, width - high.length() - low.length())) + low;
    }

    private String label(Segment segment) {
        DescriptorField field = segment.placed().field();
        if (field.isFiller()) {
            return field.label();
        }
        boolean address = field == DescriptorField.OA || field == DescriptorField.TA;
        if (segment.whole() && !address) {
            String name = segment.placed().name();
            String all = field.label() + "[" + (segment.placed().bits().width() - 1) + ":0]";
            return name.equals(all) ? field.label() : name;
        }
        int unit = !address
                ? 0
                : field == DescriptorField.OA
                        ? layout.place().shift()
                        : layout.place().granule().pageShift();
        int high = segment.valueHigh() + unit;
        int low = segment.valueLow() + unit;
        return field.label() + "[" + (high == low ? Integer.toString(high) : high + ":" + low) + "]";
    }

    private static String bits(Segment segment, Word128 word) {
        StringBuilder text = new StringBuilder();
        for (int bit = segment.high(); bit >= segment.low(); bit--) {
            text.append(word.bit(bit) ? '1' : '0');
            if (bit % 4 == 0 && bit > segment.low()) {
                text.append(' ');
            }
        }
        return text.toString();
    }
}

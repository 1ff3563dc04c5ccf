package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a timeline: a step, several of one kind that follow each other, or a note.
 *
 * @param first number of the first step, from 1; 0 for a note
 * @param last number of the last step
 * @param column the PE
 * @param kind what it is
 * @param text what it says
 */
record StoryRow(int first, int last, int column, Kind kind, String text) {
    enum Kind {
        PROGRAM,
        MACHINE,
        NOTE
    }

    /** {@code 3}, {@code 3-6}, or nothing. */
    String number() {
        return first == 0 ? "" : first == last ? String.valueOf(first) : first + "-" + last;
    }

    /** The text with its brackets. */
    String shown() {
        return switch (kind) {
            case PROGRAM -> text;
            case MACHINE -> "(" + text + ")";
            case NOTE -> "[" + text + "]";
        };
    }

    static List<StoryRow> of(Story story) {
        List<StoryRow> rows = new ArrayList<>();
        List<Story.Step> steps = story.steps();
        int at = 0;
        while (at <= steps.size()) {
            boolean noted = false;
            for (Story.Note note : story.notes()) {
                if (note.before() == at) {
                    rows.add(new StoryRow(0, 0, Math.max(0, note.pe()), Kind.NOTE, note.text()));
                }
            }
            if (at == steps.size()) {
                return rows;
            }
            int end = at + 1;
            while (end < steps.size() && !noted && joins(steps.get(end - 1), steps.get(end))) {
                int next = end;
                noted = story.notes().stream().anyMatch(note -> note.before() == next);
                end += noted ? 0 : 1;
            }
            rows.add(row(steps, at, end));
            at = end;
        }
        return rows;
    }

    private static StoryRow row(List<Story.Step> steps, int from, int end) {
        Story.Step step = steps.get(from);
        String text;
        if (end == from + 1) {
            text = step.text();
        } else if (step.operation() instanceof Operation.Store) {
            Operation.Store first = (Operation.Store) step.operation();
            Operation.Store last = (Operation.Store) steps.get(end - 1).operation();
            text = "store " + slots(steps.subList(from, end)) + " " + values(first, last);
        } else if (step.operation() != null) {
            List<String> texts = new ArrayList<>();
            for (Story.Step one : steps.subList(from, end)) {
                texts.add(one.text());
            }
            text = String.join("; ", texts);
        } else {
            text = "stores to " + slots(steps.subList(from, end)) + " become visible";
        }
        return new StoryRow(
                from + 1, end, Math.max(0, step.pe()), step.isProgram() ? Kind.PROGRAM : Kind.MACHINE, text);
    }

    private static boolean joins(Story.Step a, Story.Step b) {
        if (a.pe() != b.pe() || a.isProgram() != b.isProgram() || a.pe() < 0) {
            return false;
        }
        if (a.operation() instanceof Operation.Fence && b.operation() instanceof Operation.Fence) {
            return true;
        }
        if (!a.isProgram()) {
            return a.slot() != null && b.slot() != null;
        }
        return a.operation() instanceof Operation.Store first
                && b.operation() instanceof Operation.Store second
                && follows(first.slot(), second.slot())
                && followsValue(first, second);
    }

    private static boolean follows(Location a, Location b) {
        return a.kind() == b.kind() && a.name().equals(b.name()) && b.index() == a.index() + 1;
    }

    /** Whether both say the same, of addresses that follow each other. */
    private static boolean followsValue(Operation.Store a, Operation.Store b) {
        if (a.atomic() || b.atomic()) {
            return false;
        }
        SlotValue one = a.value();
        SlotValue two = b.value();
        if (one.kind() == SlotValue.Kind.INVALID || one.kind() == SlotValue.Kind.TABLE) {
            return one.equals(two);
        }
        return one.kind() == SlotValue.Kind.PAGE
                && two.page() == one.page() + 1
                && two.toString()
                        .replaceFirst(":\\d+", "")
                        .equals(one.toString().replaceFirst(":\\d+", ""));
    }

    private static String values(Operation.Store first, Operation.@Nullable Store last) {
        String text = first.value().toString();
        if (last == null || first.value().kind() != SlotValue.Kind.PAGE) {
            return text;
        }
        return text.replaceFirst(
                ":\\d+", ":" + first.value().page() + "-" + last.value().page());
    }

    /** {@code T0.0-3, L2.0}. */
    private static String slots(List<Story.Step> steps) {
        List<String> texts = new ArrayList<>();
        int from = 0;
        while (from < steps.size()) {
            Location first = steps.get(from).slot();
            int end = from + 1;
            while (end < steps.size() && first != null) {
                Location before = steps.get(end - 1).slot();
                Location next = steps.get(end).slot();
                if (before == null || next == null || !follows(before, next)) {
                    break;
                }
                end++;
            }
            texts.add(first + (end == from + 1 || first == null ? "" : "-" + (first.index() + end - from - 1)));
            from = end;
        }
        return String.join(", ", texts);
    }
}

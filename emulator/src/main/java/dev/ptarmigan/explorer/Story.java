package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to a violation: a shortest one, of which nothing can be left out, with what one PE does kept together.
 *
 * @param scenario what was explored
 * @param invariant what does not hold at its end
 * @param steps what happens
 * @param reason what is wrong at the end: PE, page, entries or outcome
 * @param notes when TLBs get the entries that matter
 * @param account how it came to that, in sentences that name steps by their numbers from 1
 */
public record Story(
        Scenario scenario,
        Invariant invariant,
        List<Step> steps,
        String reason,
        List<Note> notes,
        List<String> account) {

    /** Fixes the lists. */
    public Story {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
        account = List.copyOf(account);
    }

    /**
     * One step.
     *
     * @param pe where it happens, −1 for memory's own
     * @param isProgram whether it is a step of the PE's program, or something that the machine does by itself
     * @param text what happens
     * @param operation the program's operation, or null
     * @param slot the descriptor that is stored, becomes visible or is updated, or null
     */
    record Step(
            int pe,
            boolean isProgram,
            String text,
            @Nullable Operation operation,
            @Nullable Location slot) {}

    /**
     * What a PE's walks do between two steps.
     *
     * @param before how many steps come first
     * @param pe the PE
     * @param text what its TLB may hold from then on
     */
    public record Note(int before, int pe, String text) {}

    /** Stories that are the same but for the invariant, together. */
    public static List<List<Story>> together(Collection<Story> stories) {
        List<List<Story>> groups = new ArrayList<>();
        for (Story story : stories) {
            List<Story> group = groups.stream()
                    .filter(one -> one.get(0).steps.equals(story.steps)
                            && one.get(0).reason.equals(story.reason)
                            && one.get(0).account.equals(story.account))
                    .findFirst()
                    .orElse(null);
            if (group == null) {
                group = new ArrayList<>();
                groups.add(group);
            }
            group.add(story);
        }
        return groups;
    }

    /** {@code I6 no TLB conflict abort is possible}, of each. */
    static String claims(List<Story> group) {
        return String.join(
                "; ",
                group.stream()
                        .map(story -> story.invariant + " " + story.invariant.claim())
                        .toList());
    }

    /** {@code PE0: store T0.0 pg:0,rw}, one line a step. */
    public List<String> lines() {
        return steps.stream()
                .map(step -> (step.pe() < 0 ? "HW" : "PE" + step.pe()) + ": " + step.text())
                .toList();
    }

    /** How many columns a timeline has. */
    int columns() {
        int most = 0;
        for (Step step : steps) {
            most = Math.max(most, step.pe());
        }
        for (Note note : notes) {
            most = Math.max(most, note.pe());
        }
        return most + 1;
    }

    /**
     * A timeline: a column for each PE; program steps as they are, the machine's own in brackets, what TLBs hold in square
     * brackets. Steps of one kind that follow each other share a line. Then what is wrong, and how it came to that.
     */
    public String timeline() {
        return timeline(List.of(this));
    }

    /** The timeline of stories that are the same. */
    public static String timeline(List<Story> group) {
        return group.get(0).timeline(claims(group));
    }

    private String timeline(String claims) {
        List<StoryRow> rows = StoryRow.of(this);
        int[] widths = new int[columns()];
        int number = 1;
        java.util.Arrays.fill(widths, 3);
        for (StoryRow row : rows) {
            widths[row.column()] = Math.max(widths[row.column()], row.shown().length());
            number = Math.max(number, row.number().length());
        }
        StringBuilder text = new StringBuilder();
        StringBuilder header = new StringBuilder(" ".repeat(number));
        for (int column = 0; column < widths.length; column++) {
            header.append("  PE").append(column).append(" ".repeat(widths[column] - 3));
        }
        text.append(header.toString().stripTrailing()).append('\n');
        for (StoryRow row : rows) {
            StringBuilder line =
                    new StringBuilder(" ".repeat(number - row.number().length()) + row.number());
            for (int column = 0; column < row.column(); column++) {
                line.append("  ").append(" ".repeat(widths[column]));
            }
            text.append(line).append("  ").append(row.shown()).append('\n');
        }
        text.append(claims).append(": ").append(reason).append('\n');
        for (String sentence : account) {
            text.append("  ").append(sentence).append('\n');
        }
        return text.toString();
    }
}

package dev.ptarmigan.checker.tarmac;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a Tarmac trace that tells of the MMU, taken apart as far as all models write it the same:
 * {@code <time> <scale> [<cpu>] TLB|WALKCACHE|TTW <rest>}. Older plug-ins leave the PE out, some write time and scale in one
 * word, and the PE may have a path ({@code FVP.cluster0.cpu1}).
 *
 * @param cpu the PE as the line names it, or null
 * @param source TLB, WALKCACHE or TTW
 * @param rest what follows
 */
record TarmacLine(@Nullable String cpu, String source, String rest) {
    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+\\s*[a-zA-Z]*\\s+(?:(\\S+)\\s+)?(TLB|WALKCACHE|TTW)(?:\\s+(.*))?");
    private static final Pattern ABOUT_IT =
            Pattern.compile(".*\\b(?:(?:TLB|WALKCACHE) (?:FILL|EVICT)|TTW [ID]TLB)\\b.*");

    /**
     * Reads a line, or gives null for one that is about something else: instructions, registers, memory accesses.
     *
     * @throws TarmacFormatException for a line about the MMU without the beginning that all lines have
     */
    static @Nullable TarmacLine read(String text, String source, int number) {
        if (!text.contains("TLB") && !text.contains("WALKCACHE") && !text.contains("TTW")) {
            return null;
        }
        Matcher line = LINE.matcher(text);
        if (line.matches()) {
            String rest = line.group(3);
            return new TarmacLine(line.group(1), String.valueOf(line.group(2)), rest == null ? "" : rest);
        }
        if (ABOUT_IT.matcher(text).matches()) {
            throw new TarmacFormatException(
                    source, number, "<time> <scale> <cpu> was expected before TLB, WALKCACHE or TTW");
        }
        return null;
    }
}

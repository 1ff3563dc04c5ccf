package dev.ptarmigan.replay;

import dev.ptarmigan.bits.Hex;
import dev.ptarmigan.bits.NumberTextException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A capture's {@code ops.txt}: the areas that were prepared, the calls that were made with their results, and the table pages
 * that were new afterwards.
 *
 * @param areas in order
 * @param calls in order
 * @param newTables table pages that the calls took
 */
public record Operations(List<Area> areas, List<Call> calls, List<NewTable> newTables) {
    private static final List<String> KINDS = List.of("at", "vmalloc", "vmhuge");

    /**
     * A prepared area.
     *
     * @param name what calls name it by
     * @param kind {@code at} (frames of the linear map), {@code vmalloc} or {@code vmhuge}
     * @param pages its size
     * @param va its first address
     * @param pa its first frame
     * @param line line of the file
     */
    public record Area(String name, String kind, int pages, long va, long pa, int line) {}

    /**
     * A call.
     *
     * @param operation {@code ro}, {@code invalid}, {@code change} …
     * @param area the area it was made on
     * @param offset page of the area it starts at
     * @param pages number of pages
     * @param va first address
     * @param set mask of bits to set, of {@code change} and {@code update}
     * @param clear mask of bits to clear
     * @param result what it returned, or null if that is not recorded
     * @param frames the pages that {@code vmalloc} maps and {@code text_poke} writes to; empty for the others
     * @param line line of the file, or 0 if the call is in none
     */
    public record Call(
            String operation,
            String area,
            int offset,
            int pages,
            long va,
            long set,
            long clear,
            @Nullable Integer result,
            List<Long> frames,
            int line) {
        /** A call that is in no file. */
        static Call of(String operation, long va, int pages, List<Long> frames) {
            return new Call(operation, "", 0, pages, va, 0, 0, null, frames, 0);
        }
    }

    /**
     * A table page that a call took.
     *
     * @param pa its address
     * @param level the level it serves
     * @param va the first address it translates
     */
    public record NewTable(long pa, int level, long va) {}

    /**
     * Reads the text.
     *
     * @param source the file's name, for messages
     * @throws ReplayException at the first malformed line
     */
    public static Operations parse(String text, String source) {
        List<Area> areas = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        List<NewTable> tables = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String[] words = line.strip().split(" +");
            String where = source + ":" + number + ": ";
            try {
                switch (words[0]) {
                    case "alloc" -> {
                        Map<String, String> fields = fields(words, 2, where);
                        String kind = field(fields, "kind", where);
                        if (!KINDS.contains(kind)) {
                            throw new ReplayException(
                                    where + "kind=" + kind + ", expected one of " + String.join(", ", KINDS));
                        }
                        areas.add(new Area(
                                word(words, 1, where, "the area's name"),
                                kind,
                                integer(fields, "pages", where),
                                hex(fields, "va", where),
                                hex(fields, "pa", where),
                                number));
                    }
                    case "op" -> {
                        Map<String, String> fields = fields(words, 2, where);
                        calls.add(new Call(
                                word(words, 1, where, "the operation"),
                                field(fields, "area", where),
                                integer(fields, "off", where),
                                integer(fields, "n", where),
                                hex(fields, "va", where),
                                hex(fields, "x", where),
                                hex(fields, "y", where),
                                integer(fields, "ret", where),
                                List.of(),
                                number));
                    }
                    case "new" -> {
                        if (words.length > 2 && words[1].equals("table")) {
                            Map<String, String> fields = fields(words, 3, where);
                            tables.add(new NewTable(
                                    Hex.parse(words[2], "a table address"),
                                    integer(fields, "level", where),
                                    hex(fields, "va", where)));
                        }
                    }
                    default -> {
                        // Shell commands of the recording, notes and statistics.
                    }
                }
            } catch (NumberTextException e) {
                throw new ReplayException(where + e.getMessage());
            }
        }
        return new Operations(List.copyOf(areas), List.copyOf(calls), List.copyOf(tables));
    }

    /** One call that no file tells of. */
    public static Operations ofCall(String operation, long va, int pages, long set, long clear) {
        Call call = new Call(operation, "", 0, pages, va, set, clear, null, List.of(), 0);
        return new Operations(List.of(), List.of(call), List.of());
    }

    private static String word(String[] words, int index, String where, String what) {
        if (index >= words.length) {
            throw new ReplayException(where + what + " was expected");
        }
        return words[index];
    }

    private static Map<String, String> fields(String[] words, int from, String where) {
        Map<String, String> fields = new HashMap<>();
        for (int i = from; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals <= 0) {
                throw new ReplayException(where + "name=value was expected, not '" + words[i] + "'");
            }
            fields.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name, String where) {
        String value = fields.get(name);
        if (value == null) {
            throw new ReplayException(where + name + "= is missing");
        }
        return value;
    }

    private static long hex(Map<String, String> fields, String name, String where) {
        return Hex.parse(field(fields, name, where), "a value of " + name);
    }

    private static int integer(Map<String, String> fields, String name, String where) {
        String text = field(fields, name, where);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ReplayException(where + name + "=" + text + " is not a number");
        }
    }
}

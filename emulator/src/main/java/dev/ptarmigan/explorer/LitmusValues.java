package dev.ptarmigan.explorer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of litmus tests as texts that are equal when the values are: numbers, {@code D:OUTPUT:AP} for leaves, {@code T:TABLE}
 * for tables.
 */
final class LitmusValues {
    private static final Pattern DESC = Pattern.compile("desc([23])\\((\\w+)(?:,\\s*(\\w+))?\\)");
    private static final Pattern PTE = Pattern.compile("pte([23])\\((\\w+)(?:,\\s*(\\w+))?\\)");
    private static final Pattern LEAF = Pattern.compile("mkdesc3\\(oa=(\\w+)(.*)\\)");
    private static final Pattern TWO = Pattern.compile("(and|add|sub|subs|lsr|lsl)\\((.+),([^,()]+)\\)");
    private static final Pattern WORD = Pattern.compile("(\\d):(\\w+)@(\\w+)");
    private static final Pattern ACCESS = Pattern.compile("AP ?= ?0b([01]{2})");

    private final Map<String, String> initial;
    private final Map<String, String> tableNames;

    LitmusValues(Map<String, String> initial, Map<String, String> tableNames) {
        this.tableNames = tableNames;
        this.initial = new LinkedHashMap<>(initial);
    }

    Map<String, String> initial() {
        return Collections.unmodifiableMap(initial);
    }

    static String accessPermissions(String text, String absent) {
        Matcher matcher = ACCESS.matcher(text);
        return matcher.find() ? matcher.group(1) : absent;
    }

    static String table(String text, Map<String, String> names) {
        Matcher hex = Pattern.compile("0x([0-9A-Fa-f]+)").matcher(text);
        String name = hex.find() ? names.get(hex.group(1).toLowerCase(Locale.ROOT)) : null;
        if (name == null) {
            throw new ScenarioException("no table at '" + text + "'");
        }
        return name;
    }

    /** The word of memory that a location names: a descriptor, or null for a virtual address. */
    static String descriptor(String location, String root) {
        Matcher matcher = PTE.matcher(location);
        if (!matcher.matches()) {
            return "";
        }
        String address = matcher.group(2);
        String table = matcher.group(3);
        if (table == null) {
            table = LitmusTest.isIntermediate(address) ? LitmusTest.STAGE2_ROOT : root;
        }
        return matcher.group(1) + ":" + address + "@" + table;
    }

    /** A location or a value in the words of tests: {@code pte3(x)}, {@code leaf of pa1}. */
    static String shown(String text) {
        Matcher word = WORD.matcher(text);
        if (word.matches()) {
            boolean plain =
                    word.group(3).equals(LitmusTest.ROOT) || word.group(3).equals(LitmusTest.STAGE2_ROOT);
            return "pte" + word.group(1) + "(" + word.group(2) + (plain ? ")" : ", " + word.group(3) + ")");
        }
        if (isLeaf(text)) {
            String access = access(text);
            return "leaf of " + output(text) + (access.equals("01") ? "" : ", AP " + access);
        }
        return isTable(text) ? "table " + text.substring(2) : text;
    }

    /** The value of an expression without registers. */
    String value(String text) {
        Matcher desc = DESC.matcher(text);
        if (desc.matches()) {
            String table = desc.group(3) == null ? LitmusTest.ROOT : desc.group(3);
            String key = desc.group(1) + ":" + desc.group(2) + "@" + table;
            return initial.getOrDefault(key, "0");
        }
        Matcher leaf = LEAF.matcher(text);
        if (leaf.matches()) {
            return "D:" + leaf.group(1) + ":" + accessPermissions(leaf.group(2), "01");
        }
        if (text.startsWith("mkdesc2(table=")) {
            return "T:" + table(text, tableNames);
        }
        Matcher two = TWO.matcher(text);
        if (two.matches()) {
            String first = value(two.group(2).strip());
            String second = value(two.group(3).strip());
            if (first.matches("\\d+") && second.matches("\\d+")) {
                long a = Long.parseLong(first);
                long b = Long.parseLong(second);
                return String.valueOf(
                        switch (two.group(1)) {
                            case "and" -> a & b;
                            case "add" -> a + b;
                            case "lsr" -> a >>> b;
                            case "lsl" -> a << b;
                            default -> a - b;
                        });
            }
        }
        if (text.startsWith("ubfx(") && text.endsWith(",26,5)")) {
            String inner = value(text.substring("ubfx(".length(), text.length() - ",26,5)".length()));
            return inner.matches("\\d+") ? String.valueOf(Long.parseLong(inner) >>> 26 & 31) : text;
        }
        if (text.matches("0[bB][01]+")) {
            return String.valueOf(Long.parseLong(text.substring(2), 2));
        }
        if (text.matches("0x[0-9a-fA-F]+")) {
            return String.valueOf(Long.decode(text));
        }
        return text;
    }

    static boolean isLeaf(String value) {
        return value.startsWith("D:");
    }

    static boolean isTable(String value) {
        return value.startsWith("T:");
    }

    static String output(String leaf) {
        return leaf.substring(2, leaf.lastIndexOf(':'));
    }

    static String access(String leaf) {
        return leaf.substring(leaf.lastIndexOf(':') + 1);
    }
}

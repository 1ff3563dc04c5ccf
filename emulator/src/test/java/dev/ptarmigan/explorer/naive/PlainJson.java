package dev.ptarmigan.explorer.naive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, longs and booleans; enough for well-formed scenarios. */
public final class PlainJson {
    private final String text;
    private int at;

    private PlainJson(String text) {
        this.text = text;
    }

    /** Reads one object. */
    public static Map<String, Object> object(String text) {
        PlainJson json = new PlainJson(text);
        Map<String, Object> object = map(json.value());
        json.space();
        if (json.at != text.length()) {
            throw new IllegalArgumentException("more after the object: " + text.substring(json.at));
        }
        return object;
    }

    /** An object's members, in order. */
    public static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, member) -> map.put((String) name, (Object) member));
        return map;
    }

    /** A member that must be there. */
    public static Object member(Map<String, Object> object, String name) {
        Object member = object.get(name);
        if (member == null) {
            throw new IllegalArgumentException("no " + name + " in " + object);
        }
        return member;
    }

    /** An array's members. */
    public static List<Object> list(Object value) {
        return new ArrayList<>((List<?>) value);
    }

    /** An array of whole numbers. */
    public static List<Integer> numbers(Object value) {
        return list(value).stream().map(PlainJson::number).toList();
    }

    /** A whole number. */
    public static int number(Object value) {
        return Math.toIntExact((Long) value);
    }

    /** The text of a value, on one line. */
    public static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((name, member) -> members.add(write(name) + ": " + write(member)));
            return "{" + String.join(", ", members) + "}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(PlainJson::write).toList()) + "]";
        }
        return value instanceof String string
                ? '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : "" + value;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char wanted) {
        space();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void need(char wanted) {
        if (!take(wanted)) {
            throw new IllegalArgumentException("expected " + wanted + " at " + at + " of " + text);
        }
    }

    private Object value() {
        space();
        return switch (text.charAt(at)) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        need('{');
        while (!take('}')) {
            if (!members.isEmpty()) {
                need(',');
            }
            space();
            String name = string();
            need(':');
            members.put(name, value());
        }
        return members;
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        need('[');
        while (!take(']')) {
            if (!elements.isEmpty()) {
                need(',');
            }
            elements.add(value());
        }
        return elements;
    }

    private String string() {
        need('"');
        StringBuilder string = new StringBuilder();
        while (text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            string.append(text.charAt(at++));
        }
        at++;
        return string.toString();
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return word.equals("true") || word.equals("false") ? (Object) Boolean.valueOf(word) : Long.valueOf(word);
    }
}

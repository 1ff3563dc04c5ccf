package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value (RFC 8259): the lines of scenario and litmus files. Objects are maps in the order of the text, arrays
 * lists, whole numbers {@link Long}; fractions and exponents are refused, no file of ours has any.
 */
final class JsonLine {
    private static final int MOST_NESTED = 64;

    private final String text;
    private final String source;
    private final int line;
    private int at;
    private int depth;

    private JsonLine(String text, String source, int line) {
        this.text = text;
        this.source = source;
        this.line = line;
    }

    /**
     * Reads an object that fills a line.
     *
     * @throws ScenarioException if the line is anything else
     */
    static JsonObject object(String text, String source, int line) {
        JsonLine reader = new JsonLine(text, source, line);
        Object value = reader.value();
        reader.spaces();
        if (reader.at < text.length()) {
            throw reader.wrong("the line goes on after its object");
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw reader.wrong("an object was expected");
        }
        return new JsonObject(map, source, line);
    }

    private ScenarioException wrong(String message) {
        return new ScenarioException(source, line, "not JSON: " + message + " (column " + (at + 1) + ")");
    }

    private void spaces() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        spaces();
        if (at >= text.length()) {
            throw wrong("the line is cut off");
        }
        return text.charAt(at);
    }

    private @Nullable Object value() {
        char c = peek();
        if (c == '{' || c == '[') {
            if (++depth > MOST_NESTED) {
                throw wrong("nested more than " + MOST_NESTED + " deep");
            }
            Object nested = c == '{' ? members() : elements();
            depth--;
            return nested;
        }
        if (c == '"') {
            return string();
        }
        for (String word : List.of("true", "false", "null")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("null") ? null : Boolean.valueOf(word);
            }
        }
        return number();
    }

    private Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        if (peek() == '}') {
            at++;
            return map;
        }
        while (true) {
            if (peek() != '"') {
                throw wrong("a name in quotes was expected");
            }
            String name = string();
            if (peek() != ':') {
                throw wrong("':' was expected");
            }
            at++;
            Object value = value();
            if (map.containsKey(name)) {
                throw wrong("\"" + name + "\" is given twice");
            }
            map.put(name, value);
            char c = peek();
            at++;
            if (c == '}') {
                return map;
            }
            if (c != ',') {
                throw wrong("',' or '}' was expected");
            }
        }
    }

    private List<@Nullable Object> elements() {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        if (peek() == ']') {
            at++;
            return list;
        }
        while (true) {
            list.add(value());
            char c = peek();
            at++;
            if (c == ']') {
                return list;
            }
            if (c != ',') {
                throw wrong("',' or ']' was expected");
            }
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c != '\\') {
                out.append(c);
                continue;
            }
            if (at >= text.length()) {
                break;
            }
            char escaped = text.charAt(at++);
            int simple = "\"\\/bfnrt".indexOf(escaped);
            if (simple >= 0) {
                out.append("\"\\/\b\f\n\r\t".charAt(simple));
            } else if (escaped == 'u' && at + 4 <= text.length()) {
                try {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                } catch (NumberFormatException e) {
                    throw wrong("\\u takes four hexadecimal digits");
                }
                at += 4;
            } else {
                throw wrong("unknown escape");
            }
        }
        throw wrong("a string is cut off");
    }

    private Long number() {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        int digits = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == digits) {
            throw wrong("a value was expected");
        }
        if (text.charAt(digits) == '0' && at > digits + 1) {
            throw wrong("a number starts with 0");
        }
        try {
            return Long.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw wrong("the number has more than 64 bits");
        }
    }
}

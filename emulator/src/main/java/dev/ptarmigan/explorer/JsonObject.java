package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An object of a {@link JsonLine}, with members read by the type they must have. */
final class JsonObject {
    private final Map<?, ?> members;
    private final String source;
    private final int line;

    JsonObject(Map<?, ?> members, String source, int line) {
        this.members = members;
        this.source = source;
        this.line = line;
    }

    ScenarioException wrong(String message) {
        return new ScenarioException(source, line, message);
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    @Nullable
    Object get(String name) {
        return members.get(name);
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Object name : members.keySet()) {
            names.add(String.valueOf(name));
        }
        return names;
    }

    /** The names in the order of the text. */
    List<String> namesInOrder() {
        List<String> names = new ArrayList<>();
        for (Object name : members.keySet()) {
            names.add(String.valueOf(name));
        }
        return names;
    }

    /** Refuses members that are not of a list, so that a misspelt one is never overlooked. */
    void only(String what, String... known) {
        for (String name : names()) {
            if (!List.of(known).contains(name)) {
                throw wrong(what + " has no \"" + name + "\"; it may have " + String.join(", ", known));
            }
        }
    }

    String text(String name) {
        if (members.get(name) instanceof String value) {
            return value;
        }
        throw wrong("\"" + name + "\" must be a string" + found(name));
    }

    String text(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    int number(String name) {
        if (members.get(name) instanceof Long value && value >= 0 && value <= Integer.MAX_VALUE) {
            return value.intValue();
        }
        throw wrong("\"" + name + "\" must be a number from 0" + found(name));
    }

    int number(String name, int absent) {
        return has(name) ? number(name) : absent;
    }

    boolean flag(String name, boolean absent) {
        if (!has(name)) {
            return absent;
        }
        if (members.get(name) instanceof Boolean value) {
            return value;
        }
        throw wrong("\"" + name + "\" must be true or false" + found(name));
    }

    List<JsonObject> objects(String name) {
        List<JsonObject> result = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof Map<?, ?> map)) {
                throw wrong("\"" + name + "\" must be an array of objects");
            }
            result.add(new JsonObject(map, source, line));
        }
        return result;
    }

    JsonObject object(String name) {
        if (!has(name)) {
            return new JsonObject(Map.of(), source, line);
        }
        if (members.get(name) instanceof Map<?, ?> map) {
            return new JsonObject(map, source, line);
        }
        throw wrong("\"" + name + "\" must be an object" + found(name));
    }

    List<String> texts(String name) {
        List<String> result = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof String value)) {
                throw wrong("\"" + name + "\" must be an array of strings");
            }
            result.add(value);
        }
        return result;
    }

    List<Integer> numbers(String name) {
        List<Integer> result = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof Long value) || value < 0 || value > Integer.MAX_VALUE) {
                throw wrong("\"" + name + "\" must be an array of numbers from 0");
            }
            result.add(value.intValue());
        }
        return result;
    }

    List<?> list(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (members.get(name) instanceof List<?> list) {
            return list;
        }
        throw wrong("\"" + name + "\" must be an array" + found(name));
    }

    private String found(String name) {
        return has(name) ? ", not " + members.get(name) : ", and it is absent";
    }
}

package dev.ptarmigan.explorer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The places of memory in a scenario, and the values that each can have. */
final class Words {
    private final List<Location> locations = new ArrayList<>();
    private final Map<Location, Integer> numbers = new HashMap<>();
    private final List<List<SlotValue>> values = new ArrayList<>();

    /** The number of a location; a new one is invalid, or clear, at the start. */
    int number(Location location) {
        Integer known = numbers.get(location);
        if (known != null) {
            return known;
        }
        int number = locations.size();
        numbers.put(location, number);
        locations.add(location);
        values.add(new ArrayList<>());
        return number;
    }

    /** The number of a location, or −1 if the scenario has none. */
    int find(Location location) {
        return numbers.getOrDefault(location, -1);
    }

    /** The number of a value of a location, added if it is new. */
    int value(int location, SlotValue value) {
        List<SlotValue> known = values.get(location);
        int number = known.indexOf(value);
        if (number < 0) {
            known.add(value);
            number = known.size() - 1;
            if (number >= Long.SIZE) {
                throw new ScenarioException(locations.get(location) + " can have more than 64 values");
            }
        }
        return number;
    }

    int size() {
        return locations.size();
    }

    Location location(int number) {
        return locations.get(number);
    }

    List<SlotValue> values(int location) {
        return values.get(location);
    }

    SlotValue value(int location, int value) {
        return values.get(location).get(value);
    }
}

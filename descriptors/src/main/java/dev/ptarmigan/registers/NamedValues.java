package dev.ptarmigan.registers;

import dev.ptarmigan.bits.Hex;
import java.util.ArrayList;
import java.util.List;

/** Values that have names. What has none is reserved. */
final class NamedValues implements FieldValues {
    /** Stands in a list of names for a value that is reserved. */
    static final String RESERVED = "";

    /** Fields wider than this are written in hexadecimal in documentation. */
    private static final int WIDEST_BINARY = 3;

    private final String[] names;
    private final String[] special;

    private NamedValues(String[] names, String[] special) {
        this.names = names;
        this.special = special;
    }

    /** Names of the values 0, 1, 2 … */
    static NamedValues of(String... names) {
        return new NamedValues(names, new String[0]);
    }

    /**
     * Names of the values 0, 1, 2 …, and of values far from these.
     *
     * @param special texts {@code 0xf=name}
     */
    static NamedValues of(String[] names, String... special) {
        return new NamedValues(names, special);
    }

    @Override
    public String text(long value) {
        String name = name(value);
        return name.isEmpty() ? "reserved" : name;
    }

    @Override
    public boolean isReserved(long value) {
        return name(value).isEmpty();
    }

    private String name(long value) {
        if (value >= 0 && value < names.length) {
            return names[(int) value];
        }
        String prefix = Hex.address(value) + "=";
        for (String entry : special) {
            if (entry.startsWith(prefix)) {
                return entry.substring(prefix.length());
            }
        }
        return RESERVED;
    }

    @Override
    public List<String> summary(int width) {
        List<String> lines = new ArrayList<>();
        for (int value = 0; value < names.length; value++) {
            if (!names[value].isEmpty()) {
                lines.add(number(value, width) + " " + names[value]);
            }
        }
        for (String entry : special) {
            int equals = entry.indexOf('=');
            lines.add(entry.substring(0, equals) + " " + entry.substring(equals + 1));
        }
        return lines;
    }

    private static String number(long value, int width) {
        return width <= WIDEST_BINARY ? Hex.binary(value, width) : Hex.address(value);
    }
}

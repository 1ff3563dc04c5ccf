package dev.ptarmigan.explorer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of memory in a scenario.
 *
 * @param kind what the word is
 * @param name the table of a slot, the name of a flag; {@code L2} and {@code S2} for the roots
 * @param index the slot's number, 0 for flags
 */
record Location(Kind kind, String name, int index) {
    enum Kind {
        /** Slot of the root of stage 1, {@code L2.i}. */
        ROOT,
        /** Slot of a last-level table, {@code T0.i}. */
        TABLE,
        /** Stage 2 descriptor of one page, {@code S2.i}. */
        STAGE2,
        /** A flag that PEs signal with. */
        FLAG
    }

    private static final Pattern SLOT = Pattern.compile("([A-Za-z]\\w*)\\.(\\d{1,3})");

    static Location parse(String text) {
        Matcher matcher = SLOT.matcher(text);
        if (!matcher.matches()) {
            throw new ScenarioException("no slot '" + text + "', expected L2.n, S2.n or TABLE.n");
        }
        String name = matcher.group(1);
        Kind kind = switch (name) {
            case "L2" -> Kind.ROOT;
            case "S2" -> Kind.STAGE2;
            default -> Kind.TABLE;
        };
        return new Location(kind, name, Integer.parseInt(matcher.group(2)));
    }

    static Location flag(String name) {
        return new Location(Kind.FLAG, name, 0);
    }

    @Override
    public String toString() {
        return kind == Kind.FLAG ? "!" + name : name + "." + index;
    }
}

package dev.ptarmigan.walker;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The behaviour of one machine wherever the architecture leaves a choice or the machine departs from it. Immutable. */
public final class Profile {
    /** The architecture. */
    public static final Profile ARM = new Profile("ARM", EnumSet.noneOf(Knob.class));

    /** QEMU 11.1.3, {@code -cpu max}, as measured. */
    public static final Profile QEMU_11_1 = new Profile("QEMU_11_1", qemu());

    private final String name;
    private final Set<Knob> on;

    private Profile(String name, Set<Knob> on) {
        this.name = name;
        this.on = on;
    }

    private static Set<Knob> qemu() {
        Set<Knob> on = EnumSet.noneOf(Knob.class);
        for (Knob knob : Knob.values()) {
            if (knob.inQemu()) {
                on.add(knob);
            }
        }
        return on;
    }

    /** A predefined profile by name, case ignored, or null. */
    public static @Nullable Profile named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "ARM" -> ARM;
            case "QEMU_11_1" -> QEMU_11_1;
            default -> null;
        };
    }

    /** Whether the knob is on. */
    public boolean has(Knob knob) {
        return on.contains(knob);
    }

    /** This profile with one knob turned. */
    public Profile with(Knob knob, boolean value) {
        if (has(knob) == value) {
            return this;
        }
        Set<Knob> changed = EnumSet.noneOf(Knob.class);
        changed.addAll(on);
        if (value) {
            changed.add(knob);
        } else {
            changed.remove(knob);
        }
        return new Profile(name + (value ? "+" : "-") + knob, changed);
    }

    /** The name; a changed profile lists its changes. */
    @Override
    public String toString() {
        return name;
    }
}
